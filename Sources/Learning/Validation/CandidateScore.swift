import LinearAlgebra
import Models

/// Sums over rows that a metric's value follows from: those of parts of the rows add up.
enum ScoreSums: Sendable {
  /// A value of each row, weighted, and the weights.
  case mean(sum: Double, weight: Double)
  /// Decisions between two classes.
  case decisions(DecisionCounts)
  /// For each class the weight of the rows that have it, are given it, and both.
  case classes(actual: [Double], predicted: [Double], correct: [Double])

  /// The metric's value; NaN where no row has weight.
  func value(of metric: Metric) -> Double {
    switch self {
    case .mean(let sum, let weight): sum / weight
    case .decisions(let counts): counts.value(of: metric)
    case .classes(let actual, let predicted, let correct):
      meanF1(actual: actual, predicted: predicted, correct: correct)
    }
  }

  /// Adds the sums of other rows.
  ///
  /// - Precondition: they are of the same metric.
  static func += (a: inout ScoreSums, b: ScoreSums) {
    switch (a, b) {
    case (.mean(let sum, let weight), .mean(let more, let moreWeight)):
      // A part without a value, as a ranking of one class alone, says nothing.
      if !more.isNaN { a = .mean(sum: sum.isNaN ? more : sum + more, weight: weight + moreWeight) }
    case (.decisions(var counts), .decisions(let more)):
      counts += more
      a = .decisions(counts)
    case (.classes(let x, let y, let z), .classes(let u, let v, let w)):
      a = .classes(
        actual: zip(x, u).map { $0 + $1 },
        predicted: zip(y, v).map { $0 + $1 },
        correct: zip(z, w).map { $0 + $1 }
      )
    case (.mean, _), (.decisions, _), (.classes, _):
      preconditionFailure("sums of different metrics")
    }
  }
}

/// A candidate's held-out predictions, made ready to be scored under one weighting of the rows after another.
///
/// F1 is that of all folds' rows together, and not the mean of folds, which is biased where a class is rare;
/// the area under the ROC curve is the mean of folds, whose models' probabilities do not compare (Forman and
/// Scholz 2010, SIGKDD Explorations 12(1)).
struct CandidateScore: Sendable {
  private enum Form: Sendable {
    /// A value of each row.
    case mean([Double])
    case decisions(ThresholdCurve)
    /// The class of each row, and the most likely one.
    case classes(actual: [Int], predicted: [Int], count: Int)
    /// For each fold the ranking for each class.
    case areas([(rows: Range<Int>, curves: [ThresholdCurve])])
  }

  private let metric: Metric
  private let form: Form

  /// The score of predictions by a metric.
  ///
  /// - Complexity: O(rows x outputs).
  init(_ metric: Metric, of predictions: Matrix, rows: HeldOutRows) {
    self.metric = metric
    let target = rows.target
    let isBinary = predictions.columnCount == 1
    switch metric {
    case .meanSquaredError, .logLoss:
      form = .mean(metric.rowValues(predictions, target))
    case .accuracy:
      let classes = predictions.mostLikelyClasses()
      form = .mean(target.indices.map { Double(classes[$0]) == target[$0] ? 1 : 0 })
    case .f1, .f1Macro:
      form =
        isBinary
        ? .decisions(
          ThresholdCurve(
            probabilities: predictions.values,
            isPositive: target.map { $0 == 1 }
          )
        )
        : .classes(
          actual: target.map { Int($0) },
          predicted: predictions.mostLikelyClasses(),
          count: predictions.columnCount
        )
    case .areaUnderROC:
      form = .areas(
        rows.folds.map { fold in
          let curves = (0..<predictions.columnCount).map { output in
            let start = predictions.columnRange(output).lowerBound
            return ThresholdCurve(
              probabilities: Array(
                predictions.values[start + fold.lowerBound..<start + fold.upperBound]
              ),
              isPositive: fold.map { target[$0] == (isBinary ? 1 : Double(output)) }
            )
          }
          return (fold, curves)
        }
      )
    }
  }

  /// The sums under some weights of the rows, at the threshold that is best for them where one decides.
  ///
  /// - Complexity: O(rows), times the classes for areas.
  func best(_ weights: [Double]) -> (threshold: Double?, sums: ScoreSums) {
    guard case .decisions(let curve) = form else { return (nil, sums(weights, at: nil)) }
    let best = curve.best(by: metric, weights)
    return (best.threshold, .decisions(best.counts))
  }

  /// The sums under some weights of the rows; `threshold` decides between two classes where one does.
  func sums(_ weights: [Double], at threshold: Double?) -> ScoreSums {
    switch form {
    case .mean(let values):
      var (sum, total) = (0.0, 0.0)
      for row in values.indices where weights[row] > 0 {
        sum += weights[row] * values[row]
        total += weights[row]
      }
      return .mean(sum: sum, weight: total)
    case .decisions(let curve):
      return .decisions(curve.counts(at: threshold ?? Model.evenThreshold, weights))
    case .classes(let actual, let predicted, let count):
      return classSums(actual, predicted, count, weights)
    case .areas(let folds):
      var sums = ScoreSums.mean(sum: .nan, weight: 0)
      for fold in folds { sums += area(fold.curves, Array(weights[fold.rows])) }
      return sums
    }
  }

  private func classSums(
    _ actual: [Int],
    _ predicted: [Int],
    _ count: Int,
    _ weights: [Double]
  ) -> ScoreSums {
    let none = [Double](repeating: 0, count: count)
    var (actualWeights, predictedWeights, correctWeights) = (none, none, none)
    for row in actual.indices where weights[row] > 0 {
      actualWeights[actual[row]] += weights[row]
      predictedWeights[predicted[row]] += weights[row]
      if actual[row] == predicted[row] { correctWeights[actual[row]] += weights[row] }
    }
    return .classes(actual: actualWeights, predicted: predictedWeights, correct: correctWeights)
  }

  /// The mean over the classes that tell themselves from others, as large as the fold's rows weigh.
  private func area(_ curves: [ThresholdCurve], _ weights: [Double]) -> ScoreSums {
    let areas = curves.map { $0.area(weights) }.filter { !$0.isNaN }
    let weight = weights.reduce(0, +)
    guard !areas.isEmpty else { return .mean(sum: .nan, weight: 0) }
    return .mean(sum: weight * areas.reduce(0, +) / Double(areas.count), weight: weight)
  }
}

extension Matrix {
  /// Each row's most likely class, the lower one of two alike; of two classes by a threshold, where
  /// one is given.
  func mostLikelyClasses(threshold: Double? = nil) -> [Int] {
    guard columnCount > 1 else {
      return values.map { $0 > threshold ?? Model.evenThreshold ? 1 : 0 }
    }
    return (0..<rowCount).map { row in
      var best = 0
      for output in 1..<columnCount where self[row, output] > self[row, best] { best = output }
      return best
    }
  }
}
