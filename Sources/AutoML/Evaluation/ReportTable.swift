import DuckDB

/// A column of a report.
struct ReportColumn {
  let name: String
  let type: LogicalType

  init(_ name: String, _ type: LogicalType) {
    self.name = name
    self.type = type
  }
}

/// The rows that an aggregate function gives: a list of structs, which the query makes rows of.
enum ReportTable {
  /// The type of such a list.
  static func type(_ columns: [ReportColumn]) -> LogicalType {
    .list(.struct(columns.map { .init(name: $0.name, type: $0.type) }))
  }

  /// Writes the rows of each report; NaN is NULL.
  ///
  /// - Precondition: the values are of the columns' types, which are texts, booleans, BIGINT and DOUBLE.
  static func write(
    _ reports: [[[Value]]],
    _ columns: [ReportColumn],
    to output: inout OutputVector
  ) throws {
    try output.withElements(lengths: reports.map(\.count)) { elements in
      let rows = reports.flatMap(\.self)
      for (index, column) in columns.enumerated() {
        try elements.withField(index) { field in
          try write(rows.map { $0[index] }, column.type, to: &field)
        }
      }
    }
  }

  private static func write(
    _ values: [Value],
    _ type: LogicalType,
    to field: inout OutputVector
  ) throws {
    switch type {
    case .bigint:
      try field.write(values.map { if case .integer(let count) = $0 { count } else { 0 } })
    case .double, .boolean:
      try field.write(
        values.map { (value: Value) -> Double in
          switch value {
          case .double(let number): number
          case .boolean(let flag): flag ? 1 : 0
          default: .nan
          }
        }
      )
    default:
      for (row, value) in values.enumerated() {
        if case .text(let text) = value { field.setText(row, to: text) }
      }
    }
    for (row, value) in values.enumerated() where value == .null { field.setNull(row) }
  }
}
