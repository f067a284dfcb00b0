import DuckDB
import ModelSQL
import Models

/// A file to be scored: its columns as the file has them, and how they become arguments of a model.
struct ScoredFile {
  /// The file.
  let data: DataFile
  /// The SQL behind FROM.
  let source: String
  /// The columns of the file.
  let columns: [ScoringQuery.DataColumn]
  /// The arguments, in the order of the model's function.
  private(set) var arguments: [ArgumentReading] = []

  /// The file for a model with these arguments.
  ///
  /// - Throws: where the file cannot be read, has no column for an argument that the model uses, or has dates
  ///   that could be read in two ways.
  init(
    _ data: DataFile,
    for parameters: [FunctionSignature.Parameter],
    dateFormat: String?,
    on connection: Connection
  ) throws {
    self.data = data
    source = try Self.source(of: data, on: connection)
    columns = try Self.columns(of: source, on: connection)
    arguments = try parameters.map { try argument(for: $0, among: parameters) }
    let dates = DateReading(
      data: data,
      source: source,
      connection: connection,
      format: dateFormat
    )
    arguments = try dates.arguments(arguments)
  }

  /// The SQL that reads a file as it is written: a delimited one as text, and JSON with dates,
  /// times and UUIDs as text and numbers with all their digits.
  private static func source(of data: DataFile, on connection: Connection) throws -> String {
    switch data.format {
    case .delimited: return data.textSource
    case .parquet: return data.source
    case .json:
      let columns = try columns(of: data.surveyedSource, on: connection)
      guard !hasRenamed(columns.map(\.name)) else { return data.surveyedSource }
      return data.source(
        withColumns: columns.map { ($0.name, $0.type.asWritten.description) }
      )
    }
  }

  /// Whether the engine may have given one of these columns a number, `A_1`, because keys differ in case
  /// only: by that name JSON has no value.
  private static func hasRenamed(_ names: [String]) -> Bool {
    let keys = Set(names.map { NameKey($0) })
    return names.contains { name in
      let parts = name.split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count > 1, let number = parts.last, number.allSatisfy(\.isNumber) else {
        return false
      }
      return keys.contains(NameKey(parts.dropLast().joined(separator: "_")))
    }
  }

  private static func columns(
    of source: String,
    on connection: Connection
  ) throws(AutoMLError) -> [ScoringQuery.DataColumn] {
    do throws(DuckDBError) {
      let statement = try connection.prepare("SELECT * FROM \(source)")
      return zip(statement.columnNames, statement.columnTypes).map {
        ScoringQuery.DataColumn(name: $0, type: $1)
      }
    } catch { throw AutoMLError(engine: error).withoutEngineExcerpt }
  }

  private func argument(
    for parameter: FunctionSignature.Parameter,
    among parameters: [FunctionSignature.Parameter]
  ) throws(AutoMLError) -> ArgumentReading {
    let column = columns.first { isSameName($0.name, parameter.name) }
    guard let column = column ?? parameter.substitute else {
      let look = lookAlike(of: parameter.name, in: columns.map(\.name))
      throw AutoMLError(
        sqlState: SQLState.undefinedColumn,
        message: "\"\(data.path)\" has no column \"\(parameter.name)\", which the model needs",
        hint: look.map { lookAlikeHint($0) }
          ?? "The model needs \(list(parameters.filter(\.isUsed).map(\.name)))."
      )
    }
    return ArgumentReading(
      name: parameter.name,
      type: parameter.type,
      columnType: column.type,
      emptyIsNull: data.format == .delimited,
      isUsed: parameter.isUsed
    )
  }
}

extension ScoredFile {
  /// The columns of the file with these names, in their order; all where none are given.
  ///
  /// - Throws: where the file has no such column, or one is named twice.
  func columns(named names: [String]?) throws(AutoMLError) -> [ScoringQuery.DataColumn] {
    guard let names else { return columns }
    var found: [ScoringQuery.DataColumn] = []
    for name in names {
      guard let column = columns.first(where: { isSameName($0.name, name) }) else {
        let look = lookAlike(of: name, in: columns.map(\.name))
        throw AutoMLError(
          sqlState: SQLState.undefinedColumn,
          message: "\"\(data.path)\" has no column \"\(name)\", which is to be written",
          hint: look.map { lookAlikeHint($0) } ?? "It has \(list(columns.map(\.name)))."
        )
      }
      guard !found.contains(where: { $0.name == column.name }) else {
        throw AutoMLError(
          sqlState: SQLState.duplicateColumn,
          message: "the column \"\(name)\" is to be written twice"
        )
      }
      found.append(column)
    }
    return found
  }

  /// The number of rows where the file tells it without being read: Parquet does.
  func knownRowCount(on connection: Connection) throws(DuckDBError) -> Int? {
    guard data.format == .parquet else { return nil }
    let rows = try connection.query("SELECT system.main.count_star() FROM \(source)").rows()
    guard case .integer(let count)?? = rows.first?.first else { return nil }
    return Int(count)
  }
}

extension FunctionSignature.Parameter {
  /// The column in place of one that is not there; nil where the prediction depends on it.
  fileprivate var substitute: ScoringQuery.DataColumn? {
    isUsed ? nil : ScoringQuery.DataColumn(name: name, type: type)
  }
}

extension LogicalType {
  /// The type as JSON writes its values: what the engine reads out of text is text again, and a number
  /// keeps digits that `DOUBLE` has no room for.
  fileprivate var asWritten: LogicalType {
    switch self {
    case .date, .time, .timestamp, .timestampWithTimeZone, .uuid: .varchar()
    case .double: .varchar(alias: "JSON")
    case .list(let element): .list(element.asWritten)
    case .struct(let fields):
      .struct(fields.map { Field(name: $0.name, type: $0.type.asWritten) })
    case .map(let key, let value): .map(key: key, value: value.asWritten)
    default: self
    }
  }
}

extension ScoredFile {
  /// Finds the first value that is none of the type that the model was trained on.
  ///
  /// - Throws: an error with its column, row and text; what the engine says of the file.
  func requireReadable(on connection: Connection) throws {
    let checked = arguments.filter(\.isChecked)
    guard !checked.isEmpty else { return }
    let values = checked.map(\.unreadable).joined(separator: ", ")
    let result = try connection.query("SELECT \(values) FROM \(source)")
    var count = 0
    while let chunk = try result.nextChunk() {
      for row in 0..<chunk.rowCount {
        for (column, argument) in checked.enumerated() {
          guard let text = chunk.text(row: row, column: column) else { continue }
          throw unreadable(text, for: argument, row: count + row + 1)
        }
      }
      count += chunk.rowCount
    }
  }

  private func unreadable(_ text: String, for argument: ArgumentReading, row: Int) -> AutoMLError {
    AutoMLError(
      sqlState: "22018",
      message: "\"\(data.path)\", column \"\(argument.name)\", row \(row): '\(text)' is no "
        + argument.noun,
      hint: "The model was trained on \(argument.noun)s there; rows count from 1, without a header."
    )
  }
}
