internal import CKernels

/// The gain of a node's two sides, given the left one.
struct SideScan<Formula: LeafFormula> {
  let total: GradientSum
  let gradientUnit: Double
  let hessianUnit: Double
  /// The least hessian of a side; above 0, as a side without rows is none.
  let minHessian: Double
  let minSplitGain: Double
  let smoothing: Double
  /// 1 where the right side's leaf may not be below the left one's, -1 where not above, else 0.
  let direction: Int
  let formula: Formula
  let parentScore: Double

  init(
    total: GradientSum,
    scale: GradientScale,
    settings: TreeSettings,
    formula: Formula,
    smoothing: Double = 0,
    direction: Int = 0
  ) {
    self.total = total
    gradientUnit = 1 / scale.gradientUnits
    hessianUnit = 1 / scale.hessianUnits
    minHessian = max(settings.minChildHessian, hessianUnit)
    minSplitGain = settings.minSplitGain
    self.smoothing = smoothing
    self.direction = direction
    self.formula = formula
    let hessian = scale.hessian(total) + smoothing
    parentScore =
      hessian > 0 ? formula.score(gradient: scale.gradient(total), hessian: hessian) : 0
  }

  /// The gain of a left side, or minus infinity where it is not allowed.
  func gain(left: GradientSum) -> Double {
    let right = total - left
    let leftHessian = Double(left.hessian) * hessianUnit
    let rightHessian = Double(right.hessian) * hessianUnit
    let score =
      formula.score(
        gradient: Double(left.gradient) * gradientUnit,
        hessian: leftHessian + smoothing
      )
      + formula.score(
        gradient: Double(right.gradient) * gradientUnit,
        hessian: rightHessian + smoothing
      )
    let gain = score - parentScore
    // Below a billionth of the score a gain is rounding.
    let isAllowed =
      leftHessian >= minHessian && rightHessian >= minHessian && gain >= minSplitGain
      && gain > score * 1e-9
    return isAllowed ? gain : -.infinity
  }

  /// Whether the sides' leaves are in the order of `direction`.
  func isOrdered(left: GradientSum) -> Bool {
    if direction == 0 { return true }
    let difference = value(total - left) - value(left)
    return direction > 0 ? difference >= 0 : difference <= 0
  }

  private func value(_ sum: GradientSum) -> Double {
    formula.value(
      gradient: Double(sum.gradient) * gradientUnit,
      hessian: Double(sum.hessian) * hessianUnit
    )
  }

  /// The first bin of those with the largest gain, if that is above `best`, which it then becomes.
  ///
  /// The left side has the bins up to the one returned, and `start`; the last of `sums` is the missing bin.
  ///
  /// - Complexity: O(`count`), at most 255.
  func bestPrefix(
    of sums: Span<Int64>,
    count: Int,
    from start: GradientSum,
    _ best: inout Double
  ) -> Int? {
    if var node = kernelNode {
      let bin = unsafe sums.withUnsafeBufferPointer {
        unsafe automl_best_prefix($0.baseAddress, Int32(count), start.word, &node, &best)
      }
      return bin < 0 ? nil : Int(bin)
    }
    var result: Int?
    var left = start
    for bin in 0..<count {
      left = left + GradientSum(word: sums[bin])
      let gain = gain(left: left)
      // The last value bin parts all values from the missing ones: no order to keep to.
      if gain > best, bin == sums.count - 2 || isOrdered(left: left) {
        best = gain
        result = bin
      }
    }
    return result
  }

  /// Adds to `gains` those of every prefix, 0 for one that is not allowed.
  ///
  /// - Complexity: O(`count`), at most 255.
  func addGains(
    of sums: Span<Int64>,
    count: Int,
    from start: GradientSum,
    to gains: inout MutableSpan<Double>
  ) {
    precondition(gains.count >= count && sums.count >= count, "\(gains.count) gains")
    if var node = kernelNode {
      unsafe gains.withUnsafeMutableBufferPointer { gains in
        unsafe sums.withUnsafeBufferPointer {
          unsafe automl_add_gains(
            $0.baseAddress,
            Int32(count),
            start.word,
            &node,
            gains.baseAddress
          )
        }
      }
      return
    }
    var left = start
    for bin in 0..<count {
      left = left + GradientSum(word: sums[bin])
      gains[bin] += max(gain(left: left), 0)
    }
  }

  /// The node as the vector kernels take it; nil for formulas that they do not know.
  private var kernelNode: automl_split_node? {
    guard let plain = formula as? PlainLeaf else { return nil }
    return automl_split_node(
      total: total.word,
      gradient_unit: gradientUnit,
      hessian_unit: hessianUnit,
      l2_penalty: plain.l2Penalty + smoothing,
      min_hessian: minHessian,
      min_gain: minSplitGain,
      parent_score: parentScore
    )
  }

  /// Whether the left side has at least half of the hessians.
  func isHeavier(left: GradientSum) -> Bool { left.hessian >= (total - left).hessian }
}
