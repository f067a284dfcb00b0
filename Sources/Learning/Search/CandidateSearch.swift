import LinearAlgebra
import Models
import Parallel

/// What a search is to find, and within what.
package struct SearchSettings: Sendable {
  /// What is to be learnt.
  package let task: LearningTask
  /// What decides.
  package let metric: Metric
  /// What is tried, in this order, in groups that are trained together.
  package let candidates: [[Candidate]]
  /// The seed of the split, of row and of column sampling.
  package let seed: UInt64
  /// Threads to use.
  package let threadCount: Int

  /// A search.
  package init(
    task: LearningTask,
    metric: Metric,
    candidates: [[Candidate]],
    seed: UInt64,
    threadCount: Int
  ) {
    self.task = task
    self.metric = metric
    self.candidates = candidates
    self.seed = seed
    self.threadCount = threadCount
  }
}

/// What a search found.
package struct SearchOutcome: Sendable {
  /// Everything tried to its end, best first; of two alike the one tried first.
  package let leaderboard: [ScoredCandidate]
  /// What the winner is worth on new rows; nil where no row was held out.
  package let score: SearchScore?
  /// The rows that were held out.
  package let heldOut: HeldOutRows
  /// The best one, trained on all rows unless `isRefit` is false.
  package let winner: TrainedCandidate
  /// Whether the winner was trained on all rows, not only on those outside the holdout.
  package let isRefit: Bool
  /// Whether every candidate was tried to its end.
  package let isComplete: Bool
  /// Seconds for bins, and for all training after them.
  package let prepareSeconds: Double
  /// Seconds for all training.
  package let trainSeconds: Double
}

