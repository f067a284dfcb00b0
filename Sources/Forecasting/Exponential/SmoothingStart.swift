/// States to begin a fit of exponential smoothing with: a season by moving averages, and a line through
/// the first values without it.
enum SmoothingStart {
  /// Values that the line goes through.
  private static let lineLength = 10

  /// The states that a form begins with, and a typical error.
  ///
  /// - Precondition: two periods of values at least where the form has a season.
  static func parameters(
    _ values: [Double],
    form: SmoothingForm,
    period: Int
  ) -> (SmoothingParameters, unit: Double) {
    var adjusted = values
    var season: [Double] = []
    if form.season != .none {
      let isProduct = form.season == .multiplicative
      let count = min(values.count, max(3 * period, 4 * period))
      season = SeasonalIndices.classical(
        Array(values[..<count]),
        period: period,
        isMultiplicative: isProduct
      )
      for place in values.indices {
        let index = season[place % period]
        adjusted[place] = isProduct ? values[place] / index : values[place] - index
      }
    }
    let line = Array(adjusted.prefix(max(lineLength, form.season == .none ? 0 : period)))
    let (level, slope) = StraightLine.through(line)
    let hasTrend = form.trend != .none
    let mean = line.reduce(0, +) / Double(line.count)
    let changes = zip(adjusted.dropFirst(), adjusted).reduce(0) { $0 + abs($1.0 - $1.1) }
    let size = adjusted.reduce(0) { $0 + abs($1) } / Double(adjusted.count)
    let typical = changes / Double(max(adjusted.count - 1, 1))
    return (
      SmoothingParameters(
        alpha: 0.3,
        slopeShare: hasTrend ? 0.1 : 0,
        gamma: form.season == .none ? 0 : 0.05,
        phi: form.trend == .damped ? 0.95 : 1,
        level: hasTrend ? level - slope : mean,
        slope: hasTrend ? slope : 0,
        season: season
      ),
      max(typical, 1e-6 * size, 1e-12)
    )
  }
}

/// The line with the least squares through values at 1, 2, ...
enum StraightLine {
  /// The line's value at 1 and its slope; a slope of 0 through one value.
  static func through(_ values: some Collection<Double>) -> (first: Double, slope: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / max(count, 1)
    guard count > 1 else { return (mean, 0) }
    var (products, squares) = (0.0, 0.0)
    for (place, value) in values.enumerated() {
      let distance = Double(place) - (count - 1) / 2
      products += distance * (value - mean)
      squares += distance * distance
    }
    let slope = products / squares
    return (mean - slope * (count - 1) / 2, slope)
  }
}
