import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// The meaning of row weights, and those that are refused.
@Suite struct WeightTests {
  private static let data = MixedData(rowCount: 2000, seed: 31)

  @Test(arguments: [-1, -.infinity, .infinity, .nan, 1e16])
  func `a weight that says nothing is refused by its column`(weight: Double) throws {
    var weights = [Double](repeating: 1, count: 2000)
    weights[1234] = weight
    let error = try #require(throws: LearningError.self) {
      try TrainingData.check(weights: weights, column: "exposure")
    }
    guard case .weightOutOfRange("exposure", let value) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(value.bitPattern == weight.bitPattern)
    #expect(throws: LearningError.self) {
      try Self.data.fit(.binaryLogistic, TreeSettings(roundCount: 1), weights: weights)
    }
  }

  @Test func `weights of which none is above 0 are refused`() {
    let weights = [Double](repeating: 0, count: 2000)
    #expect(throws: LearningError.noWeight(column: "exposure")) {
      try TrainingData.check(weights: weights, column: "exposure")
    }
    #expect(throws: LearningError.noWeight(column: "weights")) {
      try Self.data.fit(.binaryLogistic, TreeSettings(roundCount: 1), weights: weights)
    }
  }

  @Test func `no row of those trained on with a weight above 0 is no row`() {
    let weights = (0..<2000).map { $0 < 1000 ? 0.0 : 1 }
    #expect(throws: LearningError.noRows) {
      try Self.data.fit(
        .binaryLogistic,
        TreeSettings(roundCount: 1),
        weights: weights,
        rows: Array(0..<1000)
      )
    }
  }

  @Test func `a row of weight 0 is left out`() throws {
    let settings = TreeSettings(roundCount: 5, maxDepth: 4)
    let kept = (0..<2000).filter { $0 % 3 != 0 }
    let weights = (0..<2000).map { $0 % 3 == 0 ? 0.0 : 1 }
    let weighted = try Self.data.fit(.binaryLogistic, settings, weights: weights)
    let chosen = try Self.data.fit(.binaryLogistic, settings, rows: kept.map { UInt32($0) })
    #expect(weighted.ensemble == chosen.ensemble)
  }

  @Test func `large weights and large targets stay finite`() throws {
    let target = (0..<2000).map { $0 % 2 == 0 ? 1e30 : -1e30 }
    let weights = (0..<2000).map { $0 % 5 == 0 ? 1e15 : 1e-15 }
    let fit = try Self.data.fit(
      .squaredError,
      TreeSettings(roundCount: 3),
      target: target,
      weights: weights
    )
    let scores = fit.ensemble.scores(of: Self.data.table).values
    #expect(scores.allSatisfy { abs($0) < 1e31 })
    // Products of target and weight end at 3.4e38, so steps are small, but they are there.
    #expect(scores.contains { abs($0) > 1e20 })
  }
}
