/// A model's predictions of rows, as its function gives them.
public struct PredictedRows: Sendable, Equatable {
  /// The predictions: one for each row.
  public enum Values: Sendable, Equatable {
    /// Numbers of the target's type; NaN where there is none.
    case numbers([Double])
    /// Classes, as indices into the predictor's labels, and where they were asked for the probabilities
    /// of each label: for each label one of each row.
    case classes([Int], probabilities: [[Double]])
  }

  /// The predictions.
  public let values: Values
  /// The rows without a prediction, in ascending order: those of a level that training did not see,
  /// where the model has ON_UNSEEN 'null'.
  public let missingRows: [Int]
  /// The number of rows.
  public let count: Int
}
