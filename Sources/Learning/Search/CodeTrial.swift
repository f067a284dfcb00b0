import LinearAlgebra
import Models

/// A trial of whole numbers as names: whether held-out rows are predicted better where they are taken as
/// categories.
///
/// Only columns whose order tells nothing of the target (`LevelOrderTest`) are tried, so that data without
/// such columns costs no more than a look.
package struct CodeTrial {
  /// The rows, with every column as a number.
  private let data: TrainingData
  private let candidate: Candidate
  private let task: LearningTask
  private let split: RowSplit
  private let seed: UInt64
  private let threadCount: Int
  private let monitor: TrainingMonitor

  /// Rows that tell.
  private static let rowLimit = 20_000
  /// The share of the means' variance that neighbours show from which on there is no order.
  private static let leastUnrest = 0.6
  /// Standard errors by which the loss must fall.
  private static let certainty = 2.0
  /// Boosted trees and a linear model as a search has them.
  private static let trees = Candidate.trees(TreeSettings(learningRate: 0.1, maxDepth: 6))
  private static let linear = Candidate.linear(LinearSettings(lambda: 1, features: .enriched))
  private static let roundLimit = 150

  /// A trial on at most 20,000 of the rows, by boosted trees or, without `hasTrees`, a linear model.
  ///
  /// - Precondition: the target is no rank.
  package init(
    data: TrainingData,
    hasTrees: Bool,
    task: LearningTask,
    split: RowSplit,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor
  ) {
    candidate = hasTrees ? Self.trees : Self.linear
    let rows = sampledRows(of: data.rowCount, limit: Self.rowLimit, seed: seed)
    self.data = data.with(data.features, rows: rows)
    self.split = split.gathered(rows)
    self.task = task
    self.seed = seed
    self.threadCount = threadCount
    self.monitor = monitor
  }

  /// The outcome of a trial.
  package struct Outcome: Sendable {
    /// The features that are categories.
    package let features: [Int]
    /// The fall of the held-out rows' loss: log loss, or the squared error.
    package let gain: Double
    /// Its standard error.
    package let standardError: Double
  }

  /// Those of some features that are better taken as categories; nil where none is.
  ///
  /// - Throws: `interrupted` when the monitor stops it; what the learner throws.
  /// - Complexity: that of two quick candidates where there is anything to try, else O(rows x features).
  package func outcome(among features: [Int]) throws(LearningError) -> Outcome? {
    let targets = targetColumns
    var codes: [Int: FeatureColumn] = [:]
    for feature in features {
      guard let test = LevelOrderTest(data.features.columns[feature], targets: targets),
        let unrest = test.unrest, unrest >= Self.leastUnrest
      else { continue }
      codes[feature] = .codes(
        data.features.columns[feature].codes(of: test.values),
        levelCount: test.values.count
      )
    }
    let folds = self.folds
    guard !codes.isEmpty, !folds.isEmpty else { return nil }
    let named = FeatureTable(
      rowCount: data.rowCount,
      columns: data.features.columns.enumerated().map { codes[$0] ?? $1 }
    )
    let means = PairedMeans(
      try losses(on: data, folds),
      try losses(on: data.with(named, rows: nil), folds)
    )
    guard means.difference > Self.certainty * means.standardError else { return nil }
    return Outcome(
      features: codes.keys.sorted(),
      gain: means.difference,
      standardError: means.standardError
    )
  }

  /// The target as numbers: of classes a column for each but the first.
  private var targetColumns: [[Double]] {
    guard task != .regression else { return [data.target] }
    return (1..<max(task.outputCount, 2)).map { label in
      data.target.map { $0 == Double(label) ? 1 : 0 }
    }
  }

  private var folds: [Fold] {
    TrainingSplit.folds(
      rowCount: data.rowCount,
      classes: task == .regression ? nil : data.target.map { Int($0) },
      split: split,
      count: TrainingSplit.foldCount(rowCount: data.rowCount, task: task),
      seed: seed
    )
  }

  /// The loss of each row that is held out, fold by fold.
  private func losses(
    on data: TrainingData,
    _ folds: [Fold]
  ) throws(LearningError) -> [Double] {
    var losses: [Double] = []
    for fold in folds {
      let seen =
        data.hidingLevels(unseenIn: fold.trainingRows, from: fold.validationRows) ?? data
      let trainer = try CandidateTrainer(
        data: seen,
        task: task,
        binCount: candidate.binCount,
        seed: seed,
        threadCount: threadCount,
        monitor: monitor
      )
      let trained = try trainer.train(
        candidate,
        rows: fold.trainingRows,
        validationRows: fold.validationRows,
        rounds: Self.roundLimit,
        threadCount: threadCount,
        monitor: monitor
      )
      guard !trained.wasStopped, let predictions = trained.validationPredictions else {
        throw .interrupted
      }
      for (place, row) in fold.validationRows.enumerated() {
        losses.append(loss(predictions, place, target: data.target[Int(row)]))
      }
    }
    return losses
  }

  private func loss(_ predictions: Matrix, _ row: Int, target: Double) -> Double {
    switch task {
    case .regression:
      let error = predictions[row, 0] - target
      return error * error
    case .binary:
      return logLoss(probability: target == 1 ? predictions[row, 0] : 1 - predictions[row, 0])
    case .multiclass: return logLoss(probability: predictions[row, Int(target)])
    }
  }
}

extension TrainingData {
  /// The data with other features, or some of its rows; without what is known of all rows' moments.
  fileprivate func with(_ features: FeatureTable, rows: [UInt32]?) -> TrainingData {
    func some(_ values: [Double]) -> [Double] { rows.map { $0.map { values[Int($0)] } } ?? values }
    return TrainingData(
      features: rows.map { features.gathered($0) } ?? features,
      target: some(target),
      weights: weights.map(some),
      featureNames: featureNames
    )
  }
}

extension RowSplit {
  /// The split of some of the rows.
  fileprivate func gathered(_ rows: [UInt32]) -> RowSplit {
    switch self {
    case .drawn(let units): .drawn(units: units.map { units in rows.map { units[Int($0)] } })
    case .forward(let times): .forward(times: rows.map { times[Int($0)] })
    }
  }
}
