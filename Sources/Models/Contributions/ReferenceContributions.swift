/// The contributions of features to a tree's value the slow and obvious ways: what the fast ones
/// are tested against.
package struct ReferenceContributions: Sendable {
  private let tree: Tree
  private let shares: [Double]

  /// The contributions to a tree's value.
  package init(_ tree: Tree) {
    self.tree = tree
    shares = Models.shares(ofNodesOf: tree)
  }

  /// The mean value of the tree over the training rows.
  package var baseValue: Double { expectation(knowing: [], row: 0, of: .empty, node: 0) }

  /// The contribution of each feature by the definition: the mean, over all orders of the tree's
  /// features, of what knowing it adds.
  ///
  /// - Complexity: O(2^features x nodes).
  package func byDefinition(of row: Int, in table: FeatureTable) -> [Int: Double] {
    let features = Set(tree.nodes.filter { $0.kind != .leaf }.map(\.feature)).sorted()
    let count = features.count
    let expectations = (0..<1 << count).map { subset in
      let known = Set(features.indices.filter { subset >> $0 & 1 == 1 }.map { features[$0] })
      return expectation(knowing: known, row: row, of: table, node: 0)
    }
    var values: [Int: Double] = [:]
    for (index, feature) in features.enumerated() {
      var value = 0.0
      for subset in 0..<1 << count where subset >> index & 1 == 0 {
        let size = subset.nonzeroBitCount
        // k! (n - 1 - k)! / n!
        let weight = (0..<size).reduce(1 / Double(count)) { product, step in
          product * Double(step + 1) / Double(count - 1 - step)
        }
        value += weight * (expectations[subset | 1 << index] - expectations[subset])
      }
      values[feature] = value
    }
    return values
  }

  /// The value that is expected where some features are known (Lundberg and others 2020, algorithm 1).
  private func expectation(
    knowing known: Set<Int>,
    row: Int,
    of table: FeatureTable,
    node index: Int
  ) -> Double {
    let node = tree.nodes[index]
    guard node.kind != .leaf else { return node.value }
    let left = Int(node.leftChild)
    guard known.contains(node.feature) else {
      return [left, left + 1].reduce(0) { sum, child in
        sum + shares[child] * expectation(knowing: known, row: row, of: table, node: child)
      }
    }
    let child = left + (tree.goesLeft(at: node, row: row, of: table) ? 0 : 1)
    return expectation(knowing: known, row: row, of: table, node: child)
  }
}

extension FeatureTable {
  fileprivate static let empty = FeatureTable(rowCount: 0, columns: [])
}

extension ReferenceContributions {
  /// A condition on the path of algorithm 2: the share of rows that flow through where its feature
  /// is not known, whether the row does where it is, and the weight of subsets of as many features
  /// as stand before it.
  private struct Element {
    var feature: Int
    var zeroFraction: Double
    var oneFraction: Double
    var weight: Double
  }

  /// The contribution of each feature by the recursion of path-dependent TreeSHAP (Lundberg and
  /// others 2020, algorithm 2).
  ///
  /// - Complexity: O(leaves x depth^2).
  package func byRecursion(of row: Int, in table: FeatureTable) -> [Int: Double] {
    var values: [Int: Double] = [:]
    recurse(0, [], 1, 1, feature: -1, row, table, &values)
    return values
  }

  private func recurse(
    _ index: Int,
    _ path: [Element],
    _ zeroFraction: Double,
    _ oneFraction: Double,
    feature: Int,
    _ row: Int,
    _ table: FeatureTable,
    _ values: inout [Int: Double]
  ) {
    var path = Self.extended(path, zeroFraction, oneFraction, feature)
    let node = tree.nodes[index]
    guard node.kind != .leaf else {
      for place in path.indices.dropFirst() {
        let sum = Self.unwound(path, place).reduce(0) { $0 + $1.weight }
        let element = path[place]
        values[element.feature, default: 0] +=
          sum * (element.oneFraction - element.zeroFraction) * node.value
      }
      return
    }
    let left = Int(node.leftChild)
    let hot = left + (tree.goesLeft(at: node, row: row, of: table) ? 0 : 1)
    let cold = 2 * left + 1 - hot
    var (zero, one) = (1.0, 1.0)
    if let place = path.firstIndex(where: { $0.feature == node.feature }) {
      (zero, one) = (path[place].zeroFraction, path[place].oneFraction)
      path = Self.unwound(path, place)
    }
    recurse(hot, path, zero * shares[hot], one, feature: node.feature, row, table, &values)
    recurse(cold, path, zero * shares[cold], 0, feature: node.feature, row, table, &values)
  }

  private static func extended(
    _ path: [Element],
    _ zeroFraction: Double,
    _ oneFraction: Double,
    _ feature: Int
  ) -> [Element] {
    let count = path.count
    var path = path
    path.append(
      Element(
        feature: feature,
        zeroFraction: zeroFraction,
        oneFraction: oneFraction,
        weight: count == 0 ? 1 : 0
      )
    )
    for index in stride(from: count - 1, through: 0, by: -1) {
      path[index + 1].weight +=
        oneFraction * path[index].weight * Double(index + 1) / Double(count + 1)
      path[index].weight *= zeroFraction * Double(count - index) / Double(count + 1)
    }
    return path
  }

  private static func unwound(_ path: [Element], _ place: Int) -> [Element] {
    let last = path.count - 1
    let (zero, one) = (path[place].zeroFraction, path[place].oneFraction)
    var path = path
    var next = path[last].weight
    for index in stride(from: last - 1, through: 0, by: -1) {
      if one != 0 {
        let before = path[index].weight
        path[index].weight = next * Double(last + 1) / (Double(index + 1) * one)
        next = before - path[index].weight * zero * Double(last - index) / Double(last + 1)
      } else if zero != 0 {
        path[index].weight *= Double(last + 1) / (zero * Double(last - index))
      } else {
        // Nothing flows through, known or not: the others' weights do not matter.
        path[index].weight = 0
      }
    }
    for index in place..<last {
      path[index].feature = path[index + 1].feature
      path[index].zeroFraction = path[index + 1].zeroFraction
      path[index].oneFraction = path[index + 1].oneFraction
    }
    path.removeLast()
    return path
  }
}
