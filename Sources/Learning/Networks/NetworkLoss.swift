import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The loss of a network's outputs: of numbers half the squared error, of classes the cross-entropy
/// with labels that are smoothed (Szegedy and others 2016, section 7).
struct NetworkLoss: Sendable {
  /// For each row the number that the output is to be, or the class.
  let targets: [Float]
  /// For each row how often it counts, 1 on average; nil when all count once.
  let weights: [Float]?
  /// The number of classes; 1 for numbers.
  let outputCount: Int
  /// The share of a class that is spread over all classes.
  let smoothing: Double

  /// Sets the gradients in the outputs of some rows, divided by `divisor`; a row's stand together.
  func setGradients(
    _ gradients: inout MutableSpan<Float>,
    of outputs: Span<Float>,
    rows: ArraySlice<UInt32>,
    divisor: Double
  ) {
    for (position, row) in rows.enumerated() {
      let weight = Double(weights?[Int(row)] ?? 1) / divisor
      guard outputCount > 1 else {
        let error = Double(outputs[position]) - Double(targets[Int(row)])
        gradients[position] = Float(error * weight)
        continue
      }
      let start = position * outputCount
      let (largest, sum) = softmaxSum(outputs, start)
      let label = Int(targets[Int(row)])
      for k in 0..<outputCount {
        let probability = exp(Double(outputs[start + k]) - largest) / sum
        let wanted = smoothing / Double(outputCount) + (k == label ? 1 - smoothing : 0)
        gradients[start + k] = Float((probability - wanted) * weight)
      }
    }
  }

  /// The loss of some rows, times their weights, with smoothed labels or as they are; and of classes
  /// the weight of those taken for another.
  func sums(
    of outputs: Span<Float>,
    rows: ArraySlice<UInt32>,
    isSmoothed: Bool
  ) -> (loss: Double, wrong: Double) {
    let smoothing = isSmoothed ? smoothing : 0
    var sums = (loss: 0.0, wrong: 0.0)
    for (position, row) in rows.enumerated() {
      let weight = Double(weights?[Int(row)] ?? 1)
      guard outputCount > 1 else {
        let error = Double(outputs[position]) - Double(targets[Int(row)])
        sums.loss += error * error / 2 * weight
        continue
      }
      let start = position * outputCount
      let (largest, sum) = softmaxSum(outputs, start)
      let label = Int(targets[Int(row)])
      var (mean, best) = (0.0, 0)
      for k in 0..<outputCount {
        mean += Double(outputs[start + k]) / Double(outputCount)
        if outputs[start + k] > outputs[start + best] { best = k }
      }
      let wanted = (1 - smoothing) * Double(outputs[start + label]) + smoothing * mean
      sums.loss += (log(sum) + largest - wanted) * weight
      sums.wrong += best == label ? 0 : weight
    }
    return sums
  }

  /// The largest output of a row, and the sum of the exponentials of the distances from it.
  private func softmaxSum(_ outputs: Span<Float>, _ start: Int) -> (largest: Double, sum: Double) {
    var largest = -Double.infinity
    for k in 0..<outputCount { largest = max(largest, Double(outputs[start + k])) }
    var sum = 0.0
    for k in 0..<outputCount { sum += exp(Double(outputs[start + k]) - largest) }
    return (largest, sum)
  }
}
