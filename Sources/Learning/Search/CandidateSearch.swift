import Models
import Parallel

/// Tries candidates on held-out rows, keeps the leaderboard, trains the winner on all rows.
package struct CandidateSearch {
  let data: TrainingData
  let settings: SearchSettings
  let monitor: SearchMonitor
  let folds: [Fold]
  let heldOut: HeldOutRows
  /// A trainer for each fold.
  private(set) var foldTrainers: [CandidateTrainer] = []
  /// The trainer on all rows; nil until it is needed, where the folds have others.
  private var trainer: CandidateTrainer?
  private var prepareSeconds = 0.0
  /// Whether candidates compete: then boosting ends when the held-out rows get no better, and the first
  /// group is always tried.
  private var isSearch = true
  /// The candidates to try: those of the settings as far as they differ on this data.
  private let candidates: [[Candidate]]
  var scored: [ScoredCandidate] = []
  /// The best candidate's model without the holdout's rows, where there is one holdout.
  var bestOfHoldout: TrainedCandidate?

  /// A search of `candidates`, some of those of the settings.
  private init(
    _ candidates: [[Candidate]],
    data: TrainingData,
    settings: SearchSettings,
    monitor: SearchMonitor
  ) throws(LearningError) {
    self.data = data
    self.settings = settings
    self.monitor = monitor
    let start = monitor.seconds()
    self.candidates = candidates
    folds = TrainingSplit.folds(
      rowCount: data.rowCount,
      classes: settings.task == .regression ? nil : data.target.map { Int($0) },
      split: settings.split,
      count: TrainingSplit.foldCount(rowCount: data.rowCount, task: settings.task),
      seed: settings.seed
    )
    heldOut = HeldOutRows(of: folds, in: data, units: settings.split.units)
    try prepareTrainers()
    prepareSeconds = monitor.seconds() - start
  }

  /// Where no fold hides a level from the rows that it holds out one trainer does for all.
  private mutating func prepareTrainers() throws(LearningError) {
    let seen = folds.map {
      data.hidingLevels(unseenIn: $0.trainingRows, from: $0.validationRows)
    }
    guard seen.contains(where: { $0 != nil }) else {
      let trainer = try trainer(on: data)
      self.trainer = trainer
      foldTrainers = folds.map { _ in trainer }
      return
    }
    for part in seen { foldTrainers.append(try trainer(on: part ?? data)) }
  }

  private func trainer(on data: TrainingData) throws(LearningError) -> CandidateTrainer {
    try CandidateTrainer(
      data: data,
      task: settings.task,
      binCount: candidates.joined().compactMap(\.binCount).max(),
      seed: settings.seed,
      threadCount: settings.threadCount,
      monitor: TrainingMonitor(shouldStop: monitor.shouldAbort)
    )
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
    let candidates = SearchSpace.applicable(settings.candidates, to: data, task: settings.task)
    var search = try CandidateSearch(candidates, data: data, settings: settings, monitor: monitor)
    return try search.run()
  }

  /// The worth of a candidate on rows that it was not trained on, trained as it is.
  ///
  /// - Returns: nil where no row can be held out, or the monitor cut it short.
  /// - Throws: as `run`.
  package static func score(
    of candidate: Candidate,
    on data: TrainingData,
    settings: SearchSettings,
    monitor: SearchMonitor
  ) throws(LearningError) -> ValidatedScore? {
    var search = try CandidateSearch(
      [[candidate]],
      data: data,
      settings: settings,
      monitor: monitor
    )
    search.isSearch = false
    guard try search.score([candidate], index: 0), let best = search.leaderboard.first else {
      return nil
    }
    let gain = try search.gainOfAllRows(best)
    guard let score = try search.score(gain: gain) else { return nil }
    return ValidatedScore(
      score: score,
      spread: try search.spread(of: best, gain: gain),
      foldCount: search.folds.count
    )
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
    let calibration = calibration(of: best)
    // What is cut short may be no model of all rows.
    let gain = isComplete ? try gainOfAllRows(best) : 0
    let score = try score(calibrated: calibration?.map, gain: gain)
    let heldOutPredictions = best.predictions.map { predictions in
      calibration?.map.predictions(predictions.matrix) ?? predictions.matrix
    }
    let spread = try spread(of: best, gain: gain)
    monitor.progress(0.85, "training \(best.candidate.family.rawValue) on all rows")
    let (winner, isRefit) = try refit(best, isComplete: isComplete)
    return SearchOutcome(
      leaderboard: leaderboard,
      score: score,
      calibration: calibration,
      heldOutPredictions: heldOutPredictions,
      spread: spread,
      foldCount: folds.count,
      winner: calibration.map { winner.mapped(by: $0.map) } ?? winner,
      isRefit: isRefit,
      isComplete: isComplete && !winner.wasStopped,
      prepareSeconds: prepareSeconds,
      trainSeconds: monitor.seconds() - start
    )
  }

  var leaderboard: [ScoredCandidate] {
    scored.enumerated().sorted { a, b in
      if a.element.isBetter(than: b.element, by: settings.metric) { return true }
      if b.element.isBetter(than: a.element, by: settings.metric) { return false }
      return a.offset < b.offset
    }.map(\.element)
  }

  /// Seconds that training the best so far on all rows will take: a fold's time, with room for its
  /// extra rows.
  var refitReserve: Double {
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

  /// The most rounds of boosting; nil where the candidate says how many there are.
  var roundLimit: Int? { isSearch ? SearchSpace.roundLimit(for: settings.task) : nil }

  /// The group trained on each fold: folds side by side, a thread each, where there are several.
  private func trainFolds(
    _ group: [Candidate],
    index: Int
  ) throws(LearningError) -> (results: [[TrainedCandidate]], wasCutShort: Bool) {
    let (trainers, folds, settings, monitor) = (foldTrainers, folds, settings, monitor)
    let reserve = refitReserve
    let isFirst = index == 0 && isSearch
    let share = 0.85 / Double(candidates.count)
    let family = group.first?.family.rawValue ?? ""
    let label = "\(family) (\(index + 1) of \(candidates.count))"
    monitor.progress(share * Double(index), label)
    let roundLimit = roundLimit
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
          try trainers[fold].train(
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

  /// The results of the folds; a fold that was stopped before it had anything counts as cut short.
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
  private mutating func refit(
    _ best: ScoredCandidate,
    isComplete: Bool
  ) throws(LearningError) -> (TrainedCandidate, isRefit: Bool) {
    if let bestOfHoldout, !isComplete { return (bestOfHoldout, false) }
    let monitor = monitor
    // The folds' bins take as much room as those of all rows.
    foldTrainers = []
    let trainer =
      if let trainer { trainer } else { try trainer(on: data) }
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
