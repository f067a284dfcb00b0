package import LinearAlgebra
package import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A change of a classifier's scores after which its probabilities fit held-out rows better, by more than
/// chance.
///
/// It is fitted to some of the held-out rows and judged on the others, part after part: the folds, or two
/// halves of one holdout. The mean fall of the log loss must be more than `sureErrors` of its standard
/// errors.
package struct ScoreCalibration: Sendable, Equatable {
  /// The change, fitted to all held-out rows.
  package let map: ScoreMap
  /// The mean of `-log(p)` of the right class over the held-out rows before.
  package let lossBefore: Double
  /// The same, each row changed as the rows of the other parts ask for.
  package let loss: Double

  /// Standard errors that the loss must fall by.
  static let sureErrors = 2.0
  /// Units that a standard error is taken of, at the least.
  static let leastUnitCount = 10
  /// Classes at the most: of more a fit of one factor takes as long as a candidate.
  static let mostOutputs = 100

  /// The change that held-out rows ask for; nil where the predictions are good as they are, or too few to
  /// tell.
  ///
  /// Rows count as in training: with class weights the probabilities are those of rows so weighted.
  ///
  /// - Parameters:
  ///   - predictions: probabilities, rows x outputs.
  ///   - rows: the rows, of which those of one unit count as one in the standard error.
  /// - Complexity: O(rows x outputs) a Newton step, of which there are some ten a part.
  package init?(of predictions: Matrix, rows: HeldOutRows) {
    guard predictions.columnCount <= Self.mostOutputs, rows.unitCount >= Self.leastUnitCount
    else { return nil }
    let task = CalibrationTask(predictions, rows)
    guard let judged = task.judgedPredictions, let map = task.map(fitting: task.allRows)
    else { return nil }
    // Both from scores, so that bounds of these are no gain.
    let unchanged = ScoreMap(slope: 1, shift: 0).predictions(predictions)
    let before = Metric.logLoss.rowValues(unchanged, rows.target)
    let after = Metric.logLoss.rowValues(judged, rows.target)
    let gain = UnitMean(of: zip(before, after).map { $0 - $1 }, rows)
    guard gain.mean > Self.sureErrors * gain.standardError else { return nil }
    self.map = map
    lossBefore = UnitMean(of: before, rows).mean
    loss = UnitMean(of: after, rows).mean
  }
}

/// The weighted mean of a value of each held-out row, and its standard error, by units.
private struct UnitMean {
  let mean: Double
  let standardError: Double

  /// The mean, and the error of a ratio of sums over independent units (Cochran 1977, equation 6.4).
  init(of values: [Double], _ rows: HeldOutRows) {
    let weights = rows.trainingWeights
    let total = weights.reduce(0, +)
    let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    var sums = [Double](repeating: 0, count: rows.unitCount)
    for row in values.indices { sums[rows.units[row]] += weights[row] * (values[row] - mean) }
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    let count = Double(rows.unitCount)
    self.mean = mean
    standardError = (squares * count / max(count - 1, 1)).squareRoot() / total
  }
}

/// The parts that rows are fitted in, and the fit.
private struct CalibrationTask {
  let predictions: Matrix
  let scores: Matrix
  let rows: HeldOutRows

  init(_ predictions: Matrix, _ rows: HeldOutRows) {
    self.predictions = predictions
    self.rows = rows
    scores = ScoreMap.scores(of: predictions)
  }

  var allRows: [Int] { Array(rows.target.indices) }

  /// For each row the part that judges it: its fold, or of one holdout one of two halves, units whole.
  private var partOfRow: [Int] {
    guard rows.folds.count < 2 else {
      return rows.folds.enumerated().flatMap { part, range in range.map { _ in part } }
    }
    return rows.units.map { $0 % 2 }
  }

  /// The predictions of each row, changed as the other parts' rows ask for; nil where a part does not tell.
  var judgedPredictions: Matrix? {
    let parts = partOfRow
    guard let last = parts.max(), last > 0 else { return nil }
    var judged = predictions
    for part in 0...last {
      guard let map = map(fitting: allRows.filter { parts[$0] != part }) else { return nil }
      let own = allRows.filter { parts[$0] == part }
      let changed = map.predictions(predictions.gathered(own))
      for output in 0..<judged.columnCount {
        for (index, row) in own.enumerated() { judged[row, output] = changed[index, output] }
      }
    }
    return judged
  }

  /// The change that makes the loss of some rows least.
  func map(fitting chosen: [Int]) -> ScoreMap? {
    scores.columnCount == 1 ? logisticMap(chosen) : temperatureMap(chosen)
  }

  /// Steps of Newton's method; it takes fewer than ten.
  private static let stepLimit = 50
  /// The share of the loss below which a step is the last: with the square of it the next one's would fall,
  /// below the rounding of the loss.
  private static let tolerance = 1e-9
  /// The smallest part of a step that is tried.
  private static let leastPart = 1e-4

