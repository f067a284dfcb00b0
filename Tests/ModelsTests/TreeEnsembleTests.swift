import LinearAlgebra
import TestSupport
import Testing

@testable import Models

@Suite struct TreeEnsembleTests {
  @Test(arguments: Array(UInt64(0)..<30))
  func `compiled scores are the reference's, bit by bit`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ensemble = RandomEnsemble.make(&random)
    let compiled = CompiledTrees(ensemble)
    let walked = CompiledTrees(ensemble, usesBlockTrees: false)
    for rowCount in [1, 3, 7, 8, 9, 127, 128, 300] {
      let table = RandomEnsemble.table(rowCount: rowCount, ensemble: ensemble, &random)
      #expect(
        compiled.scores(of: table) == ensemble.scores(of: table),
        "seed \(seed), \(rowCount) rows"
      )
      #expect(walked.scores(of: table) == compiled.scores(of: table), "seed \(seed), walked")
    }
  }

  /// Shallow trees over numbers take the vector instructions of machines that have them.
  @Test(arguments: Array(UInt64(0)..<30))
  func `compiled scores of shallow trees are the reference's, bit by bit`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ensemble = RandomEnsemble.make(&random, depthLimit: 6, hasLevels: false)
    let table = RandomEnsemble.table(rowCount: 300, ensemble: ensemble, &random)
    let expected = ensemble.scores(of: table)
    #expect(CompiledTrees(ensemble).scores(of: table) == expected, "seed \(seed)")
    #expect(
      CompiledTrees(ensemble, usesBlockTrees: false).scores(of: table) == expected,
      "seed \(seed), walked"
    )
  }

  @Test func `more thresholds than a byte counts are told apart`() {
    let trees = (0..<400).map { index in
      Tree(
        nodes: [
          .split(
            feature: 0,
            threshold: Double(index),
            missingGoesLeft: index % 2 == 0,
            leftChild: 1
          ), .leaf(1), .leaf(0),
        ],
        statistics: statistics(3),
        categoryWords: []
      )
    }
    let ensemble = TreeEnsemble(trees: trees, baseScores: [0], featureCount: 1)
    let table = FeatureTable(
      rowCount: 6,
      columns: [.double([-1, 0, 0.5, 254, 399.5, .nan])]
    )
    #expect(CompiledTrees(ensemble).scores(of: table).values == [400, 400, 399, 146, 0, 200])
  }

  @Test func `an empty table has no scores`() {
    let ensemble = TreeEnsemble(
      trees: [leaf(2)],
      baseScores: [1],
      featureCount: 1
    )
    let table = FeatureTable(rowCount: 0, columns: [.double([])])
    #expect(CompiledTrees(ensemble).scores(of: table).values.isEmpty)
  }

  @Test func `no trees give the base score`() {
    let ensemble = TreeEnsemble(trees: [], baseScores: [1.5, -2], featureCount: 1)
    let table = FeatureTable(rowCount: 2, columns: [.double([0, 1])])
    #expect(CompiledTrees(ensemble).scores(of: table).values == [1.5, 1.5, -2, -2])
    #expect(ensemble.scores(of: table).values == [1.5, 1.5, -2, -2])
  }

  @Test func `a threshold sends equal values left`() {
    let tree = Tree(
      nodes: [
        .split(feature: 0, threshold: 0.1, missingGoesLeft: false, leftChild: 1), .leaf(1),
        .leaf(2),
      ],
      statistics: statistics(3),
      categoryWords: []
    )
    let ensemble = TreeEnsemble(trees: [tree], baseScores: [0], featureCount: 1)
    let doubles = FeatureTable(rowCount: 3, columns: [.double([0.1, 0.1.nextUp, .nan])])
    #expect(ensemble.scores(of: doubles).values == [1, 2, 2])
    // The nearest Float is above 0.1.
    let floats = FeatureTable(rowCount: 2, columns: [.float([0.1, Float(0.1).nextDown])])
    #expect(ensemble.scores(of: floats).values == [2, 1])
    #expect(CompiledTrees(ensemble).scores(of: doubles).values == [1, 2, 2])
    #expect(CompiledTrees(ensemble).scores(of: floats).values == [2, 1])
  }

  @Test func `an archive is read back the same`() throws {
    var random = SplitMix64(seed: 99)
    for _ in 0..<10 {
      let ensemble = RandomEnsemble.make(&random)
      var reader = ByteReader(bytes(ensemble)[...])
      let read = try TreeEnsemble(from: &reader, isCategory: RandomEnsemble.isCategory)
      #expect(read == ensemble)
      #expect(reader.remainingCount == 0)
    }
  }

  @Test func `a truncated archive is refused`() {
    var random = SplitMix64(seed: 3)
    let bytes = bytes(RandomEnsemble.make(&random))
    for count in 0..<min(bytes.count, 4000) {
      var reader = ByteReader(bytes[..<count])
      #expect(throws: ModelError.self) {
        try TreeEnsemble(from: &reader, isCategory: RandomEnsemble.isCategory)
      }
    }
  }

  @Test func `a damaged archive is refused or still safe to score with`() {
    var random = SplitMix64(seed: 4)
    let ensemble = RandomEnsemble.make(&random)
    let table = RandomEnsemble.table(rowCount: 20, ensemble: ensemble, &random)
    let original = bytes(ensemble)
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255,
          using: &random
        )
      }
      var reader = ByteReader(bytes[...])
      guard let read = try? TreeEnsemble(from: &reader, isCategory: RandomEnsemble.isCategory)
      else {
        continue
      }
      // What counts is that nothing traps.
      #expect(read.scores(of: table).rowCount == 20)
      #expect(CompiledTrees(read).scores(of: table).rowCount == 20)
      #expect(read.importance.splitCount.count == ensemble.featureCount)
    }
  }

  @Test func `a loop, a shared child and a far feature are refused`() {
    let split = { (feature: Int, child: Int) in
      TreeNode.split(feature: feature, threshold: 0, missingGoesLeft: true, leftChild: child)
    }
    let bad: [[TreeNode]] = [
      [], [split(0, 0), .leaf(1), .leaf(1)], [split(0, 1), split(0, 1), .leaf(1)],
      [split(2, 1), .leaf(1), .leaf(1)], [split(0, 3), .leaf(1), .leaf(1)],
      [split(0, 1), .leaf(1)],
      [split(0, 1), split(0, 3), split(0, 3), .leaf(1), .leaf(1)],
      [
        .split(feature: 0, firstWord: 0, levelCount: 65, missingGoesLeft: true, leftChild: 1),
        .leaf(1), .leaf(1),
      ],
    ]
    for nodes in bad {
      let tree = Tree(nodes: nodes, statistics: statistics(nodes.count), categoryWords: [0])
      #expect(!tree.isValid(featureCount: 2))
    }
    #expect(leaf(1).isValid(featureCount: 0))
  }

  @Test func `importance adds up gain, cover and splits`() {
    let tree = Tree(
      nodes: [
        .split(feature: 1, threshold: 0, missingGoesLeft: true, leftChild: 1),
        .split(feature: 0, threshold: 0, missingGoesLeft: true, leftChild: 3), .leaf(0), .leaf(0),
        .leaf(0),
      ],
      statistics: [8, 4, 0, 0, 0].map { NodeStatistics(gain: $0, cover: $0 + 1) },
      categoryWords: []
    )
    let importance =
      TreeEnsemble(trees: [tree, tree], baseScores: [0], featureCount: 3).importance
    #expect(importance.gain == [8, 16, 0])
    #expect(importance.cover == [10, 18, 0])
    #expect(importance.splitCount == [2, 2, 0])
  }

  private func leaf(_ value: Double) -> Tree {
    Tree(nodes: [.leaf(value)], statistics: statistics(1), categoryWords: [])
  }

  private func statistics(_ count: Int) -> [NodeStatistics] {
    [NodeStatistics](repeating: NodeStatistics(gain: 0, cover: 0), count: count)
  }

  private func bytes(_ ensemble: TreeEnsemble) -> [UInt8] {
    var writer = ByteWriter()
    ensemble.write(to: &writer)
    return writer.bytes
  }
}
