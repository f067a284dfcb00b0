/// The column that a model's function gives, and the type of its values.
package struct PredictedColumn: Sendable, Equatable {
  /// The values of a prediction.
  package enum Values: Sendable, Equatable {
    /// A number; predictions are rounded where the type is an integer or decimal.
    case number
    /// Classes by the text of their labels; a class is an index into them.
    case classes([String])
    /// The number of a cluster, from 0.
    case clusters(count: Int)
  }

  /// The most classes of a target.
  package static let classLimit = 1_000

  /// The target's name; of clusters the name of what is given.
  package let name: String
  /// The engine's name of its type, as trained: also the type of the prediction.
  package let typeName: String
  /// Its values.
  package let values: Values

  /// A predicted column.
  package init(name: String, typeName: String, values: Values) {
    self.name = name
    self.typeName = typeName
    self.values = values
  }

  /// The number of classes; nil where no class is predicted.
  package var classCount: Int? {
    if case .classes(let labels) = values { labels.count } else { nil }
  }

  /// Whether a model with `outputCount` scores for a row can predict this column.
  package func fits(outputCount: Int) -> Bool {
    switch values {
    case .number: outputCount == 1
    case .classes(let labels):
      outputCount == labels.count || (outputCount == 1 && labels.count == 2)
    case .clusters(let count): outputCount == count
    }
  }
}
