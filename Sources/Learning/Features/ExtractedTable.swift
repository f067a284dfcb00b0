package import Models

/// One column of a query's result, typed, all its rows.
package struct ExtractedColumn: Sendable, Equatable {
  /// The column's name.
  package let name: String
  /// The kind of its values.
  package let kind: InputKind
  /// The engine's name of its type.
  package let typeName: String
  /// Codes for text, numbers for all else (see `InputKind` for units); missing is NaN or
  /// `FeatureColumn.missingCode`.
  package let values: FeatureColumn
  /// The levels of a text column, in ascending order of their bytes.
  package let levels: [String]
  /// The part of a text column's rows that have a value, NULL and blank texts aside, where values
  /// are read from it; nil elsewhere.
  package let textShare: Double?

  /// A column of a query's result.
  package init(
    name: String,
    kind: InputKind,
    typeName: String,
    values: FeatureColumn,
    levels: [String] = [],
    textShare: Double? = nil
  ) {
    self.name = name
    self.kind = kind
    self.typeName = typeName
    self.values = values
    self.levels = levels
    self.textShare = textShare
  }
}

/// The result of a training query, in the engine's row order.
///
/// Memory: 4 bytes a cell for booleans, integers of up to 16 bits, `REAL`, dates and text; 8 for
/// all other numbers and times; and a text column's levels once.
package struct ExtractedTable: Sendable, Equatable {
  /// The number of rows kept.
  package let rowCount: Int
  /// The number of rows that the query returned: more than `rowCount` where MAX_CELLS made a
  /// sample.
  package let sourceRowCount: Int
  /// The columns, in the query's order.
  package let columns: [ExtractedColumn]
  /// Where the inputs have some rows only: which, and what all show.
  package let survey: Survey?
  /// The fingerprint of all rows that the query returned; nil where none was taken.
  package let fingerprint: String?

  /// The facts of columns that are not here with all their rows.
  package struct Survey: Sendable, Equatable {
    /// For each column whether it is one of them.
    package let isSurveyed: [Bool]
    /// Their rows, ascending, as places among the rows with a target; the others are left out.
    package let rows: [Int]
    /// The profile of each, over all rows with a target.
    package let profiles: [ColumnProfile]

    /// The facts of the columns for which `isSurveyed` is true.
    package init(isSurveyed: [Bool], rows: [Int], profiles: [ColumnProfile]) {
      self.isSurveyed = isSurveyed
      self.rows = rows
      self.profiles = profiles
    }
  }

  /// For each row how many of the query's it stands for, 1 on average; nil where all stand for as many.
  package let sampleWeights: [Double]?

  /// The rows of a query.
  package init(
    rowCount: Int,
    sourceRowCount: Int,
    columns: [ExtractedColumn],
    survey: Survey? = nil,
    fingerprint: String? = nil,
    sampleWeights: [Double]? = nil
  ) {
    self.rowCount = rowCount
    self.sourceRowCount = sourceRowCount
    self.columns = columns
    self.survey = survey
    self.fingerprint = fingerprint
    self.sampleWeights = sampleWeights
  }

  /// The same columns with only the rows for which `isKept` is true; those that were surveyed stay.
  package func filtered(by isKept: [Bool]) -> ExtractedTable {
    let kept = isKept.indices.filter { isKept[$0] }
    return ExtractedTable(
      rowCount: kept.count,
      sourceRowCount: sourceRowCount,
      columns: columns.enumerated().map { index, column in
        survey?.isSurveyed[index] == true ? column : column.with(column.values.gathered(kept))
      },
      survey: survey,
      sampleWeights: sampleWeights.map { weights in kept.map { weights[$0] } }
    )
  }
}

extension ExtractedColumn {
  /// The column with other values.
  package func with(_ values: FeatureColumn) -> ExtractedColumn {
    ExtractedColumn(
      name: name,
      kind: kind,
      typeName: typeName,
      values: values,
      levels: levels,
      textShare: textShare
    )
  }
}

extension FeatureColumn {
  /// For each row of a range whether it has a value.
  package func hasValue(in rows: Range<Int>) -> [Bool] {
    switch self {
    case .float(let values): values[rows].map { !$0.isNaN }
    case .double(let values): values[rows].map { !$0.isNaN }
    case .codes(let codes, let levelCount): codes[rows].map { $0 < UInt32(levelCount) }
    }
  }

  /// The values of these rows, in this order.
  package func gathered(_ rows: [Int]) -> FeatureColumn {
    switch self {
    case .float(let values): .float(rows.map { values[$0] })
    case .double(let values): .double(rows.map { values[$0] })
    case .codes(let codes, let levelCount): .codes(rows.map { codes[$0] }, levelCount: levelCount)
    }
  }
}
