import LinearAlgebra
import Models
import Parallel
import TestSupport
import Testing

@testable import Learning

/// Which rows a tree is grown on, and forests of parallel trees.
@Suite struct SamplingTests {
  private static let rowCount = 20_000
  private static let rows = Array(0..<UInt32(rowCount))

  /// Gradients of which a hundredth are a hundred times as large, and hessians of 1.
  private static func gradients(seed: UInt64) -> (buffer: SharedBuffer<Int64>, values: [Double]) {
    var random = SplitMix64(seed: seed)
    let buffer = SharedBuffer<Int64>(repeating: 0, count: rowCount)
    let values = (0..<rowCount).map { row -> Double in
      let value = Float.random(in: -1..<1, using: &random) * (row % 100 == 0 ? 100 : 1)
      buffer[row] = pack(value, 1)
      return Double(value)
    }
    return (buffer, values)
  }

  private static func sampler(_ share: Double, l2Penalty: Double = 0) -> Sampler {
    Sampler(
      settings: TreeSettings(
        l2Penalty: l2Penalty,
        rowShare: share,
        samplingMethod: .gradientBased,
        seed: 3
      ),
      featureCount: 1
    )
  }

  @Test(arguments: [0.05, 0.3, 0.9])
  func `as many rows are drawn by gradients as asked for`(share: Double) {
    for penalty in [0.0, 1] {
      let sample = Self.sampler(share, l2Penalty: penalty)
        .rows(of: 0, from: Self.rows, byGradients: [Self.gradients(seed: 1).buffer])
      let expected = share * Double(Self.rowCount)
      // Five standard deviations of as many draws, and the width of a bucket of norms.
      #expect(
        abs(Double(sample.drawn.count) - expected) < 5 * expected.squareRoot() + 0.02 * expected
      )
      #expect((sample.drawn + sample.left).sorted() == Self.rows)
    }
  }

  @Test func `rows with large gradients are all drawn, and as they are`() {
    let (buffer, values) = Self.gradients(seed: 2)
    let sample = Self.sampler(0.2).rows(of: 0, from: Self.rows, byGradients: [buffer])
    for row in sample.left { #expect(abs(values[Int(row)]) < 5) }
    for row in sample.drawn where abs(values[Int(row)]) > 5 {
      #expect(Double(unpack(buffer[Int(row)]).gradient) == values[Int(row)])
    }
  }

  @Test func `sums over drawn rows have the mean of sums over all rows`() {
    let all = Self.gradients(seed: 3).values
    let isPositive = all.map { $0 > 0 ? 1.0 : 0 }
    let total = zip(all, isPositive).reduce(0) { $0 + $1.0 * $1.1 }
    let draws = 60
    var sum = 0.0
    var hessians = 0.0
    for tree in 0..<draws {
      let (buffer, _) = Self.gradients(seed: 3)
      // A penalty keeps probabilities away from 0, and with them the variance of hessians small.
      let sample = Self.sampler(0.2, l2Penalty: 1)
        .rows(of: tree, from: Self.rows, byGradients: [buffer])
      for row in sample.drawn {
        let pair = unpack(buffer[Int(row)])
        sum += Double(pair.gradient) * isPositive[Int(row)]
        hessians += Double(pair.hessian)
      }
    }
    #expect(abs(sum / Double(draws) / total - 1) < 0.01)
    #expect(abs(hessians / Double(draws) / Double(Self.rowCount) - 1) < 0.01)
  }

  @Test func `rows without any gradient are drawn too`() {
    let buffer = SharedBuffer<Int64>(repeating: pack(0, 0), count: 100)
    let sample = Self.sampler(0.5).rows(of: 0, from: Array(0..<100), byGradients: [buffer])
    #expect(sample.drawn.count == 100)
  }

  @Test func `few rows chosen by gradients teach more than few chosen evenly`() throws {
    let data = MixedData(rowCount: 40_000, seed: 8)
    let validationRows = Array(UInt32(20_000)..<40_000)
    let losses = try TreeSettings.SamplingMethod.allCases.map { method in
      let fit = try data.fit(
        .binaryLogistic,
        TreeSettings(roundCount: 60, learningRate: 0.1, rowShare: 0.1, samplingMethod: method),
        validationRows: validationRows
      )
      return data.logLoss(try #require(fit.validationScores), validationRows)
    }
    #expect(losses[1] < losses[0], "\(losses)")
  }

  @Test func `parallel trees of the same rows and features are one tree`() throws {
    let data = MixedData(rowCount: 3000, seed: 9)
    let scores = try [1, 3].map { count in
      let fit = try data.fit(
        .squaredError,
        TreeSettings(roundCount: 2, maxDepth: 2, parallelTreeCount: count)
      )
      #expect(fit.ensemble.trees.count == 2 * count)
      return fit.ensemble.scores(of: data.table).values
    }
    // Gradients are rounded another way for each tree, to some 17 bits.
    let difference = zip(scores[0], scores[1]).map { abs($0 - $1) }.max() ?? 0
    #expect(difference < 1e-3, "\(difference)")
  }

  @Test func `a forest of one round is the mean of its trees`() throws {
    let data = MixedData(rowCount: 3000, seed: 10)
    let fit = try data.fit(
      .squaredError,
      TreeSettings(roundCount: 1, learningRate: 1, rowShare: 0.6, parallelTreeCount: 20)
    )
    #expect(Set(fit.ensemble.trees.map { $0.nodes.count }).count > 1)
    let single = try data.fit(
      .squaredError,
      TreeSettings(roundCount: 1, learningRate: 1, rowShare: 0.6)
    )
    func meanError(_ fit: BoostedFit) -> Double {
      let scores = fit.ensemble.scores(of: data.table).values
      return zip(scores, data.target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 3000
    }
    #expect(meanError(fit) < meanError(single))
    // The scores that the training went on with are those of the ensemble.
    let scores = fit.ensemble.scores(of: data.table).values
    #expect(scores.allSatisfy { $0 > -0.5 && $0 < 1.5 })
  }
}
