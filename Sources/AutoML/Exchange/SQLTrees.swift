import Models

/// Boosted trees as expressions: each tree is CASEs inside CASEs.
struct SQLTrees {
  /// The most texts that are listed: DuckDB joins a table for each longer list, and thousands of joins inside
  /// one another overflow its stack.
  private static let listLimit = 4

  private let ensemble: TreeEnsemble
  private var encodings: [Int: String] = [:]

  /// The trees of an ensemble.
  init(_ ensemble: TreeEnsemble) { self.ensemble = ensemble }

  /// The score of each output.
  ///
  /// - Throws: where an input has no form that all engines share.
  mutating func scores(_ inputs: inout SQLInputs) throws -> [String] {
    var scores: [String] = []
    for (output, base) in ensemble.baseScores.enumerated() {
      var terms = [PortableSQL.number(base)]
      for index in stride(from: output, to: ensemble.trees.count, by: ensemble.outputCount) {
        terms.append(try text(of: 0, in: ensemble.trees[index], &inputs))
      }
      scores.append(PortableSQL.sum(terms))
    }
    return scores
  }

  /// A node and what is below it.
  private mutating func text(
    of index: Int,
    in tree: Tree,
    _ inputs: inout SQLInputs
  ) throws -> String {
    let node = tree.nodes[index]
    guard node.kind != .leaf else { return PortableSQL.number(node.value) }
    let left = try text(of: Int(node.leftChild), in: tree, &inputs)
    let right = try text(of: Int(node.leftChild) + 1, in: tree, &inputs)
    let question = try question(of: node, in: tree, &inputs)
    // What is missing answers no question, and goes where ELSE is.
    let (asked, other) = node.missingGoesLeft ? (right, left) : (left, right)
    guard let question else { return other }
    return "CASE WHEN \(question) THEN \(asked) ELSE \(other) END"
  }

  /// Whether a row goes to the side where missing values do not go; nil where none does.
  private mutating func question(
    of node: TreeNode,
    in tree: Tree,
    _ inputs: inout SQLInputs
  ) throws -> String? {
    let feature = ensemble.feature(ofInput: node.feature)
    let isText = inputs.input(of: feature).kind.isCategory
    if node.kind == .threshold, !isText || node.feature >= ensemble.featureCount {
      let number =
        isText
        ? try encoding(node.feature - ensemble.featureCount, &inputs) : try inputs.number(feature)
      return "\(number) \(node.missingGoesLeft ? ">" : "<=") \(PortableSQL.operand(node.threshold))"
    }
    let levels = inputs.input(of: feature).levels.indices
    let asked = levels.map { code in
      let goesLeft =
        node.kind == .threshold
        ? Double(code) <= node.threshold : tree.contains(UInt32(code), in: node)
      return goesLeft.map { $0 != node.missingGoesLeft } ?? false
    }
    return try question(feature, asked: asked, &inputs)
  }

  /// Whether a text is one of the levels that are `asked` for.
  private func question(
    _ feature: Int,
    asked: [Bool],
    _ inputs: inout SQLInputs
  ) throws -> String? {
    let codes = asked.indices.filter { asked[$0] }
    if codes.isEmpty { return nil }
    guard codes.count > Self.listLimit else {
      let texts = try inputs.levelTexts(feature)
      let list = codes.map { texts[$0] }.joined(separator: ", ")
      return "\(try inputs.text(feature)) IN (\(list))"
    }
    let bits = asked.map { $0 ? "1" : "0" }.joined()
    return "SUBSTRING('\(bits)', \(try inputs.place(feature)), 1) = '1'"
  }

  /// The column of the numbers that stand for a category's texts.
  private mutating func encoding(_ index: Int, _ inputs: inout SQLInputs) throws -> String {
    if let known = encodings[index] { return known }
    let encoding = ensemble.encodings[index]
    let name = inputs.levels.add(
      try inputs.lookUp(
        encoding.feature,
        levels: encoding.values.map { $0.isNaN ? "NULL" : PortableSQL.number($0) },
        missing: "NULL",
        unseen: "NULL"
      ),
      to: .values,
      letter: "x"
    )
    encodings[index] = name
    return name
  }
}
