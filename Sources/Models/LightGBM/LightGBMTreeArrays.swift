/// The arrays of one tree of a LightGBM model.
///
/// A child from 0 on is a split, and `-1 - k` is leaf `k`.
struct LightGBMTreeArrays {
  private(set) var leafCount = 0
  private(set) var features: [Int32] = []
  private(set) var thresholds: [Double] = []
  private(set) var decisions: [UInt8] = []
  private(set) var leftChildren: [Int32] = []
  private(set) var rightChildren: [Int32] = []
  private(set) var leafValues: [Double] = []
  /// The gains of splits; none in files without them.
  private(set) var gains: [Float] = []
  /// The rows at splits and leaves; none in files without them.
  private(set) var splitRowCounts: [Float] = []
  private(set) var leafRowCounts: [Float] = []
  /// Where the words of each set of categories begin and the last ones end.
  private(set) var setBounds: [Int32] = []
  /// The words of all sets, of 32 categories each.
  private(set) var setWords: [UInt32] = []

  /// The number of splits.
  var splitCount: Int { leafCount - 1 }
  /// The number of splits and leaves.
  var nodeCount: Int { splitCount + leafCount }

  /// Takes a line of the tree.
  ///
  /// - Throws: for what is damaged or not read; for more than `nodeLimit` elements.
  mutating func take(
    _ key: String,
    _ value: LightGBMText.Value,
    nodeLimit limit: Int
  ) throws(ForeignModelError) {
    switch key {
    case "num_leaves":
      guard let count = value.integer, count >= 1 else { throw .malformed(path: key) }
      guard count <= (limit + 1) / 2 else {
        throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit)
      }
      leafCount = count
    case "split_feature": features = try value.list(key, of: Int32.self, limit: limit)
    case "threshold": thresholds = try value.list(key, of: Double.self, limit: limit)
    case "decision_type": decisions = try value.list(key, of: UInt8.self, limit: limit)
    case "left_child": leftChildren = try value.list(key, of: Int32.self, limit: limit)
    case "right_child": rightChildren = try value.list(key, of: Int32.self, limit: limit)
    case "leaf_value": leafValues = try value.list(key, of: Double.self, limit: limit)
    case "split_gain": gains = try value.list(key, of: Float.self, limit: limit)
    case "internal_count": splitRowCounts = try value.list(key, of: Float.self, limit: limit)
    case "leaf_count": leafRowCounts = try value.list(key, of: Float.self, limit: limit)
    case "cat_boundaries": setBounds = try value.list(key, of: Int32.self, limit: limit)
    case "cat_threshold": setWords = try value.list(key, of: UInt32.self, limit: limit)
    case "is_linear":
      guard value.integer == 0 else {
        throw .unsupported(
          what: "leaves with linear models (linear_tree)",
          advice: "Train it with linear_tree=false."
        )
      }
    default: break
    }
  }

  /// - Throws: `malformed` with the first array that does not fit the others.
  func validate() throws(ForeignModelError) {
    guard leafCount >= 1 else { throw .malformed(path: "num_leaves") }
    let counts = [
      ("split_feature", features.count), ("threshold", thresholds.count),
      ("decision_type", decisions.count), ("left_child", leftChildren.count),
      ("right_child", rightChildren.count),
    ]
    for (key, count) in counts where count != splitCount { throw .malformed(path: key) }
    guard leafValues.count == leafCount else { throw .malformed(path: "leaf_value") }
  }
}

extension LightGBMTreeArrays {
  /// The bits of a split's decision.
  struct Decision {
    /// The values that count as missing.
    enum Missing: UInt8 {
      case none = 0
      case zero = 1
      case nan = 2
    }

    let isCategory: Bool
    let missingGoesLeft: Bool
    let missing: Missing

    /// Nil for bits that mean nothing.
    init?(_ bits: UInt8) {
      guard bits < 16, let missing = Missing(rawValue: bits >> 2) else { return nil }
      isCategory = bits & 1 != 0
      missingGoesLeft = bits & 2 != 0
      self.missing = missing
    }
  }

  /// The decision of a split.
  func decision(_ split: Int) throws(ForeignModelError) -> Decision {
    guard let decision = Decision(decisions[split]) else { throw .malformed(path: "decision_type") }
    return decision
  }

  /// The words of a split on categories, of 32 each; the threshold is the number of the set.
  func words(_ split: Int) throws(ForeignModelError) -> ArraySlice<UInt32> {
    guard let set = Int(exactly: thresholds[split]), set >= 0, set < setBounds.count - 1,
      setBounds[set] >= 0, setBounds[set] <= setBounds[set + 1],
      setBounds[set + 1] <= setWords.count
    else { throw .malformed(path: "cat_boundaries") }
    return setWords[Int(setBounds[set])..<Int(setBounds[set + 1])]
  }

  /// The categories that a split sends left.
  func categories(_ split: Int) throws(ForeignModelError) -> [Int] {
    var categories: [Int] = []
    for (index, word) in try words(split).enumerated() where word != 0 {
      for bit in 0..<32 where word >> UInt32(bit) & 1 == 1 { categories.append(index * 32 + bit) }
    }
    return categories
  }

  /// Gain and rows of a node, splits first.
  func statistics(_ node: Int) -> NodeStatistics {
    let counts = node < splitCount ? splitRowCounts : leafRowCounts
    let index = node < splitCount ? node : node - splitCount
    return NodeStatistics(
      gain: node < splitCount && gains.indices.contains(node) ? gains[node].asStatistic : 0,
      cover: counts.indices.contains(index) ? counts[index].asStatistic : 0
    )
  }
}

extension Float {
  /// A gain or a cover: the largest number for the infinite, 0 for NaN.
  fileprivate var asStatistic: Float {
    let largest = Float.greatestFiniteMagnitude
    return isNaN ? 0 : min(max(self, -largest), largest)
  }
}
