internal import CKernels

/// Turns an ensemble into the arrays of `ByteTrees`.
struct ByteTreeCompiler {
  /// Most levels of a feature, each column having 254.
  private static let levelColumnLimit = 4
  /// Most columns of bytes.
  private static let placeLimit = 4_096
  /// Splits of a tree, on average, from which on a walk is faster.
  private static let splitLimit = 1_024

  private(set) var columns: [ByteColumn] = []
  /// Columns of bytes; the first are those of sets.
  private(set) var placeCount = ByteTrees.setPlaceCount
  private(set) var places: [automl_byte_tree] = []
  private(set) var outputTrees: [Range<Int>] = []
  var steps: [UInt8] = []
  var splits: [automl_byte_split] = []
  var sets: [UInt8] = []
  var values: [Double] = []
  /// The shape of the tree at hand.
  var shape = ByteTreeShape()
  /// Its sets of levels.
  private var categoryWords: [UInt64] = []
  /// Where its leaves begin, and the one that adds nothing.
  var firstValue = 0
  private var nothing: UInt8?
  /// Whether it has no steps yet.
  var isFirst = true

  /// For each feature its thresholds, the first column of their ranks, and those of its levels.
  private var thresholds: [[Double]]
  private var rankColumns: [Int]
  private var levelColumns: [Range<Int>]

  /// Collects the columns; nil where there are too many.
  init?(_ ensemble: TreeEnsemble) {
    let featureCount = ensemble.inputCount
    thresholds = [[Double]](repeating: [], count: featureCount)
    var levelCounts = [Int](repeating: 0, count: featureCount)
    for tree in ensemble.trees {
      for node in tree.nodes {
        switch node.kind {
        case .leaf: break
        case .threshold: thresholds[node.feature].append(node.threshold)
        case .categories:
          levelCounts[node.feature] = max(levelCounts[node.feature], node.levelCount, 1)
        }
      }
    }
    rankColumns = [Int](repeating: 0, count: featureCount)
    levelColumns = [Range<Int>](repeating: 0..<0, count: featureCount)
    for feature in 0..<featureCount {
      thresholds[feature] = distinct(thresholds[feature])
      let (all, levelCount) = (thresholds[feature], levelCounts[feature])
      guard levelCount <= Self.levelColumnLimit * ByteColumn.limit else { return nil }
      rankColumns[feature] = columns.count
      for start in stride(from: 0, to: all.count, by: ByteColumn.limit) {
        let edges = all[start..<min(start + ByteColumn.limit, all.count)]
        columns.append(ByteColumn(feature: feature, thresholds: edges))
      }
      let first = columns.count
      let count = (levelCount + ByteColumn.limit - 1) / ByteColumn.limit
      for index in 0..<count {
        columns.append(
          ByteColumn(
            feature: feature,
            firstLevel: index * ByteColumn.limit,
            end: count * ByteColumn.limit
          )
        )
      }
      levelColumns[feature] = first..<columns.count
    }
    // A column of ranks has two places at most.
    guard placeCount + 2 * columns.count <= Self.placeLimit else { return nil }
  }

  /// Appends every tree, output after output; false where they have too many splits.
  mutating func compile(_ ensemble: TreeEnsemble) -> Bool {
    let splitCount = ensemble.trees.reduce(0) { $0 + $1.nodes.count / 2 }
    splits.reserveCapacity(splitCount)
    values.reserveCapacity(splitCount + ensemble.trees.count)
    let outputCount = ensemble.outputCount
    for output in 0..<outputCount {
      let first = places.count
      for index in stride(from: output, to: ensemble.trees.count, by: outputCount) {
        append(ensemble.trees[index])
        guard splits.count <= Self.splitLimit * ensemble.trees.count else { return false }
      }
      outputTrees.append(first..<places.count)
    }
    return true
  }

