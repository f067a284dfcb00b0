extension TreeEnsemble {
  /// The trees as text, laid out as XGBoost's `get_dump(with_stats=True)`: a line for each node, indented
  /// by its depth up to a limit, with gain and cover.
  ///
  /// - Parameters:
  ///   - featureNames: one for each feature.
  ///   - levels: for each feature the names of its levels; none for a number.
  /// - Returns: lines that end with a line break.
  /// - Complexity: O(nodes + levels in splits).
  package func text(featureNames: [String], levels: [[String]]) -> String {
    precondition(
      featureNames.count == featureCount && levels.count == featureCount,
      "\(featureNames.count) names, \(levels.count) lists of levels, \(featureCount) features"
    )
    let inputNames = featureNames + encodings.map { "mean target of \(featureNames[$0.feature])" }
    let inputLevels = levels + encodings.map { _ in [] }
    var lines = ["base score: " + baseScores.map(\.description).joined(separator: ", ")]
    for (index, tree) in trees.enumerated() {
      let output = outputCount > 1 ? ", output \(index % outputCount)" : ""
      lines.append("tree \(index / outputCount)\(output):")
      tree.appendLines(to: &lines, names: inputNames, levels: inputLevels)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Tree {
  /// The deepest indentation, in tabs: the text of a tree that is one long chain stays linear.
  private static let indentationLimit = 64

  /// Depth first, the left child before the right one.
  fileprivate func appendLines(to lines: inout [String], names: [String], levels: [[String]]) {
    var open = [(index: 0, depth: 0)]
    while let (index, depth) = open.popLast() {
      let node = nodes[index]
      var line = String(repeating: "\t", count: min(depth, Self.indentationLimit)) + "\(index):"
      if node.kind == .leaf {
        line += "leaf=\(node.value)"
      } else {
        let left = Int(node.leftChild)
        line += "[\(question(node, names[node.feature], levels[node.feature]))]"
        line += " yes=\(left),no=\(left + 1),missing=\(node.missingGoesLeft ? left : left + 1)"
        line += ",gain=\(statistics[index].gain)"
        open += [(left + 1, depth + 1), (left, depth + 1)]
      }
      lines.append(line + ",cover=\(statistics[index].cover)")
    }
  }

  /// The condition that sends a row left.
  private func question(_ node: TreeNode, _ name: String, _ levels: [String]) -> String {
    guard node.kind == .categories else { return "\(name)<=\(node.threshold)" }
    let left = (0..<node.levelCount).filter { contains(UInt32($0), in: node) == true }
    // An archive may have more levels than the caller knows names of.
    let texts = left.map { levels.indices.contains($0) ? levels[$0] : "\($0)" }
    return "\(name):{\(texts.joined(separator: ","))}"
  }
}
