/// A form of exponential smoothing in the words of Hyndman, Koehler, Ord and Snyder 2008: how error,
/// trend and season go together.
package struct SmoothingForm: Sendable, Hashable {
  /// The trend: none, by the same slope for ever, or by one that fades.
  package enum Trend: Sendable { case none, additive, damped }
  /// The season: none, added to the level, or multiplying it.
  package enum Season: Sendable { case none, additive, multiplicative }

  /// Whether errors are in proportion to the level.
  package let hasMultiplicativeError: Bool
  /// The trend.
  package let trend: Trend
  /// The season.
  package let season: Season

  /// A form of its three parts.
  package init(multiplicativeError: Bool, trend: Trend, season: Season) {
    hasMultiplicativeError = multiplicativeError
    self.trend = trend
    self.season = season
  }

  /// The name that the field uses: ETS(M,Ad,A).
  package var name: String {
    let trendName =
      switch trend {
      case .none: "N"
      case .additive: "A"
      case .damped: "Ad"
      }
    let seasonName =
      switch season {
      case .none: "N"
      case .additive: "A"
      case .multiplicative: "M"
      }
    return "ETS(\(hasMultiplicativeError ? "M" : "A"),\(trendName),\(seasonName))"
  }

  /// Whether values have to be above 0.
  var isMultiplicative: Bool { hasMultiplicativeError || season == .multiplicative }

  /// Parameters that AICc counts, of a season that repeats itself after `period` values.
  ///
  /// They are those of smoothing, the states at the beginning, of which one of the season follows from
  /// the others, and the variance.
  func parameterCount(period: Int) -> Int {
    let trendCount =
      switch trend {
      case .none: 0
      case .additive: 2
      case .damped: 3
      }
    return 3 + trendCount + (season == .none ? 0 : period)
  }

  /// The forms that a series may have, simplest first.
  ///
  /// Additive errors on a multiplicative season are left out, whose variance is unstable (the same
  /// book, section 4.2).
  ///
  /// - Parameters:
  ///   - isSeasonal: Whether there may be a season.
  ///   - isPositive: Whether all values are above 0, as they must be where something multiplies.
  /// - Returns: Up to 15 forms.
  static func admissible(isSeasonal: Bool, isPositive: Bool) -> [SmoothingForm] {
    var forms: [SmoothingForm] = []
    let seasons: [Season] = isSeasonal ? [.none, .additive, .multiplicative] : [.none]
    for season in seasons where isPositive || season != .multiplicative {
      for trend in [Trend.none, .additive, .damped] {
        if season != .multiplicative {
          forms.append(SmoothingForm(multiplicativeError: false, trend: trend, season: season))
        }
        if isPositive {
          forms.append(SmoothingForm(multiplicativeError: true, trend: trend, season: season))
        }
      }
    }
    return forms
  }
}
