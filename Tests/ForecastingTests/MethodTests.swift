import Foundation
import TestSupport
import Testing

@testable import Forecasting

struct MethodTests {
  private static let demand: [Double] = [0, 3, 0, 0, 2, 0, 0, 0, 5, 1, 0, 0, 4, 0, 0]

  /// By statsforecast 2.1.1: `CrostonSBA().forecast(z, 1)`, which smooths by 0.1.
  @Test func `the rate of Croston, Syntetos and Boylan is that of statsforecast`() {
    #expect(abs(Croston.rate(Self.demand, share: 0.1) - 1.273395251459) < 1e-11)
  }

  /// By statsforecast 2.1.1: `TSB(alpha_d=0.2, alpha_p=0.1).forecast(z, 1)`.
  @Test func `the rate of Teunter, Syntetos and Babai is that of statsforecast`() {
    let rate = DemandProbability.rate(Self.demand, sizeShare: 0.2, probabilityShare: 0.1)
    #expect(abs(rate - 0.768955721517) < 1e-11)
  }

  @Test func `methods for rare demands leave other series alone`() {
    #expect(Croston().forecast(SeriesHistory([1, 2, 3], periods: []), horizon: 2) == nil)
    #expect(
      DemandProbability().forecast(SeriesHistory([1, 0, -3], periods: []), horizon: 2) == nil
    )
    #expect(
      Croston().forecast(SeriesHistory(Self.demand, periods: []), horizon: 3)?.count == 3
    )
  }

  @Test func `the naive forecast repeats the last season`() {
    let history = SeriesHistory([9, 9, 1, 2, 3, 4, 5, 6], periods: [3])
    #expect(SeasonalNaive().forecast(history, horizon: 5) == [4, 5, 6, 4, 5])
    #expect(
      SeasonalNaive().forecast(SeriesHistory([7, 8], periods: [3]), horizon: 2) == [8, 8]
    )
    // The mean of |2 - 9|, |3 - 9|, |4 - 1|, |5 - 2| and |6 - 3|.
    #expect(SeasonalNaive.error([9, 9, 1, 2, 3, 4, 5, 6], period: 3) == 4.4)
    #expect(SeasonalNaive.error([5], period: 1).isNaN)
  }

  @Test func `drift goes from the first to the last value and on`() {
    let forecast = Drift().forecast(SeriesHistory([1, 9, 4, 7], periods: []), horizon: 2)
    #expect(forecast == [9, 11])
  }

  @Test func `the minimiser finds the valley of Rosenbrock, and the corner of a box`() {
    func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
      let bend = x[1] - x[0] * x[0]
      let rest = 1 - x[0]
      let first = -400 * x[0] * bend
      gradient = [first - 2 * rest, 200 * bend]
      return 100 * bend * bend + rest * rest
    }
    let free = [Double](repeating: .infinity, count: 2)
    let whole = BoundedMinimiser(
      lower: free.map { -$0 },
      upper: free,
      iterationLimit: 300,
      tolerance: 1e-14
    )
    let found = whole.minimum(from: [-1.2, 1], rosenbrock)
    // The value is flat by the square of the distance: 1e-14 is about 1e-6 along the valley.
    #expect(abs(found.variables[0] - 1) < 1e-5 && abs(found.variables[1] - 1) < 1e-5)
    let box = BoundedMinimiser(lower: [-2, -2], upper: [0.5, 2])
    let corner = box.minimum(from: [-1.2, 1], rosenbrock)
    #expect(corner.variables[0] == 0.5)
    #expect(abs(corner.variables[1] - 0.25) < 1e-3)
    let numeric = box.minimum(from: [-1.2, 1]) { point in
      var gradient = [0.0, 0.0]
      return rosenbrock(point, &gradient)
    }
    #expect(abs(numeric.value - 0.25) < 1e-4)
  }

  @Test(arguments: SmoothingForm.admissible(isSeasonal: true, isPositive: true))
  func `the gradient of smoothing is that of differences`(form: SmoothingForm) throws {
    let values = try ForecastingData.airPassengers().map { $0 / 100 }
    var pass = SmoothingPass(values, form: form, period: 4)
    let hasTrend = form.trend != .none
    let isProduct = form.season == .multiplicative
    let season: [Double] =
      form.season == .none ? [] : isProduct ? [1.1, 0.9, 1.05, 0.95] : [0.1, -0.1, 0.05, 0]
    let point = SmoothingParameters(
      alpha: 0.3,
      slopeShare: hasTrend ? 0.2 : 0,
      gamma: season.isEmpty ? 0 : 0.15,
      phi: form.trend == .damped ? 0.9 : hasTrend ? 1 : 0,
      level: 1.1,
      slope: hasTrend ? 0.02 : 0,
      season: season
    )
    _ = pass.run(point)
    let gradient = pass.gradient(point)
    func slope(_ path: WritableKeyPath<SmoothingParameters, Double>) -> Double {
      var (low, high) = (point, point)
      low[keyPath: path] -= 1e-6
      high[keyPath: path] += 1e-6
      return (pass.run(high) - pass.run(low)) / 2e-6
    }
    var paths: [WritableKeyPath<SmoothingParameters, Double>] = [\.alpha, \.level]
    if hasTrend { paths += [\.slopeShare, \.slope, \.phi] }
    if !season.isEmpty { paths += [\.gamma, \.season[0], \.season[3]] }
    for path in paths {
      let expected = slope(path)
      // Differences of values of about 1000 at 1e-6 have errors of about 1e-6.
      #expect(abs(gradient[keyPath: path] - expected) < 1e-5 * max(abs(expected), 10))
    }
  }

  @Test func `quantiles of the normal distribution are those of tables`() {
    let table = [(0.5, 0.0), (0.975, 1.959963984540054), (0.1, -1.2815515655446004)]
    for (share, expected) in table {
      #expect(abs(NormalDistribution.quantile(share) - expected) < 1e-12)
    }
    #expect(abs(NormalDistribution.quantile(1e-9) + 5.997807015008182) < 1e-9)
  }
}
