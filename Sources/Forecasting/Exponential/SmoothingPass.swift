#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One pass of exponential smoothing over a series, and the way back that tells its gradient.
///
/// Levels, slopes and seasons follow the same recursion whether errors are additive or multiplicative:
/// only the likelihood differs.
struct SmoothingPass {
  let form: SmoothingForm
  private let values: [Double]
  private let period: Int
  /// States before each value, and those after the last: the season that value `t` meets is at `t`.
  private(set) var levels: [Double]
  private(set) var slopes: [Double]
  private(set) var seasons: [Double]
  /// The forecast of each value by those before it.
  private(set) var forecasts: [Double]
  private var seasonSlopes: [Double]

  /// Room for a series of at least one value.
  init(_ values: [Double], form: SmoothingForm, period: Int) {
    self.values = values
    self.form = form
    self.period = form.season == .none ? 1 : period
    levels = [Double](repeating: 0, count: values.count + 1)
    slopes = levels
    forecasts = [Double](repeating: 0, count: values.count)
    seasons = [Double](repeating: 0, count: values.count + self.period)
    seasonSlopes = seasons
  }

  /// The error of each value: of what was forecast, or its share of the forecast.
  func errors() -> [Double] {
    zip(values, forecasts).map { form.hasMultiplicativeError ? $0 / $1 - 1 : $0 - $1 }
  }

  /// Minus twice the logarithm of the likelihood, but for a constant; infinite where a forecast is not
  /// above 0 that must be.
  ///
  /// - Complexity: O(values).
  mutating func run(_ parameters: SmoothingParameters) -> Double {
    for place in parameters.season.indices { seasons[place] = parameters.season[place] }
    let (squares, logarithms) =
      switch (form.season, form.hasMultiplicativeError) {
      case (.none, false): forward(parameters, isSeasonal: false, isProduct: false, isShare: false)
      case (.none, true): forward(parameters, isSeasonal: false, isProduct: false, isShare: true)
      case (.additive, false):
        forward(parameters, isSeasonal: true, isProduct: false, isShare: false)
      case (.additive, true): forward(parameters, isSeasonal: true, isProduct: false, isShare: true)
      case (.multiplicative, false):
        forward(parameters, isSeasonal: true, isProduct: true, isShare: false)
      case (.multiplicative, true):
        forward(parameters, isSeasonal: true, isProduct: true, isShare: true)
      }
    guard squares.isFinite else { return .infinity }
    let count = Double(values.count)
    // A series that is fitted without an error has a likelihood without bound.
    return count * log(max(squares, 1e-28 * count)) + 2 * logarithms
  }

  /// The sum of squared errors, and that of the logarithms of forecasts where errors are shares.
  @inline(__always)
  private mutating func forward(
    _ parameters: SmoothingParameters,
    isSeasonal: Bool,
    isProduct: Bool,
    isShare: Bool
  ) -> (squares: Double, logarithms: Double) {
    let (alpha, share, gamma, phi) = (
      parameters.alpha, parameters.slopeShare, parameters.gamma, parameters.phi
    )
    var (level, slope) = (parameters.level, parameters.slope)
    var (squares, product, logarithms) = (0.0, 1.0, 0.0)
    for t in values.indices {
      levels[t] = level
      slopes[t] = slope
      let value = values[t]
      let base = level + phi * slope
      let season = isSeasonal ? seasons[t] : 0
      let forecast = !isSeasonal ? base : isProduct ? base * season : base + season
      forecasts[t] = forecast
      if isShare || isProduct {
        guard forecast > 1e-8, !isProduct || season > 1e-8 else { return (.infinity, 0) }
      }
      let error = isShare ? value / forecast - 1 : value - forecast
      squares += error * error
      if isShare {
        // A logarithm for many values: their product, before it overflows.
        product *= forecast
        if product > 1e100 || product < 1e-100 {
          logarithms += log(product)
          product = 1
        }
      }
      let unseasoned = !isSeasonal ? value : isProduct ? value / season : value - season
      level = base + alpha * (unseasoned - base)
      slope = phi * slope + share * (level - base)
      if isSeasonal {
        let alone = isProduct ? value / base : value - base
        seasons[t + period] = season + gamma * (alone - season)
      }
    }
    levels[values.count] = level
    slopes[values.count] = slope
    return (squares, logarithms + log(product))
  }

