/// The form of a model's predictions as a query for other databases.
public struct PredictionQuery: Sendable, Equatable {
  /// The table that is predicted for, as SQL behind FROM.
  public var table: String
  /// Columns of the table that are given beside those that the model sees.
  public var columns: [String]
  /// Whether each class has a column of its probability, `p_<label>`.
  public var hasProbabilities: Bool

  /// A query over a table.
  public init(
    table: String = "your_table",
    columns: [String] = [],
    hasProbabilities: Bool = false
  ) {
    self.table = table
    self.columns = columns
    self.hasProbabilities = hasProbabilities
  }
}
