import LinearAlgebra
import Models

/// A measure of how well clusters keep their rows apart: the mean silhouette of a sample, from -1 to 1.
///
/// Rousseeuw 1987. Of a row it is `(b - a) / max(a, b)`, where a is the mean distance to the other rows of
/// its cluster and b that to those of the next cluster; 0 where the row is alone.
struct ClusterSilhouette {
  /// Rows of the sample, at the most.
  static let rowCount = 1_000

  /// The sample: rows of encoded values.
  private let rows: [[Double]]
  /// The distance from each row to each.
  private let distances: [Double]

  /// A sample of these rows.
  ///
  /// - Complexity: O(`rowCount` x `rowCount` x columns).
  init(_ features: FeatureTable, encoding: LinearEncoding, seed: UInt64) {
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 0x51))
    let count = min(Self.rowCount, features.rowCount)
    let rows = generator.sample(count, outOf: features.rowCount).map {
      encoding.values(of: features, row: $0)
    }
    var distances = [Double](repeating: 0, count: count * count)
    for first in 0..<count {
      for second in 0..<first {
        let distance = squaredDistance(rows[first], rows[second]).squareRoot()
        distances[first * count + second] = distance
        distances[second * count + first] = distance
      }
    }
    (self.rows, self.distances) = (rows, distances)
  }

  /// The mean silhouette of the sample; nil where it has no two clusters.
  func mean(_ centroids: Matrix) -> Double? {
    let centres = (0..<centroids.columnCount).map {
      Array(centroids.values[centroids.columnRange($0)])
    }
    let clusters = rows.map { row in
      let squares = centres.map { squaredDistance(row, $0) }
      return squares.indices.min { squares[$0] < squares[$1] } ?? 0
    }
    var sizes = [Int](repeating: 0, count: centres.count)
    for cluster in clusters { sizes[cluster] += 1 }
    guard sizes.count(where: { $0 > 0 }) > 1 else { return nil }
    var total = 0.0
    for (row, own) in clusters.enumerated() where sizes[own] > 1 {
      var sums = [Double](repeating: 0, count: centres.count)
      for (other, cluster) in clusters.enumerated() {
        sums[cluster] += distances[row * rows.count + other]
      }
      let within = sums[own] / Double(sizes[own] - 1)
      let next =
        sums.indices.filter { $0 != own && sizes[$0] > 0 }
        .map { sums[$0] / Double(sizes[$0]) }.min() ?? 0
      let larger = max(within, next)
      total += larger > 0 ? (next - within) / larger : 0
    }
    return total / Double(rows.count)
  }
}

extension LinearEncoding {
  /// The values of one row, column by column.
  func values(of features: FeatureTable, row: Int) -> [Double] {
    self.features.enumerated().compactMap { index, feature in
      guard case .numeric(let numeric) = feature, !numeric.isConstant else { return nil }
      return numeric.standardised(features.columns[index].number(row))
    }
  }
}

/// The squared distance between two rows.
private func squaredDistance(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices {
    let difference = left[index] - right[index]
    sum += difference * difference
  }
  return sum
}
