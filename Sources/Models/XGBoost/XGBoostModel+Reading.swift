extension XGBoostModel {
  /// Reads a model as `save_model` of XGBoost 1.0 to 3.2 writes it, JSON or UBJSON.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - levelCounts: how many levels each feature has, 0 for a number; needed where splits ask for
  ///     levels whose names the file does not have. XGBoost sends a level beyond to the left, or refuses
  ///     it; here it is missing.
  ///   - shouldStop: asked every few milliseconds.
  /// - Throws: what the file has that is no ensemble here; `interrupted`.
  /// - Complexity: O(`bytes.count`) in time and in memory.
  package init(
    reading bytes: [UInt8],
    levelCounts: [Int] = [],
    shouldStop: @escaping () -> Bool = { false }
  ) throws(ForeignModelError) {
    try self.init(
      try XGBoostFile(reading: bytes, .levelCounts(levelCounts), shouldStop: shouldStop)
    )
  }

  init(_ file: XGBoostFile) throws(ForeignModelError) {
    guard let booster = file.booster else { throw .malformed(path: "gradient_booster") }
    guard booster == "gbtree" || booster == "dart" else {
      throw .unsupportedBooster(name: booster)
    }
    let objective = try XGBoostObjective(file)
    let featureCount = try file.featureCount()
    let outputCount = try Self.outputCount(file, objective.link)
    let trees = try file.weightedTrees(isDart: booster == "dart")
    let hasOtherFeatures = trees.contains { tree in
      tree.nodes.contains { $0.kind != .leaf && $0.feature >= featureCount }
    }
    guard !hasOtherFeatures else { throw .malformed(path: "split_indices") }
    let levels = try file.levels(featureCount: featureCount)
    let takesCodesForNumbers =
      !levels.isEmpty
      && trees.contains { tree in
        tree.nodes.contains { $0.kind == .threshold && !levels[$0.feature].isEmpty }
      }
    guard !takesCodesForNumbers else { throw .malformed(path: "split_type") }
    let names = file.featureNames
    guard names.isEmpty || names.count == featureCount else {
      throw .malformed(path: "feature_names")
    }
    let parallelTreeCount = try file.parallelTrees(outputCount: outputCount)
    self.init(
      ensemble: TreeEnsemble(
        trees: try Self.rounds(trees, outputs: file.outputs, outputCount: outputCount),
        baseScores: try Self.baseScores(file, objective, outputCount: outputCount),
        featureCount: featureCount
      ),
      objective: objective,
      featureNames: names,
      levels: levels,
      attributes: file.attributes,
      parallelTreeCount: parallelTreeCount
    )
  }

  /// The number of scores of a row: one for each class.
  static func outputCount(
    _ file: XGBoostFile,
    _ link: LinkFunction
  ) throws(ForeignModelError) -> Int {
    let classCount = try file.integer("num_class")
    // Older files may have no number of targets.
    let hasTargetCount = file.parameters?["num_target"] != nil
    let targetCount = hasTargetCount ? try file.integer("num_target") : 1
    guard targetCount == 1, classCount <= 1 || link == .softmax else { throw .unsupportedOutputs }
    guard link == .softmax else { return 1 }
    guard classCount > 1 else { throw .malformed(path: "num_class") }
    guard classCount <= PredictedColumn.classLimit else {
      throw .tooMany(what: "classes", limit: PredictedColumn.classLimit)
    }
    return classCount
  }

  /// Scores from predictions: `[6.67E-1]` since version 3, `6.67E-1` before, one for all outputs or one
  /// for each.
  static func baseScores(
    _ file: XGBoostFile,
    _ objective: XGBoostObjective,
    outputCount: Int
  ) throws(ForeignModelError) -> [Double] {
    let link = file.hasProbabilityBaseScore(objective) ? LinkFunction.logistic : objective.link
    guard let text = file.parameters?["base_score"] else { throw .malformed(path: "base_score") }
    let texts = text.split(maxSplits: outputCount) { "[], ".contains($0) }
    let predictions = texts.compactMap { Float($0) }
    guard predictions.count == texts.count, [1, outputCount].contains(predictions.count) else {
      throw .malformed(path: "base_score")
    }
    let scores = predictions.map { link.score(ofXGBoostPrediction: $0) }
    guard scores.allSatisfy(\.isFinite) else { throw .malformed(path: "base_score") }
    return scores.count == outputCount
      ? scores : Array(repeating: scores[0], count: outputCount)
  }

  /// The trees, one of each output after another: XGBoost's forests have several of one output in a row.
  private static func rounds(
    _ trees: [Tree],
    outputs: [Int32]?,
    outputCount: Int
  ) throws(ForeignModelError) -> [Tree] {
    guard let outputs, outputs.count == trees.count else { throw .malformed(path: "tree_info") }
    var byOutput = [[Tree]](repeating: [], count: outputCount)
    for (tree, output) in zip(trees, outputs) {
      guard byOutput.indices.contains(Int(output)) else { throw .malformed(path: "tree_info") }
      byOutput[Int(output)].append(tree)
    }
    guard byOutput.allSatisfy({ $0.count == byOutput[0].count }) else { throw .unsupportedOutputs }
    return byOutput[0].indices.flatMap { round in byOutput.map { $0[round] } }
  }
}

