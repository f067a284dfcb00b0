import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// What kinds of columns and targets train, and what is learnt from them.
@Suite struct BoostingInputTests {
  @Test func `missing values go where their targets are`() throws {
    let values = (0..<200).map { $0 % 4 == 0 ? Double.nan : Double($0) }
    for missingTarget in [-10.0, 10] {
      let target = values.map { $0.isNaN ? missingTarget : $0 < 100 ? -10 : 10 }
      let fit = try fitOneColumn(.double(values), target, .squaredError)
      let root = fit.ensemble.trees[0].nodes[0]
      #expect(root.missingGoesLeft == (missingTarget < 0))
      #expect(root.threshold >= 99 && root.threshold < 101)
    }
  }

  @Test func `missing values can be a side of their own`() throws {
    let values = (0..<100).map { $0 % 2 == 0 ? Double.nan : Double($0) }
    let fit = try fitOneColumn(.double(values), values.map { $0.isNaN ? 1 : 0 }, .squaredError)
    let scores = fit.ensemble.scores(of: FeatureTable(rowCount: 2, columns: [.double([.nan, -5])]))
    #expect(scores[0, 0] > 0.7)
    #expect(scores[1, 0] < 0.3)
  }

  @Test func `a set of levels is found, and unseen levels are as missing ones`() throws {
    let codes = (0..<3000).map { UInt32($0 % 30) }
    let high: Set<UInt32> = [3, 4, 11, 12, 13, 28]
    let fit = try fitOneColumn(
      .codes(codes, levelCount: 30),
      codes.map { high.contains($0) ? 5 : 1 },
      .squaredError
    )
    let root = fit.ensemble.trees[0].nodes[0]
    #expect(root.kind == .categories)
    let seen = (0..<30).map { UInt32($0) }
    let asked = seen + [FeatureColumn.missingCode, FeatureColumn.unseenCode, 30]
    let scores = fit.ensemble.scores(
      of: FeatureTable(rowCount: 33, columns: [.codes(asked, levelCount: 30)])
    )
    for code in 0..<30 {
      #expect((scores[code, 0] > 3) == high.contains(UInt32(code)), "level \(code)")
    }
    #expect(scores[30, 0] == scores[31, 0])
    #expect(scores[30, 0] == scores[32, 0])
  }

  @Test func `60,000 levels are learnt from`() throws {
    let codes = (0..<60_000).map { UInt32(($0 * 7) % 60_000) }
    let fit = try fitOneColumn(
      .codes(codes, levelCount: 60_000),
      codes.map { $0 < 20_000 ? 1 : 0 },
      .squaredError
    )
    #expect(fit.ensemble.trees[0].nodes.count > 1)
  }

  @Test func `levels beyond the bins are learnt by their mean target`() throws {
    // Codes say nothing in order; a level's target is its code's last bit, with noise.
    var random = SplitMix64(seed: 21)
    let codes = (0..<20_000).map { _ in UInt32.random(in: 0..<2000, using: &random) }
    let target = codes.map { code in
      Double.random(in: 0..<1, using: &random) < (mixed(UInt64(code)) % 2 == 0 ? 0.9 : 0.1)
        ? 1.0 : 0
    }
    let fit = try fitOneColumn(.codes(codes, levelCount: 2000), target, .binaryLogistic)
    let asked =
      (0..<2000).map { UInt32($0) } + [FeatureColumn.missingCode, FeatureColumn.unseenCode]
    let table = FeatureTable(rowCount: 2002, columns: [.codes(asked, levelCount: 2000)])
    let scores = fit.ensemble.scores(of: table)
    let right = (0..<2000).count { (scores[$0, 0] > 0) == (mixed(UInt64($0)) % 2 == 0) }
    #expect(right > 1900)
    #expect(scores[2000, 0] == scores[2001, 0])
    #expect(CompiledTrees(fit.ensemble).scores(of: table) == scores)
    #expect(fit.ensemble.importance.splitCount.count == 1)
    var reader = ByteReader(bytes(fit.ensemble)[...])
    #expect(try TreeEnsemble(from: &reader, featureCount: 1) == fit.ensemble)
  }

