package import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The way from scores to predictions: the inverse of a generalised linear model's link.
package enum LinkFunction: UInt8, Sendable, CaseIterable {
  /// The score is the prediction (regression).
  case identity = 0
  /// `1 / (1 + exp(-score))`: the probability of class 1.
  case logistic = 1
  /// `exp(score_k) / sum(exp(score))`: the probability of each class.
  case softmax = 2
  /// `exp(score)`: positive targets (Poisson, gamma, tweedie).
  case exponential = 3
  /// Class 1 where the score is above 0, with no probability (hinge).
  case sign = 4
  /// Shares that trees of classes average to: kept from 0 to 1, and of several classes divided by their sum.
  case shares = 5

  /// Replaces scores by predictions.
  ///
  /// Shapes: `scores` has a row for each row of the batch and a column for each output of the model
  /// (1 unless `softmax` or `shares`, which have one for each of several classes).
  ///
  /// - Complexity: O(`scores.values.count`).
  package func apply(to scores: inout Matrix) {
    switch self {
    case .identity: break
    case .logistic:
      var values = scores.values.mutableSpan
      for i in values.indices { values[i] = sigmoid(values[i]) }
    case .exponential: for i in scores.values.indices { scores.values[i] = exp(scores.values[i]) }
    case .sign: for i in scores.values.indices { scores.values[i] = scores.values[i] > 0 ? 1 : 0 }
    case .softmax: softmaxRows(of: &scores)
    case .shares: shareRows(of: &scores)
    }
  }
}

/// `1 / (1 + exp(-x))` without overflow at either end.
package func sigmoid(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}

/// Each row's softmax; the largest score is subtracted first, so nothing overflows.
private func softmaxRows(of scores: inout Matrix) {
  let (rowCount, classCount) = (scores.rowCount, scores.columnCount)
  var values = scores.values.mutableSpan
  for row in 0..<rowCount {
    var largest = -Double.infinity
    for k in 0..<classCount { largest = max(largest, values[k &* rowCount &+ row]) }
    var sum = 0.0
    for k in 0..<classCount {
      let e = exp(values[k &* rowCount &+ row] - largest)
      values[k &* rowCount &+ row] = e
      sum += e
    }
    for k in 0..<classCount { values[k &* rowCount &+ row] /= sum }
  }
}

/// Each score kept from 0 to 1; of several classes each row divided by its sum, alike where all are 0.
private func shareRows(of scores: inout Matrix) {
  let (rowCount, classCount) = (scores.rowCount, scores.columnCount)
  var values = scores.values.mutableSpan
  for i in values.indices { values[i] = min(max(values[i], 0), 1) }
  guard classCount > 1 else { return }
  for row in 0..<rowCount {
    var sum = 0.0
    for k in 0..<classCount { sum += values[k &* rowCount &+ row] }
    for k in 0..<classCount {
      let share = values[k &* rowCount &+ row]
      values[k &* rowCount &+ row] = sum > 0 ? share / sum : 1 / Double(classCount)
    }
  }
}
