import Models

extension Model {
  /// The labels as the engine prints predictions.
  var printedLabels: [String] {
    predicted.typeName == "BOOLEAN" ? labels.map { $0 == "t" ? "true" : "false" } : labels
  }
}
