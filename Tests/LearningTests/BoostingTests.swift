import LinearAlgebra
import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

@Suite struct BoostingTests {
  @Test(arguments: [
    TreeSettings(roundCount: 8), TreeSettings(roundCount: 4, maxDepth: 0, maxLeafCount: 20),
    TreeSettings(
      roundCount: 6,
      maxLeafCount: 31,
      growPolicy: .lossguide,
      rowShare: 0.6,
      featureShareByTree: 0.8,
      featureShareByLevel: 0.8,
      featureShareByNode: 0.8
    ),
    TreeSettings(roundCount: 6, growPolicy: .symmetric),
    TreeSettings(roundCount: 3, growPolicy: .symmetric, l1Penalty: 0.5, maxDeltaStep: 1),
  ])
  func `one, two and four threads give the same bytes`(settings: TreeSettings) throws {
    let data = MixedData(rowCount: 40_000, seed: 5)
    let archives = try [1, 2, 4].map { threadCount in
      try bytes(data.fit(.binaryLogistic, settings, threadCount: threadCount).ensemble)
    }
    #expect(archives[0] == archives[1])
    #expect(archives[0] == archives[2])
  }

  @Test func `classes give the same bytes on any number of threads`() throws {
    let data = MixedData(rowCount: 9000, seed: 6)
    let target = data.target.indices.map { Double($0 % 3) + data.target[$0] }
    let archives = try [1, 3].map { threadCount in
      try bytes(
        data.fit(
          .softprob(classCount: 4),
          TreeSettings(roundCount: 3),
          target: target,
          threadCount: threadCount
        ).ensemble
      )
    }
    #expect(archives[0] == archives[1])
  }

  @Test func `symmetric trees ask one question at each depth`() throws {
    let data = MixedData(rowCount: 3000, seed: 15)
    let fit = try data.fit(
      .binaryLogistic,
      TreeSettings(roundCount: 5, maxDepth: 4, growPolicy: .symmetric)
    )
    for tree in fit.ensemble.trees {
      var level = [0]
      while !level.isEmpty {
        let splits = level.map { tree.nodes[$0] }.filter { $0.kind != .leaf }
        let words = splits.map { split -> [UInt64] in
          guard split.kind == .categories else { return [split.threshold.bitPattern] }
          let count = (split.levelCount + 63) / 64
          return Array(tree.categoryWords[split.firstWord..<split.firstWord + count])
        }
        #expect(Set(splits.map(\.feature)).count <= 1)
        #expect(Set(words).count <= 1)
        #expect(splits.isEmpty || splits.count == level.count)
        level = splits.flatMap { [Int($0.leftChild), Int($0.leftChild) + 1] }
      }
      #expect(tree.depth == 4)
    }
  }

  @Test(arguments: [0.0, 0.5])
  func `a symmetric tree of depth 1 is any tree of depth 1`(l1Penalty: Double) throws {
    let data = MixedData(rowCount: 2000, seed: 16)
    let ensembles = try TreeSettings.GrowPolicy.allCases.map { policy in
      try data.fit(
        .binaryLogistic,
        TreeSettings(roundCount: 10, maxDepth: 1, growPolicy: policy, l1Penalty: l1Penalty)
      ).ensemble
    }
    for ensemble in ensembles.dropFirst() {
      #expect(ensemble.trees.map(\.nodes) == ensembles[0].trees.map(\.nodes))
    }
  }

