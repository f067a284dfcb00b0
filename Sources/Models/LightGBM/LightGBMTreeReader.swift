/// Makes trees of the arrays of a LightGBM model.
struct LightGBMTreeReader {
  /// The categories of the features.
  let categories: LightGBMCategories
  /// The factor of each leaf.
  let leafFactor: Double
  /// The rest of the words that sets may have.
  private var wordsLeft = ForeignModel.nodeLimit

  init(categories: LightGBMCategories, leafFactor: Double) {
    self.categories = categories
    self.leafFactor = leafFactor
  }

  /// The tree of some arrays that fit together.
  ///
  /// - Complexity: O(nodes), however deep.
  mutating func tree(_ arrays: LightGBMTreeArrays) throws(ForeignModelError) -> Tree {
    var outline = TreeOutline(nodeCount: arrays.nodeCount, wordsLeft: wordsLeft)
    defer { wordsLeft = outline.wordsLeft }
    return try outline.tree(
      { number throws(ForeignModelError) in try node(number, arrays) },
      statistics: { arrays.statistics($0) }
    )
  }

  /// A node of a tree, splits first.
  private func node(
    _ number: Int,
    _ arrays: LightGBMTreeArrays
  ) throws(ForeignModelError) -> TreeOutline.Node {
    guard number < arrays.splitCount else {
      return .leaf(arrays.leafValues[number - arrays.splitCount] * leafFactor)
    }
    let feature = Int(arrays.features[number])
    let decision = try arrays.decision(number)
    let children = (
      Self.number(of: arrays.leftChildren[number], arrays),
      Self.number(of: arrays.rightChildren[number], arrays)
    )
    guard !decision.isCategory else {
      // What is missing, or no category of the set, goes right.
      return .levels(
        feature: feature,
        try set(number, feature, arrays),
        missingGoesLeft: false,
        left: children.0,
        right: children.1
      )
    }
    return .threshold(
      feature: feature,
      arrays.thresholds[number],
      missingGoesLeft: try Self.missingGoesLeft(decision, threshold: arrays.thresholds[number]),
      left: children.0,
      right: children.1
    )
  }

  /// The number of a child among splits and leaves.
  private static func number(of child: Int32, _ arrays: LightGBMTreeArrays) -> Int {
    child >= 0 && child >= arrays.splitCount
      ? -1 : child >= 0 ? Int(child) : arrays.splitCount + Int(~child)
  }

  /// Where NaN goes: without missing values it counts as 0.
  private static func missingGoesLeft(
    _ decision: LightGBMTreeArrays.Decision,
    threshold: Double
  ) throws(ForeignModelError) -> Bool {
    switch decision.missing {
    case .none: return 0 <= threshold
    case .nan: return decision.missingGoesLeft
    case .zero:
      guard decision.missingGoesLeft == (0 <= threshold) else {
        throw .unsupported(
          what: "splits that take zeros for missing values (zero_as_missing)",
          advice: "Train it with zero_as_missing=false, on NaN in place of such zeros."
        )
      }
      return decision.missingGoesLeft
    }
  }

  /// The levels that a split sends left.
  private func set(
    _ split: Int,
    _ feature: Int,
    _ arrays: LightGBMTreeArrays
  ) throws(ForeignModelError) -> TreeOutline.Set {
    var set = TreeOutline.Set(levelCount: categories.levels[feature]?.count ?? 0)
    for code in try arrays.categories(split) {
      if let rank = categories.ranks[feature][code] { set.insert(rank) }
    }
    return set
  }
}
