import LinearAlgebra
import Models
import Parallel

/// Clusters of many rows: starts on a sample and the iteration on all rows in single precision, and the last
/// passes in double precision.
struct TiledClusters {
  /// Rows that starts are tried on, at the most; so many for each cluster where that is more.
  private static let startRowCount = 20_000
  private static let startRowCountOfCluster = 200
  /// Distances of a step up to which there are many starts.
  private static let quickDistanceCount = 4_000_000
  /// The tolerance unless another is given: below it inertia changes by less than 1e-5 of itself.
  private static let tolerance = 1e-5
  /// Passes in double precision at the most.
  private static let passLimit = 20

  /// The rows.
  let features: FeatureTable
  /// Each row's weight; nil where each counts once.
  let weights: [Double]?
  /// The encoding of the columns: a number centred at its mean.
  let encoding: LinearEncoding
  /// For each feature whether it has missing values.
  let canBeMissing: [Bool]
  /// The number of clusters, and the way they are found.
  let settings: ClusterSettings
  /// Threads to use.
  let threadCount: Int
  /// Told and asked.
  let monitor: TrainingMonitor

  /// Clusters as the iteration left them.
  struct Found {
    /// In the encoding's units: columns x clusters.
    let centroids: Matrix
    /// The last pass, over `centroids`.
    let pass: ExactPass
    let iterationCount: Int
    let isConverged: Bool
    let wasStopped: Bool
  }

  /// The clusters; nil where single precision does not know enough different rows, or it was stopped
  /// before the first start.
  func found(seed: UInt64) -> Found? {
    let centre = TileCentre(
      features,
      encoding: encoding,
      canBeMissing: canBeMissing,
      seed: seed
    )
    let rows = TiledRows(
      features,
      weights: weights,
      encoding: centre.encoding,
      threadCount: threadCount
    )
    guard let start = start(among: rows, seed: seed) else { return nil }
    var run = start.run
    if run.rows.rowCount < rows.rowCount {
      run = BoundedRun(
        rows: rows,
        centroids: run.centroids,
        rest: start.rest,
        threadCount: threadCount
      )
      run.go(atMost: settings.iterationLimit, monitor)
    }
    return exact(run, centre)
  }

  /// The best of several starts, each followed until it rests.
  private func start(among rows: TiledRows, seed: UInt64) -> (run: BoundedRun, rest: Double)? {
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 0xC1))
    let count = settings.clusterCount
    let limit = max(Self.startRowCount, Self.startRowCountOfCluster * count)
    let sample =
      rows.rowCount > 2 * limit
      ? rows.gathered(generator.sample(limit, outOf: rows.rowCount)) : rows
    let rest = (settings.tolerance ?? Self.tolerance) * sample.meanVariance
    let isQuick = sample.rowCount * count <= Self.quickDistanceCount
    let startCount = settings.startCount ?? (isQuick ? 10 : 3)
    // Starts that work side by side have a thread each.
    let ownThreads = startCount == 1 ? threadCount : 1
    let runs = concurrentMap(count: startCount, threadCount: threadCount) { index in
      run(sample, rest, SeededGenerator.mixed(seed &+ 0xC1 &+ UInt64(index)), ownThreads)
    }
    let found = runs.compactMap(\.self)
    guard !found.isEmpty else { return nil }
    let inertias = found.map { $0.inertia() }
    let best = inertias.indices.min { inertias[$0] < inertias[$1] } ?? 0
    return (found[best], rest)
  }

  /// One start.
  private func run(
    _ rows: TiledRows,
    _ rest: Double,
    _ seed: UInt64,
    _ threadCount: Int
  ) -> BoundedRun? {
    var generator = SeededGenerator(seed: seed)
    let centroids: Matrix
    switch settings.start {
    case .spread:
      var start = TiledStart(rows: rows)
      centroids = start.centroids(settings.clusterCount, &generator, monitor.shouldStop)
    case .random: centroids = TiledStart.uniform(rows, settings.clusterCount, &generator)
    }
    guard centroids.columnCount == settings.clusterCount else { return nil }
    var run = BoundedRun(rows: rows, centroids: centroids, rest: rest, threadCount: threadCount)
    run.go(atMost: settings.iterationLimit, TrainingMonitor(shouldStop: monitor.shouldStop))
    return run
  }

  /// Brings clusters to rest in double precision, in which two passes are enough but where single precision
  /// could not tell rows apart.
  private func exact(_ run: BoundedRun, _ centre: TileCentre) -> Found {
    var centroids = run.centroids
    for cluster in 0..<centroids.columnCount {
      for (index, offset) in zip(centroids.columnRange(cluster), centre.offsets) {
        centroids.values[index] += offset
      }
    }
    var state = run.state
    if run.iterationCount == 0 { state.isNew = true }
    var drops = run.drops
    func pass() -> ExactPass {
      ExactPass(
        features,
        weights: weights,
        encoding: encoding,
        centroids: centroids,
        state: state,
        drops: drops,
        slack: centre.slack,
        threadCount: threadCount
      )
    }
    var last = pass()
    for _ in 1..<Self.passLimit {
      let means = last.means(orElse: centroids)
      drops = BoundedRows.drops(
        moves: (0..<means.columnCount).map { cluster in
          means.columnRange(cluster).reduce(0.0) { sum, index in
            let difference = means.values[index] - centroids.values[index]
            return sum + difference * difference
          }.squareRoot()
        }
      )
      centroids = means
      state.isNew = false
      last = pass()
      if last.movedCount <= features.rowCount / 1_000 { break }
    }
    return Found(
      centroids: centroids,
      pass: last,
      iterationCount: run.iterationCount,
      isConverged: run.isConverged,
      wasStopped: run.wasStopped
    )
  }
}