  @Test func `the loss of held-out rows falls`() throws {
    let data = MixedData(rowCount: 6000, seed: 7)
    let validationRows = (0..<UInt32(6000)).filter { $0 % 4 == 0 }
    let losses = try [1, 30].map { rounds in
      let fit = try data.fit(
        .binaryLogistic,
        TreeSettings(roundCount: rounds, learningRate: 0.2),
        validationRows: validationRows
      )
      return data.logLoss(try #require(fit.validationScores), validationRows)
    }
    #expect(losses[1] < 0.8 * losses[0])
  }

  @Test func `validation scores are the ensemble's scores of those rows`() throws {
    let data = MixedData(rowCount: 3000, seed: 8)
    let validationRows: [UInt32] = [5, 2, 2999, 0, 77]
    for settings in [TreeSettings(roundCount: 12), TreeSettings(roundCount: 12, rowShare: 0.5)] {
      let fit = try data.fit(.binaryLogistic, settings, validationRows: validationRows)
      let scores = fit.ensemble.scores(of: data.table)
      let validation = try #require(fit.validationScores)
      for (index, row) in validationRows.enumerated() {
        #expect(abs(validation[index, 0] - scores[Int(row), 0]) < 1e-12)
      }
    }
  }

  @Test func `early stopping keeps the best round`() throws {
    let data = MixedData(rowCount: 1500, seed: 9)
    let validationRows = (0..<UInt32(1500)).filter { $0 % 3 == 0 }
    let settings = TreeSettings(
      roundCount: 500,
      learningRate: 0.5,
      earlyStoppingRoundCount: 5
    )
    let fit = try data.fit(.binaryLogistic, settings, validationRows: validationRows)
    #expect(fit.completedRounds == fit.keptRounds + 5)
    #expect(fit.completedRounds < 500)
    #expect(fit.ensemble.trees.count == fit.keptRounds)
    let scores = try #require(fit.validationScores)
    let kept = data.logLoss(scores, validationRows)
    for rounds in [fit.keptRounds - 1, fit.keptRounds + 1] {
      let other = try data.fit(
        .binaryLogistic,
        TreeSettings(roundCount: rounds, learningRate: 0.5),
        validationRows: validationRows
      )
      #expect(kept <= data.logLoss(try #require(other.validationScores), validationRows))
    }
  }

  @Test func `a stop keeps the rounds so far, and a stop before the first throws`() throws {
    let data = MixedData(rowCount: 500, seed: 10)
    let rounds = CallCounter()
    let fit = try data.fit(
      .binaryLogistic,
      TreeSettings(roundCount: 50),
      monitor: TrainingMonitor(shouldStop: { rounds.next() > 3 })
    )
    #expect(fit.wasStopped)
    #expect(fit.completedRounds == 3)
    #expect(fit.ensemble.trees.count == 3)
    #expect(throws: LearningError.interrupted) {
      try data.fit(
        .binaryLogistic,
        TreeSettings(),
        monitor: TrainingMonitor(shouldStop: { true })
      )
    }
  }

  @Test func `a weight of 2 is a row that is there twice`() throws {
    let data = MixedData(rowCount: 200, seed: 11)
    let weights = (0..<200).map { Double(1 + $0 % 2) }
    let rows = (0..<200).flatMap { Array(repeating: $0, count: 1 + $0 % 2) }
    let doubled = data.selecting(rows)
    let settings = TreeSettings(roundCount: 5)
    let weighted = try data.fit(.squaredError, settings, weights: weights)
    let repeated = try doubled.fit(.squaredError, settings)
    let difference = zip(
      weighted.ensemble.scores(of: data.table).values,
      repeated.ensemble.scores(of: data.table).values
    ).map { abs($0 - $1) }.max()
    #expect(try #require(difference) < 1e-6)
  }

