import DuckDB

/// Gathers a column of the engine's chunks.
struct ColumnReader {
  private let name: String
  private var values: Column.Values
  private var validity: [Bool] = []

  /// A reader of a column of this type.
  init(_ name: String, _ type: LogicalType) {
    self.name = name
    values =
      switch type {
      case .boolean: .booleans([])
      case .tinyint, .smallint, .integer, .bigint, .utinyint, .usmallint, .uinteger: .integers([])
      case .ubigint, .hugeint, .uhugeint, .float, .double, .decimal: .doubles([])
      case .blob: .blobs([])
      case .date: .dates([])
      case .timestamp, .timestampWithTimeZone: .timestamps([])
      default: .texts([])
      }
  }

  /// Appends a chunk's column.
  ///
  /// The values are taken out and put back, so that their array is not copied.
  mutating func append(_ chunk: borrowing DataChunk, column: Int) throws(DuckDBError) {
    let rows = 0..<chunk.rowCount
    for row in rows { validity.append(!chunk.isNull(row: row, column: column)) }
    let taken = values
    values = .texts([])
    switch consume taken {
    case .booleans(var all):
      for row in rows {
        if case .boolean(let value) = chunk.value(row: row, column: column) {
          all.append(value)
        } else {
          all.append(false)
        }
      }
      values = .booleans(all)
    case .integers(var all):
      for row in rows {
        if case .integer(let value) = chunk.value(row: row, column: column) {
          all.append(value)
        } else {
          all.append(0)
        }
      }
      values = .integers(all)
    case .doubles(var all):
      try chunk.appendNumbers(ofColumn: column, to: &all)
      values = .doubles(all)
    case .texts(var all):
      for row in rows { all.append(chunk.text(row: row, column: column) ?? "") }
      values = .texts(all)
    case .blobs(var all):
      for row in rows {
        if case .blob(let value) = chunk.value(row: row, column: column) {
          all.append(value)
        } else {
          all.append([])
        }
      }
      values = .blobs(all)
    case .dates(var all):
      var days: [Double] = []
      try chunk.appendNumbers(ofColumn: column, to: &days)
      all += days.map { Int(exactly: $0) ?? ($0 > 0 ? .max : .min) }
      values = .dates(all)
    case .timestamps(var all):
      for row in rows {
        if case .timestamp(let value) = chunk.value(row: row, column: column) {
          all.append(value)
        } else {
          all.append(0)
        }
      }
      values = .timestamps(all)
    }
  }

  /// All that was read.
  var column: Column {
    Column(name, values, validity: validity.allSatisfy(\.self) ? nil : validity)
  }
}
