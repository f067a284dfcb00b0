/// The trees of a node with what becomes of their sums.
struct ONNXPredictor {
  /// The trees of each output.
  private(set) var trees: [[Tree]]
  private(set) var baseScores: [Double]
  private(set) var link: LinkFunction
  /// The labels of the classes; none for a regressor.
  private(set) var labels: [String]
  /// One more than the last feature that is asked for.
  let featureCount: Int

  /// The trees of a node's attributes; `isDouble` says that features are not rounded to `Float`.
  ///
  /// - Throws: what the attributes have that is not read.
  init(
    _ attributes: ONNXAttributes,
    isClassifier: Bool,
    isDouble: Bool
  ) throws(ForeignModelError) {
    labels = isClassifier ? try Self.labels(attributes) : []
    let outputCount = isClassifier ? labels.count : try attributes.integer("n_targets") ?? 1
    guard isClassifier || outputCount == 1 else { throw .unsupportedOutputs }
    let all = try ONNXTrees(
      attributes,
      kind: isClassifier ? "class" : "target",
      outputCount: outputCount,
      isDouble: isDouble
    )
    featureCount = all.featureCount
    trees = all.byOutput
    baseScores = try attributes.numbers("base_values")
    guard baseScores.allSatisfy(\.isFinite) else { throw .notFinite(what: "base value") }
    let transform = try attributes.text("post_transform") ?? "NONE"
    if isClassifier {
      // Weights of one of two classes are the scores of the second.
      if outputCount == 2, all.weighedOutputs.count == 1 {
        trees = all.weighedOutputs.map { all.byOutput[$0] }
      }
      link = try Self.link(transform, all, outputCount: trees.count, baseScores)
      // The shares of two classes add up to 1.
      if link == .shares, trees.count == 2 {
        trees.removeFirst()
        if baseScores.count == 2 { baseScores.removeFirst() }
      }
    } else {
      switch transform {
      case "NONE": link = .identity
      case "LOGISTIC": link = .logistic
      case _: throw Self.unsupported(transform)
      }
      try average(attributes, treeCount: all.treeCount)
    }
    if baseScores.isEmpty { baseScores = Array(repeating: 0, count: trees.count) }
    guard baseScores.count == trees.count else { throw .malformed(path: "base_values") }
  }

  private static func unsupported(_ transform: String) -> ForeignModelError {
    .unsupported(
      what: "scores with the transform \(transform), which are no probabilities",
      advice: "Convert the model with its probabilities as output."
    )
  }

  private static func labels(_ attributes: ONNXAttributes) throws(ForeignModelError) -> [String] {
    let texts = try attributes.texts("classlabels_strings")
    let labels =
      texts.isEmpty ? try attributes.integers("classlabels_int64s").map(String.init) : texts
    guard labels.count <= PredictedColumn.classLimit else {
      throw .tooMany(what: "classes", limit: PredictedColumn.classLimit)
    }
    guard labels.count >= 2, Set(labels.map { Array($0.utf8) }).count == labels.count else {
      throw .malformed(path: "classlabels")
    }
    return labels
  }

  /// The way from the sums of a classifier to probabilities.
  private static func link(
    _ transform: String,
    _ trees: ONNXTrees,
    outputCount: Int,
    _ baseScores: [Double]
  ) throws(ForeignModelError) -> LinkFunction {
    switch (transform, outputCount) {
    case ("LOGISTIC", 1): return .logistic
    case ("SOFTMAX", 2...): return .softmax
    case ("NONE", _):
      // Shares of classes, which leaves divided by the number of trees have: none is negative.
      let tolerance = 1e-3
      let base = baseScores.reduce(0, +)
      let (least, largest) = (
        trees.totalRange.lowerBound + base, trees.totalRange.upperBound + base
      )
      let isShare =
        trees.isNonnegative && largest <= 1 + tolerance
        && (outputCount == 1 || least >= 1 - tolerance)
      guard isShare, baseScores.allSatisfy({ $0 >= 0 }) else { throw unsupported(transform) }
      return .shares
    default: throw unsupported(transform)
    }
  }

  /// Divides the leaves of an average by the number of trees.
  private mutating func average(
    _ attributes: ONNXAttributes,
    treeCount: Int
  ) throws(ForeignModelError) {
    switch try attributes.text("aggregate_function") ?? "SUM" {
    case "SUM": break
    case "AVERAGE":
      let factor = 1 / Double(max(1, treeCount))
      trees = trees.map { $0.map { $0.scaled(by: factor) } }
    case let function:
      throw .unsupported(
        what: "trees with the aggregate \(function)",
        advice: "Convert a model whose trees are added or averaged."
      )
    }
  }
}