  @Test func `rows that are left out do not matter`() throws {
    let data = MixedData(rowCount: 1000, seed: 12)
    let rows = (0..<UInt32(1000)).filter { $0 % 5 != 0 }
    var target = data.target
    for row in stride(from: 0, to: 1000, by: 5) { target[row] = 1 - target[row] }
    let settings = TreeSettings(roundCount: 5)
    let a = try data.fit(.binaryLogistic, settings, rows: rows)
    let b = try data.fit(.binaryLogistic, settings, target: target, rows: rows)
    #expect(bytes(a.ensemble) == bytes(b.ensemble))
  }

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
    let none = try GradientBoosting.train(
      binned: binned,
      target: mixed,
      weights: [Double](repeating: 0, count: 50),
      objective: .binaryLogistic,
      settings: settings,
      threadCount: 1
    )
    #expect(none.ensemble.scores(of: table).values.allSatisfy { $0.isFinite })
  }

  @Test func `scale_pos_weight weighs class 1`() throws {
    let data = MixedData(rowCount: 600, seed: 13)
    let settings = TreeSettings(roundCount: 3, positiveWeight: 3)
    let scaled = try data.fit(.binaryLogistic, settings)
    let weighted = try data.fit(
      .binaryLogistic,
      TreeSettings(roundCount: 3),
      weights: data.target.map { 1 + 2 * $0 }
    )
    #expect(bytes(scaled.ensemble) == bytes(weighted.ensemble))
  }

  @Test func `limits of depth and leaves are kept`() throws {
    let data = MixedData(rowCount: 3000, seed: 14)
    for policy in TreeSettings.GrowPolicy.allCases {
      let fit = try data.fit(
        .binaryLogistic,
        TreeSettings(roundCount: 2, maxDepth: 4, maxLeafCount: 11, growPolicy: policy)
      )
      #expect(fit.ensemble.trees.allSatisfy { $0.depth <= 4 && $0.leafCount <= 11 })
    }
    let deep = try data.fit(.binaryLogistic, TreeSettings(roundCount: 1, maxDepth: 0))
    #expect(deep.ensemble.trees[0].depth > 6)
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

/// Counts how often it was asked.
private final class CallCounter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}

/// Numbers with missing values, few and many values, and levels; a target of class 0 or 1.
private struct MixedData {
  let table: FeatureTable
  let target: [Double]

  private init(table: FeatureTable, target: [Double]) {
    self.table = table
    self.target = target
  }

  init(rowCount: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let smooth = (0..<rowCount).map { _ in Float.random(in: -1..<1, using: &random) }
    let holey = (0..<rowCount).map { _ in
      Int.random(in: 0..<5, using: &random) == 0
        ? .nan : Double(Int.random(in: 0..<9, using: &random))
    }
    let levels = (0..<rowCount).map { _ in UInt32.random(in: 0..<40, using: &random) }
    let noise = (0..<9).map { _ in
      FeatureColumn.float((0..<rowCount).map { _ in Float.random(in: 0..<1, using: &random) })
    }
    table = FeatureTable(
      rowCount: rowCount,
      columns: [.float(smooth), .double(holey), .codes(levels, levelCount: 40)] + noise
    )
    target = (0..<rowCount).map { row in
      var score = Double(smooth[row]) * 2 + (levels[row] % 3 == 0 ? 1.5 : -1)
      score += holey[row].isNaN ? 1 : (holey[row] - 4) / 4
      return Double.random(in: -1..<1, using: &random) < score ? 1 : 0
    }
  }

  func selecting(_ rows: [Int]) -> MixedData {
    let columns = table.columns.map { column -> FeatureColumn in
      switch column {
      case .float(let values): .float(rows.map { values[$0] })
      case .double(let values): .double(rows.map { values[$0] })
      case .codes(let codes, let levelCount): .codes(rows.map { codes[$0] }, levelCount: levelCount)
      }
    }
    return MixedData(
      table: FeatureTable(rowCount: rows.count, columns: columns),
      target: rows.map { target[$0] }
    )
  }

  func fit(
    _ objective: Objective,
    _ settings: TreeSettings,
    target: [Double]? = nil,
    weights: [Double]? = nil,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    threadCount: Int = 1,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> BoostedFit {
    try GradientBoosting.train(
      binned: GradientBoosting.prepare(
        features: table,
        maxBinCount: 256,
        threadCount: threadCount
      ),
      target: target ?? self.target,
      weights: weights,
      rows: rows,
      validationRows: validationRows,
      objective: objective,
      settings: settings,
      threadCount: threadCount,
      monitor: monitor
    )
  }

  func logLoss(_ scores: Matrix, _ rows: [UInt32]) -> Double {
    var sum = 0.0
    for (index, row) in rows.enumerated() {
      sum += LogLoss().loss(score: scores[index, 0], target: target[Int(row)])
    }
    return sum / Double(rows.count)
  }
}
