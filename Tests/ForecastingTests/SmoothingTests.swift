import Foundation
import Testing

@testable import Forecasting

struct SmoothingTests {
  private static let added: [Double] = [-20, -10, 5, 3, 2, 20, 30, 28, 10, -15, -35, -18]
  private static let multiplied = [
    0.9, 0.92, 1.03, 0.99, 0.98, 1.1, 1.2, 1.19, 1.05, 0.92, 0.8, 0.92,
  ]

  /// A form, `-2 llf + n log n - n (log 2 pi + 1)` and forecasts of steps 1, 2 and 14, by statsmodels
  /// 0.15.0: `ETSModel(y, ..., initialization_method="known").smooth([.3, .06, .1, .9])`.
  struct Golden: Sendable {
    let form: SmoothingForm
    let likelihood: Double
    let forecasts: [Double]

    init(
      _ multiplicative: Bool,
      _ trend: SmoothingForm.Trend,
      _ season: SmoothingForm.Season,
      _ likelihood: Double,
      _ forecasts: [Double]
    ) {
      form = SmoothingForm(multiplicativeError: multiplicative, trend: trend, season: season)
      (self.likelihood, self.forecasts) = (likelihood, forecasts)
    }
  }

  private static let goldens = [
    Golden(
      false,
      .none,
      .none,
      1816.4413489878268,
      [461.7665886331188, 461.7665886331188, 461.7665886331188]
    ),
    Golden(
      false,
      .none,
      .additive,
      1654.114241566608,
      [457.22003507851184, 451.5480802578223, 451.5480802578223]
    ),
    Golden(
      false,
      .additive,
      .none,
      1853.8202480795628,
      [475.53001778779094, 471.25979129600205, 420.0170733945354]
    ),
    Golden(
      false,
      .damped,
      .additive,
      1669.6018609615105,
      [468.36887204551755, 463.1707554590392, 457.2399517187844]
    ),
    Golden(
      true,
      .additive,
      .additive,
      1578.7137833493646,
      [475.0728976892414, 472.2265487865002, 487.97579097046946]
    ),
    Golden(
      true,
      .damped,
      .none,
      1762.866562597451,
      [466.2437727273626, 460.50604548326606, 423.4510331004385]
    ),
  ]

  private static func parameters(_ form: SmoothingForm) -> SmoothingParameters {
    SmoothingParameters(
      alpha: 0.3,
      slopeShare: form.trend == .none ? 0 : 0.2,
      gamma: form.season == .none ? 0 : 0.1,
      phi: form.trend == .damped ? 0.9 : form.trend == .none ? 0 : 1,
      level: 120,
      slope: form.trend == .none ? 0 : 2,
      season: form.season == .none ? [] : form.season == .additive ? added : multiplied
    )
  }

  /// Minus twice the logarithm of the likelihood by the book's equations, in which states follow errors.
  ///
  /// They are in tables 2.2 and 2.3 of Hyndman, Koehler, Ord and Snyder 2008.
  /// statsmodels has another recursion where the season multiplies: with `gamma / (1 - alpha)` and the
  /// new level, which is the same only where it is added.
  private static func likelihood(
    _ values: [Double],
    _ form: SmoothingForm,
    _ point: SmoothingParameters
  ) -> Double {
    var (level, slope, squares, logarithms) = (point.level, point.slope, 0.0, 0.0)
    var season = point.season
    for value in values {
      let base = level + point.phi * slope
      let first = season.first ?? 0
      let isProduct = form.season == .multiplicative
      let forecast = isProduct ? base * first : base + first
      let error = value - forecast
      let share = form.hasMultiplicativeError ? error / forecast : error
      squares += share * share
      logarithms += form.hasMultiplicativeError ? log(forecast) : 0
      level = base + point.alpha * error / (isProduct ? first : 1)
      slope = point.phi * slope + point.alpha * point.slopeShare * error / (isProduct ? first : 1)
      if !season.isEmpty {
        season.append(first + point.gamma * error / (isProduct ? base : 1))
        season.removeFirst()
      }
    }
    return Double(values.count) * log(squares) + 2 * logarithms
  }

  @Test(arguments: SmoothingForm.admissible(isSeasonal: true, isPositive: true))
  func `likelihoods are those of the book's equations`(form: SmoothingForm) throws {
    let values = try ForecastingData.airPassengers()
    var pass = SmoothingPass(values, form: form, period: 12)
    let expected = Self.likelihood(values, form, Self.parameters(form))
    // Sums of 144 terms, in double precision on both sides.
    #expect(abs(pass.run(Self.parameters(form)) - expected) < 1e-8)
  }