  @Test func `levels that only repeat noise are not believed`() throws {
    // Each level has two rows: its mean target would tell a row its own target.
    var random = SplitMix64(seed: 22)
    let codes = (0..<6000).map { UInt32($0 / 2) }
    let target = codes.map { _ in Double(Int.random(in: 0...1, using: &random)) }
    let fit = try fitOneColumn(.codes(codes, levelCount: 3000), target, .binaryLogistic)
    let table = FeatureTable(rowCount: 6000, columns: [.codes(codes, levelCount: 3000)])
    let scores = fit.ensemble.scores(of: table)
    let meanScore = scores.values.map { abs($0) }.reduce(0, +) / 6000
    #expect(meanScore < 0.5)
  }

  /// Values of the one column and targets.
  private static let oddData: [([Double], [Double])] = {
    let inf = Double.infinity
    return [
      ([7, 7, 7, 7], [0, 1, 0, 1]), ([.nan, .nan, .nan], [1, 2, 3]), ([3], [5]), ([1, 2], [5, 6]),
      ([1, 2], [5, 5]), ([-inf, inf, 0, .nan], [1, 2, 3, 4]),
      ([1e300, 1e-300, -1e300, 0], [1, 2, 3, 4]), ([1, 2, 3, 4], [1e-300, 0, 1e-300, 1e30]),
    ]
  }()

  @Test(arguments: oddData)
  func `odd columns and targets train`(values: [Double], target: [Double]) throws {
    let fit = try fitOneColumn(.double(values), target, .squaredError)
    let table = FeatureTable(rowCount: values.count, columns: [.double(values)])
    let scores = fit.ensemble.scores(of: table).values
    #expect(scores.allSatisfy { $0.isFinite })
    let mean = target.reduce(0, +) / Double(target.count)
    let before = target.map { abs($0 - mean) }.max() ?? 0
    #expect(zip(scores, target).allSatisfy { abs($0 - $1) <= before * 1.0001 + 1e-9 })
  }

  @Test func `one class, by targets or by weights, trains to that class`() throws {
    let values = (0..<50).map(Double.init)
    let table = FeatureTable(rowCount: 50, columns: [.double(values)])
    let binned = try GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 1)
    let settings = TreeSettings(roundCount: 3)
    let mixed = (0..<50).map { Double($0 % 2) }
    for (target, weights) in [([Double](repeating: 1, count: 50), nil), (mixed, mixed)] {
      let fit = try GradientBoosting.train(
        binned: binned,
        target: target,
        weights: weights,
        objective: .binaryLogistic,
        settings: settings,
        threadCount: 1
      )
      #expect(fit.ensemble.scores(of: table).values.allSatisfy { $0 > 5 && $0.isFinite })
    }
  }

  @Test func `nothing to learn from is refused`() {
    #expect(throws: LearningError.noRows) {
      try GradientBoosting.prepare(
        features: FeatureTable(rowCount: 0, columns: [.double([])]),
        maxBinCount: 256,
        threadCount: 1
      )
    }
    #expect(throws: LearningError.noFeatures) {
      try GradientBoosting.prepare(
        features: FeatureTable(rowCount: 3, columns: []),
        maxBinCount: 256,
        threadCount: 1
      )
    }
  }

  private func fitOneColumn(
    _ column: FeatureColumn,
    _ target: [Double],
    _ objective: Objective
  ) throws -> BoostedFit {
    let table = FeatureTable(rowCount: column.count, columns: [column])
    return try GradientBoosting.train(
      binned: GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 1),
      target: target,
      objective: objective,
      settings: TreeSettings(roundCount: 10, learningRate: 0.5, maxDepth: 3),
      threadCount: 1
    )
  }

  private func bytes(_ ensemble: TreeEnsemble) -> [UInt8] {
    var writer = ByteWriter()
    ensemble.write(to: &writer)
    return writer.bytes
  }
}
