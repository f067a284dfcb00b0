extension TreeEnsemble {
  /// Appends the ensemble: base scores, encodings, then each tree's nodes, statistics and category words.
  package func write(to writer: inout ByteWriter) {
    writer.write(baseScores)
    writer.write(encodings) { writer, encoding in
      writer.write(UInt64(encoding.feature))
      writer.write(encoding.values)
    }
    writer.write(trees) { writer, tree in
      writer.write(tree.nodes) { writer, node in
        writer.write(node.payload)
        writer.write(node.header)
        writer.write(node.leftChild)
      }
      writer.write(tree.statistics) { writer, statistics in
        writer.write(statistics.gain)
        writer.write(statistics.cover)
      }
      writer.write(tree.categoryWords) { $0.write($1) }
    }
  }

  /// Reads what `write(to:)` wrote; bytes that are no ensemble over these features are refused.
  ///
  /// `isCategory` tells for each feature whether it has codes of levels.
  package init(from reader: inout ByteReader, isCategory: [Bool]) throws(ModelError) {
    let featureCount = isCategory.count
    let baseScores = try reader.readDoubles("base scores")
    guard baseScores.allSatisfy(\.isFinite) else { throw .corrupt(detail: "base scores") }
    let encodings = try reader.readArray("level encodings", elementBytes: 16) {
      reader throws(ModelError) in
      let feature = try reader.read(UInt64.self, "encoded feature")
      guard feature < UInt64(featureCount), isCategory[Int(feature)] else {
        throw .corrupt(detail: "encoded feature")
      }
      let values = try reader.readDoubles("level encoding")
      guard values.allSatisfy(\.isFinite) else { throw .corrupt(detail: "level encoding") }
      return LevelEncoding(feature: Int(feature), values: values)
    }
    let hasCodes = isCategory + [Bool](repeating: false, count: encodings.count)
    let trees = try reader.readArray("trees", elementBytes: 48) { reader throws(ModelError) in
      try Tree(from: &reader, hasCodes: hasCodes)
    }
    guard !baseScores.isEmpty, trees.count.isMultiple(of: baseScores.count) else {
      throw .corrupt(detail: "trees for each output")
    }
    self.init(
      trees: trees,
      baseScores: baseScores,
      featureCount: featureCount,
      encodings: encodings
    )
  }
}

extension Tree {
  /// More levels than any feature has; their number goes into 30 bits when a tree is compiled.
  private static let levelLimit = 1 << 24

  fileprivate init(from reader: inout ByteReader, hasCodes: [Bool]) throws(ModelError) {
    nodes = try reader.readArray("tree nodes", elementBytes: 16) { reader throws(ModelError) in
      TreeNode(
        payload: try reader.read(UInt64.self, "tree node"),
        header: try reader.read(UInt32.self, "tree node"),
        leftChild: try reader.read(UInt32.self, "tree node")
      )
    }
    statistics = try reader.readArray("node statistics", elementBytes: 8) {
      reader throws(ModelError) in
      NodeStatistics(
        gain: try reader.readFloat("node gain"),
        cover: try reader.readFloat("node cover")
      )
    }
    categoryWords = try reader.readArray("category sets", elementBytes: 8) {
      reader throws(ModelError) in try reader.read(UInt64.self, "category set")
    }
    guard isValid(featureCount: hasCodes.count) else { throw .corrupt(detail: "tree structure") }
    for node in nodes {
      let isValid =
        switch node.kind {
        case .leaf: node.value.isFinite
        case .threshold: true
        case .categories: hasCodes[node.feature] && node.levelCount <= Self.levelLimit
        }
      guard isValid else { throw .corrupt(detail: "tree node") }
    }
  }
}
