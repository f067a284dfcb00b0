import DuckDB

/// Gathers a column of the engine's chunks.
struct ColumnReader {
  private enum Form { case boolean, integer, number, text, blob, date, timestamp }

  private let name: String
  private let form: Form
  private var values: Column.Values
  private var validity: [Bool] = []

  /// A reader of a column of this type.
  init(_ name: String, _ type: LogicalType) {
    self.name = name
    form = Self.form(of: type)
    values =
      switch form {
      case .boolean: .booleans([])
      case .integer: .integers([])
      case .number: .doubles([])
      case .text: .texts([])
      case .blob: .blobs([])
      case .date: .dates([])
      case .timestamp: .timestamps([])
      }
  }

  private static func form(of type: LogicalType) -> Form {
    switch type {
    case .boolean: .boolean
    case .tinyint, .smallint, .integer, .bigint, .utinyint, .usmallint, .uinteger: .integer
    case .ubigint, .hugeint, .uhugeint, .float, .double, .decimal: .number
    case .blob: .blob
    case .date: .date
    case .timestamp, .timestampWithTimeZone: .timestamp
    default: .text
    }
  }

  /// Appends a chunk's column.
  mutating func append(_ chunk: borrowing DataChunk, column: Int) throws(DuckDBError) {
    for row in 0..<chunk.rowCount { validity.append(!chunk.isNull(row: row, column: column)) }
    switch (form, values) {
    case (.number, .doubles(var numbers)):
      values = .doubles([])
      try chunk.appendNumbers(ofColumn: column, to: &numbers)
      values = .doubles(numbers)
    case (.date, .dates(var days)):
      var numbers: [Double] = []
      try chunk.appendNumbers(ofColumn: column, to: &numbers)
      days += numbers.map { Int(exactly: $0) ?? ($0 > 0 ? .max : .min) }
      values = .dates(days)
    default:
      for row in 0..<chunk.rowCount {
        append(form == .text ? nil : chunk.value(row: row, column: column)) {
          chunk.text(row: row, column: column)
        }
      }
    }
  }

  /// Appends a value, or the empty one of its form where the row is NULL.
  private mutating func append(_ value: Value?, _ text: () -> String?) {
    switch values {
    case .booleans(var all):
      values = .booleans([])
      if case .boolean(let value)? = value { all.append(value) } else { all.append(false) }
      values = .booleans(all)
    case .integers(var all):
      values = .integers([])
      if case .integer(let value)? = value { all.append(value) } else { all.append(0) }
      values = .integers(all)
    case .texts(var all):
      values = .texts([])
      all.append(text() ?? "")
      values = .texts(all)
    case .blobs(var all):
      values = .blobs([])
      if case .blob(let value)? = value { all.append(value) } else { all.append([]) }
      values = .blobs(all)
    case .timestamps(var all):
      values = .timestamps([])
      if case .timestamp(let value)? = value { all.append(value) } else { all.append(0) }
      values = .timestamps(all)
    case .doubles, .dates: break
    }
  }

  /// All that was read.
  var column: Column {
    Column(name, values, validity: validity.allSatisfy(\.self) ? nil : validity)
  }
}
