public import AutoML

/// A model that answers requests.
public struct ServedModel: Sendable {
  /// The name that requests call it by: `churn.automl`; without the extension it is found too.
  public let name: String
  /// Where it is from: a path, or a name in a database.
  public let source: String
  /// The predictor of its rows.
  public let predictor: Predictor

  /// A model; `name` is unique among those that are served.
  ///
  /// - Throws: where it predicts dates or times, of which an answer has no number.
  public init(name: String, source: String, predictor: Predictor) throws(AutoMLError) {
    guard predictor.hasWritablePredictions else {
      throw AutoMLError(
        sqlState: "0A000",
        message:
          "model \"\(source)\" predicts a \(predictor.targetTypeName), and answers have numbers "
          + "and labels alone",
        hint: "Train it on a number, such as the days since a date."
      )
    }
    self.name = name
    self.source = source
    self.predictor = predictor
  }

  /// The model, its inputs and its labels as JSON.
  func describe(to writer: inout JSONWriter) {
    writer.append("{\"modelName\":")
    writer.append(string: name)
    writer.append(",\"modelUrl\":")
    writer.append(string: source)
    writer.append(",\"inputs\":[")
    for (index, input) in predictor.inputs.enumerated() {
      writer.append(index == 0 ? "{\"name\":" : ",{\"name\":")
      writer.append(string: input.name)
      writer.append(",\"type\":")
      writer.append(string: input.typeName)
      writer.append("}")
    }
    writer.append("],\"labels\":[")
    for (index, label) in predictor.labels.enumerated() {
      if index > 0 { writer.append(",") }
      writer.append(string: label)
    }
    writer.append("]}")
  }
}
