/// Trees whose contributions are found leaf by leaf for each row: any tree, in polynomial time.
struct WalkedTrees: Sendable {
  private struct WalkedTree: Sendable {
    let tree: Tree
    let decisions: [RankDecision]
    let shares: [Double]
  }
  private var trees: [WalkedTree] = []
  /// The trees' columns are features; each counts for an input.
  private let inputs: [Int]
  private var rules = UnitQuadratures(limit: 1)
  private var conditionLimit = 1

  /// No trees yet; `inputs` has for each feature the input that its contribution counts for.
  init(inputs: [Int]) { self.inputs = inputs }

  /// Adds a tree, whose sets of levels begin at a word among those of all trees.
  mutating func append(_ tree: Tree, columns: RankedColumns, shares: [Double], firstWord: Int) {
    let none = RankDecision(column: 0, limit: 0, missingOffset: 0, levelCount: nil)
    trees.append(
      WalkedTree(
        tree: tree,
        decisions: tree.nodes.map {
          $0.kind == .leaf ? none : columns.decision(of: $0, firstWord: firstWord)
        },
        shares: shares
      )
    )
    let features = Set(tree.nodes.lazy.filter { $0.kind != .leaf }.map(\.feature))
    let limit = min(tree.depth, features.count)
    guard limit > conditionLimit else { return }
    conditionLimit = limit
    rules = UnitQuadratures(limit: limit)
  }

  /// Adds the contributions of all trees for some rows.
  ///
  /// Shapes: as of `ContributionTables`.
  ///
  /// - Complexity: O(rows x leaves x conditions^2), where the conditions are the different features
  ///   on a path.
  func add(
    ranks: Span<UInt32>,
    words: Span<UInt64>,
    rowCount: Int,
    to sums: inout MutableSpan<Double>
  ) {
    guard !trees.isEmpty else { return }
    var path = WalkedPath()
    for tree in trees {
      for row in 0..<rowCount {
        walk(tree, &path) { decision in
          decision.goesLeft(ranks[decision.column * rowCount + row], words: words)
        } found: { feature, value in
          sums[inputs[feature] * rowCount + row] += value
        }
      }
    }
  }

  private enum Step {
    case enter(node: Int, feature: Int, share: Double, holds: Bool)
    case leave(WalkedPath.Change)
  }

  /// Visits all leaves, with the path to each.
  private func walk(
    _ walked: WalkedTree,
    _ path: inout WalkedPath,
    goesLeft: (RankDecision) -> Bool,
    found: (Int, Double) -> Void
  ) {
    var open: [Step] = []
    var values = [Double](repeating: 0, count: conditionLimit)
    var room = values
    func visit(_ node: Int, _ path: inout WalkedPath) {
      let split = walked.tree.nodes[node]
      guard split.kind != .leaf else {
        path.addValues(ofLeaf: split.value, rules, &values, &room, found)
        return
      }
      let left = Int(split.leftChild)
      let isLeft = goesLeft(walked.decisions[node])
      for child in [left + 1, left] {
        open.append(
          .enter(
            node: child,
            feature: split.feature,
            share: walked.shares[child],
            holds: isLeft == (child == left)
          )
        )
      }
    }
    visit(0, &path)
    while let step = open.popLast() {
      switch step {
      case .leave(let change): path.undo(change)
      case .enter(let node, let feature, let share, let holds):
        open.append(.leave(path.extend(feature, share: share, holds: holds)))
        visit(node, &path)
      }
    }
  }
}

/// The conditions on the path to a node, those of one feature merged into one.
private struct WalkedPath {
  /// The state of a condition before one was merged into it; nil where it is a new one.
  typealias Change = (place: Int, before: (share: Double, holds: Bool)?)

  private var features: [Int] = []
  private var shares: [Double] = []
  private var holds: [Bool] = []
  /// Adds a condition.
  mutating func extend(_ feature: Int, share: Double, holds isHeld: Bool) -> Change {
    guard let place = features.firstIndex(of: feature) else {
      features.append(feature)
      shares.append(share)
      holds.append(isHeld)
      return (features.count - 1, nil)
    }
    let before = (shares[place], holds[place])
    shares[place] *= share
    holds[place] = holds[place] && isHeld
    return (place, before)
  }

  /// Takes the condition that was added last back.
  mutating func undo(_ change: Change) {
    guard let before = change.before else {
      features.removeLast()
      shares.removeLast()
      holds.removeLast()
      return
    }
    (shares[change.place], holds[change.place]) = before
  }

  /// Calls `found` with each feature's contribution by a leaf at the end of the path.
  ///
  /// Shapes: `values` and `room` have an element for each feature that a path may have.
  func addValues(
    ofLeaf value: Double,
    _ rules: UnitQuadratures,
    _ values: inout [Double],
    _ room: inout [Double],
    _ found: (Int, Double) -> Void
  ) {
    let count = features.count
    for index in 0..<count { values[index] = 0 }
    var roomSpan = room.mutableSpan
    var sums = values.mutableSpan
    rules.rule(count).addShapleyValues(
      ofLeaf: value,
      shares: shares.span,
      holds: holds.span,
      room: &roomSpan,
      to: &sums
    )
    for index in 0..<count { found(features[index], values[index]) }
  }
}
