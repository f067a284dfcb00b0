/// A form of exponential smoothing fitted to a series.
package struct SmoothingFit: Sendable {
  /// The form.
  package let form: SmoothingForm
  /// Values after which the season repeats itself; 1 without one.
  package let period: Int
  /// The parameters.
  package let parameters: SmoothingParameters
  /// Akaike's criterion with the correction for short series, but for a constant: the less, the better.
  package let criterion: Double
  /// The variance of errors; of their shares where they are multiplicative.
  package let variance: Double
  /// The level, the slope and the last period's season after the last value.
  private let level: Double
  private let slope: Double
  private let season: [Double]

  /// Fits one form by maximum likelihood; nil where the series is too short for it or leaves no
  /// likelihood.
  ///
  /// - Parameters:
  ///   - values: Finite values, above 0 where the form multiplies.
  ///   - form: The form.
  ///   - period: Values after which the season repeats itself.
  ///   - start: Parameters to begin with; nil for those that moving averages tell.
  /// - Complexity: O(values) for each of some 40 steps.
  package init?(
    _ values: [Double],
    form: SmoothingForm,
    period: Int,
    start: SmoothingParameters? = nil
  ) {
    let count = form.parameterCount(period: period)
    let isShort = values.count - count - 1 <= 0 || values.count < 2 * period
    guard !isShort || (form.season == .none && form.trend == .none && values.count >= 3) else {
      return nil
    }
    let (guess, unit) = SmoothingStart.parameters(values, form: form, period: period)
    let variables = SmoothingVariables(form: form, start: start ?? guess, unit: unit)
    let bounds = variables.bounds
    var pass = SmoothingPass(values, form: form, period: period)
    let best = BoundedMinimiser(lower: bounds.lower, upper: bounds.upper)
      .minimum(from: variables.initial) { point, gradient in
        let parameters = variables.parameters(point)
        let value = pass.run(parameters)
        guard value.isFinite else { return .infinity }
        variables.gradient(pass.gradient(parameters), at: point, into: &gradient)
        return value
      }
    guard best.value.isFinite else { return nil }
    self.init(values, form: form, period: period, parameters: variables.parameters(best.variables))
  }

  /// The fit with parameters that are given; nil where they leave no likelihood.
  ///
  /// - Complexity: O(values).
  package init?(
    _ values: [Double],
    form: SmoothingForm,
    period: Int,
    parameters: SmoothingParameters
  ) {
    var pass = SmoothingPass(values, form: form, period: period)
    let likelihood = pass.run(parameters)
    guard likelihood.isFinite else { return nil }
    self.form = form
    self.period = form.season == .none ? 1 : period
    self.parameters = parameters
    let parameterCount = Double(form.parameterCount(period: period))
    let count = Double(values.count)
    let rest = count - parameterCount - 1
    criterion =
      rest > 0
      ? likelihood + 2 * parameterCount * count / rest : likelihood + 2 * parameterCount * count
    let squares = pass.errors().reduce(0) { $0 + $1 * $1 }
    variance = squares / max(count - parameterCount + 1, 1)
    level = pass.levels[values.count]
    slope = pass.slopes[values.count]
    season = form.season == .none ? [] : Array(pass.seasons.suffix(period))
  }

  /// The expected values of the next `horizon` periods.
  package func forecast(horizon: Int) -> [Double] {
    var fading = 0.0
    var power = 1.0
    return (0..<horizon).map { step in
      power *= parameters.phi
      fading += power
      let base = level + (form.trend == .none ? 0 : fading * slope)
      switch form.season {
      case .none: return base
      case .additive: return base + season[step % period]
      case .multiplicative: return base * season[step % period]
      }
    }
  }

  /// The standard deviation of the error at each of the next `horizon` periods.
  ///
  /// With additive errors those of the book's class 1 (Hyndman et al. 2008, section 6.3); with
  /// multiplicative ones the same sum of squares in proportion to the forecasts, which neglects
  /// products of errors.
  package func deviations(horizon: Int) -> [Double] {
    let means = forecast(horizon: horizon)
    var sum = 1.0
    var fading = 0.0
    var power = 1.0
    return (0..<horizon).map { step in
      if step > 0 {
        power *= parameters.phi
        fading += power
        var weight = parameters.alpha * (1 + parameters.slopeShare * fading)
        if form.season != .none && step % period == 0 { weight += parameters.gamma }
        sum += weight * weight
      }
      let unit = form.hasMultiplicativeError ? abs(means[step]) : 1
      return unit * (variance * sum).squareRoot()
    }
  }
}
