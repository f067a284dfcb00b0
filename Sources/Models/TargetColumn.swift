/// The predicted column, and the type of its predictions.
package struct TargetColumn: Sendable, Equatable {
  /// The values of the target.
  package enum Values: Sendable, Equatable {
    /// A number; predictions are rounded where the type is an integer or decimal.
    case number
    /// Classes by the text of their labels; a class is an index into them.
    case classes([String])
  }

  /// The most classes of a target.
  package static let classLimit = 1_000

  /// The column's name.
  package let name: String
  /// The engine's name of its type, as trained: also the type of the prediction.
  package let typeName: String
  /// Its values.
  package let values: Values

  /// A target column.
  package init(name: String, typeName: String, values: Values) {
    self.name = name
    self.typeName = typeName
    self.values = values
  }

  /// Whether a model with `outputCount` scores for a row can predict this target.
  package func fits(outputCount: Int) -> Bool {
    switch values {
    case .number: outputCount == 1
    case .classes(let labels):
      outputCount == labels.count || (outputCount == 1 && labels.count == 2)
    }
  }
}
