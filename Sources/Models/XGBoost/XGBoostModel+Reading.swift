extension XGBoostModel {
  /// Reads a model as XGBoost 3.2's `save_model` writes it, JSON or UBJSON.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - levelCounts: how many levels each feature has, 0 for a number; needed where splits ask for
  ///     levels, as the file does not say. XGBoost sends a level beyond to the left; here it is missing.
  /// - Throws: what the file has that is no ensemble here.
  /// - Complexity: O(`bytes.count`).
  package init(reading bytes: [UInt8], levelCounts: [Int] = []) throws(XGBoostModelError) {
    let learner = try XGBoostDocument(bytes).value("learner")
    let booster = try learner.value("gradient_booster")
    let boosterName = try booster.string("name")
    guard boosterName == "gbtree" else { throw .unsupportedBooster(name: boosterName) }
    let objective = try XGBoostObjective(try learner.value("objective"))
    let parameters = try learner.value("learner_model_param")
    let featureCount = try parameters.integer("num_feature")
    let outputCount = max(1, try parameters.integer("num_class"))
    // Older files may have no number of targets.
    let targetCount = (try? parameters.integer("num_target")) ?? 1
    guard (0..<TreeNode.featureLimit).contains(featureCount) else {
      throw .malformed(path: "num_feature")
    }
    guard targetCount == 1, outputCount <= Self.outputLimit,
      outputCount == 1 || objective.link == .softmax
    else { throw .unsupportedOutputs }
    let model = try booster.value("model")
    let outputs = try model.integers("tree_info")
    var trees: [Tree] = []
    for (index, document) in try model.list("trees").enumerated() {
      guard let reader = try XGBoostTreeReader(document, featureCount, levelCounts) else {
        throw .malformed(path: "trees[\(index)]")
      }
      trees.append(try reader.tree())
    }
    let names = try Self.names(learner)
    guard names.isEmpty || names.count == featureCount else {
      throw .malformed(path: "feature_names")
    }
    self.init(
      ensemble: TreeEnsemble(
        trees: try Self.rounds(trees, outputs: outputs, outputCount: outputCount),
        baseScores: try Self.baseScores(parameters, objective, outputCount: outputCount),
        featureCount: featureCount
      ),
      objective: objective,
      featureNames: names
    )
  }

  /// More classes than XGBoost could train on.
  private static let outputLimit = 1 << 20

  private static func names(_ learner: XGBoostDocument) throws(XGBoostModelError) -> [String] {
    guard learner.has("feature_names") else { return [] }
    var names: [String] = []
    for name in try learner.list("feature_names") {
      guard case .text(let text) = name else { throw .malformed(path: "feature_names") }
      names.append(text)
    }
    return names
  }

  /// Scores from predictions: `[6.67E-1]` since version 3, `6.67E-1` before, one for all outputs or one
  /// for each.
  private static func baseScores(
    _ parameters: XGBoostDocument,
    _ objective: XGBoostObjective,
    outputCount: Int
  ) throws(XGBoostModelError) -> [Double] {
    let texts = try parameters.string("base_score").split { "[], ".contains($0) }
    let predictions = texts.compactMap { Float($0) }
    guard predictions.count == texts.count, [1, outputCount].contains(predictions.count) else {
      throw .malformed(path: "base_score")
    }
    let scores = predictions.map { objective.link.score(ofXGBoostPrediction: $0) }
    guard scores.allSatisfy(\.isFinite) else { throw .malformed(path: "base_score") }
    return scores.count == outputCount
      ? scores : Array(repeating: scores[0], count: outputCount)
  }

  /// The trees, one of each output after another: XGBoost's forests have several of one output in a row.
  private static func rounds(
    _ trees: [Tree],
    outputs: [Int],
    outputCount: Int
  ) throws(XGBoostModelError) -> [Tree] {
    var byOutput = [[Tree]](repeating: [], count: outputCount)
    guard outputs.count == trees.count else { throw .malformed(path: "tree_info") }
    for (tree, output) in zip(trees, outputs) {
      guard byOutput.indices.contains(output) else { throw .malformed(path: "tree_info") }
      byOutput[output].append(tree)
    }
    guard byOutput.allSatisfy({ $0.count == byOutput[0].count }) else { throw .unsupportedOutputs }
    return byOutput[0].indices.flatMap { round in byOutput.map { $0[round] } }
  }
}

extension XGBoostObjective {
  init(_ document: XGBoostDocument) throws(XGBoostModelError) {
    try self.init(name: try document.string("name"))
    guard let group = parameterGroup, case .object(let members) = document,
      case .object(let values)? = members[group]
    else { return }
    let parameters = values.compactMapValues { value -> String? in
      if case .text(let text) = value { text } else { nil }
    }
    try self.init(name: name, parameters: parameters)
  }
}

/// One tree of a file on its way to a `Tree`.
private struct XGBoostTreeReader {
  private let leftChildren: [Int]
  private let rightChildren: [Int]
  private let features: [Int]
  private let conditions: [Double]
  private let missingGoesLeft: [Int]
  private let gains: [Double]
  private let covers: [Double]
  /// For each node with a split on levels those that go right.
  private let rightLevels: [Int: [Int]]
  private let featureCount: Int
  private let levelCounts: [Int]

