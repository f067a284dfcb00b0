/// The parameters of a form of exponential smoothing: shares, and states at the beginning.
package struct SmoothingParameters: Sendable, Equatable {
  /// The share of an error that the level takes up, 0 to 1.
  package var alpha: Double
  /// The share of a change of the level that the slope takes up: `beta / alpha`, 0 to 1; 0 without a
  /// trend.
  package var slopeShare: Double
  /// The share of an error that the season takes up, 0 to `1 - alpha`; 0 without one.
  package var gamma: Double
  /// The part of the slope that is left after each period; 1 unless the trend is damped.
  package var phi: Double
  /// The level before the first value.
  package var level: Double
  /// The slope before the first value.
  package var slope: Double
  /// The season of the first values, one for each of a period; empty without one.
  package var season: [Double]

  /// Parameters of one's own making; those of a series come from a fit.
  package init(
    alpha: Double,
    slopeShare: Double = 0,
    gamma: Double = 0,
    phi: Double = 1,
    level: Double,
    slope: Double = 0,
    season: [Double] = []
  ) {
    self.alpha = alpha
    self.slopeShare = slopeShare
    self.gamma = gamma
    self.phi = phi
    self.level = level
    self.slope = slope
    self.season = season
  }
}
