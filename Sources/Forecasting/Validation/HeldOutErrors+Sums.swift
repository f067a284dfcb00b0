extension HeldOutErrors {
  /// The errors of forecasts from one origin on their way to a mean.
  struct Sums {
    private var count = 0.0
    private var absolute = 0.0
    private var squares = 0.0
    private var size = 0.0
    private var shares = 0.0
    private var shareCount = 0.0
    private var losses = 0.0
    private var covered = 0.0

    /// Adds the forecasts from one origin; values that are missing, or not forecast, are left out.
    ///
    /// - Parameters:
    ///   - actual: The values.
    ///   - mean: The forecast of each.
    ///   - levels: The levels of the quantiles, ascending.
    ///   - quantiles: For each level the quantile of each value.
    mutating func add(actual: [Double], mean: [Double], levels: [Double], quantiles: [[Double]]) {
      for (step, value) in actual.enumerated() where value.isFinite && mean[step].isFinite {
        let error = value - mean[step]
        count += 1
        absolute += abs(error)
        squares += error * error
        size += abs(value)
        if value != 0 {
          shares += abs(error / value)
          shareCount += 1
        }
        for (level, quantile) in zip(levels, quantiles) {
          let miss = value - quantile[step]
          losses += 2 * max(level * miss, (level - 1) * miss)
        }
        if let low = quantiles.first, let high = quantiles.last, quantiles.count > 1 {
          covered += value >= low[step] && value <= high[step] ? 1 : 0
        }
      }
    }

    /// The errors of all that was added.
    ///
    /// - Parameters:
    ///   - unit: The unit that values and forecasts are in.
    ///   - naive: The error of the seasonal naive forecast, in the same unit.
    ///   - levelCount: The number of quantiles.
    /// - Returns: The errors; nil where there was no value.
    func errors(unit: Double, naive: Double, levelCount: Int) -> HeldOutErrors? {
      guard count > 0 else { return nil }
      func share(_ value: Double, _ whole: Double) -> Double { whole > 0 ? value / whole : .nan }
      return HeldOutErrors(
        count: Int(count),
        mase: share(absolute / count, naive),
        rmse: (squares / count).squareRoot() * unit,
        wape: share(absolute, size),
        mape: share(shares, shareCount),
        weightedQuantileLoss: share(losses / Double(max(levelCount, 1)), levelCount > 0 ? size : 0),
        coverage: levelCount > 1 ? covered / count : .nan
      )
    }
  }
}
