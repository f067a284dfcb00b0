import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }

/// For each class how many rows have it, are predicted to have it, and both.
struct ConfusionCounts {
  private var actual: [Int]
  private var predicted: [Int]
  private var correct: [Int]
  private let rowCount: Int

  /// Counts over predictions (rows x outputs) and classes.
  init(_ predictions: Matrix, _ target: [Double]) {
    let classCount = max(predictions.columnCount, 2)
    actual = [Int](repeating: 0, count: classCount)
    predicted = actual
    correct = actual
    rowCount = target.count
    for row in 0..<rowCount {
      let truth = Int(target[row])
      let guess = mostLikelyClass(predictions, row)
      actual[truth] += 1
      predicted[guess] += 1
      if truth == guess { correct[truth] += 1 }
    }
  }

  /// The share of rows with the right class.
  var accuracy: Double { Double(correct.reduce(0, +)) / Double(rowCount) }

  /// `2 TP / (actual + predicted)`: 0 where the class is neither there nor predicted.
  func f1(ofClass k: Int) -> Double {
    let denominator = actual[k] + predicted[k]
    return denominator == 0 ? 0 : 2 * Double(correct[k]) / Double(denominator)
  }

  /// The mean of the F1 of the classes that are there or predicted.
  var meanF1: Double {
    let classes = actual.indices.filter { actual[$0] + predicted[$0] > 0 }
    return classes.map { f1(ofClass: $0) }.reduce(0, +) / Double(classes.count)
  }
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
