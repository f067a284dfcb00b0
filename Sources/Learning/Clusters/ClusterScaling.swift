import Models

/// The unit in which a column counts towards distances.
///
/// All of them are affine: of several that follow each other the last one decides.
package enum ClusterScaling: Sendable, Equatable {
  /// The column's own.
  case none
  /// Its standard deviation.
  case standard
  /// The distance from its least value to its greatest.
  case minMax
  /// Its largest magnitude.
  case maxAbs
}

extension LinearEncoding.Feature {
  /// The distance from the least to the greatest value of a number, in the unit of a scaling.
  func spread(_ scaling: ClusterScaling) -> Double {
    guard case .numeric(let numeric) = self, !numeric.isConstant else { return 0 }
    return (numeric.highest - numeric.lowest) / numeric.inverseDeviation * factor(scaling)
  }

  /// One `numeric.unit`-th of the column in the unit of a scaling.
  private func factor(_ scaling: ClusterScaling) -> Double {
    guard case .numeric(let numeric) = self, !numeric.isConstant else { return 0 }
    let lowest = numeric.lowest / numeric.inverseDeviation
    let highest = numeric.highest / numeric.inverseDeviation
    switch scaling {
    case .none: return 1 / numeric.unit
    case .standard: return numeric.inverseDeviation
    case .minMax: return 1 / (highest - lowest)
    case .maxAbs: return 1 / max(abs(lowest + numeric.mean), abs(highest + numeric.mean))
    }
  }

  /// The number centred, in the unit of a scaling divided by `unit`; without a column that tells missing
  /// values.
  ///
  /// - Precondition: it is a number.
  func scaled(_ scaling: ClusterScaling, unit: Double) -> LinearEncoding.Feature {
    guard case .numeric(let numeric) = self else { preconditionFailure("a category among numbers") }
    let scale = numeric.isConstant ? 0 : unit * factor(scaling)
    let factor = numeric.isConstant ? 0 : scale / numeric.inverseDeviation
    return .numeric(
      NumericEncoding(
        unit: numeric.unit,
        mean: numeric.mean,
        inverseDeviation: scale,
        lowest: numeric.lowest * factor,
        highest: numeric.highest * factor,
        hasMissingIndicator: false
      )
    )
  }
}
