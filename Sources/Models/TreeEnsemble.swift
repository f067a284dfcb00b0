package import LinearAlgebra

/// Boosted trees: each output's score is its base score plus the values of its trees.
package struct TreeEnsemble: Sendable, Equatable {
  /// Tree `t` belongs to output `t % outputCount`: a round adds one tree for each output.
  package let trees: [Tree]
  /// The score of each output before the first tree.
  package let baseScores: [Double]
  /// The number of features that the trees were trained on.
  package let featureCount: Int
  /// The features that trees see behind those: encoding `k` is feature `featureCount + k`.
  package let encodings: [LevelEncoding]

  /// - Precondition: a whole number of rounds, and trees that ask for features below `inputCount` only.
  package init(
    trees: [Tree],
    baseScores: [Double],
    featureCount: Int,
    encodings: [LevelEncoding] = []
  ) {
    precondition(
      !baseScores.isEmpty && trees.count.isMultiple(of: baseScores.count),
      "\(trees.count) trees for \(baseScores.count) outputs"
    )
    self.trees = trees
    self.baseScores = baseScores
    self.featureCount = featureCount
    self.encodings = encodings
  }

  /// Features and encodings: how many columns trees may ask for.
  package var inputCount: Int { featureCount + encodings.count }

  /// The columns that trees ask for: the features, then the encodings.
  ///
  /// - Complexity: O(rows x encodings).
  package func inputs(of table: FeatureTable) -> FeatureTable {
    if encodings.isEmpty { return table }
    return FeatureTable(
      rowCount: table.rowCount,
      columns: table.columns + encodings.map { .double($0.column(of: table)) }
    )
  }

  /// The number of scores of a row.
  package var outputCount: Int { baseScores.count }

  /// The scores of a batch, row by row and tree by tree: slow and obvious, the oracle of `CompiledTrees`.
  ///
  /// Shapes: a row for each row of `table`, a column for each output.
  package func scores(of table: FeatureTable) -> Matrix {
    let table = inputs(of: table)
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

/// Numbers in place of the levels of a categorical feature with many of them.
package struct LevelEncoding: Sendable, Equatable {
  /// The categorical feature.
  package let feature: Int
  /// The number of each level.
  package let values: [Double]

  /// An encoding of `feature`, whose code `k` stands for `values[k]`.
  package init(feature: Int, values: [Double]) {
    self.feature = feature
    self.values = values
  }

  /// The numbers of a table's rows; NaN for NULL and for levels that training did not see.
  func column(of table: FeatureTable) -> [Double] {
    guard case .codes(let codes, _) = table.columns[feature] else {
      return Array(repeating: .nan, count: table.rowCount)
    }
    return codes.map { Int($0) < values.count ? values[Int($0)] : .nan }
  }
}

/// The importance of features in an ensemble: one number for each feature.
package struct TreeImportance: Sendable, Equatable {
  /// The summed gain of the feature's splits.
  package var gain: [Double]
  /// The summed cover of the feature's splits.
  package var cover: [Double]
  /// The number of splits that ask for the feature.
  package var splitCount: [Int]
}

extension TreeEnsemble {
  /// The feature that an input of the trees is made of.
  package func feature(ofInput input: Int) -> Int {
    input < featureCount ? input : encodings[input - featureCount].feature
  }

  /// Sums over all splits, those of an encoding for its feature; the mean gain of XGBoost's
  /// `importance_type="gain"` is `gain / splitCount`.
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
        let feature = feature(ofInput: node.feature)
        result.gain[feature] += Double(statistics.gain)
        result.cover[feature] += Double(statistics.cover)
        result.splitCount[feature] += 1
      }
    }
    return result
  }
}
