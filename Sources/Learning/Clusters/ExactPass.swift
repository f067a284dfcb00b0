import LinearAlgebra
import Models
import Parallel

/// A pass over all rows in double precision: what becomes of the clusters that single precision has found.
///
/// Only rows whose gap is so narrow that rounding may decide have their distances taken anew.
struct ExactPass: Sendable {
  /// The weighted sum of the rows of each cluster: columns x clusters.
  private(set) var sums: Matrix
  /// The weighted sum of the squares of their values: columns x clusters.
  private(set) var squares: Matrix
  /// For each cluster what its rows weigh together.
  private(set) var clusterWeights: [Double]
  /// For each cluster the number of its rows.
  private(set) var sizes: [Int]
  /// For each cluster the weighted sum of the squared distances to its centroid.
  private(set) var inertias: [Double]
  /// The number of rows that have another cluster than before.
  private(set) var movedCount = 0

  /// The means of the rows of each cluster; where there are none the centroid as it is.
  func means(orElse centroids: Matrix) -> Matrix {
    var means = centroids
    for cluster in clusterWeights.indices where clusterWeights[cluster] > 0 {
      for index in means.columnRange(cluster) {
        means.values[index] = sums.values[index] / clusterWeights[cluster]
      }
    }
    return means
  }

  /// For each column the mean and the standard deviation of all rows.
  var columnDeviations: [(mean: Double, deviation: Double)] {
    let total = clusterWeights.reduce(0, +)
    return (0..<sums.rowCount).map { column in
      let (mean, square) = clusterWeights.indices.reduce((0.0, 0.0)) { part, cluster in
        (
          part.0 + sums[column, cluster] / total,
          part.1 + squares[column, cluster] / total
        )
      }
      return (mean, max(0, square - mean * mean).squareRoot())
    }
  }

  /// Passes over rows.
  ///
  /// - Parameters:
  ///   - features: Numbers.
  ///   - weights: What each row weighs; nil for once.
  ///   - encoding: What becomes of them.
  ///   - centroids: Columns x clusters.
  ///   - state: The cluster and gap of each row, which are brought up to date; a new one for all rows.
  ///   - drops: How much the gap of each cluster's rows may have closed.
  ///   - slack: A gap below it may be rounding.
  ///   - threadCount: How many threads may work; the result does not depend on it.
  /// - Complexity: O(rows x columns), x clusters for rows with a narrow gap.
  init(
    _ features: FeatureTable,
    weights: [Double]?,
    encoding: LinearEncoding,
    centroids: Matrix,
    state: BoundedRows,
    drops: [Float],
    slack: Float,
    threadCount: Int
  ) {
    let size = ClusterRows.blockRowCount
    let blockCount = (features.rowCount + size - 1) / size
    let partCount = ClusterRows.partCount(blockCount: blockCount, sumCount: centroids.values.count)
    let parts = concurrentMap(count: partCount, threadCount: threadCount) { part in
      var pass = ExactPass(shapeOf: centroids)
      for index in blockCount * part / partCount..<blockCount * (part + 1) / partCount {
        let range = index * size..<min((index + 1) * size, features.rowCount)
        let block = ClusterRows.Block(features, range, weights: weights, encoding: encoding)
        pass.assign(block, centroids, state, drops, slack)
        pass.add(block, centroids, state)
      }
      return pass
    }
    self.init(shapeOf: centroids)
    for part in parts { add(part) }
  }

  private init(shapeOf centroids: Matrix) {
    sums = Matrix(rowCount: centroids.rowCount, columnCount: centroids.columnCount)
    squares = sums
    clusterWeights = [Double](repeating: 0, count: centroids.columnCount)
    sizes = [Int](repeating: 0, count: centroids.columnCount)
    inertias = clusterWeights
  }

  private mutating func add(_ part: ExactPass) {
    for index in sums.values.indices {
      sums.values[index] += part.sums.values[index]
      squares.values[index] += part.squares.values[index]
    }
    for cluster in sizes.indices {
      clusterWeights[cluster] += part.clusterWeights[cluster]
      sizes[cluster] += part.sizes[cluster]
      inertias[cluster] += part.inertias[cluster]
    }
    movedCount += part.movedCount
  }

  /// Finds the clusters of the rows whose gap does not say that they stay.
  private mutating func assign(
    _ block: ClusterRows.Block,
    _ centroids: Matrix,
    _ state: BoundedRows,
    _ drops: [Float],
    _ slack: Float
  ) {
    var due: [Int] = []
    for row in 0..<block.values.rowCount {
      let place = block.first + row
      guard !state.isNew else {
        due.append(row)
        continue
      }
      let gap = state.gaps[place] - drops[Int(state.clusters[place])]
      state.gaps[place] = gap
      if !(gap > slack) { due.append(row) }
    }
    guard !due.isEmpty else { return }
    let nearness = LloydStep.nearness(of: block.keeping(due), centroids)
    for (index, row) in due.enumerated() {
      let place = block.first + row
      var best = 0
      for cluster in 1..<max(centroids.columnCount, 1)
      where nearness[index, cluster] > nearness[index, best] {
        best = cluster
      }
      if UInt16(best) != state.clusters[place] { movedCount += 1 }
      state.clusters[place] = UInt16(best)
      state.gaps[place] = 0
    }
  }

  /// Adds the rows to their clusters.
  private mutating func add(
    _ block: ClusterRows.Block,
    _ centroids: Matrix,
    _ state: BoundedRows
  ) {
    let rowCount = block.values.rowCount
    let clusters = (0..<rowCount).map { Int(state.clusters[block.first + $0]) }
    var distances = [Double](repeating: 0, count: rowCount)
    for column in 0..<centroids.rowCount {
      for row in 0..<rowCount {
        let place = clusters[row] * centroids.rowCount + column
        let value = block.values.values[column * rowCount + row]
        let difference = value - centroids.values[place]
        let weighted = block.weights[row] * value
        distances[row] += difference * difference
        sums.values[place] += weighted
        squares.values[place] += weighted * value
      }
    }
    for (row, cluster) in clusters.enumerated() {
      clusterWeights[cluster] += block.weights[row]
      sizes[cluster] += 1
      inertias[cluster] += block.weights[row] * distances[row]
    }
  }
}

extension ClusterRows.Block {
  /// Some of the rows.
  fileprivate func keeping(_ rows: [Int]) -> ClusterRows.Block {
    guard rows.count < values.rowCount else { return self }
    var kept = Matrix(rowCount: rows.count, columnCount: values.columnCount)
    for column in 0..<values.columnCount {
      for (index, row) in rows.enumerated() { kept[index, column] = values[row, column] }
    }
    return ClusterRows.Block(
      values: kept,
      squaredLengths: rows.map { squaredLengths[$0] },
      weights: rows.map { weights[$0] },
      first: first
    )
  }
}
