package import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The rows of a column, counted by the values that it had in training.
package struct ColumnCounts: Sendable, Equatable {
  /// The distribution in training.
  package let training: ColumnDistribution
  /// Rows without a value.
  package private(set) var missing = 0
  /// Rows with a level that training did not see, or a number below or above all that it saw.
  package private(set) var unseen = 0
  /// Rows between two steps, the lower one left out; above the last step; of each level.
  private var counts: [Int]

  /// Counts of no rows.
  package init(_ training: ColumnDistribution) {
    self.training = training
    counts =
      switch training.values {
      case .none: []
      case .numbers(let numbers): [Int](repeating: 0, count: numbers.steps.count + 1)
      case .levels(let levels): [Int](repeating: 0, count: levels.count)
      }
  }

  /// Counts a number; NaN is missing.
  ///
  /// - Complexity: O(log(steps)).
  package mutating func add(_ number: Double) {
    guard let numbers = training.numbers, !number.isNaN else {
      missing += 1
      return
    }
    if number < numbers.minimum || number > numbers.maximum { unseen += 1 }
    var (low, high) = (0, numbers.steps.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers.steps[middle] < number { low = middle + 1 } else { high = middle }
    }
    counts[low] += 1
  }

  /// Counts a level's code; others than a level's are missing or unseen.
  package mutating func add(code: UInt32) {
    if code < counts.count {
      counts[Int(code)] += 1
    } else if code == FeatureColumn.missingCode {
      missing += 1
    } else {
      unseen += 1
    }
  }

  /// Adds the counts of other rows of the column.
  package mutating func add(_ other: ColumnCounts) {
    missing += other.missing
    unseen += other.unseen
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// The number of rows.
  package var rowCount: Int {
    let isLevels = training.levels != nil
    return missing + counts.reduce(0, +) + (isLevels ? unseen : 0)
  }
}

/// The drift of a column's rows from those of training.
package struct ColumnDrift: Sendable, Equatable {
  /// The population stability index: the sum of `(q - p) log(q / p)` over bins, `p` of training and `q` of
  /// now, shares below 0.0001 taken as that.
  ///
  /// Bins are the deciles of training, or its values where these are few; or levels, of more than 50 the
  /// rare ones as one; and those without a value. Yurdakul 2018, section 1.2.
  package let stabilityIndex: Double
  /// The index that chance alone would give, about (Yurdakul 2018, equation 2.5).
  package let stabilityIndexByChance: Double
  /// Whether the rows are further from training's than chance takes them: Pearson's chi-squared of the bins
  /// lies more than four of its standard deviations above its mean.
  package let isBeyondChance: Bool
  /// The largest distance between the two distributions of numbers, at the steps of training's
  /// (Kolmogorov, Smirnov); nil of levels.
  package let distributionDistance: Double?
  /// The variances of `log(q / p)` in the rows of training and of now.
  package let logRatioVariances: (training: Double, now: Double)

  package static func == (a: ColumnDrift, b: ColumnDrift) -> Bool {
    a.stabilityIndex == b.stabilityIndex && a.distributionDistance == b.distributionDistance
      && a.logRatioVariances == b.logRatioVariances
  }

  /// The least share that a bin is taken to have.
  private static let leastShare = 1e-4

  /// The drift of rows; nil where there is no row, or no distribution to hold them against.
  ///
  /// `trainingRowCount` is the number of rows that the distribution is of.
  package init?(_ counts: ColumnCounts, trainingRowCount: Int) {
    let rowCount = Double(counts.rowCount)
    guard rowCount > 0, let bins = counts.bins else { return nil }
    var (index, variances) = (0.0, (training: 0.0, now: 0.0))
    var means = (training: 0.0, now: 0.0)
    let leastExpected = 1 / Double(max(trainingRowCount, 1))
    var chiSquared = 0.0
    for bin in bins {
      let ratio = log(max(bin.now, Self.leastShare) / max(bin.training, Self.leastShare))
      index += (max(bin.now, Self.leastShare) - max(bin.training, Self.leastShare)) * ratio
      let change = bin.now - bin.training
      chiSquared += rowCount * change * change / max(bin.training, leastExpected)
      means.training += bin.training * ratio
      means.now += bin.now * ratio
      variances.training += bin.training * ratio * ratio
      variances.now += bin.now * ratio * ratio
    }
    stabilityIndex = index
    let freedom = Double(bins.count - 1)
    isBeyondChance = chiSquared > freedom + 4 * (2 * freedom).squareRoot()
    stabilityIndexByChance =
      freedom * (1 / rowCount + 1 / Double(max(trainingRowCount, 1)))
    distributionDistance = counts.distributionDistance
    logRatioVariances = (
      max(0, variances.training - means.training * means.training),
      max(0, variances.now - means.now * means.now)
    )
  }
}

extension ColumnCounts {
  /// The share of a bin in training and now.
  fileprivate struct Bin {
    var training: Double
    var now: Double
  }

  /// Bins of numbers.
  private static let binCount = 10
  /// Bins of levels.
  private static let levelBinCount = 50

  fileprivate var bins: [Bin]? {
    let total = Double(rowCount)
    let presentShare = 1 - training.missingShare
    var bins: [Bin]
    switch training.values {
    case .none: return nil
    case .numbers(let numbers): bins = numberBins(numbers)
    case .levels(let levels): bins = levelBins(levels)
    }
    for index in bins.indices {
      bins[index].training *= presentShare
      bins[index].now /= total
    }
    if missing > 0 || training.missingShare > 0 {
      bins.append(Bin(training: training.missingShare, now: Double(missing) / total))
    }
    return bins
  }

  /// Bins with the shares of those that have a value in training, and rows now.
  private func numberBins(_ numbers: NumberDistribution) -> [Bin] {
    let isFew = numbers.steps.count <= Self.binCount
    var bins: [Bin] = []
    var (bin, before) = (Bin(training: 0, now: 0), 0.0)
    for (index, share) in numbers.shares.enumerated() {
      bin.training += share - before
      bin.now += Double(counts[index])
      before = share
      let isFull = share * Double(Self.binCount) >= Double(bins.count + 1) - 1e-9
      guard isFew || isFull || share == 1 else { continue }
      bins.append(bin)
      bin = Bin(training: 0, now: 0)
    }
    bins[bins.count - 1].now += Double(counts[counts.count - 1])
    return bins
  }

  private func levelBins(_ levels: [UInt32]) -> [Bin] {
    let total = levels.reduce(0.0) { $0 + Double($1) }
    let order = levels.indices.sorted { (levels[$1], $0) < (levels[$0], $1) }
    var bins = order.prefix(Self.levelBinCount).map {
      Bin(training: Double(levels[$0]) / max(total, 1), now: Double(counts[$0]))
    }
    let rest = order.dropFirst(Self.levelBinCount)
    if !rest.isEmpty {
      bins.append(
        Bin(
          training: rest.reduce(0) { $0 + Double(levels[$1]) } / max(total, 1),
          now: rest.reduce(0) { $0 + Double(counts[$1]) }
        )
      )
    }
    if unseen > 0 { bins.append(Bin(training: 0, now: Double(unseen))) }
    return bins
  }

  /// The largest distance between the distributions of the numbers that are there.
  fileprivate var distributionDistance: Double? {
    guard let numbers = training.numbers else { return nil }
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return nil }
    var (sum, distance) = (0.0, 0.0)
    for (index, share) in numbers.shares.enumerated() {
      sum += Double(counts[index])
      distance = max(distance, abs(sum / total - share))
    }
    return distance
  }
}

/// The share of pairs, one row of training and one of now, that a guess by `log(q / p)` of all columns tells
/// apart: the AUC of the naive Bayes classifier between the two, its sums taken as normal.
///
/// 0.5 is chance, 1 certainty. What chance alone gives is taken off.
///
/// - Complexity: O(1).
package func adversarialAUC(
  stabilityIndex: Double,
  byChance: Double,
  variance: Double
) -> Double {
  guard variance > 0, stabilityIndex > byChance else { return 0.5 }
  let distance = (stabilityIndex - byChance) / variance.squareRoot()
  return 0.5 * erfc(-distance / 2.0.squareRoot())
}
