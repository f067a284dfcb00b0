/// The value and the score of a leaf, with XGBoost's L1 penalty and step limit.
///
/// Chen & Guestrin 2016, eq. 5 and 6.
/// Generic so that the plain case, the usual one, has no branches in the scan over bins.
protocol LeafFormula: Sendable {
  /// The leaf's value before the learning rate: `-G / (H + lambda)`, shrunk and limited.
  func value(gradient: Double, hessian: Double) -> Double
  /// Twice what the leaf takes off the loss: `G^2 / (H + lambda)` in the plain case.
  func score(gradient: Double, hessian: Double) -> Double
}

/// No L1 penalty and no limit.
struct PlainLeaf: LeafFormula {
  let l2Penalty: Double

  func value(gradient: Double, hessian: Double) -> Double {
    let denominator = hessian + l2Penalty
    return denominator > 0 ? -gradient / denominator : 0
  }

  @inline(__always)
  func score(gradient: Double, hessian: Double) -> Double {
    gradient * gradient / (hessian + l2Penalty)
  }
}

/// With the L1 penalty of XGBoost's `alpha`, and values in a range: that of `max_delta_step`, and what
/// monotone constraints leave of it.
struct LimitedLeaf: LeafFormula {
  let l1Penalty: Double
  let l2Penalty: Double
  /// Any value.
  static let unbounded = -Double.infinity...Double.infinity

  /// The range of the value.
  let bounds: ClosedRange<Double>

  private func shrunk(_ gradient: Double) -> Double {
    gradient > l1Penalty
      ? gradient - l1Penalty : gradient < -l1Penalty ? gradient + l1Penalty : 0
  }

  func value(gradient: Double, hessian: Double) -> Double {
    let denominator = hessian + l2Penalty
    let value = denominator > 0 ? -shrunk(gradient) / denominator : 0
    return min(max(value, bounds.lowerBound), bounds.upperBound)
  }

  func score(gradient: Double, hessian: Double) -> Double {
    let w = value(gradient: gradient, hessian: hessian)
    return -(2 * gradient * w + (hessian + l2Penalty) * w * w + 2 * l1Penalty * abs(w))
  }
}
