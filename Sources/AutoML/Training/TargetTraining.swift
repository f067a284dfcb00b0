import Learning
import LinearAlgebra
import Models

/// Trains a model that predicts a target.
struct TargetTraining {
  /// The plan of the model to train.
  let plan: ModelPlan
  /// The rows.
  let task: TrainingTask
  /// Their target.
  let target: PreparedTarget
  /// The features of all rows, where boosted trees alone are trained.
  let bins: BinnedMatrix?
  /// Threads to use.
  let threadCount: Int
  /// Told and asked while training.
  let monitor: SearchMonitor

  /// The trained model.
  ///
  /// - Throws: `interrupted` when the monitor aborts; what a learner refuses.
  func run() throws(LearningError) -> TrainedModel {
    switch plan.training {
    case .search(let families): try search(families)
    case .fixed(let candidate): try train(candidate)
    }
  }

  private var data: TrainingData {
    TrainingData(
      features: task.features,
      target: target.values,
      weights: task.trainingWeights,
      judgedWeights: judgedWeights,
      groups: target.groups,
      featureNames: task.traits.map(\.name),
      periods: task.traits.map(\.period),
      moments: task.featureMoments
    )
  }

  /// Scores are those of the rows as they are: the classes' weights are left out of them.
  private var judgedWeights: [Double]? {
    guard target.classWeights != nil else { return nil }
    return task.weights ?? [Double](repeating: 1, count: task.rowCount)
  }

  private func search(_ families: [Family]) throws(LearningError) -> TrainedModel {
    let (split, splitNotice) = splitOfRows
    let outcome = try CandidateSearch.run(
      data: data,
      settings: searchSettings(
        candidates(of: families),
        split,
        target.metric
      ),
      monitor: monitor
    )
    guard let best = outcome.leaderboard.first else { throw .interrupted }
    return TrainedModel(
      model: model(
        of: outcome.winner,
        threshold: outcome.score?.decision?.threshold,
        spread: outcome.spread
      ),
      winner: best.candidate.with(rounds: outcome.winner.rounds),
      leaderboard: outcome.leaderboard,
      metricName: target.metricName,
      validationMetric: outcome.score?.value.finite,
      score: outcome.score,
      validationScheme: outcome.score == nil ? nil : scheme(foldCount: outcome.foldCount),
      trainingMetric: nil,
      isComplete: outcome.isComplete,
      roundLosses: best.roundLosses,
      linearFit: outcome.winner.linearFit,
      standardErrors: outcome.winner.standardErrors,
      prepareSeconds: outcome.prepareSeconds,
      trainSeconds: outcome.trainSeconds,
      calibration: outcome.calibration,
      heldOutPredictions: outcome.heldOutPredictions,
      notices: splitNotice
    )
  }

  /// The candidates of a search; networks beside others only where they fit into the time that it has.
  private func candidates(of families: [Family]) -> [[Candidate]] {
    SearchSpace.candidates(families: families, task: target.task).filter { group in
      guard families.contains(.trees), case .neural(let settings)? = group.first else {
        return true
      }
      return SearchSpace.fits(
        settings,
        on: task.features,
        task: target.task,
        seconds: Double(plan.maxRuntime)
      )
    }
  }

  private func searchSettings(
    _ candidates: [[Candidate]],
    _ split: RowSplit,
    _ metric: Learning.Metric
  ) -> SearchSettings {
    SearchSettings(
      task: target.task,
      metric: metric,
      candidates: candidates,
      split: split,
      costs: target.asked.costs,
      seed: plan.seed,
      threadCount: threadCount
    )
  }

  /// Which rows are held out: as the statement says, else copies of a row stay together.
  private var splitOfRows: (split: RowSplit, notices: [String]) {
    guard plan.roles.split == nil, !target.asked.splitsByTime else { return (target.split, []) }
    let advice = SplitNotices(task: task, target: target)
    guard let equal = EqualRows(in: task.features, seed: plan.seed) else {
      return (target.split, advice.notices)
    }
    return (.drawn(units: equal.codes), advice.notices(equalRowCount: equal.count))
  }

  /// The rows that validate, in words.
  private func scheme(foldCount: Int) -> String {
    judged(heldOut(foldCount: foldCount))
  }

