import LinearAlgebra
package import Models

/// Finds clusters: K-means by Lloyd's iteration from several starts.
///
/// The starts are tried on a sample of the rows, and the best goes on with all. A cluster that loses its
/// last row begins anew at the row that is furthest from its centroid.
package enum ClusterLearner {
  /// Up to so many differences of a value and a centroid's a step is made in double precision.
  private static let exactDistanceCount = 1 << 20
  /// Rows that starts are tried on, at the most; ten of each cluster where that is more.
  private static let startRowCount = 20_000
  /// Distances of a step up to which there are many starts.
  private static let quickDistanceCount = 1_000_000

  /// Finds clusters of rows.
  ///
  /// Columns are centred and not scaled: their units say how much they count. A missing value counts as the
  /// column's mean. The result is the same on any number of threads.
  ///
  /// - Parameters:
  ///   - features: Numbers only.
  ///   - weights: How often each row counts; nil for once.
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
    settings: ClusterSettings,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> ClusterFit {
    try BLAS.loadForLearning()
    let (encoding, unit, canBeMissing) = encoding(
      of: features,
      weights: weights,
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
        return fit(found, encoding: encoding, unit: unit)
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
      tolerance: settings.tolerance,
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
    return fit(found, encoding: encoding, unit: unit)
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
        tolerance: settings.tolerance,
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
  private static func encoding(
    of features: FeatureTable,
    weights: [Double]?,
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
    let largest = fitted.features.map(\.spread).max() ?? 0
    let isUsable = largest > 0 && largest.isFinite
    let exponent = isUsable ? min(max(-Int(largest.exponent), -1_000), 1_000) : 0
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    return (
      LinearEncoding(features: fitted.features.map { $0.unscaled(unit: unit) }),
      unit,
      fitted.features.map { $0.indicatorCount > 0 }
    )
  }

  /// The clusters, the largest first.
  private static func fit(
    _ found: TiledClusters.Found,
    encoding: LinearEncoding,
    unit: Double
  ) -> ClusterFit {
    let sizes = found.pass.sizes
    let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    let centroids = order.flatMap { cluster in
      Array(found.centroids.values[found.centroids.columnRange(cluster)])
    }
    let total = found.pass.clusterWeights.reduce(0, +)
    return ClusterFit(
      model: ClusterModel(
        encoding: encoding,
        centroids: Matrix(
          rowCount: encoding.columnCount,
          columnCount: sizes.count,
          values: centroids
        ),
        sizes: order.map { sizes[$0] }
      ),
      meanSquaredDistance: found.pass.inertias.reduce(0, +) / total / unit / unit,
      iterationCount: found.iterationCount,
      isConverged: found.isConverged,
      wasStopped: found.wasStopped
    )
  }
}

extension LinearEncoding.Feature {
  /// The distance from the least to the greatest value of a number.
  fileprivate var spread: Double {
    guard case .numeric(let numeric) = self, !numeric.isConstant else { return 0 }
    return (numeric.highest - numeric.lowest) / numeric.inverseDeviation / numeric.unit
  }

  /// The number centred, in units of 1 / `unit`; without a column that tells missing values.
  ///
  /// - Precondition: it is a number.
  fileprivate func unscaled(unit: Double) -> LinearEncoding.Feature {
    guard case .numeric(let numeric) = self else { preconditionFailure("a category among numbers") }
    let scale = numeric.isConstant ? 0 : unit / numeric.unit
    let factor = numeric.isConstant ? 0 : scale / numeric.inverseDeviation
    return .numeric(
      NumericEncoding(
        unit: numeric.unit,
        mean: numeric.mean,
        inverseDeviation: scale,
        lowest: numeric.lowest * factor,
        highest: numeric.highest * factor,
        hasMissingIndicator: false
      )
    )
  }
}
