import LinearAlgebra
import Parallel

/// One step of Lloyd's iteration: each row to its nearest centroid, and the sums of what is there.
struct LloydStep: Sendable {
  /// For each row the nearest centroid, the lower one of two alike.
  private(set) var assignments: [UInt32] = []
  /// For each row the squared distance to it, 0 or more.
  private(set) var squaredDistances: [Double] = []
  /// The weighted sum of the rows of each cluster: columns x clusters.
  private(set) var sums: Matrix
  /// For each cluster what its rows weigh together.
  private(set) var clusterWeights: [Double]
  /// The weighted sum of the squared distances.
  private(set) var inertia = 0.0

  /// Assigns rows to centroids, which are columns x clusters.
  ///
  /// - Complexity: O(rows x columns x clusters), on `threadCount` threads; the result does not depend on
  ///   how many.
  init(_ rows: ClusterRows, centroids: Matrix, threadCount: Int) {
    let blockCount = rows.blocks.count
    let partCount = ClusterRows.partCount(blockCount: blockCount, sumCount: centroids.values.count)
    let parts = concurrentMap(count: partCount, threadCount: threadCount) { part in
      var step = LloydStep(shapeOf: centroids)
      for index in blockCount * part / partCount..<blockCount * (part + 1) / partCount {
        step.add(rows.blocks[index], centroids)
      }
      return step
    }
    self.init(shapeOf: centroids)
    assignments.reserveCapacity(rows.rowCount)
    squaredDistances.reserveCapacity(rows.rowCount)
    for part in parts { add(part) }
  }

  private init(shapeOf centroids: Matrix) {
    sums = Matrix(rowCount: centroids.rowCount, columnCount: centroids.columnCount)
    clusterWeights = [Double](repeating: 0, count: centroids.columnCount)
  }

  private mutating func add(_ part: LloydStep) {
    assignments += part.assignments
    squaredDistances += part.squaredDistances
    for index in sums.values.indices { sums.values[index] += part.sums.values[index] }
    for cluster in clusterWeights.indices {
      clusterWeights[cluster] += part.clusterWeights[cluster]
    }
    inertia += part.inertia
  }

  private mutating func add(_ block: ClusterRows.Block, _ centroids: Matrix) {
    let rowCount = block.values.rowCount
    let columnCount = centroids.rowCount
    let nearness = Self.nearness(of: block, centroids)
    for row in 0..<rowCount {
      var best = 0
      for cluster in 1..<max(centroids.columnCount, 1)
      where nearness[row, cluster] > nearness[row, best] {
        best = cluster
      }
      let weight = block.weights[row]
      let distance = max(0, block.squaredLengths[row] - 2 * nearness[row, best])
      assignments.append(UInt32(best))
      squaredDistances.append(distance)
      clusterWeights[best] += weight
      inertia += weight * distance
      for column in 0..<columnCount {
        sums[column, best] += weight * block.values[row, column]
      }
    }
  }

  /// `x c - c c / 2` for each row x and centroid c, which is largest for the nearest.
  static func nearness(of block: ClusterRows.Block, _ centroids: Matrix) -> Matrix {
    let rowCount = block.values.rowCount
    var nearness = Matrix(rowCount: rowCount, columnCount: centroids.columnCount)
    for cluster in 0..<centroids.columnCount {
      let half = centroids.columnRange(cluster).reduce(0) {
        $0 + centroids.values[$1] * centroids.values[$1] / 2
      }
      for row in 0..<rowCount { nearness[row, cluster] = -half }
    }
    var result = nearness.values.mutableSpan
    BLAS.addProduct(
      block.values.values.span,
      centroids.values.span,
      rowCount: rowCount,
      innerCount: centroids.rowCount,
      columnCount: centroids.columnCount,
      to: &result
    )
    return nearness
  }
}
