package import Models

/// One column of a query's result, typed, all its rows.
package struct ExtractedColumn: Sendable, Equatable {
  /// The column's name.
  package let name: String
  /// What its values are.
  package let kind: InputKind
  /// The engine's name of its type.
  package let typeName: String
  /// Codes for text, numbers for all else (see `InputKind` for units); missing is NaN or
  /// `FeatureColumn.missingCode`.
  package let values: FeatureColumn
  /// The levels of a text column, in ascending order of their bytes.
  package let levels: [String]

  /// A column of a query's result.
  package init(
    name: String,
    kind: InputKind,
    typeName: String,
    values: FeatureColumn,
    levels: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.typeName = typeName
    self.values = values
    self.levels = levels
  }
}

/// What a training query returned, read once, in the engine's row order.
///
/// Memory: 4 bytes a cell for booleans, integers of up to 16 bits, `REAL`, dates and text; 8 for
/// all other numbers and times; and a text column's levels once.
package struct ExtractedTable: Sendable, Equatable {
  /// How many rows were kept.
  package let rowCount: Int
  /// How many rows the query returned: more than `rowCount` where MAX_CELLS made a sample.
  package let sourceRowCount: Int
  /// The columns, in the query's order.
  package let columns: [ExtractedColumn]

  /// The rows of a query.
  package init(rowCount: Int, sourceRowCount: Int, columns: [ExtractedColumn]) {
    self.rowCount = rowCount
    self.sourceRowCount = sourceRowCount
    self.columns = columns
  }

  /// The same columns with only the rows for which `isKept` is true.
  package func filtered(by isKept: [Bool]) -> ExtractedTable {
    let kept = isKept.indices.filter { isKept[$0] }
    return ExtractedTable(
      rowCount: kept.count,
      sourceRowCount: sourceRowCount,
      columns: columns.map { column in
        ExtractedColumn(
          name: column.name,
          kind: column.kind,
          typeName: column.typeName,
          values: column.values.gathered(kept),
          levels: column.levels
        )
      }
    )
  }
}

extension FeatureColumn {
  /// The values of these rows, in this order.
  package func gathered(_ rows: [Int]) -> FeatureColumn {
    switch self {
    case .float(let values): .float(rows.map { values[$0] })
    case .double(let values): .double(rows.map { values[$0] })
    case .codes(let codes, let levelCount): .codes(rows.map { codes[$0] }, levelCount: levelCount)
    }
  }
}
