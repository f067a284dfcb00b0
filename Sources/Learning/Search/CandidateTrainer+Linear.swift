import LinearAlgebra
import Models

extension CandidateTrainer {
  /// Rows that such fits are made on at most: the differences that more would show are small.
  private static let choosingRowLimit = 1 << 17
  /// Levels of a single row are pooled: together they tell what a level that was never seen is like.
  ///
  /// The penalty keeps the coefficients of rare levels small better than a larger pool does.
  private static let leastLevelWeight = 2.0

  /// Rows that a candidate of a family is trained on of so many, where it is chosen from others.
  static func choosingRowCount(of rowCount: Int, family: Family) -> Int {
    switch family {
    case .linear: min(rowCount, choosingRowLimit)
    case .baseline, .trees, .forest, .clusters, .neural: rowCount
    }
  }

  /// Trains linear models that differ in strength alone, until the held-out rows want no weaker one.
  func trainLinear(
    _ group: [LinearSettings],
    _ rows: [UInt32]?,
    _ validationRows: [UInt32]?,
    _ threadCount: Int,
    _ monitor: TrainingMonitor
  ) throws(LearningError) -> [TrainedCandidate] {
    let isChoosing = validationRows != nil
    let settings = isChoosing ? group.map(\.choosing) : group
    let rows = isChoosing ? rows.map(choosingRows) : rows
    let (design, expansion) = try linearDesign(of: rows, settings[0], threadCount: threadCount)
    // Without a product these are the features of another group.
    if isChoosing, settings[0].features.contains(.products), expansion?.hasProducts != true {
      return []
    }
    let judge = validationRows.map { PathJudge(data, rows: $0, task: task) }
    if settings[0].method == .discriminant {
      return try trainDiscriminant(design, settings[0], expansion, judge, threadCount)
    }
    var patience = PathPatience()
    var predictions: [Matrix] = []
    let fits = try LinearLearner.trainPath(
      design,
      lambdas: settings.map(\.lambda),
      settings: settings[0],
      threadCount: threadCount,
      monitor: monitor
    ) { fit in
      guard let judge else { return true }
      let predicted = judge.predictions(
        of: Learner(.linear(fit.model.expanded(by: expansion)), link: fit.link)
      )
      predictions.append(predicted)
      return patience.goesOn(after: judge.loss(of: predicted))
    }
    return fits.indices.map { index in
      let fit = fits[index]
      return TrainedCandidate(
        learner: Learner(.linear(fit.model.expanded(by: expansion)), link: fit.link),
        validationPredictions: judge == nil ? nil : predictions[index],
        rounds: nil,
        linearFit: fit,
        standardErrors: rows == nil
          ? LinearLearner.standardErrors(
            of: fit,
            on: design,
            settings: settings[index],
            threadCount: threadCount
          ) : nil,
        wasStopped: fit.convergence.wasStopped
      )
    }
  }

  /// Trains a discriminant of classes; none where it cannot be found and others are there to choose from.
  private func trainDiscriminant(
    _ design: LinearDesign,
    _ settings: LinearSettings,
    _ expansion: FeatureExpansion?,
    _ judge: PathJudge?,
    _ threadCount: Int
  ) throws(LearningError) -> [TrainedCandidate] {
    guard case .multiclass = task else {
      throw .invalidHyperparameter(
        key: "method",
        value: settings.method.rawValue,
        requirement: "loss, unless there are three classes or more"
      )
    }
    let fit = DiscriminantFit(design, lambda: settings.lambda, threadCount: threadCount)
    guard let fit else {
      guard judge == nil else { return [] }
      throw .invalidHyperparameter(
        key: "method",
        value: settings.method.rawValue,
        requirement: "loss: there are too many columns, or some are combinations of others"
      )
    }
    let learner = Learner(.linear(fit.model.expanded(by: expansion)), link: .softmax)
    return [
      TrainedCandidate(
        learner: learner,
        validationPredictions: judge?.predictions(of: learner),
        rounds: nil,
        wasStopped: false
      )
    ]
  }

  private func choosingRows(_ rows: [UInt32]) -> [UInt32] {
    sampledRows(of: rows.count, limit: Self.choosingRowLimit, seed: seed).map { rows[Int($0)] }
  }

  /// The rows as the linear learner reads them, and what was made of their features before.
  private func linearDesign(
    of rows: [UInt32]?,
    _ settings: LinearSettings,
    threadCount: Int
  ) throws(LearningError) -> (LinearDesign, FeatureExpansion?) {
    if settings.features != .plain {
      let expanded = ExpandedRows(
        rows.map { data.gathered($0) } ?? data,
        task: task,
        features: settings.features,
        seed: seed,
        threadCount: threadCount
      )
      if !expanded.expansion.isTrivial {
        let design = try LinearLearner.prepare(
          data: expanded.data,
          rows: nil,
          task: task,
          minimumLevelWeight: Self.leastLevelWeight,
          settings: settings,
          threadCount: threadCount
        )
        return (design, expanded.expansion)
      }
    }
    if let design, rows == nil { return (design, nil) }
    let design = try LinearLearner.prepare(
      data: data,
      rows: rows,
      task: task,
      minimumLevelWeight: Self.leastLevelWeight,
      settings: settings,
      threadCount: threadCount
    )
    return (design, nil)
  }
}

extension LinearSettings {
  /// The settings of fits that only tell which candidate is best.
  fileprivate var choosing: LinearSettings {
    var settings = self
    settings.tolerance = max(tolerance, 1e-4)
    return settings
  }
}

extension Candidate {
  /// The settings of one of a group of linear models.
  var linearSettings: LinearSettings {
    switch self {
    case .linear(let settings): settings
    case .baseline, .trees, .forest, .clusters, .neural:
      preconditionFailure("a group of several families")
    }
  }
}

/// Rows that a path of linear models is judged by.
private struct PathJudge {
  private let features: FeatureTable
  private let target: [Double]
  private let weights: [Double]?
  private let metric: Metric

  init(_ data: TrainingData, rows: [UInt32], task: LearningTask) {
    features = data.features.gathered(rows)
    target = rows.map { data.target[Int($0)] }
    weights = data.weights.map { weights in rows.map { weights[Int($0)] } }
    metric = task == .regression ? .meanSquaredError : .logLoss
  }

  func predictions(of learner: Learner) -> Matrix {
    CompiledLearner(learner).predictions(of: features)
  }

  func loss(of predictions: Matrix) -> Double {
    target.isEmpty ? .nan : metric.value(predictions: predictions, target: target, weights: weights)
  }
}

extension TrainingData {
  /// These rows, in this order.
  fileprivate func gathered(_ rows: [UInt32]) -> TrainingData {
    TrainingData(
      features: features.gathered(rows),
      target: rows.map { target[Int($0)] },
      weights: weights.map { weights in rows.map { weights[Int($0)] } },
      featureNames: featureNames,
      periods: periods
    )
  }
}
