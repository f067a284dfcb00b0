extension ForeignModel {
  /// Reads a model that `save_model(format="json")` of CatBoost wrote.
  ///
  /// CatBoost rounds values to `Float` before it compares them, and adds leaves in `Double`.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - shouldStop: asked every few milliseconds.
  /// - Throws: what the file has that is no model here; `interrupted`.
  /// - Complexity: O(`bytes.count`) in time and memory, with 64 categories to a word of each split.
  package init(
    catBoost bytes: [UInt8],
    shouldStop: @escaping () -> Bool = { false }
  ) throws(ForeignModelError) {
    let file = try CatBoostFile(bytes, shouldStop: shouldStop)
    guard let fileTrees = file.trees else { throw .malformed(path: "oblivious_trees") }
    guard let lossName = file.lossName else { throw .malformed(path: "loss_function") }
    let link = try Self.link(ofCatBoostLoss: lossName)
    let outputCount = link == .softmax ? file.classLabels.count : 1
    guard outputCount > 0, link != .softmax || outputCount > 1 else {
      throw .malformed(path: "class_names")
    }
    guard !file.biases.isEmpty else { throw .malformed(path: "scale_and_bias") }
    guard [1, outputCount].contains(file.biases.count) else { throw .unsupportedOutputs }
    let categories = try Self.categories(of: file, fileTrees)
    let features = try Self.features(of: file.features, categories.map(\.texts))
    var reader = CatBoostTreeReader(
      features: file.features,
      levels: categories.map(\.levels),
      outputCount: outputCount,
      leafFactor: file.scale
    )
    var trees: [Tree] = []
    for tree in fileTrees {
      guard !shouldStop() else { throw .interrupted }
      trees += try reader.trees(tree)
    }
    let biases = file.biases
    self.init(
      program: .catBoost,
      objective: lossName,
      features: features,
      learner: Learner(
        .trees(
          TreeEnsemble(
            trees: trees,
            baseScores: biases.count == outputCount
              ? biases : Array(repeating: biases[0], count: outputCount),
            featureCount: features.count
          )
        ),
        link: link
      ),
      classLabels: Self.labels(of: file, link),
      settings: ["iterations": "\(fileTrees.count)"]
    )
  }

  private static let identityLosses: Set = [
    "RMSE", "MAE", "Quantile", "MAPE", "Huber", "Expectile", "LogCosh", "Lq", "NumErrors",
    "MedianAbsoluteError", "SMAPE", "FairLoss", "QueryRMSE", "QuerySoftMax", "PairLogit",
    "PairLogitPairwise", "YetiRank", "YetiRankPairwise", "StochasticFilter", "StochasticRank",
    "LambdaMart",
  ]

  /// The way from scores to what `predict` of CatBoost's estimators gives: values or probabilities.
  private static func link(ofCatBoostLoss name: String) throws(ForeignModelError) -> LinkFunction {
    switch name {
    case _ where identityLosses.contains(name): return .identity
    case "Poisson", "Tweedie", "LogLinQuantile": return .exponential
    case "Logloss", "CrossEntropy": return .logistic
    case "MultiClass": return .softmax
    case "MultiClassOneVsAll":
      throw .unsupported(
        what: "a probability for each class against all others (MultiClassOneVsAll)",
        advice: "Train it with the loss MultiClass."
      )
    case "MultiLogloss", "MultiCrossEntropy", "MultiRMSE", "MultiRMSEWithMissingValues",
      "MultiQuantile", "RMSEWithUncertainty":
      throw .unsupportedOutputs
    default: throw .unsupportedObjective(name: name)
    }
  }

  /// The labels of the classes; none where numbers are predicted.
  private static func labels(
    of file: CatBoostFile,
    _ link: LinkFunction
  ) -> [String] {
    guard link == .softmax || link == .logistic else { return [] }
    let labels = file.classLabels
    let count = link == .softmax ? labels.count : 2
    let isUnique = Set(labels.map { Array($0.utf8) }).count == labels.count
    return labels.count == count && isUnique ? labels : numbered(count)
  }

  /// For each category the texts that splits ask for, in ascending order of their bytes, and the level of
  /// each hash.
  private static func categories(
    of file: CatBoostFile,
    _ trees: [CatBoostTree]
  ) throws(ForeignModelError) -> [(texts: [String], levels: [Int: Int])] {
    var hashes = [Set<Int>](repeating: [], count: file.features.categories.count)
    for condition in trees.lazy.flatMap(\.conditions) {
      guard case .category(let feature, let hash) = condition else { continue }
      guard hashes.indices.contains(feature) else { throw .malformed(path: "cat_feature_index") }
      hashes[feature].insert(hash)
    }
    var categories: [(texts: [String], levels: [Int: Int])] = []
    for hashes in hashes {
      var pairs: [(text: String, hash: Int)] = []
      for hash in hashes {
        guard let text = file.features.texts[hash] else {
          throw .unsupported(
            what: "categories without their texts",
            advice:
              "Save it with save_model(name, format=\"json\", pool=pool), of the training's pool."
          )
        }
        pairs.append((text, hash))
      }
      pairs.sort { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
      let isUnique = zip(pairs, pairs.dropFirst()).allSatisfy {
        $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
      }
      guard isUnique else { throw .malformed(path: "cat_features_hash") }
      let ranks = pairs.enumerated().map { ($1.hash, $0) }
      categories.append((pairs.map(\.text), Dictionary(ranks) { $1 }))
    }
    return categories
  }

  /// The features in the order of the training's columns; a column that the file does not name is a number.
  private static func features(
    of features: CatBoostFeatures,
    _ texts: [[String]]
  ) throws(ForeignModelError) -> [ForeignFeature] {
    let indices = features.numbers.map(\.index) + features.categories.map(\.index)
    let known = indices.compactMap { $0 }
    guard known.count == indices.count, Set(known).count == known.count else {
      throw .malformed(path: "flat_feature_index")
    }
    var all = [ForeignFeature](repeating: ForeignFeature(name: ""), count: (known.max() ?? -1) + 1)
    for number in features.numbers {
      if let index = number.index { all[index] = ForeignFeature(name: number.name) }
    }
    for (category, texts) in zip(features.categories, texts) {
      if let index = category.index {
        all[index] = ForeignFeature(name: category.name, levels: texts)
      }
    }
    return all
  }
}

extension CatBoostTree {
  /// The conditions of its splits.
  fileprivate var conditions: [Condition] {
    switch shape {
    case .oblivious(let conditions): conditions
    case .nested(let nodes):
      nodes.compactMap { node in
        if case .split(let condition, _, _) = node { condition } else { nil }
      }
    }
  }
}