  @Test(arguments: goldens)
  func `likelihood and forecasts are those of statsmodels`(golden: Golden) throws {
    let values = try ForecastingData.airPassengers()
    let fit = try #require(
      SmoothingFit(
        values,
        form: golden.form,
        period: 12,
        parameters: Self.parameters(golden.form)
      )
    )
    let count = Double(golden.form.parameterCountForTests(period: 12))
    let likelihood = fit.criterion - 2 * count * 144 / (144 - count - 1)
    // Sums of 144 terms, in double precision on both sides.
    #expect(abs(likelihood - golden.likelihood) < 1e-8)
    let forecast = fit.forecast(horizon: 14)
    for (step, expected) in zip([0, 1, 13], golden.forecasts) {
      #expect(abs(forecast[step] - expected) < 1e-9 * expected)
    }
  }

  /// AICc of forms fitted to the passengers by statsforecast 2.1.1: `ets_f(y, m=12, model, damped)`.
  @Test(arguments: [
    (false, SmoothingForm.Trend.none, SmoothingForm.Season.none, 1733.9581671475883),
    (false, .additive, .none, 1737.5999067687903),
    (false, .additive, .additive, 1518.6889993256311),
    (false, .damped, .additive, 1550.8943756347865),
    (true, .none, .none, 1674.0716308283095), (true, .none, .additive, 1502.2516402618376),
    (true, .none, .multiplicative, 1458.1018072045513),
    (true, .additive, .none, 1673.4114909278542),
    (true, .additive, .additive, 1470.6866643661353),
    (true, .additive, .multiplicative, 1511.9926471560223),
    (true, .damped, .multiplicative, 1582.7913612010218),
  ])
  func `fits are as good as statsforecast's`(
    multiplicative: Bool,
    trend: SmoothingForm.Trend,
    season: SmoothingForm.Season,
    criterion: Double
  ) throws {
    let form = SmoothingForm(multiplicativeError: multiplicative, trend: trend, season: season)
    let fit = try #require(
      SmoothingFit(try ForecastingData.airPassengers(), form: form, period: 12)
    )
    // The minimiser ends where a step gains less than 1e-7; the other's tolerance is coarser.
    #expect(fit.criterion <= criterion + 1e-3)
  }

  @Test func `passengers have a season that multiplies`() throws {
    let values = try ForecastingData.airPassengers()
    let fit = try #require(SmoothingSearch.best(values, period: 12, isPositive: true))
    #expect(fit.form.season == .multiplicative)
    #expect(fit.form.trend != .none)
  }

  @Test func `forms that multiply are not for values that are not above 0`() throws {
    let values = try ForecastingData.airPassengers().map { $0 - 300 }
    let fit = try #require(SmoothingSearch.best(values, period: 12, isPositive: false))
    #expect(fit.form.season != .multiplicative && !fit.form.hasMultiplicativeError)
    #expect(!fit.form.name.contains("M"))
  }

  @Test func `no level is fitted better than the mean to noise, and its deviation stays`() throws {
    let values = ForecastingData.normal(400, seed: 5).map { 50 + 2 * $0 }
    let form = SmoothingForm(multiplicativeError: false, trend: .none, season: .none)
    let fit = try #require(SmoothingFit(values, form: form, period: 1))
    let mean = values.reduce(0, +) / 400
    // The mean of 400 has a standard error of 0.1; a small alpha moves the level by some of them.
    #expect(abs(fit.forecast(horizon: 1)[0] - mean) < 0.4)
    #expect(fit.parameters.alpha < 0.1)
    let deviations = fit.deviations(horizon: 20)
    #expect(abs(deviations[0] - 2) < 0.25)
    #expect(deviations[19] < 1.1 * deviations[0])
  }

  @Test func `the deviation of a random walk grows with the root of the steps`() throws {
    var level = 0.0
    let values = ForecastingData.normal(600, seed: 6).map { step -> Double in
      level += step
      return level
    }
    let form = SmoothingForm(multiplicativeError: false, trend: .none, season: .none)
    let fit = try #require(SmoothingFit(values, form: form, period: 1))
    // Alpha is estimated with a standard error of about 1 / sqrt(600).
    #expect(fit.parameters.alpha > 0.88)
    let deviations = fit.deviations(horizon: 16)
    #expect(abs(deviations[15] / deviations[0] - 4) < 0.5)
  }

  @Test func `a straight line goes on`() throws {
    let values = (0..<30).map { t -> Double in 5 + 3 * Double(t) }
    let form = SmoothingForm(multiplicativeError: false, trend: .additive, season: .none)
    let fit = try #require(SmoothingFit(values, form: form, period: 1))
    let forecast = fit.forecast(horizon: 3)
    for (found, expected) in zip(forecast, [95.0, 98, 101]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func `two values are no series to smooth`() {
    #expect(SmoothingSearch.best([1, 2], period: 1, isPositive: true) == nil)
  }
}

extension SmoothingForm {
  /// Parameters as the book counts them: smoothing, states less one of the season, variance.
  fileprivate func parameterCountForTests(period: Int) -> Int {
    let trendCount =
      switch trend {
      case .none: 0
      case .additive: 2
      case .damped: 3
      }
    // Alpha, the level and the variance; gamma and all but one state of a season.
    return 3 + trendCount + (season == .none ? 0 : 1 + period - 1)
  }
}
