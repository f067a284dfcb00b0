import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

/// For each class the weight of the rows that have it, are predicted to have it, and both.
struct ConfusionCounts {
  private var actual: [Double]
  private var predicted: [Double]
  private var correct: [Double]

  /// Counts over predictions (rows x outputs) and classes; a row counts as often as its weight says.
  init(_ predictions: Matrix, _ target: [Double], _ weights: [Double]) {
    let classCount = max(predictions.columnCount, 2)
    actual = [Double](repeating: 0, count: classCount)
    predicted = actual
    correct = actual
    for row in target.indices {
      let truth = Int(target[row])
      let guess = mostLikelyClass(predictions, row)
      actual[truth] += weights[row]
      predicted[guess] += weights[row]
      if truth == guess { correct[truth] += weights[row] }
    }
  }

  /// The share of rows with the right class; NaN where no row has weight.
  var accuracy: Double { correct.reduce(0, +) / actual.reduce(0, +) }

  /// `2 TP / (actual + predicted)`: 0 where the class is neither there nor predicted.
  func f1(ofClass k: Int) -> Double {
    let denominator = actual[k] + predicted[k]
    return denominator == 0 ? 0 : 2 * correct[k] / denominator
  }

  /// The mean of the F1 of the classes that are there or predicted.
  var meanF1: Double { Learning.meanF1(actual: actual, predicted: predicted, correct: correct) }
}

/// The mean of the F1 of the classes that are there or predicted, from the weights of their rows.
func meanF1(actual: [Double], predicted: [Double], correct: [Double]) -> Double {
  let classes = actual.indices.filter { actual[$0] + predicted[$0] > 0 }
  let scores = classes.map { 2 * correct[$0] / (actual[$0] + predicted[$0]) }
  return scores.reduce(0, +) / Double(classes.count)
}

/// The row's most likely class; the lower one of two alike.
private func mostLikelyClass(_ predictions: Matrix, _ row: Int) -> Int {
  guard predictions.columnCount > 1 else { return predictions[row, 0] > 0.5 ? 1 : 0 }
  var best = 0
  for k in 1..<predictions.columnCount where predictions[row, k] > predictions[row, best] {
    best = k
  }
  return best
}
