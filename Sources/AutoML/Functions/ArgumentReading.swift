import DuckDB

/// The reading of a file's column as an argument of a model's function, in SQL.
struct ArgumentReading {
  /// The column, as the model calls it.
  let name: String
  /// The argument's type.
  let type: LogicalType
  /// The column's type.
  let columnType: LogicalType
  /// Whether an empty text is no value, as in a delimited file.
  let emptyIsNull: Bool
  /// The format of dates or timestamps; nil where the engine's cast reads them, as `2026-01-31`.
  var format: String?
  /// Whether the prediction depends on the argument; else the column need not be there, and is not read.
  var isUsed = true

  /// Whether a value may be none of the type: of text that is to be something else.
  var isChecked: Bool {
    guard isUsed, type != .varchar() else { return false }
    switch columnType {
    case .varchar, .enum: return true
    default: return false
    }
  }

  /// Whether there is more than one way to write the values.
  var hasFormat: Bool {
    switch type {
    case .date, .timestamp, .timestampSeconds, .timestampMilliseconds, .timestampNanoseconds,
      .timestampWithTimeZone:
      isChecked
    default: false
    }
  }

  /// The argument; an error where a value is none of the type.
  var value: String {
    guard isUsed else { return "CAST(NULL AS \(type))" }
    guard let format else { return "CAST(\(source) AS \(type))" }
    return "CAST(system.main.strptime(\(source), \(literal(format))) AS \(type))"
  }

  /// The argument; NULL where a value is none of the type.
  var attempt: String {
    guard let format else { return "TRY_CAST(\(source) AS \(type))" }
    return "TRY_CAST(system.main.try_strptime(\(source), \(literal(format))) AS \(type))"
  }

  /// The text of a value that is none of the type; NULL for all others.
  var unreadable: String {
    "CASE WHEN \(source) IS NOT NULL AND \(attempt) IS NULL THEN \(source) END"
  }

  /// 1 where the engine's cast does not read a date, or takes its year for one of the first century.
  var isOddlyWritten: String {
    "CASE WHEN \(source) IS NOT NULL AND (\(attempt) IS NULL "
      + "OR \(attempt) < CAST('0100-01-01' AS \(type))) THEN 1 END"
  }

  /// 1 where two formats read a value differently.
  func differs(from other: ArgumentReading) -> String {
    "CASE WHEN \(attempt) <> \(other.attempt) THEN 1 END"
  }

  /// The reading with another format.
  func with(format: String?) -> ArgumentReading {
    var reading = self
    reading.format = format
    return reading
  }

  /// The word for a value of the type.
  var noun: String {
    switch type {
    case .boolean: "boolean"
    case .date: "date"
    case .time, .timeNanoseconds, .timeWithTimeZone: "time of day"
    case .uuid: "UUID"
    case _ where hasFormat: "timestamp"
    default: "number"
    }
  }

  /// The column, as text where it is text in any form.
  private var source: String {
    let column = quoted(name)
    switch columnType {
    case .varchar(alias: nil):
      // No number, date or boolean is empty, wherever the text is from.
      guard emptyIsNull || isChecked else { return column }
      return "CASE WHEN \(column) = '' THEN NULL ELSE \(column) END"
    case .varchar(let alias?) where alias.uppercased() == "JSON":
      return "system.main.json_extract_string(\(column), '$')"
    case .enum: return "CAST(\(column) AS VARCHAR)"
    default: return column
    }
  }
}
