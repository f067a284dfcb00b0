import Models

extension NumericCurve {
  /// A column of no more different values than this bends at each of them.
  static let distinctKnotLimit = 32
  /// Into how many parts of the rows knots cut a column of more values.
  static let segmentCount = 16
  /// Into how many parts ranks are cut; between the cuts they are linear.
  private static let rankCount = 64
  /// The share of rows at each end whose values count as the first within.
  private static let clippedShare = 0.001
  /// A scale is left for another one only where that explains more by so much.
  private static let scaleMargin = 1.01

  /// Finds a column's scale, ends and knots; nil where it has fewer than three different finite
  /// values, or where they are too far apart to take differences of.
  ///
  /// At most `knotLimit` knots are set.
  init?(
    fitting sample: ColumnSample,
    task: LearningTask,
    features: LinearFeatures,
    knotLimit: Int
  ) {
    guard let first = sample.values.first, let last = sample.values.last,
      sample.distinctValues(limit: 2) == nil
    else { return nil }
    let isClipped = features.contains(.clip)
    let lowest = isClipped ? sample.quantile(Self.clippedShare) : first
    let highest = isClipped ? sample.quantile(1 - Self.clippedShare) : last
    guard lowest < highest, (highest - lowest).isFinite else { return nil }
    let clipped = sample.values.map { min(max($0, lowest), highest) }
    let scale = Self.scale(
      of: sample,
      clipped: clipped,
      task: task,
      features: features
    )
    let ends = (scale.scaled(lowest), scale.scaled(highest))
    guard ends.0 < ends.1, (ends.1 - ends.0).isFinite else { return nil }
    let bends = features.contains(.splines) ? Self.bends(of: sample, limit: knotLimit) : []
    self.init(
      scale: scale,
      lowest: ends.0,
      highest: ends.1,
      median: scale.scaled(min(max(sample.quantile(0.5), lowest), highest)),
      knots: bends.map { scale.scaled($0) }.filter { $0 > ends.0 && $0 < ends.1 }
    )
  }

  /// Where a column may bend, in its own units, ascending.
  private static func bends(of sample: ColumnSample, limit: Int) -> [Double] {
    if let distinct = sample.distinctValues(limit: min(distinctKnotLimit, limit + 2)) {
      return Array(distinct.dropFirst().dropLast())
    }
    let count = min(segmentCount, limit + 1)
    return count >= 2 ? Array(sample.quantiles(count).dropFirst().dropLast()) : []
  }

  /// The scale on which most of the target goes in a straight line with the column.
  private static func scale(
    of sample: ColumnSample,
    clipped: [Double],
    task: LearningTask,
    features: LinearFeatures
  ) -> NumericScale {
    let strength = ScaleStrength(sample, task: task)
    var best = (scale: NumericScale.plain, strength: strength(clipped))
    for candidate in scales(of: sample, features) {
      let candidateStrength = strength(candidate.scaled(clipped))
      if candidateStrength > best.strength * scaleMargin {
        best = (candidate, candidateStrength)
      }
    }
    return best.scale
  }

  /// The scales other than the plain one that suit a column's values.
  private static func scales(
    of sample: ColumnSample,
    _ features: LinearFeatures
  ) -> [NumericScale] {
    var scales: [NumericScale] = []
    if features.contains(.log) {
      let lowest = sample.quantile(0)
      let median = sample.quantile(0.5)
      let spread = sample.quantile(0.75) - sample.quantile(0.25)
      // Of one side, as amounts and counts have it; of both, as differences have it.
      if median > lowest { scales.append(.log(centre: lowest, unit: median - lowest)) }
      if spread > 0 { scales.append(.log(centre: median, unit: spread)) }
    }
    if features.contains(.rank) {
      let quantiles = sample.quantiles(rankCount)
      if quantiles.count >= 3 { scales.append(.rank(quantiles: quantiles)) }
    }
    return scales.filter { scale in
      if case .log(_, let unit) = scale { unit.isFinite } else { true }
    }
  }
}