  /// The change of what `run` returned with each of its parameters.
  ///
  /// - Complexity: O(values).
  mutating func gradient(_ parameters: SmoothingParameters) -> SmoothingParameters {
    switch (form.season, form.hasMultiplicativeError) {
    case (.none, false): backward(parameters, isSeasonal: false, isProduct: false, isShare: false)
    case (.none, true): backward(parameters, isSeasonal: false, isProduct: false, isShare: true)
    case (.additive, false):
      backward(parameters, isSeasonal: true, isProduct: false, isShare: false)
    case (.additive, true): backward(parameters, isSeasonal: true, isProduct: false, isShare: true)
    case (.multiplicative, false):
      backward(parameters, isSeasonal: true, isProduct: true, isShare: false)
    case (.multiplicative, true):
      backward(parameters, isSeasonal: true, isProduct: true, isShare: true)
    }
  }

  /// The recursion turned round: how the likelihood changes with each state, from the last to the first.
  @inline(__always)
  private mutating func backward(
    _ parameters: SmoothingParameters,
    isSeasonal: Bool,
    isProduct: Bool,
    isShare: Bool
  ) -> SmoothingParameters {
    let (alpha, share, gamma, phi) = (
      parameters.alpha, parameters.slopeShare, parameters.gamma, parameters.phi
    )
    var squares = 0.0
    for t in values.indices {
      let error = isShare ? values[t] / forecasts[t] - 1 : values[t] - forecasts[t]
      squares += error * error
    }
    let weight = 2 * Double(values.count) / max(squares, 1e-28 * Double(values.count))
    for place in values.count..<seasons.count { seasonSlopes[place] = 0 }
    var result = SmoothingParameters(alpha: 0, phi: 0, level: 0)
    var (ofLevel, ofSlope) = (0.0, 0.0)
    for t in values.indices.reversed() {
      let (value, forecast, season) = (values[t], forecasts[t], isSeasonal ? seasons[t] : 0)
      let base = levels[t] + phi * slopes[t]
      var ofForecast: Double
      if isShare {
        ofForecast = -weight * (value / forecast - 1) * value / (forecast * forecast) + 2 / forecast
      } else {
        ofForecast = -weight * (value - forecast)
      }
      // slope' = phi slope + share (level' - base)
      result.slopeShare += ofSlope * (levels[t + 1] - base)
      result.phi += ofSlope * slopes[t]
      ofLevel += ofSlope * share
      var ofBase = -ofSlope * share
      let ofSlopeBefore = phi * ofSlope
      // level' = base + alpha (unseasoned - base)
      let unseasoned = !isSeasonal ? value : isProduct ? value / season : value - season
      result.alpha += ofLevel * (unseasoned - base)
      ofBase += ofLevel * (1 - alpha)
      if isSeasonal {
        // season' = season + gamma (alone - season)
        let ofSeason = seasonSlopes[t + period]
        let alone = isProduct ? value / base : value - base
        result.gamma += ofSeason * (alone - season)
        let ofUnseasoned = ofLevel * alpha
        var before = (1 - gamma) * ofSeason
        before -= isProduct ? ofUnseasoned * unseasoned / season : ofUnseasoned
        before += isProduct ? ofForecast * base : ofForecast
        seasonSlopes[t] = before
        ofBase -= isProduct ? gamma * ofSeason * alone / base : gamma * ofSeason
        if isProduct { ofForecast *= season }
      }
      ofBase += ofForecast
      // base = level + phi slope
      ofLevel = ofBase
      ofSlope = ofSlopeBefore + phi * ofBase
      result.phi += ofBase * slopes[t]
    }
    (result.level, result.slope) = (ofLevel, ofSlope)
    if isSeasonal { result.season = Array(seasonSlopes[0..<period]) }
    return result
  }
}
