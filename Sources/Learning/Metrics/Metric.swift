package import LinearAlgebra

/// The metrics by which predictions are judged, a closed set.
package enum Metric: String, Sendable, CaseIterable {
  /// Mean squared error.
  case meanSquaredError = "mse"
  /// The share of rows with the right class.
  case accuracy = "accuracy"
  /// F1 of class 1: the harmonic mean of precision and recall, 0 when nothing is found.
  case f1 = "f1"
  /// The mean over the classes of each one's F1.
  case f1Macro = "f1_macro"
  /// The area under the ROC curve of class 1; the mean over the classes of one against the rest for
  /// more than two.
  case areaUnderROC = "auc"
  /// The mean of `-log(p)` of the right class.
  case logLoss = "logloss"

  /// Whether more is better.
  package var isHigherBetter: Bool {
    switch self {
    case .meanSquaredError, .logLoss: false
    case .accuracy, .f1, .f1Macro, .areaUnderROC: true
    }
  }

  /// Whether `a` is better than `b`; NaN is worse than anything.
  package func isBetter(_ a: Double, than b: Double) -> Bool {
    if a.isNaN { return false }
    if b.isNaN { return true }
    return isHigherBetter ? a > b : a < b
  }

  /// The metric's value.
  ///
  /// `predictions` are rows x outputs, after the link: values, the probability of class 1, or of
  /// each class; `target` is the value or class of each row; `weights` say how often each row
  /// counts, nil that all count once. NaN where no row has weight.
  ///
  /// - Precondition: as many predictions (and weights) as targets, at least one.
  /// - Complexity: O(rows x outputs), times log rows for the area under the curve.
  package func value(predictions: Matrix, target: [Double], weights: [Double]? = nil) -> Double {
    precondition(predictions.rowCount == target.count && !target.isEmpty)
    precondition(weights.map { $0.count == target.count } ?? true, "weights differ in length")
    let weights = weights ?? [Double](repeating: 1, count: target.count)
    return switch self {
    case .meanSquaredError: meanSquare(predictions.values, target, weights)
    case .logLoss: meanLogLoss(predictions, target, weights)
    case .areaUnderROC: areaUnderROCCurve(predictions, target, weights)
    case .accuracy: ConfusionCounts(predictions, target, weights).accuracy
    case .f1: ConfusionCounts(predictions, target, weights).f1(ofClass: 1)
    case .f1Macro: ConfusionCounts(predictions, target, weights).meanF1
    }
  }
}

extension Metric {
  /// The contribution of each row to a metric that is a mean over rows.
  ///
  /// - Precondition: the metric is one.
  /// - Complexity: O(rows).
  func rowValues(_ predictions: Matrix, _ target: [Double]) -> [Double] {
    switch self {
    case .meanSquaredError:
      target.indices.map { row in
        let error = predictions[row, 0] - target[row]
        return error * error
      }
    case .logLoss: target.indices.map { rowLogLoss(predictions, target, $0) }
    case .accuracy, .f1, .f1Macro, .areaUnderROC: preconditionFailure("no mean over rows")
    }
  }
}

private func meanSquare(
  _ predictions: [Double],
  _ target: [Double],
  _ weights: [Double]
) -> Double {
  var sum = 0.0
  for row in target.indices {
    let error = predictions[row] - target[row]
    sum += weights[row] * (error * error)
  }
  return sum / weights.reduce(0, +)
}

/// A wrong prediction of probability 0 costs this much, not infinity (as scikit-learn clips at the
/// precision of a double).
let smallestProbability = 2.220446049250313e-16

private func meanLogLoss(
  _ predictions: Matrix,
  _ target: [Double],
  _ weights: [Double]
) -> Double {
  var sum = 0.0
  for row in target.indices { sum += weights[row] * rowLogLoss(predictions, target, row) }
  return sum / weights.reduce(0, +)
}

private func rowLogLoss(_ predictions: Matrix, _ target: [Double], _ row: Int) -> Double {
  let probability =
    predictions.columnCount == 1
    ? (target[row] == 1 ? predictions[row, 0] : 1 - predictions[row, 0])
    : predictions[row, Int(target[row])]
  return logLoss(probability: probability)
}

/// The loss of a row whose class has a probability.
func logLoss(probability: Double) -> Double {
  -logarithm(min(max(probability, smallestProbability), 1))
}
