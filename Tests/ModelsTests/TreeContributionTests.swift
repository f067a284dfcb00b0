import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Models

@Suite struct TreeContributionTests {
  /// Sums of a few hundred terms below 1.
  private static let rounding = 1e-12

  private static let inputs = Array(RandomEnsemble.levelCounts.indices)

  private func contributions(_ ensemble: TreeEnsemble, usesTables: Bool) -> TreeContributions {
    TreeContributions(
      ensemble,
      featureInputs: Self.inputs,
      inputCount: Self.inputs.count,
      usesTables: usesTables
    )
  }

  @Test(arguments: Array(UInt64(0)..<40))
  func `tables, walks, recursion and definition give the same`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let made = RandomEnsemble.make(&random, hasCovers: true)
    // Small trees have tables, and large ones in part.
    let shallow = RandomEnsemble.make(&random, depthLimit: 6, hasCovers: true)
    let ensemble = seed % 2 == 0 ? made : shallow
    let table = RandomEnsemble.table(rowCount: 5, ensemble: ensemble, &random)
    let tabulated = contributions(ensemble, usesTables: true)
    let walked = contributions(ensemble, usesTables: false)
    for output in 0..<ensemble.outputCount {
      let fast = tabulated.contributions(of: table, output: output)
      let slow = walked.contributions(of: table, output: output)
      for row in 0..<table.rowCount {
        let (defined, recursive) = reference(ensemble, table, row, output)
        for column in 0...Self.inputs.count {
          let expected = defined[column]
          #expect(abs(recursive[column] - expected) < Self.rounding, "recursion, seed \(seed)")
          #expect(abs(slow[row, column] - expected) < Self.rounding, "walk, seed \(seed)")
          #expect(abs(fast[row, column] - expected) < Self.rounding, "tables, seed \(seed)")
        }
      }
    }
  }

  /// The contributions of each feature, and the base value: by definition, and by recursion.
  private func reference(
    _ ensemble: TreeEnsemble,
    _ table: FeatureTable,
    _ row: Int,
    _ output: Int
  ) -> (defined: [Double], recursive: [Double]) {
    var defined = [Double](repeating: 0, count: Self.inputs.count + 1)
    defined[Self.inputs.count] = ensemble.baseScores[output]
    var recursive = defined
    for index in stride(from: output, to: ensemble.trees.count, by: ensemble.outputCount) {
      let reference = ReferenceContributions(ensemble.trees[index])
      defined[Self.inputs.count] += reference.baseValue
      recursive[Self.inputs.count] += reference.baseValue
      for (feature, value) in reference.byDefinition(of: row, in: table) {
        defined[feature] += value
      }
      for (feature, value) in reference.byRecursion(of: row, in: table) {
        recursive[feature] += value
      }
    }
    return (defined, recursive)
  }

  @Test(arguments: Array(UInt64(100)..<120))
  func `contributions add up to the score`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ensemble = RandomEnsemble.make(&random, hasCovers: true)
    for rowCount in [0, 1, 255, 256, 257, 700] {
      let table = RandomEnsemble.table(rowCount: rowCount, ensemble: ensemble, &random)
      let scores = ensemble.scores(of: table)
      for usesTables in [true, false] {
        let explained = contributions(ensemble, usesTables: usesTables)
        for output in 0..<ensemble.outputCount {
          let values = explained.contributions(of: table, output: output)
          for row in 0..<rowCount {
            let sum = (0...Self.inputs.count).reduce(0) { $0 + values[row, $1] }
            #expect(abs(sum - scores[row, output]) < Self.rounding, "seed \(seed), row \(row)")
          }
        }
      }
    }
  }

  @Test func `an encoding counts for its feature's input`() {
    // Features 0 and 1 are parts of input 0, and feature 2 is input 1, by its code and by its encoding.
    let tree = Tree(
      nodes: [
        .split(feature: 3, threshold: 0.5, missingGoesLeft: false, leftChild: 1),
        .split(feature: 1, threshold: 2, missingGoesLeft: true, leftChild: 3), .leaf(8), .leaf(1),
        .leaf(3),
      ],
      statistics: [4, 2, 2, 1, 1].map { NodeStatistics(gain: 0, cover: $0) },
      categoryWords: []
    )
    let ensemble = TreeEnsemble(
      trees: [tree],
      baseScores: [10],
      featureCount: 3,
      encodings: [LevelEncoding(feature: 2, values: [0.25, 0.75])]
    )
    let table = FeatureTable(
      rowCount: 2,
      columns: [.double([0, 0]), .double([5, .nan]), .codes([0, 1], levelCount: 2)]
    )
    let values = TreeContributions(ensemble, featureInputs: [0, 0, 1], inputCount: 2)
      .contributions(of: table, output: 0)
    // The mean is 5: row 0 gets 3 and row 1 gets 8. Feature 1 adds 1 where the encoding goes left,
    // and 0 or half of that where it is not known.
    let expected = [0.75, -0.25, -2.75, 3.25, 15, 15]
    #expect(zip(values.values, expected).allSatisfy { abs($0 - $1) < Self.rounding })
  }

  @Test func `a tree without covers takes halves`() {
    let tree = Tree(
      nodes: [
        .split(feature: 0, threshold: 0, missingGoesLeft: true, leftChild: 1), .leaf(1), .leaf(4),
      ],
      statistics: [NodeStatistics](repeating: NodeStatistics(gain: 0, cover: 0), count: 3),
      categoryWords: []
    )
    let ensemble = TreeEnsemble(trees: [tree], baseScores: [0], featureCount: 1)
    let values = TreeContributions(ensemble, featureInputs: [0], inputCount: 1)
      .contributions(of: FeatureTable(rowCount: 2, columns: [.double([.nan, 1])]), output: 0)
    #expect(values.values == [-1.5, 1.5, 2.5, 2.5])
  }

  /// Deep chains cost no stack, and paths of many features no table.
  @Test func `a chain of many splits is walked`() {
    let depth = 3_000
    var nodes: [TreeNode] = []
    for level in 0..<depth {
      nodes.append(
        .split(
          feature: level % 20,
          threshold: Double(level),
          missingGoesLeft: false,
          leftChild: 2 * level + 1
        )
      )
      nodes.append(.leaf(Double(level % 3)))
    }
    // The right child of each split is the next one.
    nodes.append(.leaf(1))
    let tree = Tree(
      nodes: nodes,
      statistics: nodes.indices.map { NodeStatistics(gain: 0, cover: Float(nodes.count - $0)) },
      categoryWords: []
    )
    #expect(tree.isValid(featureCount: 20))
    let ensemble = TreeEnsemble(trees: [tree], baseScores: [0], featureCount: 20)
    let table = FeatureTable(
      rowCount: 2,
      columns: (0..<20).map { .double([Double($0) + 0.5, 1e9]) }
    )
    let values = TreeContributions(ensemble, featureInputs: Array(0..<20), inputCount: 20)
      .contributions(of: table, output: 0)
    let scores = ensemble.scores(of: table)
    for row in 0..<2 {
      let sum = (0...20).reduce(0) { $0 + values[row, $1] }
      #expect(abs(sum - scores[row, 0]) < 1e-10)
    }
  }

  /// XGBoost works in `Float`; the scores of its models are below 4.
  @Test func `contributions to XGBoost's models are XGBoost's`() throws {
    let folder = "Tests/Golden/XGBoost"
    let rows = (0..<24).map(Double.init)
    let thirds = rows.map { ($0 * 3).truncatingRemainder(dividingBy: 4) }
    let columns: [FeatureColumn] = [
      .double(rows.map { ($0 * 7).truncatingRemainder(dividingBy: 24) }),
      .double(
        rows.map { row in
          row.truncatingRemainder(dividingBy: 5) == 0
            ? .nan : (row * 5).truncatingRemainder(dividingBy: 11) / 8
        }
      ), .double(thirds),
    ]
    var lineCount = 0
    for line in try RepositoryPaths.text("\(folder)/contributions.csv").split(separator: "\n") {
      let fields = line.split(separator: ",")
      let (name, output, column) = (fields[0], Int(fields[1]) ?? 0, Int(fields[2]) ?? 0)
      let hasLevels = name == "levels"
      let path = RepositoryPaths.fullPath("\(folder)/\(name).json")
      let model = try XGBoostModel(
        reading: Array(try Data(contentsOf: URL(filePath: path))),
        levelCounts: hasLevels ? [0, 0, 4] : []
      )
      let codes = FeatureColumn.codes(thirds.map { UInt32($0) }, levelCount: 4)
      let table = FeatureTable(
        rowCount: 24,
        columns: hasLevels ? [columns[0], columns[1], codes] : columns
      )
      let values = TreeContributions(model.ensemble, featureInputs: [0, 1, 2], inputCount: 3)
        .contributions(of: table, output: output)
      for (row, field) in fields.dropFirst(3).enumerated() {
        let expected = try #require(Double(field))
        #expect(abs(values[row, column] - expected) < 1e-6, "\(name), row \(row)")
      }
      lineCount += 1
    }
    #expect(lineCount == 40)
  }
}
