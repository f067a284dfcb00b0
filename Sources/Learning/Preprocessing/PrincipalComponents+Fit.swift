import Models
import Parallel

extension PrincipalComponents {
  /// Components whose variance is below this share of the largest are rounding, and left out.
  private static let leastShare = 1e-13

  /// The components of rows, those of most variance first.
  ///
  /// The largest weight of each is positive, as scikit-learn has it. No bit depends on threads.
  ///
  /// - Parameters:
  ///   - columns: Finite numbers, one column each.
  ///   - weights: How often each row counts; nil for once.
  ///   - threadCount: How many threads may work.
  /// - Complexity: O(rows x columns^2 + columns^3).
  init(of columns: [[Double]], weights: [Double]?, threadCount: Int) {
    let total = weights?.reduce(0, +) ?? Double(columns.first?.count ?? 0)
    let largest = columns.reduce(0.0) { $1.reduce($0) { max($0, $1.magnitude) } }
    // A power of two, so that no square overflows and no digit is lost.
    let unit =
      largest > 0 ? Double(sign: .plus, exponent: -Int(largest.exponent), significand: 1) : 1
    let means = columns.map { column in
      column.indices.reduce(0.0) { $0 + column[$1] * unit * (weights?[$1] ?? 1) } / total
    }
    let centred = zip(columns, means).map { column, mean in column.map { $0 * unit - mean } }
    let rows = concurrentMap(count: centred.count, threadCount: threadCount) { i in
      (0...i).map { j in
        var sum = 0.0
        for row in centred[i].indices {
          sum += centred[i][row] * centred[j][row] * (weights?[row] ?? 1)
        }
        return sum / total
      }
    }
    let eigen = SymmetricEigen(lowerRows: rows)
    let most = eigen.values.first ?? 0
    let kept = eigen.values.prefix { $0 > most * Self.leastShare && $0 > 0 }.count
    self.init(
      means: means.map { $0 / unit },
      axes: eigen.vectors.prefix(kept).map(Self.withPositiveLargest)
    )
  }

  /// The axis with the sign that makes its largest weight positive; of those alike the first counts.
  private static func withPositiveLargest(_ axis: [Double]) -> [Double] {
    let largest = axis.reduce(0) { max($0, $1.magnitude) }
    let first = axis.first { $0.magnitude >= largest * (1 - 1e-9) } ?? 0
    return first < 0 ? axis.map { 0 - $0 } : axis
  }
}