  /// Nil where the arrays differ in length.
  init?(
    _ document: XGBoostDocument,
    _ featureCount: Int,
    _ levelCounts: [Int]
  ) throws(XGBoostModelError) {
    let leafWidth = try document.value("tree_param").integer("size_leaf_vector")
    guard leafWidth <= 1 else { throw .unsupportedOutputs }
    leftChildren = try document.integers("left_children")
    rightChildren = try document.integers("right_children")
    features = try document.integers("split_indices")
    conditions = try document.numbers("split_conditions")
    missingGoesLeft = try document.integers("default_left")
    gains = try document.numbers("loss_changes")
    covers = try document.numbers("sum_hessian")
    self.featureCount = featureCount
    self.levelCounts = levelCounts
    guard let rightLevels = try Self.rightLevels(document) else { return nil }
    self.rightLevels = rightLevels
    let lengths = [
      rightChildren.count, features.count, conditions.count, missingGoesLeft.count, gains.count,
      covers.count,
    ]
    guard !leftChildren.isEmpty, lengths.allSatisfy({ $0 == leftChildren.count }) else {
      return nil
    }
  }

  /// The levels that go right at each node with a split on levels; nil where the arrays do not fit
  /// together.
  private static func rightLevels(
    _ document: XGBoostDocument
  ) throws(XGBoostModelError) -> [Int: [Int]]? {
    // Before version 1.3 there were none.
    guard document.has("categories_nodes") else { return [:] }
    let nodes = try document.integers("categories_nodes")
    let starts = try document.integers("categories_segments")
    let counts = try document.integers("categories_sizes")
    let levels = try document.integers("categories")
    var rightLevels: [Int: [Int]] = [:]
    guard starts.count == nodes.count, counts.count == nodes.count else { return nil }
    for (index, node) in nodes.enumerated() {
      let (start, count) = (starts[index], counts[index])
      guard start >= 0, count >= 0, start <= levels.count, count <= levels.count - start else {
        return nil
      }
      rightLevels[node] = Array(levels[start..<start + count])
    }
    return rightLevels
  }

  /// The tree with each node's children side by side; nodes that the root does not lead to are pruned ones.
  func tree() throws(XGBoostModelError) -> Tree {
    var nodes: [TreeNode] = []
    var statistics: [NodeStatistics] = []
    var words: [UInt64] = []
    var order = [0]
    while nodes.count < order.count {
      let index = order[nodes.count]
      let isLeaf = leftChildren[index] == -1
      statistics.append(
        NodeStatistics(gain: isLeaf ? 0 : Float(gains[index]), cover: Float(covers[index]))
      )
      if isLeaf {
        nodes.append(.leaf(Double(Float(conditions[index]))))
        continue
      }
      nodes.append(try split(index, leftChild: order.count, &words))
      for child in [leftChildren[index], rightChildren[index]] {
        // More nodes than the file has are a loop.
        guard leftChildren.indices.contains(child), order.count < leftChildren.count else {
          throw .malformed(path: "left_children")
        }
        order.append(child)
      }
    }
    return Tree(nodes: nodes, statistics: statistics, categoryWords: words)
  }

  private func split(
    _ index: Int,
    leftChild: Int,
    _ words: inout [UInt64]
  ) throws(XGBoostModelError) -> TreeNode {
    let feature = features[index]
    guard (0..<featureCount).contains(feature) else { throw .malformed(path: "split_indices") }
    let missingGoesLeft = missingGoesLeft[index] != 0
    guard let rightLevels = rightLevels[index] else {
      guard !conditions[index].isNaN else { throw .malformed(path: "split_conditions") }
      return .split(
        feature: feature,
        threshold: largestBelow(Float(conditions[index])),
        missingGoesLeft: missingGoesLeft,
        leftChild: leftChild
      )
    }
    guard feature < levelCounts.count, levelCounts[feature] > 0 else {
      throw .unknownLevelCount(feature: feature)
    }
    let levelCount = levelCounts[feature]
    let firstWord = words.count
    words += (0..<(levelCount + 63) / 64).map { word in
      let bits = min(64, levelCount - word * 64)
      return bits == 64 ? .max : 1 << UInt64(bits) - 1
    }
    for level in rightLevels {
      // A set may have the first level beyond, so that it is not empty.
      guard (0...levelCount).contains(level) else {
        throw .levelOutOfRange(feature: feature, level: level)
      }
      if level < levelCount { words[firstWord + level / 64] &= ~(1 << UInt64(level % 64)) }
    }
    return .split(
      feature: feature,
      firstWord: firstWord,
      levelCount: levelCount,
      missingGoesLeft: missingGoesLeft,
      leftChild: leftChild
    )
  }
}

/// The largest `Double` whose nearest `Float` is below `bound`: XGBoost compares with `<`, after rounding.
func largestBelow(_ bound: Float) -> Double {
  let below = bound.nextDown
  let middle = (Double(below) + Double(bound)) / 2
  return Float(middle) < bound ? middle : middle.nextDown
}
