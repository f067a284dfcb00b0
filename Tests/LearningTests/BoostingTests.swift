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
    TreeSettings(
      roundCount: 3,
      rowShare: 0.3,
      samplingMethod: .gradientBased,
      parallelTreeCount: 2
    ),
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
    // Each value has five rows or more, so that bins are the same without the copies.
    let data = MixedData(rowCount: 200, seed: 11).with(
      columns: [
        .double((0..<200).map { Double($0 * 7 % 40) }),
        .double((0..<200).map { Double($0 * 3 % 25) }),
      ]
    )
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

  @Test func `a base score starts the trees, and one out of the link's range is refused`() throws {
    let data = MixedData(rowCount: 300, seed: 17)
    let fit = try data.fit(.binaryLogistic, TreeSettings(roundCount: 1, basePrediction: 0.5))
    #expect(fit.ensemble.baseScores == [0])
    for (objective, base) in [
      (Objective.binaryLogistic, 1.0), (.gamma, 0), (.logisticRegression, 0),
    ] {
      #expect(throws: LearningError.self) {
        try data.fit(
          objective,
          TreeSettings(roundCount: 1, basePrediction: base),
          target: [Double](repeating: 1, count: 300)
        )
      }
    }
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
