import LinearAlgebra

/// Lloyd's iteration from given centroids until they rest.
struct LloydRun {
  /// The rows.
  let rows: ClusterRows
  /// The centroids so far: columns x clusters.
  private(set) var centroids: Matrix
  /// The rest that counts as one: the squared move of all centroids together, as a share of a column's mean
  /// variance.
  let tolerance: Double
  /// Threads to use.
  let threadCount: Int
  /// Steps made.
  private(set) var iterationCount = 0
  /// Whether the centroids rest.
  private(set) var isConverged = false
  /// Whether the monitor ended it.
  private(set) var wasStopped = false
  /// For each row its cluster.
  private(set) var assignments: [UInt32] = []
  /// The weighted sum of the squared distances to `centroids`.
  private(set) var inertia = Double.infinity

  /// A run from these centroids.
  init(rows: ClusterRows, centroids: Matrix, tolerance: Double, threadCount: Int) {
    self.rows = rows
    self.centroids = centroids
    self.tolerance = tolerance
    self.threadCount = threadCount
  }

  /// Makes steps until the centroids rest or the monitor stops, and assigns the rows to where they are then.
  mutating func go(atMost limit: Int, _ monitor: TrainingMonitor) {
    while !isConverged, iterationCount < limit {
      wasStopped = monitor.shouldStop()
      if wasStopped { break }
      step()
      monitor.progress(iterationCount, limit)
    }
    let last = LloydStep(rows, centroids: centroids, threadCount: threadCount)
    (assignments, inertia) = (last.assignments, last.inertia)
  }

  private mutating func step() {
    let step = LloydStep(rows, centroids: centroids, threadCount: threadCount)
    let before = centroids
    for cluster in 0..<centroids.columnCount where step.clusterWeights[cluster] > 0 {
      for index in centroids.columnRange(cluster) {
        centroids.values[index] = step.sums.values[index] / step.clusterWeights[cluster]
      }
    }
    refill(step)
    let moved = zip(before.values, centroids.values).reduce(0) { sum, pair in
      sum + (pair.0 - pair.1) * (pair.0 - pair.1)
    }
    isConverged = step.assignments == assignments || moved <= tolerance * rows.meanVariance
    assignments = step.assignments
    iterationCount += 1
  }

  /// Moves clusters without rows to the rows that are furthest from where they belong.
  private mutating func refill(_ step: LloydStep) {
    let empty = step.clusterWeights.indices.filter { step.clusterWeights[$0] == 0 }
    guard !empty.isEmpty else { return }
    let distances = step.squaredDistances
    let furthest = distances.indices.sorted {
      distances[$0] == distances[$1] ? $0 < $1 : distances[$0] > distances[$1]
    }
    for (cluster, row) in zip(empty, furthest) {
      for (index, value) in zip(centroids.columnRange(cluster), rows.row(row)) {
        centroids.values[index] = value
      }
    }
  }
}
