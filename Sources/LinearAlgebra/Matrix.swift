/// A dense matrix of `Double`, column by column, as LAPACK and the engine's vectors have it.
package struct Matrix: Sendable, Equatable {
  /// The number of rows.
  package let rowCount: Int
  /// The number of columns.
  package let columnCount: Int
  /// The elements: column 0 first; `rowCount * columnCount` of them.
  package var values: [Double]

  /// A matrix of `value` everywhere.
  package init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    values = [Double](repeating: value, count: rowCount * columnCount)
  }

  /// A matrix over `values`, column by column.
  ///
  /// - Precondition: `values.count == rowCount * columnCount`.
  package init(rowCount: Int, columnCount: Int, values: [Double]) {
    precondition(
      values.count == rowCount * columnCount,
      "\(values.count) values for \(rowCount) x \(columnCount)"
    )
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  /// Where column `column` lies in `values`.
  package func columnRange(_ column: Int) -> Range<Int> {
    column * rowCount..<(column + 1) * rowCount
  }

  /// The element of one row and column.
  package subscript(row: Int, column: Int) -> Double {
    get { values[column * rowCount + row] }
    set { values[column * rowCount + row] = newValue }
  }
}
