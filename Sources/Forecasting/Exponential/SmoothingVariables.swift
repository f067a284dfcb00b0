/// The parameters of a form as variables of a minimisation, in units in which a step of 1 is a large one.
struct SmoothingVariables {
  /// Bounds that R's `forecast` and the book name: shares off their ends, a slope that fades visibly.
  private static let share = 1e-4...0.9999
  private static let damping = 0.8...0.98

  let form: SmoothingForm
  private let start: SmoothingParameters
  /// A typical error.
  private let unit: Double
  private let seasonUnit: Double
  private let hasSeason: Bool
  private let hasTrend: Bool

  /// Variables around the states of `start`.
  init(form: SmoothingForm, start: SmoothingParameters, unit: Double) {
    self.form = form
    self.start = start
    self.unit = unit
    hasSeason = form.season != .none
    hasTrend = form.trend != .none
    seasonUnit = form.season == .multiplicative ? unit / max(abs(start.level), unit) : unit
  }

  var count: Int {
    2 + (hasTrend ? 2 : 0) + (form.trend == .damped ? 1 : 0)
      + (hasSeason ? 1 + start.season.count : 0)
  }

  /// The variables at `start`.
  var initial: [Double] {
    var variables = [start.alpha]
    if hasTrend { variables.append(start.slopeShare) }
    if hasSeason { variables.append(start.gamma / (1 - start.alpha)) }
    if form.trend == .damped { variables.append(start.phi) }
    return variables + [Double](repeating: 0, count: count - variables.count)
  }

  /// The least and the greatest of each variable.
  var bounds: (lower: [Double], upper: [Double]) {
    var ranges = [Self.share]
    if hasTrend { ranges.append(Self.share) }
    if hasSeason { ranges.append(Self.share) }
    if form.trend == .damped { ranges.append(Self.damping) }
    let free = count - ranges.count
    return (
      ranges.map(\.lowerBound) + [Double](repeating: -.infinity, count: free),
      ranges.map(\.upperBound) + [Double](repeating: .infinity, count: free)
    )
  }

  /// The parameters that variables stand for.
  func parameters(_ variables: [Double]) -> SmoothingParameters {
    var result = start
    var place = 0
    func next() -> Double {
      defer { place += 1 }
      return variables[place]
    }
    result.alpha = next()
    result.slopeShare = hasTrend ? next() : 0
    result.gamma = hasSeason ? next() * (1 - result.alpha) : 0
    result.phi = form.trend == .damped ? next() : hasTrend ? 1 : 0
    result.level = start.level + unit * next()
    result.slope = hasTrend ? start.slope + unit * 0.1 * next() : 0
    for season in result.season.indices {
      result.season[season] = start.season[season] + seasonUnit * next()
    }
    return result
  }

  /// The gradient by variables of what has this gradient by parameters at `variables`.
  func gradient(_ slopes: SmoothingParameters, at variables: [Double], into result: inout [Double])
  {
    var place = 1
    result[0] = slopes.alpha
    if hasTrend {
      result[place] = slopes.slopeShare
      place += 1
    }
    if hasSeason {
      result[place] = slopes.gamma * (1 - variables[0])
      result[0] -= slopes.gamma * variables[place]
      place += 1
    }
    if form.trend == .damped {
      result[place] = slopes.phi
      place += 1
    }
    result[place] = slopes.level * unit
    place += 1
    if hasTrend {
      result[place] = slopes.slope * unit * 0.1
      place += 1
    }
    for season in slopes.season.indices {
      result[place + season] = slopes.season[season] * seasonUnit
    }
  }
}
