/// The errors of the blended forecast of one series from one origin, whose weights did not know them.
struct HeldOutResiduals: Sendable {
  /// The value less its forecast, a step each; NaN where the value is missing.
  let errors: [Double]
  /// The deviation that a model expected, a step each.
  let deviations: [Double]

  /// Errors in units of their expected deviation; NaN where there is none.
  var ratios: [Double] {
    zip(errors, deviations).map { $1 > 0 ? $0 / $1 : .nan }
  }
}
