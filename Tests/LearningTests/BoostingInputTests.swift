import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// The kinds of columns and targets that train, and what is learnt from them.
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
      Double.random(in: 0..<1, using: &random)
        < (SeededGenerator.mixed(UInt64(code)) % 2 == 0 ? 0.9 : 0.1)
        ? 1.0 : 0
    }
    let fit = try fitOneColumn(.codes(codes, levelCount: 2000), target, .binaryLogistic)
    let asked =
      (0..<2000).map { UInt32($0) } + [FeatureColumn.missingCode, FeatureColumn.unseenCode]
    let table = FeatureTable(rowCount: 2002, columns: [.codes(asked, levelCount: 2000)])
    let scores = fit.ensemble.scores(of: table)
    let right = (0..<2000).count {
      (scores[$0, 0] > 0) == (SeededGenerator.mixed(UInt64($0)) % 2 == 0)
    }
    #expect(right > 1900)
    #expect(scores[2000, 0] == scores[2001, 0])
    #expect(CompiledTrees(fit.ensemble).scores(of: table) == scores)
    #expect(fit.ensemble.importance.splitCount.count == 1)
    var reader = ByteReader(bytes(fit.ensemble)[...])
    #expect(try TreeEnsemble(from: &reader, isCategory: [true]) == fit.ensemble)
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

  @Test func `a class of two rows among 13,000 does no harm`() throws {
    // As in the nursery data: every combination of eight categories, one of which decides a third of the
    // rows, and a class that only two rows have.
    let levelCounts = [3, 5, 4, 4, 3, 2, 3, 3]
    let rowCount = levelCounts.reduce(1, *)
    var codes = [[UInt32]](repeating: [], count: 8)
    for row in 0..<rowCount {
      var rest = row
      for (feature, count) in levelCounts.enumerated() {
        codes[feature].append(UInt32(rest % count))
        rest /= count
      }
    }
    let target = (0..<rowCount).map { row -> Double in
      if codes[7][row] == 0 { return 0 }
      if row == 4321 || row == 4322 { return 4 }
      let burden = codes[0][row] + codes[1][row] + codes[4][row] + (codes[7][row] == 2 ? 0 : 3)
      return burden > 6 ? 2 : burden > 4 ? 1 : 3
    }
    let table = FeatureTable(
      rowCount: rowCount,
      columns: zip(codes, levelCounts).map { .codes($0, levelCount: $1) }
    )
    for policy in TreeSettings.GrowPolicy.allCases {
      let settings = TreeSettings(roundCount: 50, growPolicy: policy)
      let fit = try GradientBoosting.train(
        binned: GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 1),
        target: target,
        objective: .softprob(classCount: 5),
        settings: settings,
        threadCount: 1
      )
      let scores = fit.ensemble.scores(of: table)
      let losses = (0..<rowCount).map { row in
        CrossEntropy.loss(scores: (0..<5).map { scores[row, $0] }, target: Int(target[row]))
      }
      #expect(losses.reduce(0, +) / Double(rowCount) < 0.02, "\(policy)")
      // The two rows are alone with their class: they are not predicted well, but no score runs away.
      #expect(scores.values.allSatisfy { abs($0) < 30 }, "\(policy)")
    }
  }

  /// Objectives, a target each has no loss for, and one that it has.
  private static let targetsOutOfRange: [(Objective, Double, Double)] = [
    (.tweedie(variancePower: 1.5), -1, 0), (.poisson(maxDeltaStep: 0.7), -1e-300, 0),
    (.gamma, 0, 1e-300), (.squaredLogError, -1, 0), (.logisticRegression, 1.1, 1),
    (.binaryLogistic, 0.5, 1), (.hinge, -1, 0), (.softprob(classCount: 3), 3, 2),
    (.softmax(classCount: 3), -1, 0), (.softmax(classCount: 3), 1.5, 1),
    (.squaredError, .infinity, 1e30), (.absoluteError, .nan, -1e30),
  ]

  @Test(arguments: targetsOutOfRange)
  func `a target that the objective has no loss for is refused with its value`(
    objective: Objective,
    refused: Double,
    accepted: Double
  ) throws {
    let column = FeatureColumn.double([1, 2, 3])
    let error = try #require(throws: LearningError.self) {
      try fitOneColumn(column, [accepted, refused, accepted], objective)
    }
    guard case .targetOutOfRange(objective.name, let value, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(value.bitPattern == refused.bitPattern)
    let fit = try fitOneColumn(column, [accepted, accepted, accepted], objective)
    #expect(
      fit.ensemble.scores(of: FeatureTable(rowCount: 3, columns: [column])).values
        .allSatisfy { $0.isFinite }
    )
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
