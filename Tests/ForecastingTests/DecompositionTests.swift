import Testing

@testable import Forecasting

struct DecompositionTests {
  private static let places = [0, 1, 5, 50, 100, 142, 143]

  /// By statsmodels 0.15.0: `STL(y, period=12, seasonal=7).fit(inner_iter=2, outer_iter=0)`.
  @Test func `season and trend are those of statsmodels`() throws {
    let values = try ForecastingData.airPassengers()
    let settings = SeasonalTrend.Settings(period: 12, seasonWindow: 7, passCount: 2, isExact: true)
    let found = SeasonalTrend(values, settings: settings)
    let season = [
      -10.332962942008423, -2.304211597051131, 7.668578021501759, 8.419423216860828,
      -8.751849886081665, -97.74628736071205, -60.24597138122612,
    ]
    let trend = [
      122.25685603530043, 123.01449542151056, 126.04055303653071, 219.33288257053482,
      362.5527985876856, 491.6971135908972, 495.15784540574026,
    ]
    for (index, place) in Self.places.enumerated() {
      // Weighted sums of a few hundred values, in another order.
      #expect(abs(found.season[place] - season[index]) < 1e-8)
      #expect(abs(found.trend[place] - trend[index]) < 1e-8)
    }
  }

  /// The same with `seasonal=11, trend=21, low_pass=13`, and 2, 3 and 2 places from line to line.
  @Test func `lines at each tenth of a window are those of statsmodels`() throws {
    let values = try ForecastingData.airPassengers()
    let settings = SeasonalTrend.Settings(period: 12, seasonWindow: 11)
    let found = SeasonalTrend(values, settings: settings)
    let season = [
      -8.849944783952985, 1.137003734690992, 5.191590577694009, 6.575625103970901,
      -5.1200256092713055, -97.03977752983094, -60.1716668334614,
    ]
    for (index, place) in Self.places.enumerated() {
      #expect(abs(found.season[place] - season[index]) < 1e-8)
    }
  }

  @Test func `two seasons are told apart`() {
    let values = (0..<336).map { t -> Double in
      let (short, long, line) = (Double(t % 6), Double(t % 42 / 6), Double(t))
      return short + 3 * long + 0.01 * line
    }
    let parts = SeveralSeasons(values, periods: [6, 42])
    for t in 84..<252 {
      let sum = parts.seasons[0][t] + parts.seasons[1][t] + parts.rest[t]
      // The parts are taken from the values and put back twice.
      #expect(abs(sum - values[t]) < 1e-9)
      // What is left is the line and the mean of both seasons, but for the smoothing of the second.
      let line = 11.5 + 0.01 * Double(t)
      #expect(abs(parts.rest[t] - line) < 0.5)
    }
    let next = parts.next([6, 42], horizon: 42)
    let misses = next.indices.map { t -> Double in
      let (short, long) = (Double(t % 6), Double(t / 6))
      return abs(next[t] + 11.5 - short - 3 * long)
    }
    // The seasons go from 0 to 23; at the end of the series they are seen from one side only.
    #expect(misses.reduce(0, +) / 42 < 1)
  }

  @Test func `the classical indices of a season without noise are the season`() {
    let season = [2.0, -1, 0, -1]
    let values = (0..<40).map { t -> Double in
      let line = 10 + 0.5 * Double(t)
      return line + season[t % 4]
    }
    let found = SeasonalIndices.classical(values, period: 4, isMultiplicative: false)
    // Moving averages follow a line exactly.
    for place in 0..<4 { #expect(abs(found[place] - season[place]) < 1e-12) }
  }

  @Test func `a season shows by its autocorrelation, noise does not`() {
    let noise = ForecastingData.normal(120, seed: 3)
    let values = noise.indices.map { t -> Double in noise[t] + 4 * Double(t % 12) }
    #expect(SeasonalAdjustment.isSeasonal(values, period: 12))
    let found = (0..<100).count {
      SeasonalAdjustment.isSeasonal(
        ForecastingData.normal(120, seed: 50 + UInt64($0)),
        period: 12
      )
    }
    // 90 % of the noise has none: 10 of 100, with a standard deviation of 3.
    #expect(found < 20)
  }

  @Test func `gaps are filled by the season and the line around them`() {
    let whole = (0..<48).map { t -> Double in
      let season = 10 * Double(t % 4)
      return Double(t) + season
    }
    var values = whole
    for t in [20, 21, 22, 23, 40] { values[t] = .nan }
    let filled = GapFilling.filled(values, period: 4)
    for t in values.indices {
      // The moving averages over the gap, on straight lines, are off by a part of the season.
      let tolerance = values[t].isNaN ? 3 : 1e-12
      #expect(abs(filled[t] - whole[t]) < tolerance)
    }
    #expect(GapFilling.filled([.nan, 2, .nan, .nan, 5, .nan], period: 1) == [2, 2, 3, 4, 5, 5])
    #expect(GapFilling.filled([.nan, .nan], period: 1).isEmpty)
  }
}
