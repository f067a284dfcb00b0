/// The categories of the features of a LightGBM model: the names that a data frame gave them, or the whole
/// numbers that its splits tell apart.
struct LightGBMCategories {
  /// For each feature its levels in ascending order of their bytes; nil for a number.
  private(set) var levels: [[String]?]
  /// For each feature the level of each of the file's codes; none for a number.
  private(set) var ranks: [[Int: Int]]

  /// Gathers the categories that the splits of a file ask for.
  ///
  /// - Throws: `malformed` where a feature is split as a number too; `tooMany` levels.
  init(_ file: LightGBMFile, featureCount: Int) throws(ForeignModelError) {
    levels = Array(repeating: nil, count: featureCount)
    ranks = Array(repeating: [:], count: featureCount)
    let codes = try Self.codes(file, featureCount: featureCount)
    let isNamed = try file.namesCategories(featureCount: featureCount)
    var names = file.categoryNames.makeIterator()
    for feature in 0..<featureCount {
      if isNamed[feature], let names = names.next() {
        guard codes[feature]?.max() ?? -1 < names.count else {
          throw .levelOutOfRange(feature: feature, level: names.count)
        }
        try set(feature, names.enumerated().map { ($0, $1) })
      } else if let codes = codes[feature] {
        try set(feature, codes.sorted().map { ($0, "\($0)") })
      }
    }
  }

  /// Sets a feature's levels, each a code and a text.
  private mutating func set(
    _ feature: Int,
    _ codes: [(code: Int, text: String)]
  ) throws(ForeignModelError) {
    let sorted = codes.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    let isUnique = zip(sorted, sorted.dropFirst()).allSatisfy {
      $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
    }
    guard isUnique else { throw .malformed(path: "pandas_categorical") }
    levels[feature] = sorted.map(\.text)
    for (rank, level) in sorted.enumerated() { ranks[feature][level.code] = rank }
  }

  /// For each feature the codes in its sets; nil for one that is not split on categories.
  private static func codes(
    _ file: LightGBMFile,
    featureCount: Int
  ) throws(ForeignModelError) -> [Set<Int>?] {
    var codes = [Set<Int>?](repeating: nil, count: featureCount)
    var isNumber = [Bool](repeating: false, count: featureCount)
    var codesLeft = ForeignModel.nodeLimit
    for tree in file.trees {
      for split in 0..<tree.splitCount {
        let feature = Int(tree.features[split])
        guard (0..<featureCount).contains(feature) else { throw .malformed(path: "split_feature") }
        guard try tree.decision(split).isCategory else {
          isNumber[feature] = true
          continue
        }
        let before = codes[feature]?.count ?? 0
        if codes[feature] == nil { codes[feature] = [] }
        codes[feature]?.formUnion(try tree.categories(split))
        codesLeft -= (codes[feature]?.count ?? 0) - before
        guard codesLeft >= 0 else {
          throw .tooMany(what: "categories", limit: ForeignModel.nodeLimit)
        }
      }
    }
    for feature in 0..<featureCount where isNumber[feature] && codes[feature] != nil {
      throw .malformed(path: "decision_type")
    }
    return codes
  }
}

extension LightGBMFile {
  /// For each feature whether the names of a data frame's categories are its: those of the features whose
  /// line of ranges lists codes, and where all of these have names, of those without a range too.
  ///
  /// - Throws: `unsupported` where the lists of names are of another number.
  fileprivate func namesCategories(featureCount: Int) throws(ForeignModelError) -> [Bool] {
    guard !categoryNames.isEmpty else { return Array(repeating: false, count: featureCount) }
    let ranges =
      try header["feature_infos"]?.list("feature_infos", of: String.self, limit: featureCount) ?? []
    guard ranges.count == featureCount else { throw .malformed(path: "feature_infos") }
    let isCategory = ranges.map { $0 != "none" && !$0.hasPrefix("[") }
    let mayBeCategory = ranges.map { !$0.hasPrefix("[") }
    for features in [isCategory, mayBeCategory]
    where
      features.count(where: { $0 }) == categoryNames.count
    { return features }
    throw .unsupported(
      what: "names of categories that no feature can be told to have (pandas_categorical)",
      advice: "Train it on unordered categories only, without columns of one value."
    )
  }
}
