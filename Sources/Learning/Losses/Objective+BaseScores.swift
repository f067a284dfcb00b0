import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Objective {
  /// The score of each output before the first tree, as XGBoost 3 fits it.
  ///
  /// The link of the mean where the objective has one, quantiles for absolute and pinball loss,
  /// centred logarithms of the class shares for softmax, 0 for hinge, and one Newton step from 0 for
  /// squared logarithmic and pseudo-Huber error.
  ///
  /// Shapes: `target` and `weights` have an element for each row of the matrix, of which `rows` count.
  func baseScores(target: [Double], weights: [Double]?, rows: [UInt32]) -> [Double] {
    switch self {
    case .squaredError: [mean(target, weights, rows)]
    case .logisticRegression, .binaryLogistic:
      [logit(mean(target, weights, rows))]
    case .tweedie, .poisson, .gamma: [log(max(mean(target, weights, rows), 1e-16))]
    // Pushes of one group add up to nothing.
    case .hinge, .ranking: [0]
    case .absoluteError:
      [weightedQuantile(0.5, of: rows.map { target[Int($0)] }, selected(weights, rows))]
    case .quantile(let level):
      [weightedQuantile(level, of: rows.map { target[Int($0)] }, selected(weights, rows))]
    case .squaredLogError: [newtonStep(SquaredLogLoss(), target, weights, rows)]
    case .pseudoHuber(let slope): [newtonStep(PseudoHuberLoss(slope: slope), target, weights, rows)]
    case .softmax(let classCount), .softprob(let classCount):
      centredLogShares(classCount, target, weights, rows)
    }
  }

  /// The score that a user's `base_score`, a prediction, stands for.
  func score(ofPrediction prediction: Double) -> Double {
    switch link {
    case .logistic: logit(prediction)
    case .exponential: log(max(prediction, 1e-16))
    case .identity, .softmax, .sign, .shares: prediction
    }
  }
}

/// Log-odds, kept finite.
private func logit(_ p: Double) -> Double {
  let p = min(max(p, 1e-6), 1 - 1e-6)
  return log(p / (1 - p))
}

private func selected(_ weights: [Double]?, _ rows: [UInt32]) -> [Double]? {
  weights.map { weights in rows.map { weights[Int($0)] } }
}

private func mean(_ target: [Double], _ weights: [Double]?, _ rows: [UInt32]) -> Double {
  var sum = 0.0
  var weightSum = 0.0
  for row in rows {
    let weight = weights?[Int(row)] ?? 1
    sum += weight * target[Int(row)]
    weightSum += weight
  }
  return weightSum > 0 ? sum / weightSum : 0
}

private func newtonStep(
  _ loss: some PointwiseLoss,
  _ target: [Double],
  _ weights: [Double]?,
  _ rows: [UInt32]
) -> Double {
  var gradient = 0.0
  var hessian = 0.0
  for row in rows {
    let weight = weights?[Int(row)] ?? 1
    let (g, h) = loss.derivatives(score: 0, target: target[Int(row)])
    gradient += weight * Double(g)
    hessian += weight * Double(h)
  }
  return hessian > 0 ? -gradient / hessian : 0
}

private func centredLogShares(
  _ classCount: Int,
  _ target: [Double],
  _ weights: [Double]?,
  _ rows: [UInt32]
) -> [Double] {
  var sums = [Double](repeating: 0, count: classCount)
  for row in rows { sums[Int(target[Int(row)])] += weights?[Int(row)] ?? 1 }
  let total = sums.reduce(0, +)
  guard total > 0 else { return sums }
  let logs = sums.map { log(max($0 / total, 1e-6)) }
  let centre = logs.reduce(0, +) / Double(classCount)
  return logs.map { $0 - centre }
}

/// The quantile of `values`: interpolated at `level * (n + 1)` without weights (Hyndman and Fan 1996,
/// type 6), the first value with that share of the weight with them.
///
/// - Complexity: O(n log n).
func weightedQuantile(
  _ level: Double,
  of values: [Double],
  _ weights: [Double]?
) -> Double {
  guard !values.isEmpty else { return 0 }
  guard let weights else {
    let sorted = values.sorted()
    let position = min(max(level * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1))
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  let threshold = level * weights.reduce(0, +)
  var sum = 0.0
  for index in order {
    sum += weights[index]
    if sum >= threshold { return values[index] }
  }
  return values[order[order.count - 1]]
}
