import LinearAlgebra
import Models

extension NumericEncoding {
  /// Finds the mean and deviation of a column's rows, in units of its largest magnitude.
  init(fitting column: FeatureColumn, rows: RowSelection, weights: [Double]?) {
    if let moments = ColumnMoments(column, rows: rows, weights: weights) {
      self.init(moments)
      return
    }
    // Infinities, or magnitudes whose squares need the column's unit: three passes.
    var extent = ColumnExtent()
    let blocks = rows.blocks(of: ColumnMoments.blockRowCount)
    for block in blocks {
      let factors = weights.map { rows.gather($0, block) } ?? []
      let values = rows.gather(column, block)
      extent.add(values.span, weights: factors.span)
    }
    let unit = Self.unit(of: max(abs(extent.lowest), abs(extent.highest)))
    guard extent.lowest < extent.highest else {
      self.init(
        unit: unit,
        mean: extent.lowest.isFinite ? extent.lowest * unit : 0,
        inverseDeviation: 0,
        lowest: 0,
        highest: 0,
        hasMissingIndicator: extent.hasBoth
      )
      return
    }
    var sum = 0.0
    for block in blocks {
      let values = rows.gather(column, block)
      let centred = extent.centred(values.span, unit: unit, at: 0)
      let factors = weights.map { rows.gather($0, block) } ?? centred.map { _ in 1 }
      sum += BLAS.dot(centred.span, factors.span)
    }
    let mean = sum / extent.presentWeight
    var squares = 0.0
    for block in blocks {
      let values = rows.gather(column, block)
      let centred = extent.centred(values.span, unit: unit, at: mean)
      let weighted =
        weights.map { zip(centred, rows.gather($0, block)).map { $0 * $1 } } ?? centred
      squares += BLAS.dot(centred.span, weighted.span)
    }
    let variance = squares / (extent.presentWeight + extent.missingWeight)
    let inverseDeviation = variance > 0 ? 1 / variance.squareRoot() : 0
    self.init(
      unit: unit,
      mean: mean,
      inverseDeviation: inverseDeviation,
      lowest: (extent.lowest * unit - mean) * inverseDeviation,
      highest: (extent.highest * unit - mean) * inverseDeviation,
      hasMissingIndicator: extent.hasBoth
    )
  }

  /// The mean and deviation that moments tell.
  init(_ moments: ColumnMoments) {
    let (lowest, highest) = (moments.lowest, moments.highest)
    let unit = Self.unit(of: max(abs(lowest), abs(highest)))
    let variance = moments.squares / (moments.presentWeight + moments.missingWeight)
    let isConstant = lowest == highest || variance == 0
    let mean = (lowest == highest ? lowest : moments.mean) * unit
    let inverseDeviation = isConstant ? 0 : 1 / (variance.squareRoot() * unit)
    self.init(
      unit: unit,
      mean: mean,
      inverseDeviation: inverseDeviation,
      lowest: isConstant ? 0 : (lowest * unit - mean) * inverseDeviation,
      highest: isConstant ? 0 : (highest * unit - mean) * inverseDeviation,
      hasMissingIndicator: moments.presentWeight > 0 && moments.missingWeight > 0
    )
  }

  /// The power of two that brings `magnitude` near 1, as far as it and its inverse are normal.
  private static func unit(of magnitude: Double) -> Double {
    guard magnitude.isFinite, magnitude > 0 else { return 1 }
    let exponent = min(max(-Int(magnitude.exponent), -1022), 1022)
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
