import LinearAlgebra
import Models
import Parallel

extension CandidateSearch {
  /// Rows that tell of a gain: with more its error is far below that of the score.
  private static let gainRowCount = 2_000

  /// The change of the metric that may be expected of a candidate's model of all rows, beside those of the
  /// folds, which are trained on fewer.
  ///
  /// The candidate is trained again on half of each fold's rows, and its learning curve followed: the
  /// loss above the least there can be is taken to fall with the root of the number of rows, one of the
  /// power laws that learning curves follow (Viering and Loog 2023, IEEE TPAMI 45). It is 0 where half of the
  /// rows do as well, where there is no time, for the baseline, and for rows in time, whose later ones are
  /// not like any others.
  ///
  /// - Throws: what the learner throws.
  /// - Complexity: that of half a candidate at most.
  func gainOfAllRows(_ best: ScoredCandidate) throws(LearningError) -> Double {
    guard case .drawn(let units) = settings.split, best.candidate.family != .baseline,
      let whole = best.predictions?.matrix, heldOut.trainingRowCount > 0
    else { return 0 }
    let folds = foldsOfGain
    let halves = folds.map { fold in
      fold.trainingRows.filter {
        SeededGenerator.mixed(settings.seed ^ UInt64(units?[Int($0)] ?? $0)) & 1 == 0
      }
    }
    guard halves.allSatisfy({ !$0.isEmpty }),
      let half = try predictions(by: best.candidate, folds, trainedOn: halves)
    else { return 0 }
    let rows = HeldOutRows(of: folds, in: data, units: units)
    func value(_ predictions: Matrix) -> Double {
      CandidateScore(settings.metric, of: predictions, rows: rows).best(rows.weights).sums
        .value(of: settings.metric)
    }
    let (least, most) = (value(half), value(whole.firstRows(half.rowCount)))
    guard settings.metric.isBetter(most, than: least) else { return 0 }
    let growth = Double(data.rowCount) / heldOut.trainingRowCount
    return (most - least) * (1 - 1 / growth.squareRoot()) / (2.squareRoot() - 1)
  }

  /// The first folds, as many as hold out enough rows.
  private var foldsOfGain: [Fold] {
    var rowCount = 0
    return folds.prefix { fold in
      defer { rowCount += fold.validationRows.count }
      return rowCount < Self.gainRowCount
    }
  }

  /// The held-out rows' predictions by models of some rows of each fold; nil where the search was stopped, or
  /// the candidate has nothing to work on in so few rows.
  private func predictions(
    by candidate: Candidate,
    _ folds: [Fold],
    trainedOn rows: [[UInt32]]
  ) throws(LearningError) -> Matrix? {
    let (trainers, threadCount) = (foldTrainers, settings.threadCount)
    let (rounds, monitor, reserve) = (roundLimit, monitor, refitReserve)
    let shouldStop = { @Sendable in monitor.shouldAbort() || monitor.shouldFinish(reserve) }
    if shouldStop() { return nil }
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
            monitor: TrainingMonitor(shouldStop: shouldStop)
          )
        )
      } catch { return .failure(error) }
    }
    var parts: [Matrix] = []
    for result in results {
      switch result {
      case .success(let trained):
        guard !trained.wasStopped, let part = trained.validationPredictions else { return nil }
        parts.append(part)
      case .failure(.interrupted): return nil
      case .failure(let error): throw error
      }
    }
    return Matrix(joining: parts)
  }
}

extension Matrix {
  /// The rows before one.
  fileprivate func firstRows(_ count: Int) -> Matrix {
    let columns = (0..<columnCount).map { values[columnRange($0).prefix(count)] }
    return Matrix(rowCount: count, columnCount: columnCount, values: Array(columns.joined()))
  }
}