  /// Platt's targets and Newton's method on them (Lin, Lin and Weng 2007, Machine Learning 68, algorithm 1).
  private func logisticMap(_ chosen: [Int]) -> ScoreMap? {
    let weights = weights(of: chosen)
    let positives = zip(chosen, weights).reduce(0) { $0 + (rows.target[$1.0] == 1 ? $1.1 : 0) }
    let negatives = weights.reduce(0, +) - positives
    guard positives > 0, negatives > 0 else { return nil }
    let (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2))
    let points = zip(chosen, weights).map { row, weight in
      LogisticPoint(
        score: scores[row, 0],
        target: rows.target[row] == 1 ? high : low,
        weight: weight
      )
    }
    var (slope, shift) = (1.0, 0.0)
    var loss = LogisticSums(points, slope, shift)
    for _ in 0..<Self.stepLimit {
      let step = loss.step
      if step.fall < Self.tolerance * loss.loss {
        (slope, shift) = (slope - step.slope, shift - step.shift)
        break
      }
      var (part, next) = (1.0, loss)
      repeat {
        next = LogisticSums(points, slope - part * step.slope, shift - part * step.shift)
        part /= 2
      } while !(next.loss <= loss.loss) && part > Self.leastPart
      guard next.loss <= loss.loss else { break }
      (slope, shift, loss) = (slope - 2 * part * step.slope, shift - 2 * part * step.shift, next)
    }
    guard slope > 0, slope.isFinite, shift.isFinite else { return nil }
    return ScoreMap(slope: slope, shift: shift)
  }

  /// The factor of all scores; as if one more row had all classes alike, so that it is finite.
  private func temperatureMap(_ chosen: [Int]) -> ScoreMap? {
    let weights = weights(of: chosen)
    let spread = 1 / (Double(chosen.count) + 2)
    var slope = 1.0
    var sums = temperatureSums(chosen, weights, slope, spread)
    for _ in 0..<Self.stepLimit {
      guard sums.curvature > 0 else { return nil }
      let step = sums.gradient / sums.curvature
      if step * sums.gradient / 2 < Self.tolerance * sums.loss {
        slope -= step
        break
      }
      var (part, next) = (1.0, sums)
      repeat {
        if slope - part * step > 0 {
          next = temperatureSums(chosen, weights, slope - part * step, spread)
          if next.loss <= sums.loss { break }
        }
        part /= 2
      } while part > Self.leastPart
      guard part > Self.leastPart else { break }
      (slope, sums) = (slope - part * step, next)
    }
    return slope > 0 && slope.isFinite ? ScoreMap(slope: slope, shift: 0) : nil
  }

  /// The loss of some rows at a slope, with its derivatives: the scores' distance from the target's, and
  /// their variance under the probabilities.
  private func temperatureSums(
    _ chosen: [Int],
    _ weights: [Double],
    _ slope: Double,
    _ spread: Double
  ) -> (loss: Double, gradient: Double, curvature: Double) {
    let classCount = scores.columnCount
    let share = spread / Double(classCount)
    var sums = (loss: 0.0, gradient: 0.0, curvature: 0.0)
    for (row, weight) in zip(chosen, weights) {
      let own = (0..<classCount).map { scores[row, $0] }
      let largest = own.max() ?? 0
      var (total, mean, square) = (0.0, 0.0, 0.0)
      for score in own {
        let p = exp(slope * (score - largest))
        total += p
        mean += p * score
        square += p * score * score
      }
      mean /= total
      let wanted = share * own.reduce(0, +) + (1 - spread) * own[Int(rows.target[row])]
      sums.loss += weight * (log(total) + slope * (largest - wanted))
      sums.gradient += weight * (mean - wanted)
      sums.curvature += weight * max(square / total - mean * mean, 0)
    }
    return sums
  }

  /// The weights of some rows, of mean 1.
  private func weights(of chosen: [Int]) -> [Double] {
    let weights = chosen.map { rows.trainingWeights[$0] }
    let mean = weights.reduce(0, +) / Double(max(weights.count, 1))
    return weights.map { $0 / mean }
  }
}

/// A row of two classes.
private struct LogisticPoint {
  let score: Double
  let target: Double
  let weight: Double
}

/// The logistic loss of rows at a slope and a shift, with its derivatives.
private struct LogisticSums {
  private(set) var loss = 0.0
  private var gradient = (slope: 0.0, shift: 0.0)
  /// Of two equal scores a slope and a shift are not told apart; so little keeps the step finite.
  private var hessian = (slope: 1e-12, both: 0.0, shift: 1e-12)

  init(_ points: [LogisticPoint], _ slope: Double, _ shift: Double) {
    for point in points {
      let score = slope * point.score + shift
      let p = sigmoid(score)
      // -log(p) and -log(1 - p) by their shares, without overflow.
      loss += point.weight * (max(score, 0) + log1p(exp(-abs(score))) - point.target * score)
      let error = point.weight * (p - point.target)
      gradient.slope += error * point.score
      gradient.shift += error
      let curvature = point.weight * p * (1 - p)
      hessian.slope += curvature * point.score * point.score
      hessian.both += curvature * point.score
      hessian.shift += curvature
    }
  }

  /// The step of Newton's method, to be taken away, and what the loss would fall by were it a parabola.
  var step: (slope: Double, shift: Double, fall: Double) {
    let determinant = hessian.slope * hessian.shift - hessian.both * hessian.both
    let slope = (hessian.shift * gradient.slope - hessian.both * gradient.shift) / determinant
    let shift = (hessian.slope * gradient.shift - hessian.both * gradient.slope) / determinant
    return (slope, shift, (slope * gradient.slope + shift * gradient.shift) / 2)
  }
}

extension Matrix {
  /// These rows, in this order.
  fileprivate func gathered(_ rows: [Int]) -> Matrix {
    var gathered = Matrix(rowCount: rows.count, columnCount: columnCount)
    for output in 0..<columnCount {
      for (index, row) in rows.enumerated() { gathered[index, output] = self[row, output] }
    }
    return gathered
  }
}
