import Foundation
import Testing

@testable import Forecasting

struct ArimaTests {
  @Test func `an autoregression's forecast falls back to its mean`() throws {
    var value = 0.0
    let values = ForecastingData.normal(1_500, seed: 21).map { shock -> Double in
      value = 0.7 * value + shock
      return 10 + value
    }
    let order = ArimaOrder(1, 0, 0, hasConstant: true)
    let model = try #require(ArimaModel(values, order: order))
    let forecast = model.forecast(horizon: 40)
    let mean = values.reduce(0, +) / 1_500
    // The coefficient has a standard error of sqrt((1 - 0.49) / 1500) = 0.018.
    let coefficient = (forecast[1] - forecast[39]) / (forecast[0] - forecast[39])
    #expect(abs(coefficient - 0.7) < 0.08)
    #expect(abs(forecast[39] - mean) < 0.2)
    #expect(abs(model.variance - 1) < 0.12)
  }

  @Test func `a moving average is remembered for one step`() throws {
    let shocks = ForecastingData.normal(1_000, seed: 22)
    let values = shocks.indices.map { t -> Double in
      let earlier = t > 0 ? shocks[t - 1] : 0
      return 5 + shocks[t] + 0.6 * earlier
    }
    let order = ArimaOrder(0, 0, 1, hasConstant: true)
    let model = try #require(ArimaModel(values, order: order))
    let forecast = model.forecast(horizon: 3)
    #expect(forecast[1] == forecast[2])
    // The last shock times 0.6, which is known to within 3 standard errors of 0.025.
    let remembered = forecast[0] - forecast[1]
    #expect(abs(remembered - 0.6 * shocks[999]) < 0.1 * abs(shocks[999]) + 0.02)
  }

  /// By statsmodels 0.15.0: `ARIMA(nile, order=(1, 0, 1), trend="c").fit().forecast(4)`.
  @Test func `the Nile's forecast is near that of exact likelihood`() throws {
    let order = ArimaOrder(1, 0, 1, hasConstant: true)
    let model = try #require(ArimaModel(ForecastingData.nile, order: order))
    let expected = [799.970684722219, 816.56447164813, 830.851724009893, 843.153049859147]
    for (found, expected) in zip(model.forecast(horizon: 4), expected) {
      // Conditional and exact estimates differ by about a standard error, of 0.1, in 100 values.
      #expect(abs(found - expected) < 25)
    }
  }

  /// By statsmodels 0.15.0: `ARIMA(log y, order=(0, 1, 1), seasonal_order=(0, 1, 1, 12))`.
  @Test func `the airline model's forecast is near that of exact likelihood`() throws {
    let values = try ForecastingData.airPassengers().map { log($0) }
    let order = ArimaOrder(0, 1, 1, seasonal: (0, 1, 1), period: 12, hasConstant: false)
    let model = try #require(ArimaModel(values, order: order))
    let expected = [6.11018286147, 6.053770450973, 6.171705450399]
    for (found, expected) in zip(model.forecast(horizon: 3), expected) {
      #expect(abs(found - expected) < 0.01)
    }
    #expect(abs(model.variance.squareRoot() - 0.0367) < 0.003)
  }

  @Test func `differences are added up again`() throws {
    func value(_ t: Int) -> Double {
      let season = 7 * Double(t % 12)
      return Double(t * t) + season
    }
    let values = (0..<60).map(value)
    let order = ArimaOrder(0, 1, 0, seasonal: (0, 1, 0), period: 12, hasConstant: true)
    let model = try #require(ArimaModel(values, order: order))
    for (step, found) in model.forecast(horizon: 30).enumerated() {
      let expected = value(60 + step)
      // The seasonal difference of a square is a line, whose difference is constant.
      #expect(abs(found - expected) < 1e-6 * expected)
    }
  }

  /// By statsmodels 0.15.0: `kpss(x, regression="c", nlags=int(3 * sqrt(n) / 13))`.
  @Test func `the statistic of stationarity is that of statsmodels`() throws {
    #expect(abs(DifferenceTest.statistic(ForecastingData.nile) - 1.3152264631776724) < 1e-10)
    let passengers = try ForecastingData.airPassengers()
    #expect(abs(DifferenceTest.statistic(passengers) - 4.342286797114149) < 1e-10)
  }

  @Test func `noise is not differenced, its sums are once, their sums twice`() {
    let noise = ForecastingData.normal(300, seed: 4)
    func sums(_ values: [Double]) -> [Double] {
      var sum = 0.0
      return values.map { value in
        sum += value
        return sum
      }
    }
    #expect(DifferenceTest.difference(noise) == 0)
    #expect(DifferenceTest.difference(sums(noise)) == 1)
    #expect(DifferenceTest.difference(sums(sums(noise))) == 2)
  }

  @Test func `partial autocorrelations within bounds are stationary`() {
    // Two partial autocorrelations p1, p2 are the coefficients p1 (1 - p2), p2.
    let found = LagPolynomial.stationary([0.5, -0.4])
    #expect(abs(found[0] - 0.7) < 1e-15 && abs(found[1] + 0.4) < 1e-15)
  }

  @Test func `the search finds a season and stops`() throws {
    let values = try ForecastingData.airPassengers()
    let model = try #require(ArimaSearch.best(values, period: 12))
    #expect(model.order.seasonalDifference == 1)
    #expect(ArimaSearch.best([1, 2, 1], period: 1) == nil)
  }
}
