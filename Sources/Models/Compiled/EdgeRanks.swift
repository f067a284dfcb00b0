internal import CKernels

/// Up to 255 ascending edges, and how many of them are below a value: its bin, or its rank among
/// thresholds.
package struct EdgeRanks: Sendable, Equatable {
  /// Most edges, so that ranks are bytes.
  package static let edgeLimit = 255

  /// 264 edges, filled up with infinity: kernels read some from any of 256 on.
  private let doubles: [Double]
  /// The largest `Float` that is not above each: `value <= edge` is the same decision for a `Float`.
  private let floats: [Float]
  /// For each bucket of the edges' range the edges below it; empty where a bucket has too many.
  private let starts: [UInt8]
  /// The bucket of a value is `value * scale + offset`.
  private let scale: Double
  private let offset: Double

  /// - Precondition: at most `edgeLimit` edges, in ascending order.
  package init(edges: [Double]) {
    precondition(edges.count <= Self.edgeLimit, "\(edges.count) edges")
    doubles = edges + [Double](repeating: .infinity, count: 264 - edges.count)
    floats = doubles.map { edge in
      let rounded = Float(edge)
      return Double(rounded) > edge ? rounded.nextDown : rounded
    }
    let finite = edges.filter(\.isFinite)
    let low = finite.first ?? 0
    let scale = Double(AUTOML_BUCKETS - 1) / ((finite.last ?? 0) - low)
    let offset = -low * scale
    (self.scale, self.offset) = (scale, offset)
    let hasRange = scale.isFinite && scale > 0 && offset.isFinite
    starts = hasRange ? Self.starts(of: doubles, count: edges.count, scale, offset) : []
  }

  /// For each bucket the edges below it; empty where a bucket has too many.
  private static func starts(
    of doubles: [Double],
    count edgeCount: Int,
    _ scale: Double,
    _ offset: Double
  ) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: Int(AUTOML_BUCKETS)) { starts, count in
      let isWhole = unsafe doubles.withUnsafeBufferPointer { doubles in
        var edges = unsafe automl_edges(
          doubles: doubles.baseAddress,
          floats: nil,
          starts: nil,
          scale: scale,
          offset: offset
        )
        return unsafe automl_count_buckets(&edges, Int32(edgeCount), starts.baseAddress)
      }
      count = isWhole == 0 ? 0 : Int(AUTOML_BUCKETS)
    }
  }

  /// Writes the rank of each value, `missing` for NaN.
  ///
  /// - Complexity: O(`values.count`).
  package func fill(_ ranks: inout MutableSpan<UInt8>, of values: Span<Double>, missing: UInt8) {
    precondition(ranks.count == values.count, "\(ranks.count) ranks, \(values.count) values")
    unsafe ranks.withUnsafeMutableBufferPointer { ranks in
      unsafe values.withUnsafeBufferPointer { values in
        let count = Int64(values.count)
        unsafe withEdges { edges in
          unsafe automl_rank_doubles(edges, values.baseAddress, count, missing, ranks.baseAddress)
        }
      }
    }
  }

  /// Writes the rank of each value, `missing` for NaN.
  ///
  /// - Complexity: O(`values.count`).
  package func fill(_ ranks: inout MutableSpan<UInt8>, of values: Span<Float>, missing: UInt8) {
    precondition(ranks.count == values.count, "\(ranks.count) ranks, \(values.count) values")
    unsafe ranks.withUnsafeMutableBufferPointer { ranks in
      unsafe values.withUnsafeBufferPointer { values in
        let count = Int64(values.count)
        unsafe withEdges { edges in
          unsafe automl_rank_floats(edges, values.baseAddress, count, missing, ranks.baseAddress)
        }
      }
    }
  }

  /// Calls a function with what the kernels take.
  func withEdges(_ body: (UnsafePointer<automl_edges>) -> Void) {
    unsafe doubles.withUnsafeBufferPointer { doubles in
      unsafe floats.withUnsafeBufferPointer { floats in
        unsafe starts.withUnsafeBufferPointer { starts in
          var edges = unsafe automl_edges(
            doubles: doubles.baseAddress,
            floats: floats.baseAddress,
            starts: starts.isEmpty ? nil : starts.baseAddress,
            scale: scale,
            offset: offset
          )
          unsafe body(&edges)
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
