import Foundation
import Models
import TestSupport
import Testing

@testable import Learning

/// Distributions of training, and rows held against them.
@Suite struct ColumnDriftTests {
  private static let training = (0..<100).map { Double($0 * 7 % 20) }
  private static let now = (0..<60).map { Double($0 * $0 % 20) }

  private func drift(_ training: [Double], _ now: [Double]) throws -> ColumnDrift {
    var counts = ColumnCounts(ColumnDistribution(fitting: .double(training)))
    for number in now { counts.add(number) }
    return try #require(ColumnDrift(counts, trainingRowCount: training.count))
  }

  /// SciPy 1.17.1, `ks_2samp(training, now).statistic`; NumPy 2, the sum of `(q - p) log(q / p)` over ten
  /// bins of two values each, shares below 0.0001 taken as that.
  @Test func `the indices are those of their definitions`() throws {
    let drift = try drift(Self.training, Self.now)
    #expect(abs(try #require(drift.distributionDistance) - 0.3) < 1e-12)
    #expect(abs(drift.stabilityIndex - 4.718582865801126) < 1e-12)
    #expect(abs(drift.stabilityIndexByChance - 9 * (1 / 60.0 + 1 / 100)) < 1e-12)
  }

  @Test func `the rows of training have not drifted`() throws {
    let numbers = (0..<5_000).map { Double($0 * 7919 % 5_003) }
    let drift = try drift(numbers, numbers)
    #expect(drift.stabilityIndex < 1e-12)
    #expect(!drift.isBeyondChance)
    #expect(try #require(drift.distributionDistance) < 1e-12)
  }

  /// Of few rows a bin is empty by chance, which the index makes much of.
  @Test func `some rows of training have not drifted beyond chance`() throws {
    let numbers = (0..<5_000).map { Double($0 * 7919 % 5_003) }
    var beyondCount = 0
    var generator = SplitMix64(seed: 5)
    for _ in 0..<100 {
      let some = (0..<30).map { _ in numbers[Int.random(in: 0..<5_000, using: &generator)] }
      beyondCount += try drift(numbers, some).isBeyondChance ? 1 : 0
    }
    #expect(beyondCount <= 1)
    #expect(try drift(numbers, (0..<30).map { Double($0) }).isBeyondChance)
  }

  @Test func `a distribution has moments, steps and the share of missing values`() throws {
    let numbers: [Double] = [3, .nan, 1, 2, 2, .infinity, -0.0, 0]
    let distribution = ColumnDistribution(fitting: .double(numbers))
    #expect(distribution.missingShare == 1 / 8.0)
    let found = try #require(distribution.numbers)
    #expect(found.steps == [0, 1, 2, 3])
    let sixths = [2.0, 3, 5, 6]
    #expect(found.shares == sixths.map { $0 / 6 })
    #expect((found.minimum, found.maximum) == (0, 3))
    #expect(abs(found.mean - 8 / 6.0) < 1e-15)
    // The variance of 0, 0, 1, 2, 2, 3 with n - 1 is 22/15.
    #expect(abs(found.standardDeviation - (22 / 15.0).squareRoot()) < 1e-15)
    #expect(found.quantile(0.5) == 1)
    #expect(ColumnDistribution(fitting: .double([.nan, .infinity])).values == .none)
    #expect(ColumnDistribution(fitting: .double([])).missingShare == 0)
  }

  @Test func `of many values the percentiles are kept`() throws {
    let numbers = (1...10_000).map { Float($0 * 7919 % 10_007) }
    let found = try #require(ColumnDistribution(fitting: .float(numbers)).numbers)
    #expect(found.steps.count == 100)
    #expect(found.shares.last == 1)
    for (index, step) in found.steps.enumerated() {
      let share = Double(numbers.count { Double($0) <= step }) / 10_000
      #expect(share == found.shares[index])
      #expect(abs(share - Double(index + 1) / 100) < 1e-9)
    }
  }

  @Test func `levels, missing and unseen ones are counted`() throws {
    let codes: [UInt32] = [0, 0, 1, FeatureColumn.missingCode]
    let distribution = ColumnDistribution(fitting: .codes(codes, levelCount: 2))
    #expect(distribution.levels == [2, 1])
    #expect(distribution.missingShare == 0.25)
    var counts = ColumnCounts(distribution)
    for code in [0, 1, 1, FeatureColumn.missingCode, FeatureColumn.unseenCode] {
      counts.add(code: code)
    }
    #expect((counts.rowCount, counts.missing, counts.unseen) == (5, 1, 1))
    let drift = try #require(ColumnDrift(counts, trainingRowCount: 4))
    #expect(drift.distributionDistance == nil)
    // Shares 1/2, 1/4, 0, 1/4 and 1/5, 2/5, 1/5, 1/5: log(2/5), log(8/5), log(2000), log(4/5).
    let terms: [(change: Double, ratio: Double)] = [
      (-0.3, 0.4), (0.15, 1.6), (0.1999, 2_000), (-0.05, 0.8),
    ]
    let expected = terms.reduce(0) { $0 + $1.change * log($1.ratio) }
    #expect(abs(drift.stabilityIndex - expected) < 1e-12)
    var twice = counts
    twice.add(counts)
    #expect((twice.rowCount, twice.missing, twice.unseen) == (10, 2, 2))
  }

  /// NumPy and scikit-learn 1.9.1: the AUC of the log ratio of 8 columns of shares 1/4 and .3, .3, .2, .2,
  /// drawn 200,000 times each, is 0.6555.
  @Test func `the adversary's AUC is that of naive Bayes`() {
    let (p, q) = ([0.25, 0.25, 0.25, 0.25], [0.3, 0.3, 0.2, 0.2])
    let ratios = zip(p, q).map { log($1 / $0) }
    func moment(_ shares: [Double], _ power: Int) -> Double {
      zip(shares, ratios).reduce(0) { $0 + $1.0 * (power == 1 ? $1.1 : $1.1 * $1.1) }
    }
    let variance = [p, q].reduce(0.0) { $0 + moment($1, 2) - moment($1, 1) * moment($1, 1) }
    let index = moment(q, 1) - moment(p, 1)
    let auc = adversarialAUC(stabilityIndex: 8 * index, byChance: 0, variance: 8 * variance)
    #expect(abs(auc - 0.6555) < 0.003)
    #expect(adversarialAUC(stabilityIndex: 0.1, byChance: 0.2, variance: 1) == 0.5)
    #expect(adversarialAUC(stabilityIndex: 0, byChance: 0, variance: 0) == 0.5)
  }
}
