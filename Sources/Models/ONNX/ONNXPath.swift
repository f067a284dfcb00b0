/// The way of rows through the graph: inputs, steps that leave numbers as they are, the trees, and steps
/// that only give their results another form.
struct ONNXPath {
  /// The node with the trees.
  let ensemble: ONNXGraph.Node
  /// The number of features; nil where the graph does not say.
  private(set) var featureCount: Int? = 0
  /// The names of inputs of one column each; empty where the input is one of several columns.
  private(set) var featureNames: [String] = []
  /// Whether the trees compare doubles.
  private(set) var isDouble = false
  /// Whether the result is the exponential of the sum.
  private(set) var isExponential = false

  /// Whether the trees give classes.
  var isClassifier: Bool { ensemble.operation == Self.classifier }

  private static let classifier = "TreeEnsembleClassifier"
  private static let regressor = "TreeEnsembleRegressor"

  /// Advice on graphs that do more.
  static let advice =
    "Convert the trees alone, without the steps before and after them, and do these in SQL."

  /// Follows the graph from its trees in both directions.
  ///
  /// - Throws: `unsupported` with the first step that is not understood.
  init(_ graph: ONNXGraph) throws(ForeignModelError) {
    let known = [Self.classifier, Self.regressor]
    let ensembles = graph.nodes.indices.filter { known.contains(graph.nodes[$0].operation) }
    guard let index = ensembles.first, ensembles.count == 1 else {
      throw Self.noTrees(graph, count: ensembles.count)
    }
    ensemble = graph.nodes[index]
    guard let input = ensemble.inputs.first, ensemble.inputs.count == 1 else {
      throw .malformed(path: "input")
    }
    var used: Set = [index]
    try followBack(input, graph, &used)
    try followOn(graph, &used)
    if let other = graph.nodes.indices.first(where: { !used.contains($0) }) {
      throw Self.unsupported(graph.nodes[other])
    }
  }

  private static func noTrees(_ graph: ONNXGraph, count: Int) -> ForeignModelError {
    let shown = 5
    let names = graph.nodes.prefix(shown).map(\.operation).joined(separator: ", ")
    return .unsupported(
      what: count > 1
        ? "\(count) ensembles of trees"
        : "no TreeEnsembleClassifier or TreeEnsembleRegressor (its steps: \(names))",
      advice:
        "Convert one model of trees; linear models and networks are trained here, by CREATE MODEL ... TARGET."
    )
  }

  private static func unsupported(_ node: ONNXGraph.Node) -> ForeignModelError {
    .unsupported(what: "a step \(node.operation)", advice: advice)
  }
}

/// The steps before the trees.
extension ONNXPath {
  /// Goes from the trees' input to the inputs of the graph.
  private mutating func followBack(
    _ name: String,
    _ graph: ONNXGraph,
    _ used: inout Set<Int>
  ) throws(ForeignModelError) {
    var producers: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs { producers[output] = index }
    }
    var type: Int?
    var columns: [String] = []
    // The columns that are yet to be found, the first one last.
    var open = [name]
    while let name = open.popLast() {
      guard let index = producers[name] else {
        columns.append(name)
        continue
      }
      // A step that stands twice is a loop, or columns that stand twice.
      guard used.insert(index).inserted else { throw .malformed(path: "input") }
      let node = graph.nodes[index]
      let attributes = ONNXAttributes(node, of: graph)
      switch node.operation {
      case "Identity" where node.inputs.count == 1: break
      case "Cast" where node.inputs.count == 1:
        let target = try attributes.integer("to")
        guard target == ONNXElementType.float || target == ONNXElementType.double else {
          throw Self.unsupported(node)
        }
        // A double that was a float is one.
        type = type == ONNXElementType.float ? type : target
      case "Concat":
        guard let axis = try attributes.integer("axis"), axis == 1 || axis == -1 else {
          throw Self.unsupported(node)
        }
      default: throw Self.unsupported(node)
      }
      open += node.inputs.reversed()
    }
    try take(columns, graph, castTo: type)
  }

  /// Takes the features from the inputs of some names.
  private mutating func take(
    _ names: [String],
    _ graph: ONNXGraph,
    castTo type: Int?
  ) throws(ForeignModelError) {
    let byName = Dictionary(graph.inputs.map { ($0.name, $0) }) { first, _ in first }
    let numbers = [
      ONNXElementType.float, ONNXElementType.double, ONNXElementType.int32, ONNXElementType.int64,
      ONNXElementType.boolean,
    ]
    var inputs: [ONNXGraph.Input] = []
    for name in names {
      guard let input = byName[name] else { throw .malformed(path: "input") }
      guard numbers.contains(input.elementType) else {
        throw .unsupported(
          what: "an input of texts (\(name))",
          advice: "Train it on the numbers that stand for them."
        )
      }
      inputs.append(input)
    }
    guard Set(names).count == names.count else { throw .malformed(path: "input") }
    isDouble =
      (type ?? ONNXElementType.double) == ONNXElementType.double
      && inputs.allSatisfy { $0.elementType == ONNXElementType.double }
    if inputs.count == 1, let input = inputs.first {
      featureCount = input.width.flatMap { $0 > 0 ? $0 : nil }
    } else {
      guard inputs.allSatisfy({ $0.width == 1 }) else {
        throw .unsupported(what: "inputs of several columns each", advice: Self.advice)
      }
      featureCount = inputs.count
      featureNames = names
    }
    guard featureCount ?? 0 <= ForeignModel.featureLimit else {
      throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
    }
  }
}

/// The steps after the trees.
extension ONNXPath {
  /// Goes from the trees' results to the ends of the graph.
  private mutating func followOn(
    _ graph: ONNXGraph,
    _ used: inout Set<Int>
  ) throws(ForeignModelError) {
    // The names of labels, and of scores or probabilities.
    var labels = Set(isClassifier ? ensemble.outputs.prefix(1) : [])
    var scores = Set(isClassifier ? ensemble.outputs.dropFirst() : ensemble.outputs.prefix(1))
    // The steps of a graph are in an order in which each has its inputs.
    for (index, node) in graph.nodes.enumerated() where !used.contains(index) {
      guard let input = node.inputs.first, node.inputs.count == 1, node.outputs.count == 1 else {
        continue
      }
      let isOfScores = scores.contains(input)
      guard isOfScores || labels.contains(input) else { continue }
      let attributes = ONNXAttributes(node, of: graph)
      let doesFit: Bool
      switch node.operation {
      case "Identity": doesFit = true
      case "Cast":
        let target = try attributes.integer("to")
        doesFit =
          !isOfScores || target == ONNXElementType.float || target == ONNXElementType.double
      case "ZipMap": doesFit = isOfScores && isClassifier
      // Probabilities add up to 1 as they are.
      case "Normalizer":
        let norm = try attributes.text("norm")
        doesFit = isOfScores && isClassifier && norm == "L1"
      case "Exp":
        doesFit = isOfScores && !isClassifier && !isExponential
        isExponential = true
      default: doesFit = false
      }
      guard doesFit else { continue }
      used.insert(index)
      if isOfScores { scores.formUnion(node.outputs) } else { labels.formUnion(node.outputs) }
    }
  }
}
