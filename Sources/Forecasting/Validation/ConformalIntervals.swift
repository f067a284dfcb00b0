#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Intervals by the errors of held-out values: those of all series, in units of what a model expects of
/// each, and of each series' own past errors (split conformal prediction, Vovk, Gammerman and Shafer
/// 2005, on rolling origins).
///
/// The distribution is taken to be symmetric: a bias of few origins says nothing of the next one.
struct ConformalIntervals {
  /// Origins of its own that weigh as much as all other series in the scale of a series.
  private static let priorOrigins = 5.0
  /// Errors that each step's distribution is made of at the least, those of steps around it included.
  private static let leastErrors = 150
  /// Errors that weigh as much as the normal distribution.
  private static let normalErrors = 15.0
  /// Squared ratios beyond this count as this: one break is not the scale of all others.
  private static let largestSquare = 36.0

  /// For each step the root of the mean squared ratio.
  private let growth: [Double]
  /// For each step the absolute scaled errors, ascending.
  private let distributions: [[Double]]

  /// The intervals that residuals of all series tell.
  ///
  /// - Parameters:
  ///   - residuals: For each series those from each of its origins.
  ///   - horizon: Steps that will be forecast.
  /// - Complexity: O(residuals log residuals).
  init(_ residuals: [[HeldOutResiduals]], horizon: Int) {
    var squares = [[Double]](repeating: [], count: horizon)
    for origin in residuals.joined() {
      for (step, ratio) in origin.ratios.enumerated() where ratio.isFinite {
        squares[step].append(min(ratio * ratio, Self.largestSquare))
      }
    }
    let growth = (0..<horizon).map { step -> Double in
      let near = Self.window(squares, around: step).map { squares[$0] }.joined()
      guard !near.isEmpty else { return 1 }
      return (near.reduce(0, +) / Double(near.count)).squareRoot()
    }
    self.growth = growth
    var scaled = [[Double]](repeating: [], count: horizon)
    for series in residuals {
      for origin in series.indices {
        let scale = Self.scale(series, growth: growth, without: origin)
        for (step, ratio) in series[origin].ratios.enumerated() where ratio.isFinite {
          let unit = scale * growth[step]
          if unit > 0 { scaled[step].append(abs(ratio) / unit) }
        }
      }
    }
    distributions = (0..<horizon).map { step in
      Self.window(scaled, around: step).flatMap { scaled[$0] }.sorted()
    }
  }

  /// The steps around one, the more the fewer errors each has.
  private static func window(_ errors: [[Double]], around step: Int) -> ClosedRange<Int> {
    var (first, last) = (step, step)
    var count = errors[step].count
    while count < leastErrors && (first > 0 || last < errors.count - 1) {
      if first > 0 {
        first -= 1
        count += errors[first].count
      }
      if last < errors.count - 1 {
        last += 1
        count += errors[last].count
      }
    }
    return first...last
  }

  /// The size of a series' errors beside that of the others, 1 for as large.
  private static func scale(
    _ series: [HeldOutResiduals],
    growth: [Double],
    without origin: Int?
  ) -> Double {
    var (sum, count) = (priorOrigins, priorOrigins)
    for place in series.indices where place != origin {
      var (squares, steps) = (0.0, 0.0)
      for (step, ratio) in series[place].ratios.enumerated()
      where ratio.isFinite && growth[step] > 0 {
        let unit = ratio / growth[step]
        squares += min(unit * unit, largestSquare)
        steps += 1
      }
      guard steps > 0 else { continue }
      sum += squares / steps
      count += 1
    }
    return (sum / count).squareRoot()
  }

  /// The distances of quantiles from a forecast.
  ///
  /// - Parameters:
  ///   - levels: Above 0 and below 1.
  ///   - series: The residuals of the series.
  ///   - origin: An origin whose errors are not to be known.
  ///   - deviations: The expected deviation of each step.
  /// - Returns: For each level the distance at each step.
  func distances(
    _ levels: [Double],
    series: [HeldOutResiduals],
    without origin: Int? = nil,
    deviations: [Double]
  ) -> [[Double]] {
    let scale = Self.scale(series, growth: growth, without: origin)
    return levels.map { level in
      deviations.indices.map { step in
        let share = abs(2 * level - 1)
        let size = scale * growth[step] * deviations[step] * quantile(share, step: step)
        return level < 0.5 ? -size : size
      }
    }
  }

  /// The scaled error below which a share of a step's errors is, drawn towards the normal distribution
  /// where there are few.
  private func quantile(_ share: Double, step: Int) -> Double {
    let errors = distributions[step]
    let normal = NormalDistribution.quantile((1 + share) / 2)
    guard !errors.isEmpty, share > 0 else { return share > 0 ? normal : 0 }
    let count = Double(errors.count)
    // The rank that holds for a further error as well (Vovk et al.), between its neighbours.
    let rank = min(share * (count + 1), count) - 1
    let below = Int(max(rank, 0))
    let above = min(below + 1, errors.count - 1)
    let found = errors[below] + (max(rank, 0) - Double(below)) * (errors[above] - errors[below])
    return (found * count + normal * Self.normalErrors) / (count + Self.normalErrors)
  }
}
