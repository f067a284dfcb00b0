import LinearAlgebra
import TestSupport
import Testing

@testable import Models

@Suite struct CompiledTreesTests {
  @Test(arguments: Array(UInt64(0)..<30))
  func `scores of trees of any kind are the reference's, bit by bit`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let ensemble = RandomEnsemble.make(&random)
    for rowCount in [1, 3, 63, 64, 65, 128, 200, 257, 511, 512, 513, 1100] {
      let table = RandomEnsemble.table(rowCount: rowCount, ensemble: ensemble, &random)
      try expectReference(ensemble, table, "seed \(seed), \(rowCount) rows")
    }
  }

  @Test(arguments: 1...10, [1, 7])
  func `scores of trees of any depth are the reference's`(depth: Int, outputCount: Int) throws {
    var random = SplitMix64(seed: UInt64(depth))
    for hasLevels in [false, true] {
      let ensemble = RandomEnsemble.make(
        &random,
        splitLimit: min(1 << depth, 500),
        depthLimit: depth,
        hasLevels: hasLevels,
        outputCount: outputCount
      )
      let table = RandomEnsemble.table(rowCount: 300, ensemble: ensemble, &random)
      try expectReference(ensemble, table, "depth \(depth), levels: \(hasLevels)")
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 9])
  func `scores of perfect trees and of symmetric ones are the reference's`(depth: Int) throws {
    var random = SplitMix64(seed: 5)
    for isSymmetric in [false, true] {
      let trees = (0..<9).map { _ in perfect(depth: depth, isSymmetric: isSymmetric, &random) }
      let ensemble = TreeEnsemble(trees: trees, baseScores: [0.5], featureCount: 7)
      let table = RandomEnsemble.table(rowCount: 700, ensemble: ensemble, &random)
      try expectReference(ensemble, table, "depth \(depth), symmetric: \(isSymmetric)")
    }
  }

  /// A chain of splits, each with a leaf on one side; from 241 leaves on it is cut.
  @Test(arguments: [2, 5, 239, 240, 241, 300, 500])
  func `scores of a tree like a chain are the reference's`(splitCount: Int) throws {
    var random = SplitMix64(seed: UInt64(splitCount))
    var nodes: [TreeNode] = [.leaf(0)]
    var place = 0
    for _ in 0..<splitCount {
      nodes[place] = .split(
        feature: [0, 1, 2].randomElement(using: &random) ?? 0,
        threshold: RandomEnsemble.number(&random),
        missingGoesLeft: .random(using: &random),
        leftChild: nodes.count
      )
      place = nodes.count + Int.random(in: 0...1, using: &random)
      nodes += [.leaf(.random(in: -1..<1, using: &random)), .leaf(-0.0)]
    }
    let tree = Tree(nodes: nodes, statistics: statistics(nodes.count), categoryWords: [])
    let ensemble = TreeEnsemble(trees: [tree, tree], baseScores: [-0.0], featureCount: 7)
    let table = RandomEnsemble.table(rowCount: 300, ensemble: ensemble, &random)
    try expectReference(ensemble, table, "\(splitCount) splits")
  }

  @Test func `more thresholds than a byte counts are told apart`() throws {
    let trees = (0..<900).map { index in
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
    let values = [-1, 0, 0.5, 253, 253.5, 254, 507.5, 508, 899.5, .infinity, -.infinity, .nan]
    let table = FeatureTable(rowCount: values.count, columns: [.double(values)])
    try expectReference(ensemble, table, "900 thresholds")
    #expect(CompiledTrees(ensemble).scores(of: table).values.first == 900)
  }

  @Test func `more levels than bytes of four columns are walked`() {
    let tree = Tree(
      nodes: [
        .split(feature: 0, firstWord: 0, levelCount: 1_017, missingGoesLeft: true, leftChild: 1),
        .leaf(1), .leaf(2),
      ],
      statistics: statistics(3),
      categoryWords: (0..<16).map { 1 << UInt64($0) }
    )
    let ensemble = TreeEnsemble(trees: [tree], baseScores: [0], featureCount: 1)
    #expect(ByteTrees(ensemble) == nil)
    let codes: [UInt32] = [0, 1, 65, 1_016, 1_017, FeatureColumn.missingCode]
    let table = FeatureTable(rowCount: 6, columns: [.codes(codes, levelCount: 1_017)])
    #expect(CompiledTrees(ensemble).scores(of: table) == ensemble.scores(of: table))
  }

  @Test func `trees of very many leaves are walked`() {
    var random = SplitMix64(seed: 8)
    let tree = perfect(depth: 11, isSymmetric: false, &random)
    let ensemble = TreeEnsemble(trees: [tree], baseScores: [0], featureCount: 7)
    #expect(ByteTrees(ensemble) == nil)
  }

  /// Compares the walk, and the bytes with each kind of instructions that the machine has.
  private func expectReference(
    _ ensemble: TreeEnsemble,
    _ table: FeatureTable,
    _ comment: Comment
  ) throws {
    let expected = bits(ensemble.scores(of: table))
    let walked = CompiledTrees(ensemble, nodes: NodeTrees(ensemble))
    #expect(bits(walked.scores(of: table)) == expected, "\(comment), walked")
    for machine in 0...ByteTrees.machine {
      let bytes = try #require(ByteTrees(ensemble, machine: machine), comment)
      let compiled = CompiledTrees(ensemble, bytes: bytes)
      #expect(bits(compiled.scores(of: table)) == expected, "\(comment), machine \(machine)")
    }
  }

  private func bits(_ matrix: Matrix) -> [UInt64] { matrix.values.map(\.bitPattern) }

  private func perfect(
    depth: Int,
    isSymmetric: Bool,
    _ random: inout SplitMix64
  ) -> Tree {
    var nodes: [TreeNode] = []
    for level in 0..<depth {
      var feature = [0, 1, 2, 6].randomElement(using: &random) ?? 0
      var threshold = RandomEnsemble.number(&random)
      let missingGoesLeft = Bool.random(using: &random)
      for _ in 0..<1 << level {
        if !isSymmetric {
          feature = [0, 1, 2, 6].randomElement(using: &random) ?? 0
          threshold = RandomEnsemble.number(&random)
        }
        nodes.append(
          .split(
            feature: feature,
            threshold: threshold,
            missingGoesLeft: missingGoesLeft,
            leftChild: 2 * nodes.count + 1
          )
        )
      }
    }
    for _ in 0..<1 << depth { nodes.append(.leaf(.random(in: -1..<1, using: &random))) }
    return Tree(nodes: nodes, statistics: statistics(nodes.count), categoryWords: [])
  }

  private func statistics(_ count: Int) -> [NodeStatistics] {
    [NodeStatistics](repeating: NodeStatistics(gain: 0, cover: 0), count: count)
  }
}
