/// The settings of a forecast.
package struct ForecastSettings: Sendable, Equatable {
  /// Periods to forecast: 1 to 5,000.
  package let horizon: Int
  /// Quantiles beside the mean, ascending: above 0 and below 1.
  package let quantiles: [Double]
  /// Numbers of periods after which series may repeat themselves, ascending, 2 and up; nil for those of
  /// the frequency.
  package let seasonalPeriods: [Int]?
  /// The error that methods are chosen by.
  package let metric: ForecastMetric
  /// The methods that may take part, in the order of `ForecastMethod`.
  package let methods: [ForecastMethod]
  /// Origins that held-out values of a series are forecast from, at the most; nil for three, and more
  /// where there are few series.
  package let originCount: Int?
  /// The seed of boosted trees.
  package let seed: UInt64

  /// The longest horizon.
  static let horizonLimit = 5_000

  /// Settings that are checked.
  ///
  /// - Throws: `invalidSetting` for what is out of its range.
  package init(
    horizon: Int,
    quantiles: [Double] = [0.1, 0.5, 0.9],
    seasonalPeriods: [Int]? = nil,
    metric: ForecastMetric = .averageWeightedQuantileLoss,
    methods: Set<ForecastMethod> = Set(ForecastMethod.allCases),
    originCount: Int? = nil,
    seed: UInt64 = 0
  ) throws(ForecastingError) {
    guard (1...Self.horizonLimit).contains(horizon) else {
      throw .invalidSetting(
        name: "horizon",
        value: "\(horizon)",
        requirement: "a whole number from 1 to \(Self.horizonLimit)"
      )
    }
    for level in quantiles where !(level > 0 && level < 1) {
      throw .invalidSetting(
        name: "quantile",
        value: "\(level)",
        requirement: "a number above 0 and below 1"
      )
    }
    for period in seasonalPeriods ?? [] where !(2...100_000).contains(period) {
      throw .invalidSetting(
        name: "seasonal period",
        value: "\(period)",
        requirement: "a whole number from 2 to 100000"
      )
    }
    guard (1...50).contains(originCount ?? 1) else {
      throw .invalidSetting(
        name: "origins",
        value: "\(originCount ?? 0)",
        requirement: "a whole number from 1 to 50"
      )
    }
    guard !methods.isEmpty else {
      throw .invalidSetting(name: "methods", value: "", requirement: "at least one method")
    }
    self.horizon = horizon
    self.quantiles = Array(Set(quantiles)).sorted()
    self.seasonalPeriods = seasonalPeriods.map { Array(Set($0)).sorted() }
    self.metric = metric
    self.methods = methods.sorted()
    self.originCount = originCount
    self.seed = seed
  }

  /// Origins of each of so many series.
  func originCount(seriesCount: Int) -> Int {
    originCount ?? min(max(60 / max(seriesCount, 1), 3), 8)
  }
}
