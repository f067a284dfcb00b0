import Learning
import LinearAlgebra
import Models
import Parallel

/// Boosted trees on all series at once (Montero-Manso and Hyndman 2021): each step ahead is a row, its
/// features are earlier values in units of their own changes.
struct GlobalTrees: Sendable {
  private let trees: CompiledTrees
  private let featureCount: Int

  /// Rows to learn from at the most.
  private static let rowLimit = 120_000
  /// Rows below which trees learn nothing that a series does not tell itself.
  private static let leastRows = 1_500
  /// Targets are changes of about 1: beyond this they are breaks that no feature tells.
  private static let largestTarget = 30.0

  private static let settings = TreeSettings(
    roundCount: 120,
    learningRate: 0.07,
    maxDepth: 6,
    minChildHessian: 15,
    rowShare: 0.7,
    featureShareByTree: 0.7,
    maxBinCount: 64,
    seed: 1
  )

  /// Learns from all series; nil where there are too few values.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - observed: For each series its values, NaN where missing.
  ///   - limits: For each series the values that may be known.
  ///   - horizon: Steps that will be forecast.
  ///   - featureCount: Features of each row.
  ///   - seed: The seed of what is drawn.
  ///   - threadCount: Threads to use; the trees do not depend on it.
  ///   - monitor: Asked whether to stop.
  /// - Throws: `interrupted`.
  /// - Complexity: O(rows), 120,000 at the most, for each of 120 trees.
  init?(
    _ series: [GlobalSeries],
    observed: [ScaledSeries],
    limits: [Int],
    horizon: Int,
    featureCount: Int,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(ForecastingError) {
    let total = limits.reduce(0, +)
    let parts = concurrentMap(count: series.count, threadCount: threadCount) { number in
      // Each series has rows in proportion to its values, and the short ones all of theirs.
      let share = Double(Self.rowLimit) * Double(limits[number]) / Double(max(total, 1))
      return GlobalRows(
        series[number],
        observed: observed[number].values,
        limit: limits[number],
        horizon: horizon,
        rowLimit: max(Int(share), 1),
        featureCount: featureCount,
        seed: SeededGenerator.mixed(seed &+ UInt64(number))
      )
    }
    var rows = GlobalRows(featureCount: featureCount)
    for part in parts { rows.append(part) }
    guard rows.targets.count >= Self.leastRows else { return nil }
    let targets = rows.targets.map { min(max($0, -Self.largestTarget), Self.largestTarget) }
    do throws(LearningError) {
      let binned = try GradientBoosting.prepare(
        features: rows.features,
        maxBinCount: Self.settings.maxBinCount,
        threadCount: threadCount,
        monitor: monitor
      )
      let fit = try GradientBoosting.train(
        binned: binned,
        target: targets,
        objective: .pseudoHuber(slope: 1),
        settings: Self.settings,
        threadCount: threadCount,
        monitor: TrainingMonitor(shouldStop: monitor.shouldStop)
      )
      guard !fit.wasStopped else { throw .interrupted }
      trees = CompiledTrees(fit.ensemble)
    } catch {
      guard case .interrupted = error else { return nil }
      throw .interrupted
    }
    self.featureCount = featureCount
  }

  /// The forecasts of one series; nil where it is too short, or has not changed.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - end: Values that are known.
  ///   - horizon: Steps.
  /// - Returns: The expected values.
  func forecast(_ series: GlobalSeries, end: Int, horizon: Int) -> [Double]? {
    guard end >= series.leastHistory, let scale = series.scale(end) else { return nil }
    var rows = GlobalRows(featureCount: featureCount)
    var row: [Float] = []
    for step in 1...horizon {
      series.write(into: &row, end: end, step: step, scale: scale)
      rows.append(row, target: 0)
    }
    let scores = trees.scores(of: rows.features)
    return (0..<horizon).map {
      series.base(end, step: $0 + 1) + scale.unit * scores[$0, 0]
    }
  }
}
