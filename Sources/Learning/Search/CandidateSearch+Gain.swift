import LinearAlgebra
import Models
import Parallel

extension CandidateSearch {
  /// The change of the metric that may be expected of a candidate's model of all rows, beside those of the
  /// folds, which are trained on fewer.
  ///
  /// The candidate is trained again on half of each fold's rows, and its learning curve followed: the
  /// loss above the least there can be falls with the root of the number of rows (exponents of 1/2 and
  /// less are the rule for such models; Viering and Loog 2023, IEEE TPAMI 45). It is 0 where half of the
  /// rows do as well, for the baseline, and for rows in time, whose later ones are not like any others.
  ///
  /// - Throws: what the learner throws.
  /// - Complexity: that of half a candidate.
  func gainOfAllRows(_ best: ScoredCandidate) throws(LearningError) -> Double {
    guard case .drawn(let units) = settings.split, best.candidate.family != .baseline,
      best.metric.isFinite, heldOut.trainingRowCount > 0
    else { return 0 }
    let halves = folds.map { fold in
      fold.trainingRows.filter {
        SeededGenerator.mixed(settings.seed ^ UInt64(units?[Int($0)] ?? $0)) & 1 == 0
      }
    }
    guard halves.allSatisfy({ !$0.isEmpty }),
      let predictions = try predictions(by: best.candidate, trainedOn: halves)
    else { return 0 }
    let half = value(of: settings.metric, predictions)
    guard settings.metric.isBetter(best.metric, than: half) else { return 0 }
    let growth = Double(data.rowCount) / heldOut.trainingRowCount
    return (best.metric - half) * (1 - 1 / growth.squareRoot()) / (2.squareRoot() - 1)
  }

  /// The held-out rows' predictions by models of some rows of each fold; nil where the search was stopped.
  private func predictions(
    by candidate: Candidate,
    trainedOn rows: [[UInt32]]
  ) throws(LearningError) -> Matrix? {
    let (trainers, folds, threadCount) = (foldTrainers, folds, settings.threadCount)
    let (rounds, shouldAbort) = (roundLimit, monitor.shouldAbort)
    let results = concurrentMap(count: folds.count, threadCount: threadCount) {
      fold -> Result<TrainedCandidate, LearningError> in
      do throws(LearningError) {
        return .success(
          try trainers[fold].train(
            candidate,
            rows: rows[fold],
            validationRows: folds[fold].validationRows,
            rounds: rounds,
            threadCount: folds.count > 1 ? 1 : threadCount,
            monitor: TrainingMonitor(shouldStop: shouldAbort)
          )
        )
      } catch { return .failure(error) }
    }
    var parts: [Matrix] = []
    for result in results {
      guard let part = try result.get().validationPredictions else { return nil }
      parts.append(part)
    }
    return shouldAbort() ? nil : Matrix(joining: parts)
  }
}
