#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension XGBoostModel {
  /// The model as JSON that XGBoost 3 loads and that predicts the same there.
  ///
  /// Exact for values that a `Float` holds, the largest left out, up to the rounding of leaves to
  /// `Float`. A level that training did not see must be given to XGBoost as missing: a code beyond
  /// goes left there.
  ///
  /// - Throws: `encodedLevels`.
  /// - Complexity: O(nodes + levels in splits).
  package func json() throws(ForeignModelError) -> String {
    if let encoding = ensemble.encodings.first { throw .encodedLevels(feature: encoding.feature) }
    let outputCount = ensemble.outputCount
    let stored = ensemble.baseScores.map(objective.link.storable)
    let trees = ensemble.trees.enumerated().map { index, tree in
      // What the file's base score cannot hold is added to the leaves of the first round.
      let rest =
        index < outputCount ? ensemble.baseScores[index] - stored[index].score : 0
      return tree.xgboostDocument(index: index, featureCount: ensemble.featureCount, rest: rest)
    }
    let model: [String: XGBoostDocument] = [
      "cats": XGBoostCategories.document(ofLevels: levels),
      "gbtree_model_param": .object([
        "num_parallel_tree": .text("\(parallelTreeCount)"), "num_trees": .text("\(trees.count)"),
      ]),
      "iteration_indptr": .integers((0...roundCount).map { $0 * outputCount * parallelTreeCount }),
      "tree_info": .integers(trees.indices.map { $0 % outputCount }),
      "trees": .list(trees),
    ]
    return XGBoostDocument.object([
      "learner": .object([
        "attributes": .object(attributes.mapValues { .text($0) }),
        "feature_names": .list(featureNames.map { .text($0) }),
        "feature_types": .list(featureTypes.map { .text($0) }),
        "gradient_booster": .object(["model": .object(model), "name": .text("gbtree")]),
        "learner_model_param": .object([
          "base_score": .text(
            "[" + stored.map { XGBoostDocument.text(Double($0.prediction)) }.joined(separator: ",")
              + "]"
          ),
          "boost_from_average": .text("1"),
          "num_class": .text(objective.link == .softmax ? "\(outputCount)" : "0"),
          "num_feature": .text("\(ensemble.featureCount)"), "num_target": .text("1"),
        ]),
        "objective": objective.document,
      ]), "version": .integers([3, 2, 0]),
    ]).json
  }

  /// `c` for features whose levels are asked for, else `q`; none where there are neither names nor levels.
  private var featureTypes: [String] {
    var types = [String](repeating: "q", count: ensemble.featureCount)
    for node in ensemble.trees.flatMap(\.nodes) where node.kind == .categories {
      types[node.feature] = "c"
    }
    return featureNames.isEmpty && !types.contains("c") ? [] : types
  }
}

extension XGBoostObjective {
  fileprivate var document: XGBoostDocument {
    var members: [String: XGBoostDocument] = ["name": .text(name)]
    if let parameterGroup {
      members[parameterGroup] = .object(parameters.mapValues { .text($0) })
    }
    return .object(members)
  }
}

extension LinkFunction {
  /// The prediction that a file has for a base score, a `Float`, and the score that XGBoost makes of it.
  fileprivate func storable(_ score: Double) -> (prediction: Float, score: Double) {
    let prediction: Float =
      switch self {
      case .identity, .softmax, .sign, .shares: Float(score)
      // Where the logarithms are finite.
      case .logistic: min(max(Float(sigmoid(score)), 1e-6), 1 - 1e-6)
      case .exponential: min(max(Float(exp(score)), 1e-30), 1e30)
      }
    return (prediction, self.score(ofXGBoostPrediction: prediction))
  }
}

extension Tree {
  /// The tree as XGBoost's arrays, `rest` being added to every leaf.
  fileprivate func xgboostDocument(
    index: Int,
    featureCount: Int,
    rest: Double
  ) -> XGBoostDocument {
    let isLeaf = nodes.map { $0.kind == .leaf }
    let values = nodes.map { $0.kind == .leaf ? $0.value + rest : 0 }
    // XGBoost's number for "no parent".
    var parents = [Int](repeating: Int(Int32.max), count: nodes.count)
    for (parent, node) in nodes.enumerated() where node.kind != .leaf {
      parents[Int(node.leftChild)] = parent
      parents[Int(node.leftChild) + 1] = parent
    }
    let setNodes = nodes.indices.filter { nodes[$0].kind == .categories }
    let sets = setNodes.map { rightLevels(of: nodes[$0]) }
    var starts: [Int] = []
    var start = 0
    for set in sets {
      starts.append(start)
      start += set.count
    }
    return .object([
      "base_weights": .numbers(values),
      "categories": .integers(sets.flatMap(\.self)),
      "categories_nodes": .integers(setNodes),
      "categories_segments": .integers(starts),
      "categories_sizes": .integers(sets.map(\.count)),
      "default_left": .integers(nodes.map { $0.missingGoesLeft ? 1 : 0 }),
      "id": .number(Double(index)),
      "left_children": .integers(nodes.map { $0.kind == .leaf ? -1 : Int($0.leftChild) }),
      "loss_changes": .numbers(statistics.map { Double($0.gain) }),
      "parents": .integers(parents),
      "right_children": .integers(nodes.map { $0.kind == .leaf ? -1 : Int($0.leftChild) + 1 }),
      "split_conditions": .numbers(
        nodes.indices.map { isLeaf[$0] ? values[$0] : condition(of: nodes[$0]) }
      ),
      "split_indices": .integers(nodes.map(\.feature)),
      "split_type": .integers(nodes.map { $0.kind == .categories ? 1 : 0 }),
      "sum_hessian": .numbers(statistics.map { Double($0.cover) }),
      "tree_param": .object([
        "num_deleted": .text("0"), "num_feature": .text("\(featureCount)"),
        "num_nodes": .text("\(nodes.count)"), "size_leaf_vector": .text("1"),
      ]),
    ])
  }

  private func condition(of node: TreeNode) -> Double {
    node.kind == .threshold ? Double(smallestAbove(node.threshold)) : 0
  }

  /// The levels that go right; the first beyond where all go left, as no set may be empty.
  private func rightLevels(of node: TreeNode) -> [Int] {
    let levels = (0..<node.levelCount).filter { contains(UInt32($0), in: node) == false }
    return levels.isEmpty ? [node.levelCount] : levels
  }
}

/// The smallest `Float` above a threshold: what is at most the one is below the other.
func smallestAbove(_ threshold: Double) -> Float {
  let nearest = Float(threshold)
  return Double(nearest) > threshold ? nearest : nearest.nextUp
}