  /// Words on rows that validate, with that they do not count by their class.
  private func judged(_ scheme: String) -> String {
    target.classWeights == nil ? scheme : "\(scheme), without class weights"
  }

  private func heldOut(foldCount: Int) -> String {
    let folds = TrainingSplit.scheme(foldCount: foldCount)
    if target.asked.splitsByTime, let time = plan.roles.time {
      return "\(folds), later by \(plan.columns[time.index].name) than those trained on"
    }
    return plan.roles.split.map { "\(folds), each \(plan.columns[$0.index].name) whole" } ?? folds
  }

  /// One candidate as given: nothing held out, unless early stopping asks for it.
  private func train(_ candidate: Candidate) throws(LearningError) -> TrainedModel {
    let start = monitor.seconds()
    let trainer = try trainer(of: candidate)
    let prepared = monitor.seconds()
    let fold = holdout(for: candidate)
    let outOfBag = outOfBagRows(of: candidate)
    let trained = try trainer.train(
      candidate,
      rows: fold?.trainingRows,
      validationRows: fold?.validationRows,
      outOfBag: outOfBag.rows,
      threadCount: threadCount,
      monitor: monitor.alone {
        "\(candidate.family.rawValue), \($0) of \($1) \(candidate.family.steps)"
      }
    )
    if monitor.shouldAbort() { throw .interrupted }
    let validation = fold.flatMap { fold in
      trained.validationPredictions.map { lossMetric(of: $0, rows: fold.validationRows) }
    }
    let score =
      try target.asked.validates && fold == nil
      ? lossScore(of: candidate)
      : trained.outOfBag.flatMap { predictions throws(LearningError) in
        try lossScore(of: predictions, outOfBag.notices)
      }
    let model = model(
      of: trained,
      threshold: score?.value.decision?.threshold,
      spread: score?.spread
    )
    return TrainedModel(
      model: model,
      winner: candidate.with(rounds: trained.rounds),
      leaderboard: [],
      metricName: lossMetricName,
      validationMetric: validation ?? score?.value.value.finite,
      score: score?.value,
      validationScheme: fold != nil
        ? judged(TrainingSplit.scheme(foldCount: 1))
        : score.map { $0.foldCount.map(scheme) ?? judged(Self.outOfBagScheme) },
      trainingMetric: fold == nil && score == nil ? trainingMetric(of: model) : nil,
      isComplete: !trained.wasStopped,
      roundLosses: trained.validationLosses,
      linearFit: trained.linearFit,
      standardErrors: trained.standardErrors,
      prepareSeconds: prepared - start,
      trainSeconds: monitor.seconds() - prepared,
      notices: score?.notices
        ?? (target.asked.validates && fold == nil ? [Self.unvalidatedNotice] : [])
    )
  }

  private static let unvalidatedNotice =
    "no score of held-out rows: there are too few rows, or MAX_RUNTIME was over"

  private static let outOfBagScheme =
    "out-of-bag: each row by the trees of the forest that were grown without it"

  /// The rows of a forest that its trees score as they are grown: none where the statement has the candidate
  /// validated otherwise, or rows that come later held out.
  private func outOfBagRows(of candidate: Candidate) -> (rows: OutOfBagRows, notices: [String]) {
    guard candidate.family == .forest, !target.asked.validates, !target.asked.splitsByTime else {
      return (.unscored, [])
    }
    let (split, notices) = splitOfRows
    return (.scored(units: split.units), notices)
  }

  /// The worth of one candidate on rows that it was not trained on, in XGBoost's metric.
  private func lossScore(
    of candidate: Candidate
  ) throws(LearningError) -> LossScore? {
    let (split, notices) = splitOfRows
    let found = try CandidateSearch.score(
      of: candidate,
      on: data,
      settings: lossSettings([[candidate]], split),
      monitor: monitor
    )
    return found.map { lossScore($0, foldCount: $0.foldCount, notices) }
  }

  /// The same of a forest, by the trees without a row.
  private func lossScore(
    of outOfBag: OutOfBagPredictions,
    _ notices: [String]
  ) throws(LearningError) -> LossScore? {
    let found = try outOfBag.score(
      on: data,
      settings: lossSettings([], splitOfRows.split),
      monitor: monitor
    )
    return found.map { lossScore($0, foldCount: nil, notices) }
  }

