/// An objective of LightGBM, as the line of a model tells it: a name, and parameters after it.
struct LightGBMObjective {
  /// The name; `custom` where the file has none.
  let name: String
  /// From scores to predictions.
  let link: LinkFunction
  /// The factor of scores before the link.
  let factor: Double
  /// The number of classes; nil where numbers are predicted.
  let classCount: Int?
  /// The parameters by their names.
  let parameters: [String: String]

  private static let identityNames: Set = [
    "regression", "regression_l2", "regression_l1", "huber", "fair", "quantile", "mape",
    "lambdarank", "rank_xendcg", "custom",
  ]
  private static let exponentialNames: Set = ["poisson", "gamma", "tweedie"]

  /// The objective of a line; nil for a file without one, whose training had a function of its own.
  ///
  /// - Throws: for objectives that are not read.
  init(_ words: [String]?) throws(ForeignModelError) {
    let name = words?.first ?? "custom"
    var parameters: [String: String] = [:]
    for word in (words ?? []).dropFirst() {
      let parts = word.split(separator: ":", maxSplits: 1)
      parameters[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
    self.name = name
    self.parameters = parameters
    var factor = 1.0
    switch name {
    case _ where Self.identityNames.contains(name):
      guard parameters["sqrt"] == nil else {
        throw .unsupported(
          what: "predictions of a square root (reg_sqrt)",
          advice: "Train it with reg_sqrt=false, on the square roots themselves."
        )
      }
      (link, classCount) = (.identity, nil)
    case _ where Self.exponentialNames.contains(name): (link, classCount) = (.exponential, nil)
    case "cross_entropy", "xentropy": (link, classCount) = (.logistic, nil)
    case "binary":
      if let text = parameters["sigmoid"] {
        guard let sigmoid = Double(text), sigmoid.isFinite, sigmoid > 0 else {
          throw .malformed(path: "sigmoid")
        }
        factor = sigmoid
      }
      (link, classCount) = (.logistic, 2)
    case "multiclass", "softmax":
      (link, classCount) = (.softmax, parameters["num_class"].flatMap { Int($0) })
      guard let classCount, classCount >= 2 else { throw .malformed(path: "num_class") }
      guard classCount <= PredictedColumn.classLimit else {
        throw .tooMany(what: "classes", limit: PredictedColumn.classLimit)
      }
    case "multiclassova", "ova", "ovr", "multiclass_ova":
      throw .unsupported(
        what: "a probability for each class against all others (multiclassova)",
        advice: "Train it with the objective multiclass."
      )
    default: throw .unsupportedObjective(name: name)
    }
    self.factor = factor
  }
}
