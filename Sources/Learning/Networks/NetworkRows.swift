import Models

/// Rows as a network reads them: numbers bent into -3...3, and of each other feature the column
/// that is 1.
struct NetworkRows: Sendable {
  /// The encoding.
  let encoding: LinearEncoding
  /// The number of rows.
  let rowCount: Int
  /// Row by row the columns of values.
  private let values: [Float]
  /// Row by row, for each feature that has such, the 0/1 column that is 1, or `none`.
  private let ones: [UInt32]
  private let oneCount: Int

  private static let none = UInt32.max

  /// Some rows of a table.
  ///
  /// - Complexity: O(rows x features).
  init(_ table: FeatureTable, rows: RowSelection, encoding: LinearEncoding) {
    self.encoding = encoding
    rowCount = rows.count
    let valueCount = encoding.valueCount
    let indicated = encoding.features.indices.filter {
      encoding.features[$0].indicatorCount > 0
    }
    oneCount = indicated.count
    var values = [Float](repeating: 0, count: rows.count * valueCount)
    var ones = [UInt32](repeating: Self.none, count: rows.count * indicated.count)
    for (index, feature) in encoding.features.enumerated() {
      let column = table.columns[index]
      guard case .numeric(let numeric) = feature, let place = encoding.valueColumns[index] else {
        continue
      }
      for position in 0..<rows.count {
        let value = column.number(Int(rows.row(at: position)))
        values[position * valueCount + place] = NeuralModel.clipped(numeric.standardised(value))
      }
    }
    for (place, index) in indicated.enumerated() {
      let column = table.columns[index]
      let first = UInt32(encoding.firstIndicatorColumns[index])
      for position in 0..<rows.count {
        let row = Int(rows.row(at: position))
        switch encoding.features[index] {
        case .numeric:
          if column.number(row).isNaN { ones[position * indicated.count + place] = first }
        case .category(let category):
          let slot = category.slot(ofCode: column.code(row))
          if slot < UInt32(category.slotCount) {
            ones[position * indicated.count + place] = first + slot
          }
        }
      }
    }
    self.values = values
    self.ones = ones
  }

  /// The number of columns.
  var columnCount: Int { encoding.columnCount }

  /// Sets `cells`, `columnCount` for each of some rows, row by row.
  func fill(_ cells: inout MutableSpan<Float>, rows: ArraySlice<UInt32>) {
    let (valueCount, columnCount) = (encoding.valueCount, columnCount)
    if valueCount < columnCount { cells.update(repeating: 0) }
    var start = 0
    for row in rows {
      let first = Int(row) * valueCount
      for column in 0..<valueCount { cells[start + column] = values[first + column] }
      for place in 0..<oneCount {
        let column = ones[Int(row) * oneCount + place]
        if column != Self.none { cells[start + Int(column)] = 1 }
      }
      start += columnCount
    }
  }
}
