package import LinearAlgebra

/// The same scores for every row: the mean, or the classes' shares.
///
/// What any other model has to beat.
package struct BaselineModel: Sendable, Equatable {
  /// One score for each output.
  package let scores: [Double]

  /// A model that always gives `scores`.
  package init(scores: [Double]) { self.scores = scores }

  /// The scores of each row: rows x outputs.
  package func scores(rowCount: Int) -> Matrix {
    Matrix(
      rowCount: rowCount,
      columnCount: scores.count,
      values: scores.flatMap { [Double](repeating: $0, count: rowCount) }
    )
  }
}