  private func lossSettings(_ candidates: [[Candidate]], _ split: RowSplit) -> SearchSettings {
    let isNumber = target.task == .regression
    return searchSettings(candidates, split, isNumber ? .meanSquaredError : .accuracy)
  }

  private func lossScore(
    _ found: ValidatedScore,
    foldCount: Int?,
    _ notices: [String]
  ) -> LossScore {
    LossScore(
      value: found.score.mapped(target.task == .regression ? .root : .complement),
      spread: found.spread,
      foldCount: foldCount,
      notices: notices
    )
  }

  private func trainer(of candidate: Candidate) throws(LearningError) -> CandidateTrainer {
    guard let bins else {
      return try CandidateTrainer(
        data: data,
        task: target.task,
        binCount: candidate.binCount,
        plainSettings: candidate.plainSettings,
        seed: plan.seed,
        threadCount: threadCount,
        monitor: TrainingMonitor(shouldStop: monitor.shouldAbort)
      )
    }
    return CandidateTrainer(
      bins: bins,
      target: target.values,
      weights: task.trainingWeights,
      featureNames: task.traits.map(\.name),
      task: target.task,
      seed: plan.seed
    )
  }

  private func holdout(for candidate: Candidate) -> Fold? {
    guard candidate.wantsHoldout else { return nil }
    return TrainingSplit.folds(
      rowCount: task.rowCount,
      classes: target.task == .regression ? nil : target.values.map { Int($0) },
      split: target.groups.map { .drawn(units: $0) } ?? target.split,
      count: 1,
      seed: plan.seed
    ).first
  }

  private func model(
    of trained: TrainedCandidate,
    threshold: Double?,
    spread: PredictionSpread?
  ) -> Model {
    var model = Model(
      encoding: task.encoding,
      predicted: target.column,
      learner: trained.learner,
      threshold: threshold ?? Model.evenThreshold,
      summary: ""
    )
    model.spread = spread
    model.preprocessing = task.preprocessing
    return model
  }

  /// The worth of one candidate in XGBoost's metric.
  private struct LossScore {
    let value: SearchScore
    let spread: PredictionSpread?
    /// The folds that held rows out; nil where a forest's own trees did.
    let foldCount: Int?
    let notices: [String]
  }

  // XGBoost reports the share of wrong classes, the root of the mean squared error, and how good an
  // order is.
  private var lossMetricName: String {
    if target.groups != nil { return RankingMetric.ndcg.rawValue }
    return switch target.task {
    case .regression: "rmse"
    case .binary: "error"
    case .multiclass: "merror"
    }
  }

  private func lossMetric(of predictions: Matrix, rows: [UInt32]) -> Double {
    let values = rows.map { target.values[Int($0)] }
    if let groups = target.groups {
      return RankingMetric.ndcg.value(
        scores: predictions.values,
        relevances: values,
        groups: rows.map { groups[Int($0)] }
      )
    }
    let weights = task.weights.map { all in rows.map { all[Int($0)] } }
    let metric: Learning.Metric = target.task == .regression ? .meanSquaredError : .accuracy
    let value = metric.value(predictions: predictions, target: values, weights: weights)
    return target.task == .regression ? value.squareRoot() : 1 - value
  }

  /// Rows that the metric on the training rows is taken over: enough for three digits.
  private static let trainingMetricRows = 100_000

  private func trainingMetric(of model: Model) -> Double {
    let count = task.features.rowCount
    // A group is ranked as a whole.
    let step = target.groups == nil ? max(1, count / Self.trainingMetricRows) : 1
    let positions = stride(from: 0, to: count, by: step).map { UInt32($0) }
    let features = step == 1 ? task.features : task.features.gathered(positions)
    let predictions = CompiledPredictor(model).predictions(ofPreprocessed: features)
    let rows = task.featureRows.map { all in positions.map { UInt32(all[Int($0)]) } } ?? positions
    return lossMetric(of: predictions, rows: rows)
  }
}

extension Candidate {
  /// The settings of a linear model that sees its features as they are.
  fileprivate var plainSettings: LinearSettings? {
    switch self {
    case .baseline, .trees, .forest, .clusters, .neural: nil
    case .linear(let settings): settings.features == .plain ? settings : nil
    }
  }
}