  private mutating func append(_ tree: Tree) {
    if let levels = SymmetricTree(tree) { return append(levels) }
    categoryWords = tree.categoryWords
    shape.measure(tree)
    for root in shape.parts {
      beginTree()
      emit(root)
      // The part adds nothing for rows that do not come to its root.
      var node = root
      while node != 0 {
        let parent = shape.parents[node]
        let isLeft = Int(shape.nodes[parent].leftChild) == node
        emitLeaf(noValue(), right: isLeft, of: parent)
        node = parent
      }
      steps.append(UInt8(AUTOML_STEP_END))
    }
  }

  private mutating func append(_ tree: SymmetricTree) {
    beginTree()
    for node in tree.levels {
      splits.append(split(of: node, setPlace: 0))
      steps.append(UInt8(AUTOML_STEP_LEVEL))
    }
    values += tree.values
    steps.append(UInt8(AUTOML_STEP_END))
  }

  private mutating func beginTree() {
    firstValue = values.count
    nothing = nil
    isFirst = true
    places.append(
      automl_byte_tree(
        step: UInt32(steps.count),
        split: UInt32(splits.count),
        set: UInt32(sets.count),
        value: UInt32(firstValue)
      )
    )
  }

  /// The leaf that adds -0.0, which leaves any number as it is.
  mutating func noValue() -> UInt8 {
    if let nothing { return nothing }
    let leaf = UInt8(values.count - firstValue)
    values.append(-0.0)
    nothing = leaf
    return leaf
  }

  /// A node's split; a set of levels is found first, in a place of its own among `setPlaceCount`.
  mutating func split(of node: TreeNode, setPlace: Int) -> automl_byte_split {
    if node.kind == .categories {
      for (index, column) in levelColumns[node.feature].enumerated() {
        let step = index == 0 ? AUTOML_STEP_SET : AUTOML_STEP_FURTHER_SET
        steps.append(UInt8(step))
        splits.append(automl_byte_split(column: place(of: column), limit: 0, leaf: 0))
        splits.append(automl_byte_split(column: UInt16(setPlace), limit: 0, leaf: 0))
        appendSet(of: node, firstLevel: index * ByteColumn.limit)
      }
      return automl_byte_split(column: UInt16(setPlace), limit: -1, leaf: 0)
    }
    let rank = lowerBound(of: node.threshold, in: thresholds[node.feature])
    let column = rankColumns[node.feature] + rank / ByteColumn.limit
    let missingOffset: UInt8 = node.missingGoesLeft ? 1 : 0
    let limit = UInt8(rank % ByteColumn.limit) + missingOffset
    return automl_byte_split(
      column: node.missingGoesLeft ? leftPlace(of: column) : place(of: column),
      limit: Int8(bitPattern: limit ^ 0x80),
      leaf: 0
    )
  }

  /// Appends the bytes of one column that go right, as 256 bits.
  private mutating func appendSet(of node: TreeNode, firstLevel: Int) {
    var words = InlineArray<4, UInt64>(repeating: node.missingGoesLeft ? 0 : .max)
    let count = max(0, min(node.levelCount - firstLevel, ByteColumn.limit))
    for byte in 0..<count {
      let level = firstLevel + byte
      let isLeft = categoryWords[node.firstWord + level >> 6] >> UInt64(level & 63) & 1
      let bit = UInt64(1) << UInt64(byte & 63)
      if isLeft == 1 { words[byte >> 6] &= ~bit } else { words[byte >> 6] |= bit }
    }
    words[3] |= 1 << UInt64(ByteColumn.elsewhere & 63)
    for index in 0..<4 {
      for byte in 0..<8 {
        sets.append(UInt8(truncatingIfNeeded: words[index] >> UInt64(8 * byte)))
      }
    }
  }

  private mutating func place(of column: Int) -> UInt16 {
    if let place = columns[column].place { return UInt16(place) }
    columns[column].place = placeCount
    placeCount += 1
    return UInt16(placeCount - 1)
  }

  private mutating func leftPlace(of column: Int) -> UInt16 {
    if let place = columns[column].leftPlace { return UInt16(place) }
    columns[column].leftPlace = placeCount
    placeCount += 1
    return UInt16(placeCount - 1)
  }
}
