package import LinearAlgebra

/// Boosted trees: each output's score is its base score plus the values of its trees.
package struct TreeEnsemble: Sendable, Equatable {
  /// Tree `t` belongs to output `t % outputCount`: a round adds one tree for each output.
  package let trees: [Tree]
  /// The score of each output before the first tree.
  package let baseScores: [Double]
  /// How many features the trees were trained on.
  package let featureCount: Int

  /// - Precondition: a whole number of rounds, and trees that ask for features below `featureCount` only.
  package init(trees: [Tree], baseScores: [Double], featureCount: Int) {
    precondition(
      !baseScores.isEmpty && trees.count.isMultiple(of: baseScores.count),
      "\(trees.count) trees for \(baseScores.count) outputs"
    )
    self.trees = trees
    self.baseScores = baseScores
    self.featureCount = featureCount
  }

  /// How many scores a row gets.
  package var outputCount: Int { baseScores.count }

  /// The scores of a batch, row by row and tree by tree: slow and obvious, the oracle of `CompiledTrees`.
  ///
  /// Shapes: a row for each row of `table`, a column for each output.
  package func scores(of table: FeatureTable) -> Matrix {
    var scores = Matrix(rowCount: table.rowCount, columnCount: outputCount)
    for output in 0..<outputCount {
      for row in 0..<table.rowCount {
        var score = baseScores[output]
        for tree in stride(from: output, to: trees.count, by: outputCount) {
          score += trees[tree].value(of: row, in: table)
        }
        scores[row, output] = score
      }
    }
    return scores
  }
}

/// How much each feature did in an ensemble; one number for each feature.
package struct TreeImportance: Sendable, Equatable {
  /// The summed gain of the feature's splits.
  package var gain: [Double]
  /// The summed cover of the feature's splits.
  package var cover: [Double]
  /// How many splits ask for the feature.
  package var splitCount: [Int]
}

extension TreeEnsemble {
  /// Sums over all splits; the mean gain of XGBoost's `importance_type="gain"` is `gain / splitCount`.
  ///
  /// - Complexity: O(nodes).
  package var importance: TreeImportance {
    var result = TreeImportance(
      gain: Array(repeating: 0, count: featureCount),
      cover: Array(repeating: 0, count: featureCount),
      splitCount: Array(repeating: 0, count: featureCount)
    )
    for tree in trees {
      for (node, statistics) in zip(tree.nodes, tree.statistics) where node.kind != .leaf {
        result.gain[node.feature] += Double(statistics.gain)
        result.cover[node.feature] += Double(statistics.cover)
        result.splitCount[node.feature] += 1
      }
    }
    return result
  }
}