extension XGBoostObjective {
  init(_ file: XGBoostFile) throws(ForeignModelError) {
    guard let objective = file.objective else { throw .malformed(path: "objective") }
    guard let name = objective.name else { throw .malformed(path: "name") }
    try self.init(name: name)
    guard let parameterGroup, let parameters = objective.groups[parameterGroup] else { return }
    try self.init(name: name, parameters: parameters)
  }
}

extension XGBoostFile {
  /// Reads a file, JSON or UBJSON.
  init(
    reading bytes: [UInt8],
    _ rules: Rules,
    shouldStop: @escaping () -> Bool
  ) throws(ForeignModelError) {
    // An object of JSON goes on with a quote or white space, one of UBJSON with a length.
    if bytes.count > 1, !" \t\r\n\"}".utf8.contains(bytes[1]) {
      var reader = UBJSONReader(bytes, shouldStop: shouldStop)
      try self.init(&reader, rules)
    } else {
      var reader = try JSONReader(bytes, shouldStop: shouldStop)
      try self.init(&reader, rules)
    }
  }

  /// The number of features.
  ///
  /// - Throws: `tooMany`.
  func featureCount() throws(ForeignModelError) -> Int {
    let count = try integer("num_feature")
    guard count >= 0 else { throw .malformed(path: "num_feature") }
    guard count <= ForeignModel.featureLimit else {
      throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
    }
    return count
  }

  /// Before version 1.3 the base score of raw logistic scores was a probability, as that of others.
  fileprivate func hasProbabilityBaseScore(_ objective: XGBoostObjective) -> Bool {
    objective.name == "binary:logitraw" && !version.isEmpty
      && version.lexicographicallyPrecedes([1, 3])
  }

  /// The levels of each feature; what was written here counts bytes, whatever the names are.
  fileprivate func levels(featureCount: Int) throws(ForeignModelError) -> [[String]] {
    let isOurs = attributes.keys.contains { $0.hasPrefix(XGBoostModel.Attribute.ownPrefix) }
    if let feature = categories.doubtfulFeature, !isOurs {
      throw .doubtfulCategories(feature: feature)
    }
    let levels = categories.levels
    let isUnique = levels.allSatisfy { Set($0.map { Array($0.utf8) }).count == $0.count }
    guard isUnique, levels.isEmpty || levels.count == featureCount else {
      throw .malformed(path: "cats")
    }
    return levels
  }

  /// The trees, those of the booster dart with what each counts for.
  fileprivate func weightedTrees(isDart: Bool) throws(ForeignModelError) -> [Tree] {
    guard let trees else { throw .malformed(path: "trees") }
    guard isDart else { return trees }
    guard let weights, weights.count == trees.count else { throw .malformed(path: "weight_drop") }
    var weighted: [Tree] = []
    weighted.reserveCapacity(trees.count)
    for (tree, weight) in zip(trees, weights) {
      let product = tree.multiplied(by: weight)
      guard product.nodes.allSatisfy({ $0.kind != .leaf || $0.value.isFinite }) else {
        throw .notFinite(what: "leaf")
      }
      weighted.append(product)
    }
    return weighted
  }

  /// The trees of each output in a round; where the file does not say it, as the marks of early stopping
  /// tell, or as many as stand behind each other for the first of several outputs.
  fileprivate func parallelTrees(outputCount: Int) throws(ForeignModelError) -> Int {
    let treeCount = trees?.count ?? 0
    if let parallelTreeCount {
      guard let count = Int(parallelTreeCount), count >= 0, count <= max(1, treeCount),
        treeCount.isMultiple(of: outputCount * max(1, count))
      else { throw .malformed(path: "num_parallel_tree") }
      return max(1, count)
    }
    let run = outputCount > 1 ? (outputs ?? []).prefix { $0 == 0 }.count : 1
    let told = parallelTreesOfMarks ?? run
    guard told > 0, told <= max(1, treeCount), treeCount.isMultiple(of: outputCount * told) else {
      return 1
    }
    return told
  }

  /// The trees up to the best round by its number, where the two marks of early stopping fit.
  private var parallelTreesOfMarks: Int? {
    guard let limit = attributes[XGBoostModel.Attribute.bestTreeLimit].flatMap({ Int32($0) }),
      let best = attributes[XGBoostModel.Attribute.bestIteration].flatMap({ Int32($0) }),
      best >= 0, limit > best, Int(limit).isMultiple(of: Int(best) + 1)
    else { return nil }
    return Int(limit) / (Int(best) + 1)
  }

  /// A parameter of the model that is a whole number.
  func integer(_ name: String) throws(ForeignModelError) -> Int {
    guard let number = parameters?[name].flatMap(Double.init),
      let integer = Int(exactly: number)
    else { throw .malformed(path: name) }
    return integer
  }
}

extension Tree {
  /// The tree with every leaf multiplied, in single precision as XGBoost does.
  fileprivate func multiplied(by weight: Float) -> Tree {
    Tree(
      nodes: nodes.map { $0.kind == .leaf ? .leaf(Double(Float($0.value) * weight)) : $0 },
      statistics: statistics,
      categoryWords: categoryWords
    )
  }
}
