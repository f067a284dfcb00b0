internal import CKernels

/// Up to 255 ascending edges, and how many of them are below a value: its bin, or its rank among
/// thresholds.
package struct EdgeRanks: Sendable, Equatable {
  /// Most edges, so that ranks are bytes.
  package static let edgeLimit = 255

  /// 256 edges, filled up with infinity.
  private let doubles: [Double]
  /// The largest `Float` that is not above each: `value <= edge` is the same decision for a `Float`.
  private let floats: [Float]

  /// - Precondition: at most `edgeLimit` edges, in ascending order.
  package init(edges: [Double]) {
    precondition(edges.count <= Self.edgeLimit, "\(edges.count) edges")
    doubles = edges + [Double](repeating: .infinity, count: 256 - edges.count)
    floats = doubles.map { edge in
      let rounded = Float(edge)
      return Double(rounded) > edge ? rounded.nextDown : rounded
    }
  }

  /// Writes the rank of each value, `missing` for NaN.
  ///
  /// - Complexity: O(`values.count`).
  package func fill(_ ranks: inout MutableSpan<UInt8>, of values: Span<Double>, missing: UInt8) {
    precondition(ranks.count == values.count, "\(ranks.count) ranks, \(values.count) values")
    let count = Int64(values.count)
    unsafe ranks.withUnsafeMutableBufferPointer { ranks in
      unsafe values.withUnsafeBufferPointer { values in
        unsafe doubles.withUnsafeBufferPointer { edges in
          unsafe automl_rank_doubles(
            edges.baseAddress,
            values.baseAddress,
            count,
            missing,
            ranks.baseAddress
          )
        }
      }
    }
  }

  /// Writes the rank of each value, `missing` for NaN.
  ///
  /// - Complexity: O(`values.count`).
  package func fill(_ ranks: inout MutableSpan<UInt8>, of values: Span<Float>, missing: UInt8) {
    precondition(ranks.count == values.count, "\(ranks.count) ranks, \(values.count) values")
    let count = Int64(values.count)
    unsafe ranks.withUnsafeMutableBufferPointer { ranks in
      unsafe values.withUnsafeBufferPointer { values in
        unsafe floats.withUnsafeBufferPointer { edges in
          unsafe automl_rank_floats(
            edges.baseAddress,
            values.baseAddress,
            count,
            missing,
            ranks.baseAddress
          )
        }
      }
    }
  }

  /// The rank of one value that is not NaN.
  package func rank(of value: Double) -> UInt8 {
    var rank = 0
    var half = 128
    while half > 0 {
      rank += doubles[rank + half - 1] < value ? half : 0
      half /= 2
    }
    return UInt8(rank)
  }
}
