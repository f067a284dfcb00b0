import Testing

@testable import Forecasting

struct ThetaTests {
  /// The sum of squared errors by the equations of the model's authors, word for word.
  private static func squares(
    _ values: [Double],
    level start: Double,
    alpha: Double,
    theta: Double
  ) -> Double {
    var (level, mean, intercept, slope, sum) = (start, 0.0, 0.0, 0.0, 0.0)
    var power = 1.0
    for (place, value) in values.enumerated() {
      let t = Double(place + 1)
      let share = power * intercept + (1 - power * (1 - alpha)) / alpha * slope
      let error = value - level - (1 - 1 / theta) * share
      if place >= 2 { sum += error * error }
      level = alpha * value + (1 - alpha) * level
      let before = mean
      mean = ((t - 1) * mean + value) / t
      slope = t == 1 ? 0 : ((t - 2) * slope + 6 * (value - before) / t) / (t + 1)
      intercept = mean - slope * (t + 1) / 2
      power *= 1 - alpha
    }
    return sum
  }

  @Test func `no point of a grid has a smaller sum of squares`() throws {
    for values in [ForecastingData.nile, try ForecastingData.airPassengers()] {
      let model = try #require(ThetaModel(values))
      let sum = model.variance * Double(values.count - 3)
      for alpha in stride(from: 0.05, through: 0.95, by: 0.15) {
        for theta in [1.0, 2, 5, 50] {
          for share in [0.8, 1, 1.2] {
            let other = Self.squares(
              values,
              level: values[0] * share,
              alpha: alpha,
              theta: theta
            )
            #expect(sum <= other * (1 + 1e-9))
          }
        }
      }
    }
  }

  /// By statsforecast 2.1.1: `DynamicOptimizedTheta(season_length=1).fit(nile)` finds the level 1248.5976,
  /// alpha 0.26749 and theta 1, and forecasts 798.2302.
  @Test func `the Nile's forecast is that of statsforecast`() throws {
    let model = try #require(ThetaModel(ForecastingData.nile))
    let other = Self.squares(ForecastingData.nile, level: 1248.5976, alpha: 0.26749, theta: 1)
    // Its simplex ends near the minimum, in a flat valley.
    let sum = model.variance * 97
    #expect(sum <= other)
    #expect(other / sum < 1.03)
    #expect(abs(model.theta - 1) < 0.01)
    for value in model.forecast(horizon: 4) { #expect(abs(value - 798.2302) < 8) }
  }

  /// By statsforecast 2.1.1: `DynamicOptimizedTheta(season_length=12).forecast(y, 12)`.
  @Test func `the passengers' forecast is near that of statsforecast`() throws {
    let expected = [442.927194870733, 432.2984008192374, 495.4824543813888, 482.5753412885675]
    let values = try ForecastingData.airPassengers()
    let history = SeriesHistory(values, periods: [12])
    let forecast = try #require(Theta().forecast(history, horizon: 12))
    for (found, expected) in zip(forecast, expected) {
      // Both end at a local optimum of their own in three parameters.
      #expect(abs(found - expected) < 0.01 * expected)
    }
  }

  @Test func `a line goes on with half its slope or more`() throws {
    let noise = ForecastingData.normal(80, seed: 9)
    let values = noise.indices.map { t -> Double in
      let line = 100 + 2 * Double(t)
      return line + noise[t]
    }
    let forecast = try #require(ThetaModel(values)).forecast(horizon: 10)
    // Theta chooses between half the line's slope and all of it (theta 2, theta without bound).
    let slope = (forecast[9] - forecast[0]) / 9
    #expect(slope > 1 && slope < 2.1)
  }

  @Test func `too few values, or nothing but zeros, have no model`() {
    #expect(ThetaModel([1, 2, 3]) == nil)
    #expect(ThetaModel([0, 0, 0, 0, 0]) == nil)
  }
}
