/// One feature of a batch of rows, after encoding.
///
/// Numbers are kept in the narrowest type that holds them exactly, so that a threshold learned
/// from a column means the same on any later row.
package enum FeatureColumn: Sendable, Equatable {
  /// Values that a `Float` holds exactly; missing is NaN, infinities are allowed.
  case float([Float])
  /// Any other numbers; missing is NaN, infinities are allowed.
  case double([Double])
  /// Category codes in `0..<levelCount`; `missingCode` for NULL, `unseenCode` for a level that
  /// training did not see.
  case codes([UInt32], levelCount: Int)

  /// The code of a NULL category.
  package static let missingCode = UInt32.max
  /// The code of a category that was not among the training rows.
  package static let unseenCode = UInt32.max - 1

  /// The number of rows.
  package var count: Int {
    switch self {
    case .float(let values): values.count
    case .double(let values): values.count
    case .codes(let codes, _): codes.count
    }
  }
}

/// A batch of rows as learners and predictors see it: encoded features, column by column.
///
/// Training sees one table with all its rows; prediction sees one for each chunk of the engine.
package struct FeatureTable: Sendable, Equatable {
  /// The number of rows of each column.
  package let rowCount: Int
  /// One column for each feature, in the order of `FeatureEncoding.features`.
  package let columns: [FeatureColumn]

  /// - Precondition: every column has `rowCount` rows.
  package init(rowCount: Int, columns: [FeatureColumn]) {
    precondition(columns.allSatisfy { $0.count == rowCount }, "columns differ in length")
    self.rowCount = rowCount
    self.columns = columns
  }
}
