extension ForeignModel {
  /// Reads a model that `Booster.save_model` of LightGBM 2 to 4 wrote as text.
  ///
  /// LightGBM compares in `Double` and adds leaves in `Double`, as is done here.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - shouldStop: asked every few milliseconds.
  /// - Throws: what the file has that is no model here; `interrupted`.
  /// - Complexity: O(`bytes.count`) in time and memory, with 64 levels of categories to a word of each split.
  package init(
    lightGBM bytes: [UInt8],
    shouldStop: @escaping () -> Bool = { false }
  ) throws(ForeignModelError) {
    let file = try LightGBMFile(bytes, shouldStop: shouldStop)
    let objective = try LightGBMObjective(try file.words("objective", limit: 100))
    let outputCount = try file.integer("num_tree_per_iteration") ?? 1
    guard outputCount == (objective.link == .softmax ? objective.classCount : 1) else {
      throw .unsupportedOutputs
    }
    guard file.trees.count.isMultiple(of: outputCount) else { throw .malformed(path: "Tree") }
    guard let lastFeature = try file.integer("max_feature_idx"), lastFeature >= -1 else {
      throw .malformed(path: "max_feature_idx")
    }
    guard lastFeature < Self.featureLimit else {
      throw .tooMany(what: "features", limit: Self.featureLimit)
    }
    let names = try file.words("feature_names", limit: Self.featureLimit) ?? []
    guard names.isEmpty || names.count == lastFeature + 1 else {
      throw .malformed(path: "feature_names")
    }
    let roundCount = file.trees.count / outputCount
    let isAverage = file.header["average_output"] != nil && roundCount > 0
    let factor = isAverage ? objective.factor / Double(roundCount) : objective.factor
    let categories = try LightGBMCategories(file, featureCount: lastFeature + 1)
    var reader = LightGBMTreeReader(categories: categories, leafFactor: factor)
    var trees: [Tree] = []
    trees.reserveCapacity(file.trees.count)
    for arrays in file.trees {
      guard !shouldStop() else { throw .interrupted }
      trees.append(try reader.tree(arrays))
    }
    self.init(
      program: .lightGBM,
      objective: objective.name,
      features: categories.levels.enumerated().map {
        ForeignFeature(name: names.isEmpty ? "" : names[$0], levels: $1)
      },
      learner: Learner(
        .trees(
          TreeEnsemble(
            trees: trees,
            baseScores: Array(repeating: 0, count: outputCount),
            featureCount: lastFeature + 1
          )
        ),
        link: objective.link
      ),
      classLabels: objective.classCount.map(Self.numbered) ?? [],
      settings: objective.parameters.filter { !$0.value.isEmpty }
        .merging(["num_iterations": "\(roundCount)"]) { $1 }
    )
  }
}

extension LightGBMFile {
  /// The words of a line before the trees; nil where there is none.
  fileprivate func words(_ key: String, limit: Int) throws(ForeignModelError) -> [String]? {
    try header[key]?.list(key, of: String.self, what: "words of \(key)", limit: limit)
  }

  /// A whole number of a line before the trees; nil where there is no such line.
  fileprivate func integer(_ key: String) throws(ForeignModelError) -> Int? {
    guard let value = header[key] else { return nil }
    guard let integer = value.integer else { throw .malformed(path: key) }
    return integer
  }
}
