extension XGBoostModel {
  /// The most features of a file: more than a function can have arguments for.
  package static let featureLimit = 100_000
  /// The most nodes of all trees of a file.
  package static let nodeLimit = 1 << 24

  /// Reads a model as XGBoost 3.2's `save_model` writes it, JSON or UBJSON.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - levelCounts: how many levels each feature has, 0 for a number; needed where splits ask for
  ///     levels, as the file does not say. XGBoost sends a level beyond to the left; here it is missing.
  ///   - shouldStop: asked every few milliseconds.
  /// - Throws: what the file has that is no ensemble here; `interrupted`.
  /// - Complexity: O(`bytes.count`) in time and in memory.
  package init(
    reading bytes: [UInt8],
    levelCounts: [Int] = [],
    shouldStop: @escaping () -> Bool = { false }
  ) throws(XGBoostModelError) {
    // An object of JSON goes on with a quote or white space, one of UBJSON with a length.
    if bytes.count > 1, !" \t\r\n\"}".utf8.contains(bytes[1]) {
      var reader = UBJSONReader(bytes, shouldStop: shouldStop)
      try self.init(try XGBoostFile(&reader, levelCounts: levelCounts))
    } else {
      var reader = try JSONReader(bytes, shouldStop: shouldStop)
      try self.init(try XGBoostFile(&reader, levelCounts: levelCounts))
    }
  }

  private init(_ file: XGBoostFile) throws(XGBoostModelError) {
    guard let booster = file.booster else { throw .malformed(path: "gradient_booster") }
    guard booster == "gbtree" else { throw .unsupportedBooster(name: booster) }
    let objective = try XGBoostObjective(file)
    let featureCount = try file.integer("num_feature")
    guard featureCount >= 0 else { throw .malformed(path: "num_feature") }
    guard featureCount <= Self.featureLimit else {
      throw .tooMany(what: "features", limit: Self.featureLimit)
    }
    let outputCount = try Self.outputCount(file, objective.link)
    guard let trees = file.trees else { throw .malformed(path: "trees") }
    let hasOtherFeatures = trees.contains { tree in
      tree.nodes.contains { $0.kind != .leaf && $0.feature >= featureCount }
    }
    guard !hasOtherFeatures else { throw .malformed(path: "split_indices") }
    let names = file.featureNames
    guard names.isEmpty || names.count == featureCount else {
      throw .malformed(path: "feature_names")
    }
    self.init(
      ensemble: TreeEnsemble(
        trees: try Self.rounds(trees, outputs: file.outputs, outputCount: outputCount),
        baseScores: try Self.baseScores(file, objective.link, outputCount: outputCount),
        featureCount: featureCount
      ),
      objective: objective,
      featureNames: names
    )
  }

  /// The number of scores of a row: one for each class.
  private static func outputCount(
    _ file: XGBoostFile,
    _ link: LinkFunction
  ) throws(XGBoostModelError) -> Int {
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
  private static func baseScores(
    _ file: XGBoostFile,
    _ link: LinkFunction,
    outputCount: Int
  ) throws(XGBoostModelError) -> [Double] {
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
  ) throws(XGBoostModelError) -> [Tree] {
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
  fileprivate init(_ file: XGBoostFile) throws(XGBoostModelError) {
    guard let objective = file.objective else { throw .malformed(path: "objective") }
    guard let name = objective.name else { throw .malformed(path: "name") }
    try self.init(name: name)
    guard let parameterGroup, let parameters = objective.groups[parameterGroup] else { return }
    try self.init(name: name, parameters: parameters)
  }
}

extension XGBoostFile {
  /// A parameter of the model that is a whole number.
  fileprivate func integer(_ name: String) throws(XGBoostModelError) -> Int {
    guard let number = parameters?[name].flatMap(Double.init),
      let integer = Int(exactly: number)
    else { throw .malformed(path: name) }
    return integer
  }
}
