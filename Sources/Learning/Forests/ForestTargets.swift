import Parallel

/// The targets of a forest's trees: a number, or for each class whether a row is of it, less the mean.
///
/// As gradients of the squared loss, rounded once: a leaf's value is then the mean of its rows.
struct ForestTargets: Sendable {
  /// The weighted mean of each output.
  let means: [Double]
  /// For each output the gradients of all rows, in the units of its scale; 0 for rows not trained on.
  let gradients: [SharedBuffer<Int64>]
  /// The units of each output.
  let scales: [GradientScale]

  /// The targets of some rows; several outputs are classes, by their numbers.
  ///
  /// - Complexity: O(rows x outputs).
  init(
    target: [Double],
    weights: [Double]?,
    rows: [UInt32],
    outputCount: Int,
    seed: UInt64
  ) {
    var means: [Double] = []
    var gradients: [SharedBuffer<Int64>] = []
    var scales: [GradientScale] = []
    for output in 0..<outputCount {
      func value(_ row: Int) -> Double {
        outputCount == 1 ? target[row] : target[row] == Double(output) ? 1 : 0
      }
      let mean = Self.mean(of: value, weights, rows)
      let pairs = SharedBuffer<Int64>(repeating: 0, count: target.count)
      var magnitude = GradientMagnitude()
      for row in rows {
        let weight = weights?[Int(row)] ?? 1
        let gradient = mean - value(Int(row))
        pairs[Int(row)] = pack(Float(weight * gradient), Float(weight))
        magnitude.gradient += weight * abs(gradient)
        magnitude.hessian += weight
        magnitude.squaredGradient += weight * gradient * gradient
      }
      let scale = GradientScale(magnitude, rowCount: target.count)
      let whole = unsafe pairs.slice(0..<target.count)
      var span = unsafe whole.mutableSpan
      let salt = SeededGenerator.mixed(seed &+ UInt64(output))
      quantize(&span, firstRow: 0, scale: scale, salt: UInt32(truncatingIfNeeded: salt))
      means.append(mean)
      gradients.append(pairs)
      scales.append(scale)
    }
    self.means = means
    self.gradients = gradients
    self.scales = scales
  }

  private static func mean(
    of value: (Int) -> Double,
    _ weights: [Double]?,
    _ rows: [UInt32]
  ) -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in rows {
      let weight = weights?[Int(row)] ?? 1
      sum += weight * value(Int(row))
      total += weight
    }
    return total > 0 ? sum / total : 0
  }
}
