#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The weights of methods in the forecast of each series, by their errors on held-out values.
///
/// A series has few held-out values, and its errors say little of them: so the logarithm of each error,
/// relative to the mean of the series' methods, is drawn towards its mean over all series. Weights
/// fall with a power of that.
struct BlendWeights {
  /// Held-out origins that the mean over all series weighs as much as.
  private static let priorOrigins = 3.0
  /// Weights are in proportion to the error to minus this power.
  private static let power = 6.0
  /// Weights below this are 0: a method of no use costs a fit.
  private static let least = 0.04
  /// Logarithms of relative errors are taken to be within this.
  private static let limit = 2.0
  /// The error of a forecast without an error, in units of the series' size.
  private static let leastError = 1e-9

  /// For each series, method and origin the error; nil where there is none.
  private let errors: [[[Double?]]]
  /// For each method the mean logarithm of its relative error over all series; nil where it has none.
  fileprivate let means: [Double?]

  /// Errors of all trials; methods are those of the trials' forecasts.
  init(_ trials: [SeriesTrial], methodCount: Int, metric: ForecastMetric) {
    errors = trials.map { trial in
      (0..<methodCount).map { method in
        trial.origins.map { origin in
          origin.forecasts[method].flatMap { forecast in
            metric.rankingError(Array(zip(origin.actual, forecast)).map { ($0, $1) })
          }
        }
      }
    }
    var sums = [Double](repeating: 0, count: methodCount)
    var counts = sums
    for series in errors {
      let relative = Self.relative(series, without: nil)
      for method in 0..<methodCount {
        guard let value = relative[method] else { continue }
        sums[method] += value
        counts[method] += 1
      }
    }
    means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : nil }
  }

  /// The logarithm of each method's error relative to the mean of all methods.
  private static func relative(_ series: [[Double?]], without origin: Int?) -> [Double?] {
    let logarithms = series.map { errors -> Double? in
      let told = errors.indices.filter { $0 != origin }.compactMap { errors[$0] }
      guard !told.isEmpty else { return nil }
      return log(max(told.reduce(0, +) / Double(told.count), leastError))
    }
    let told = logarithms.compactMap(\.self)
    guard !told.isEmpty else { return logarithms }
    let mean = told.reduce(0, +) / Double(told.count)
    return logarithms.map { $0.map { min(max($0 - mean, -limit), limit) } }
  }

  /// The weights of one series.
  ///
  /// - Parameters:
  ///   - series: The position of the series among the trials.
  ///   - origin: An origin whose errors are not to be known.
  ///   - isUsable: The methods that have a forecast.
  /// - Returns: For each method a weight of 0 or more, 1 together unless no method can be used.
  func weights(ofSeries series: Int, without origin: Int?, isUsable: [Bool]) -> [Double] {
    let own = Self.relative(errors[series], without: origin)
    let count = Double(max((errors[series].first?.count ?? 0) - (origin == nil ? 0 : 1), 0))
    var weights = own.indices.map { method -> Double in
      guard isUsable[method] else { return 0 }
      let mean = means[method] ?? 0
      let value = own[method].map {
        ($0 * count + mean * Self.priorOrigins) / (count + Self.priorOrigins)
      }
      return exp(-Self.power * (value ?? mean))
    }
    for _ in 0..<2 {
      let sum = weights.reduce(0, +)
      guard sum > 0 else { return weights }
      for method in weights.indices {
        weights[method] /= sum
        if weights[method] < Self.least { weights[method] = 0 }
      }
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The weighted mean of forecasts; nil without any.
  static func blend(_ forecasts: [[Double]?], weights: [Double], horizon: Int) -> [Double]? {
    var sum = [Double](repeating: 0, count: horizon)
    var total = 0.0
    for (forecast, weight) in zip(forecasts, weights) where weight > 0 {
      guard let forecast else { continue }
      for step in sum.indices { sum[step] += weight * forecast[step] }
      total += weight
    }
    return total > 0 ? sum.map { $0 / total } : nil
  }
}

extension BlendWeights {
  /// The mean relative error of each method that has one.
  func relativeErrors(of methods: [ForecastMethod]) -> [MethodWeight] {
    zip(methods, means).compactMap { method, mean in
      mean.map { MethodWeight(method: method, value: exp($0)) }
    }
  }
}
