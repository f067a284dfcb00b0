/// The form of exponential smoothing that a series asks for, by the corrected criterion of Akaike
/// (Hyndman, Koehler, Snyder and Grose 2002).
package enum SmoothingSearch {
  /// Longest period of a season whose states are fitted one by one.
  static let longestPeriod = 24

  /// The best fit of all admissible forms; nil for fewer than three values.
  ///
  /// - Parameters:
  ///   - values: Finite values.
  ///   - period: Values after which the season repeats itself; 1 for no season.
  ///   - isPositive: Whether all values are above 0, so that forms may multiply.
  /// - Returns: The fit with the least criterion.
  /// - Complexity: O(values) for each of some hundred steps of up to 15 forms.
  package static func best(_ values: [Double], period: Int, isPositive: Bool) -> SmoothingFit? {
    let isSeasonal = period > 1 && period <= longestPeriod && values.count >= 2 * period
    var best: SmoothingFit?
    for form in SmoothingForm.admissible(isSeasonal: isSeasonal, isPositive: isPositive) {
      guard let fit = SmoothingFit(values, form: form, period: isSeasonal ? period : 1) else {
        continue
      }
      if fit.criterion < best?.criterion ?? .infinity { best = fit }
    }
    return best
  }
}
