import LinearAlgebra
package import Models

/// Finds clusters: K-means by Lloyd's iteration from several starts.
///
/// The starts are tried on a sample of the rows, and the best goes on with all. A cluster that loses its
/// last row begins anew at the row that is furthest from its centroid.
package enum ClusterLearner {
  /// Up to so many differences of a value and a centroid's a step is made in double precision.
  private static let exactDistanceCount = 1 << 20
  /// The tolerance there.
  private static let exactTolerance = 1e-6
  /// Rows that starts are tried on, at the most; ten of each cluster where that is more.
  private static let startRowCount = 20_000
  /// Distances of a step up to which there are many starts.
  private static let quickDistanceCount = 1_000_000

  /// Finds clusters of rows.
  ///
  /// Columns are centred, and scaled only where that is asked for: their units say how much they count. A
  /// missing value counts as the
  /// column's mean. The result is the same on any number of threads.
  ///
  /// - Parameters:
  ///   - features: Numbers only.
  ///   - weights: How often each row counts; nil for once.
  ///   - scalings: For each feature the unit that it counts in; empty for their own.
  ///   - settings: How many clusters, and how they are found.
  ///   - seed: The seed of every choice.
  ///   - threadCount: How many threads may work.
  ///   - monitor: Told of steps, and asked whether to stop.
  /// - Returns: The clusters, the largest first.
  /// - Throws: `invalidHyperparameter` when there are fewer different rows than clusters;
  ///   `libraryMissing`; `interrupted` when stopped before the first start.
  /// - Complexity: O(steps x rows x columns x clusters).
  package static func fit(
    _ features: FeatureTable,
    weights: [Double]? = nil,
    scalings: [ClusterScaling] = [],
    settings: ClusterSettings,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> ClusterFit {
    try BLAS.loadForLearning()
    let (encoding, unit, canBeMissing) = encoding(
      of: features,
      weights: weights,
      scalings: scalings,
      threadCount: threadCount
    )
    let distanceCount = features.rowCount * settings.clusterCount * encoding.valueCount
    if distanceCount > exactDistanceCount {
      let tiled = TiledClusters(
        features: features,
        weights: weights,
        encoding: encoding,
        canBeMissing: canBeMissing,
        settings: settings,
        threadCount: threadCount,
        monitor: monitor
      )
      if let found = tiled.found(seed: seed) {
        return fit(features, found, encoding, unit, seed)
      }
    }
    return try exactFit(features, weights, encoding, unit, settings, seed, threadCount, monitor)
  }

  /// Clusters of few rows, or of rows that only double precision can tell apart.
  private static func exactFit(
    _ features: FeatureTable,
    _ weights: [Double]?,
    _ encoding: LinearEncoding,
    _ unit: Double,
    _ settings: ClusterSettings,
    _ seed: UInt64,
    _ threadCount: Int,
    _ monitor: TrainingMonitor
  ) throws(LearningError) -> ClusterFit {
    let rows = ClusterRows(
      features,
      weights: weights,
      encoding: encoding,
      threadCount: threadCount
    )
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 0xC1))
    var run = LloydRun(
      rows: rows,
      centroids: try start(rows, settings, &generator, threadCount, monitor),
      tolerance: settings.tolerance ?? exactTolerance,
      threadCount: threadCount
    )
    run.go(atMost: settings.iterationLimit, monitor)
    let found = TiledClusters.Found(
      centroids: run.centroids,
      pass: ExactPass(
        features,
        weights: weights,
        encoding: encoding,
        centroids: run.centroids,
        state: BoundedRows(rowCount: features.rowCount),
        drops: [Float](repeating: 0, count: run.centroids.columnCount),
        slack: 0,
        threadCount: threadCount
      ),
      iterationCount: run.iterationCount,
      isConverged: run.isConverged,
      wasStopped: run.wasStopped
    )
    return fit(features, found, encoding, unit, seed)
  }

  /// The best start of several, each followed on a sample until it rests.
  private static func start(
    _ rows: ClusterRows,
    _ settings: ClusterSettings,
    _ generator: inout SeededGenerator,
    _ threadCount: Int,
    _ monitor: TrainingMonitor
  ) throws(LearningError) -> Matrix {
    let count = settings.clusterCount
    let limit = max(startRowCount, 10 * count)
    var sample = rows
    if rows.rowCount > limit {
      sample = rows.gathered(generator.sample(limit, outOf: rows.rowCount).sorted())
    }
    let isQuick = sample.rowCount * count <= quickDistanceCount
    var startCount = settings.startCount ?? (isQuick ? 10 : 3)
    var best: LloydRun?
    while startCount > 0, !monitor.shouldStop() {
      let centroids =
        switch settings.start {
        case .spread: SpreadStart(rows: sample).centroids(count, &generator, monitor.shouldStop)
        case .random: randomCentroids(sample, count, &generator)
        }
      guard centroids.columnCount == count else {
        if monitor.shouldStop() { break }
        guard sample.rowCount < rows.rowCount else {
          throw tooFewRows(different: centroids.columnCount, clusterCount: count)
        }
        // A sample may have missed the few rows that differ from the rest.
        sample = rows
        continue
      }
      startCount -= 1
      var run = LloydRun(
        rows: sample,
        centroids: centroids,
        tolerance: settings.tolerance ?? exactTolerance,
        threadCount: threadCount
      )
      run.go(atMost: settings.iterationLimit, TrainingMonitor(shouldStop: monitor.shouldStop))
      if run.inertia < best?.inertia ?? .infinity { best = run }
    }
    guard let best else { throw .interrupted }
    return best.centroids
  }

  private static func tooFewRows(different: Int, clusterCount: Int) -> LearningError {
    .invalidHyperparameter(
      key: "k",
      value: "\(clusterCount)",
      requirement: "at most the number of different rows, \(different)"
    )
  }

  /// Different rows at random.
  private static func randomCentroids(
    _ rows: ClusterRows,
    _ count: Int,
    _ generator: inout SeededGenerator
  ) -> Matrix {
    var seen: Set<[Double]> = []
    var values: [Double] = []
    for place in generator.shuffled(Array(0..<rows.rowCount)) where seen.count < count {
      let row = rows.row(place)
      if seen.insert(row).inserted { values += row }
    }
    return Matrix(rowCount: rows.columnCount, columnCount: seen.count, values: values)
  }

  /// The encoding that centres columns, and scales all of them by one power of two, which is returned.
  static func encoding(
    of features: FeatureTable,
    weights: [Double]?,
    scalings: [ClusterScaling],
    threadCount: Int
  ) -> (LinearEncoding, unit: Double, canBeMissing: [Bool]) {
    let fitted = LinearEncoding.fit(
      TrainingData(
        features: features,
        target: [Double](repeating: 0, count: features.rowCount),
        weights: weights
      ),
      rows: RowSelection(nil, rowCount: features.rowCount),
      minimumLevelWeight: 0,
      threadCount: threadCount
    )
    let units = scalings.isEmpty ? fitted.features.map { _ in ClusterScaling.none } : scalings
    let parts = Array(zip(fitted.features, units))
    let largest = parts.map { $0.spread($1) }.max() ?? 0
    let isUsable = largest > 0 && largest.isFinite
    let exponent = isUsable ? min(max(-Int(largest.exponent), -1_000), 1_000) : 0
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    return (
      LinearEncoding(features: parts.map { $0.scaled($1, unit: unit) }),
      unit,
      fitted.features.map { $0.indicatorCount > 0 }
    )
  }

  /// The clusters, the largest first.
  private static func fit(
    _ features: FeatureTable,
    _ found: TiledClusters.Found,
    _ encoding: LinearEncoding,
    _ unit: Double,
    _ seed: UInt64
  ) -> ClusterFit {
    let pass = found.pass
    let order = pass.sizes.indices.sorted { (pass.sizes[$1], $0) < (pass.sizes[$0], $1) }
    let centroids = Matrix(
      rowCount: encoding.columnCount,
      columnCount: order.count,
      values: order.flatMap { Array(found.centroids.values[found.centroids.columnRange($0)]) }
    )
    let inertia = pass.inertias.reduce(0, +)
    return ClusterFit(
      model: ClusterModel(
        encoding: encoding,
        centroids: centroids,
        sizes: order.map { pass.sizes[$0] },
        unit: unit
      ),
      meanSquaredDistance: inertia / pass.clusterWeights.reduce(0, +) / unit / unit,
      inertia: inertia / unit / unit,
      silhouette: ClusterSilhouette(features, encoding: encoding, seed: seed).mean(centroids),
      columnDeviations: pass.columnDeviations,
      iterationCount: found.iterationCount,
      isConverged: found.isConverged,
      wasStopped: found.wasStopped
    )
  }
}
