import Learning
import Models

/// The results of a training, in words and labels of the target.
extension PreparedTarget {
  /// Rows of each class, in the order of the labels; nil where the target is a number.
  var classCounts: [TrainingReport.ClassCount]? {
    guard case .classes(let labels) = column.values else { return nil }
    var counts = [Int](repeating: 0, count: labels.count)
    for value in values { counts[Int(value)] += 1 }
    return labels.indices.map {
      TrainingReport.ClassCount(
        label: labels[$0],
        rows: counts[$0],
        weight: classWeights?[$0]
      )
    }
  }

  /// The rule by which the model tells two classes apart; nil where there are not two.
  func decision(of trained: TrainedModel) -> TrainingReport.Decision? {
    guard task == .binary, case .classes(let labels) = column.values, let label = labels.last
    else { return nil }
    return TrainingReport.Decision(
      positiveClass: label,
      threshold: trained.model.threshold,
      precision: trained.score?.decision?.precision.finite,
      recall: trained.score?.decision?.recall.finite,
      curve: trained.score?.decision?.curve.map {
        TrainingReport.DecisionPoint(
          threshold: $0.threshold,
          precision: $0.precision,
          recall: $0.recall,
          f1: $0.f1
        )
      }
    )
  }

  /// Sentences on what the score shows, which a user must read before the model is used.
  fileprivate func warnings(about trained: TrainedModel) -> [String] {
    guard let score = trained.score else { return [] }
    return [hasLearntNothing(trained, score), neverPredicted(score)].compactMap(\.self)
  }

  private func hasLearntNothing(_ trained: TrainedModel, _ score: SearchScore) -> String? {
    guard score.value.isFinite, score.standardError.isFinite else { return nil }
    let isHigherBetter = trained.leaderboard.isEmpty ? false : metric.isHigherBetter
    let gain = isHigherBetter ? score.value - score.baseline : score.baseline - score.value
    guard trained.winner.family == .baseline || !(gain > score.standardError) else { return nil }
    return
      "the model has learnt nothing: \(trained.metricName) is \(significant(score.value)), with a "
      + "standard error of \(significant(score.standardError)), and \(significant(score.baseline)) "
      + "without any column"
  }

  private func neverPredicted(_ score: SearchScore) -> String? {
    guard case .classes(let labels) = column.values, !score.neverPredicted.isEmpty else {
      return nil
    }
    let names = score.neverPredicted.map { "'\(labels[$0])'" }
    return "never predicted on the held-out rows: \(list(names))"
  }
}

extension TrainingTask {
  /// Sentences that a user must read before the model is used.
  func warnings(about trained: TrainedModel) -> [String] {
    trained.notices + (trained.calibration.map { [$0.notice] } ?? [])
      + (goal.target?.warnings(about: trained) ?? [])
  }
}

extension ScoreCalibration {
  /// A sentence on it.
  fileprivate var notice: String {
    "the probabilities of the held-out rows were \(map.slope < 1 ? "too sure" : "not sure enough"), and "
      + "are corrected: their log loss is \(significant(loss)), and was \(significant(lossBefore))"
  }
}
