import Models
import TestSupport

/// Ensembles of random shape: deep and flat trees, single leaves, levels, equal and infinite thresholds.
enum RandomEnsemble {
  static let levelCounts = [0, 0, 0, 3, 70, 300, 0]
  static let isCategory = levelCounts.map { $0 > 0 }

  static func make(
    _ random: inout SplitMix64,
    splitLimit: Int = 40,
    depthLimit: Int = .max,
    hasLevels: Bool = true,
    hasCovers: Bool = false,
    outputCount: Int? = nil
  ) -> TreeEnsemble {
    let outputCount = outputCount ?? Int.random(in: 1...3, using: &random)
    let trees = (0..<outputCount * Int.random(in: 1...5, using: &random)).map { _ in
      tree(
        &random,
        splitLimit: splitLimit,
        depthLimit: depthLimit,
        hasLevels: hasLevels,
        hasCovers: hasCovers
      )
    }
    return TreeEnsemble(
      trees: trees,
      baseScores: (0..<outputCount).map { Double($0) + 0.5 },
      featureCount: levelCounts.count
    )
  }

  static func tree(
    _ random: inout SplitMix64,
    splitLimit: Int = 40,
    depthLimit: Int,
    hasLevels: Bool,
    hasCovers: Bool = false
  ) -> Tree {
    var nodes: [TreeNode] = [.leaf(0)]
    var words: [UInt64] = []
    let splitCount = Int.random(in: 0...splitLimit, using: &random)
    var leaves = [0]
    var depths = [0]
    for _ in 0..<splitCount {
      let place = Int.random(in: 0..<leaves.count, using: &random)
      if depths[leaves[place]] == depthLimit { continue }
      let index = leaves.remove(at: place)
      let feature =
        hasLevels
        ? Int.random(in: 0..<7, using: &random) : [0, 1, 2, 6].randomElement(using: &random) ?? 0
      let missingGoesLeft = Bool.random(using: &random)
      let levelCount = levelCounts[feature]
      if levelCount > 0 {
        nodes[index] = .split(
          feature: feature,
          firstWord: words.count,
          levelCount: levelCount,
          missingGoesLeft: missingGoesLeft,
          leftChild: nodes.count
        )
        for _ in 0..<(levelCount + 63) / 64 {
          words.append(.random(in: 0...(.max), using: &random))
        }
      } else {
        nodes[index] = .split(
          feature: feature,
          threshold: number(&random),
          missingGoesLeft: missingGoesLeft,
          leftChild: nodes.count
        )
      }
      leaves += [nodes.count, nodes.count + 1]
      depths += [depths[index] + 1, depths[index] + 1]
      nodes += [.leaf(0), .leaf(0)]
    }
    for leaf in leaves { nodes[leaf] = .leaf(Double.random(in: -1..<1, using: &random)) }
    return Tree(
      nodes: nodes,
      statistics: nodes.map { _ in
        // Some without a row.
        NodeStatistics(
          gain: 1,
          cover: hasCovers ? max(0, .random(in: -1..<5, using: &random)) : 2
        )
      },
      categoryWords: words
    )
  }

  static func table(
    rowCount: Int,
    ensemble: TreeEnsemble,
    _ random: inout SplitMix64
  ) -> FeatureTable {
    let columns = levelCounts.enumerated().map { feature, levelCount -> FeatureColumn in
      if levelCount > 0 {
        return .codes(
          (0..<rowCount).map { _ in
            switch Int.random(in: 0..<8, using: &random) {
            case 0: FeatureColumn.missingCode
            case 1: FeatureColumn.unseenCode
            case 2: UInt32(levelCount)
            default: UInt32.random(in: 0..<UInt32(levelCount), using: &random)
            }
          },
          levelCount: levelCount
        )
      }
      let values = (0..<rowCount).map { _ in
        Int.random(in: 0..<6, using: &random) == 0 ? .nan : number(&random)
      }
      return feature == 1 ? .float(values.map(Float.init)) : .double(values)
    }
    return FeatureTable(rowCount: rowCount, columns: columns)
  }

  /// Few values, so that values and thresholds meet; infinities among them.
  static func number(_ random: inout SplitMix64) -> Double {
    switch Int.random(in: 0..<20, using: &random) {
    case 0: .infinity
    case 1: -.infinity
    case 2: 1e300
    case 3: 1e-300
    default: Double(Int.random(in: -6...6, using: &random)) / 4
    }
  }
}