/// Tries candidates on held-out rows, keeps the leaderboard, trains the winner on all rows.
package struct CandidateSearch {
  private let data: TrainingData
  private let settings: SearchSettings
  private let monitor: SearchMonitor
  private let folds: [Fold]
  private let heldOut: HeldOutRows
  private let trainer: CandidateTrainer
  private let prepareSeconds: Double
  /// What is tried: the settings' candidates as far as they differ on this data.
  private let candidates: [[Candidate]]
  private var scored: [ScoredCandidate] = []
  /// The best candidate's model without the holdout's rows, where there is one holdout.
  private var bestOfHoldout: TrainedCandidate?

  private init(
    data: TrainingData,
    settings: SearchSettings,
    monitor: SearchMonitor
  ) throws(LearningError) {
    self.data = data
    self.settings = settings
    self.monitor = monitor
    let start = monitor.seconds()
    candidates = SearchSpace.applicable(settings.candidates, to: data, task: settings.task)
    folds = TrainingSplit.folds(
      rowCount: data.rowCount,
      classes: settings.task == .regression ? nil : data.target.map { Int($0) },
      count: TrainingSplit.foldCount(rowCount: data.rowCount),
      seed: settings.seed
    )
    heldOut = HeldOutRows(of: folds, in: data, units: nil)
    trainer = try CandidateTrainer(
      data: data,
      task: settings.task,
      binCount: settings.candidates.joined().compactMap(\.binCount).max(),
      seed: settings.seed,
      threadCount: settings.threadCount,
      monitor: TrainingMonitor(shouldStop: monitor.shouldAbort)
    )
    prepareSeconds = monitor.seconds() - start
  }

  /// Runs a search.
  ///
  /// The same data, settings and seed give the same winner, byte for byte, on any number of
  /// threads, unless the monitor cut it short.
  ///
  /// - Throws: `interrupted` when the monitor aborts, or nothing was tried to its end; what a
  ///   learner throws.
  package static func run(
    data: TrainingData,
    settings: SearchSettings,
    monitor: SearchMonitor
  ) throws(LearningError) -> SearchOutcome {
    guard data.rowCount > 0 else { throw .noRows }
    var search = try CandidateSearch(data: data, settings: settings, monitor: monitor)
    return try search.run()
  }

  private mutating func run() throws(LearningError) -> SearchOutcome {
    let start = monitor.seconds()
    var isComplete = true
    for (index, group) in candidates.enumerated() {
      // The first group always runs: something must be found.
      if index > 0, monitor.shouldFinish(refitReserve) {
        isComplete = false
        break
      }
      if try !score(group, index: index) { isComplete = false }
    }
    if monitor.shouldAbort() { throw .interrupted }
    guard let best = leaderboard.first else { throw .interrupted }
    monitor.progress(0.85, "training \(best.candidate.family.rawValue) on all rows")
    let (winner, isRefit) = try refit(best, isComplete: isComplete)
    return SearchOutcome(
      leaderboard: leaderboard,
      score: try score(),
      heldOut: heldOut,
      winner: winner,
      isRefit: isRefit,
      isComplete: isComplete && !winner.wasStopped,
      prepareSeconds: prepareSeconds,
      trainSeconds: monitor.seconds() - start
    )
  }

  private var leaderboard: [ScoredCandidate] {
    scored.enumerated().sorted { a, b in
      if a.element.isBetter(than: b.element, by: settings.metric) { return true }
      if b.element.isBetter(than: a.element, by: settings.metric) { return false }
      return a.offset < b.offset
    }.map(\.element)
  }

  /// Seconds that training the best so far on all rows will take: a fold's time, with room for its
  /// extra rows.
  private var refitReserve: Double {
    guard let best = leaderboard.first, let fold = folds.first else { return 0 }
    let seenRows = CandidateTrainer.choosingRowCount(
      of: fold.trainingRows.count,
      family: best.candidate.family
    )
    let growth = Double(fold.trainingRows.count) / Double(max(seenRows, 1))
    return 1.5 * growth * best.seconds / Double(folds.count)
  }

  /// Trains and validates a group on each fold; false when the monitor cut it short.
  private mutating func score(_ group: [Candidate], index: Int) throws(LearningError) -> Bool {
    let start = monitor.seconds()
    guard !folds.isEmpty else {
      scored += group.map {
        ScoredCandidate(candidate: $0, metric: .nan, loss: .nan, rounds: nil, seconds: 0)
      }
      return true
    }
    let (results, wasCutShort) = try trainFolds(group, index: index)
    if monitor.shouldAbort() { throw .interrupted }
    let triedCount = results.map(\.count).max() ?? 0
    let seconds = (monitor.seconds() - start) / Double(max(triedCount, 1))
    for (position, candidate) in group.enumerated() {
      let trained = results.compactMap { $0.indices.contains(position) ? $0[position] : nil }
      // Some path had shown enough before this strength, or had nothing new to try.
      if trained.count < folds.count, !wasCutShort { break }
      // One holdout cut short still has a fair score; cross-validation cut short has folds that do
      // not compare.
      let wasStopped = trained.count < folds.count || trained.contains { $0.wasStopped }
      if trained.isEmpty || (wasStopped && folds.count > 1) { return false }
      keep(candidate, trained, seconds: seconds)
      if wasStopped { return false }
    }
    return true
  }

  private mutating func keep(
    _ candidate: Candidate,
    _ trained: [TrainedCandidate],
    seconds: Double
  ) {
    let predictions = Matrix(joining: trained.compactMap(\.validationPredictions))
    let metric = value(of: settings.metric, predictions)
    let result = ScoredCandidate(
      candidate: candidate,
      metric: metric,
      loss: settings.task == .regression ? metric : value(of: .logLoss, predictions),
      rounds: Self.meanRounds(of: trained),
      seconds: seconds,
      predictions: HeldOutPredictions(predictions)
    )
    let isBest = scored.allSatisfy { result.isBetter(than: $0, by: settings.metric) }
    if folds.count == 1, isBest { bestOfHoldout = trained.first }
    scored.append(result)
    letGoOfPredictions()
  }

  /// The metric of all held-out rows.
  private func value(of metric: Metric, _ predictions: Matrix) -> Double {
    CandidateScore(metric, of: predictions, rows: heldOut).best(heldOut.weights).sums
      .value(of: metric)
  }

  private static func meanRounds(of trained: [TrainedCandidate]) -> Int? {
    let rounds = trained.compactMap(\.rounds)
    guard !rounds.isEmpty else { return nil }
    return max(1, Int((Double(rounds.reduce(0, +)) / Double(rounds.count)).rounded()))
  }

  /// Drops the predictions of the worst candidates until the others' take no more room than there is.
  private mutating func letGoOfPredictions() {
    var byteCount = scored.reduce(0) { $0 + ($1.predictions?.byteCount ?? 0) }
    var worst = scored.indices.sorted {
      scored[$1].isBetter(than: scored[$0], by: settings.metric)
    }[...]
    while byteCount > HeldOutPredictions.byteLimit, worst.count > 1, let index = worst.popFirst() {
      byteCount -= scored[index].predictions?.byteCount ?? 0
      scored[index].predictions = nil
    }
  }

  /// What the best candidate is worth, and the threshold that goes with it.
  private func score() throws(LearningError) -> SearchScore? {
    guard !folds.isEmpty else { return nil }
    return SearchScoring(
      metric: settings.metric,
      rows: heldOut,
      seed: settings.seed,
      threadCount: settings.threadCount
    ).score(
      of: leaderboard.compactMap(\.predictions),
      baseline: try baselineMetric()
    )
  }

  private func baselineMetric() throws(LearningError) -> Double {
    var predictions: [Matrix] = []
    for fold in folds {
      let trained = try trainer.train(
        .baseline,
        rows: fold.trainingRows,
        validationRows: fold.validationRows,
        threadCount: 1,
        monitor: TrainingMonitor()
      )
      if let predicted = trained.validationPredictions { predictions.append(predicted) }
    }
    return value(of: settings.metric, Matrix(joining: predictions))
  }

  /// The group trained on each fold: folds side by side, a thread each, where there are several.
  private func trainFolds(
    _ group: [Candidate],
    index: Int
  ) throws(LearningError) -> (results: [[TrainedCandidate]], wasCutShort: Bool) {
    let (trainer, folds, settings, monitor) = (trainer, folds, settings, monitor)
    let reserve = refitReserve
    let isFirst = index == 0
    let share = 0.85 / Double(candidates.count)
    let family = group.first?.family.rawValue ?? ""
    let label = "\(family) (\(index + 1) of \(candidates.count))"
    monitor.progress(share * Double(index), label)
    let roundLimit = SearchSpace.roundLimit(for: settings.task)
    let threadsPerFold = folds.count > 1 ? 1 : settings.threadCount
    let results = concurrentMap(count: folds.count, threadCount: settings.threadCount) {
      fold -> Result<[TrainedCandidate], LearningError> in
      let foldMonitor = TrainingMonitor(
        shouldStop: { monitor.shouldAbort() || (!isFirst && monitor.shouldFinish(reserve)) },
        progress: { completed, total in
          guard folds.count == 1 else { return }
          let part = Double(completed) / Double(max(total, 1))
          monitor.progress(share * (Double(index) + part), label)
        }
      )
      do throws(LearningError) {
        return .success(
          try trainer.train(
            group: group,
            rows: folds[fold].trainingRows,
            validationRows: folds[fold].validationRows,
            rounds: roundLimit,
            threadCount: threadsPerFold,
            monitor: foldMonitor
          )
        )
      } catch { return .failure(error) }
    }
    return try Self.joined(results)
  }

  /// What the folds came to; a fold that was stopped before it had anything counts as cut short.
  private static func joined(
    _ results: [Result<[TrainedCandidate], LearningError>]
  ) throws(LearningError) -> (results: [[TrainedCandidate]], wasCutShort: Bool) {
    var trained: [[TrainedCandidate]] = []
    var wasCutShort = false
    for result in results {
      do throws(LearningError) {
        trained.append(try result.get())
      } catch {
        guard error == .interrupted else { throw error }
        wasCutShort = true
        trained.append([])
      }
    }
    wasCutShort = wasCutShort || trained.contains { $0.last?.wasStopped == true }
    return (trained, wasCutShort)
  }

  /// The winner on all rows; a search that was cut short keeps the model that it has.
  private func refit(
    _ best: ScoredCandidate,
    isComplete: Bool
  ) throws(LearningError) -> (TrainedCandidate, isRefit: Bool) {
    if let bestOfHoldout, !isComplete { return (bestOfHoldout, false) }
    let monitor = monitor
    let winner = try trainer.train(
      SearchSpace.refitted(best.candidate),
      rounds: best.rounds,
      threadCount: settings.threadCount,
      monitor: TrainingMonitor(
        shouldStop: monitor.shouldAbort,
        progress: { completed, total in
          let part = Double(completed) / Double(max(total, 1))
          monitor.progress(
            0.85 + 0.15 * part,
            "training \(best.candidate.family.rawValue) on all rows"
          )
        }
      )
    )
    if monitor.shouldAbort() { throw .interrupted }
    return (winner, true)
  }
}
