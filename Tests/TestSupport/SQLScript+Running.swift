import Foundation

/// The engine that runs the SQL of a script: closures, so that any layer can be tested with the same files.
package struct SQLScriptEngine {
  /// Runs one record's SQL and returns its rows.
  package var run: (String) throws -> [[SQLScriptValue]]
  /// The text that a user would see of an error.
  package var describe: (any Error) -> String
  /// Parses, and prints canonical SQL.
  package var syntax: (String) throws -> String
  /// Plans, and prints the tree.
  package var plan: (String) throws -> String

  /// An engine; a kind of record that it does not have fails.
  package init(
    run: @escaping (String) throws -> [[SQLScriptValue]] = { _ in throw NotOffered() },
    describe: @escaping (any Error) -> String = { String(describing: $0) },
    syntax: @escaping (String) throws -> String = { _ in throw NotOffered() },
    plan: @escaping (String) throws -> String = { _ in throw NotOffered() }
  ) {
    self.run = run
    self.describe = describe
    self.syntax = syntax
    self.plan = plan
  }

  /// A kind of record met by an engine without it.
  package struct NotOffered: Error, CustomStringConvertible {
    /// The message.
    package let description = "this engine runs no such record"
  }
}

/// One value of a row.
package enum SQLScriptValue: Equatable {
  case null
  case text(String)
  case integer(Int64)
  case real(Double)
  case boolean(Bool)

  /// The value in a column of this type; a value of another type prints as what it is.
  func rendered(as type: SQLScript.ColumnType) -> String {
    switch (self, type) {
    case (.null, _): "NULL"
    case (.text(""), _): "(empty)"
    case (.text(let text), _): text
    case (.integer(let value), .real): Self.digits(Double(value))
    case (.integer(let value), _): String(value)
    case (.real(let value), .real): Self.digits(value)
    case (.real(let value), _): String(value)
    case (.boolean(let value), _): String(value)
    }
  }

  /// Six significant digits.
  private static func digits(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.6g", value)
  }
}

/// A record that gave something else than it must.
package struct SQLScriptMismatch: Equatable, CustomStringConvertible {
  /// The record as written.
  package let record: SQLScript.Record
  /// The lines that it gave.
  package let actual: [String]

  /// The record, and what it gave, as they would stand in the script.
  package var description: String {
    let expected = record.expected.map { ["expected:"] + $0 } ?? []
    return
      (["line \(record.line): \(record.header)", record.sql] + expected + ["actual:"] + actual)
      .joined(separator: "\n")
  }
}

extension SQLScript {
  /// Runs a script of the repository from its first record to its last.
  ///
  /// With `AUTOML_UPDATE_GOLDEN=1` the file's expectations are rewritten where they do not hold.
  ///
  /// - Returns: the records that gave something else than they must; none when the file was rewritten, but
  ///   for a `statement ok` that failed, which no rewriting mends.
  package static func check(
    _ path: String,
    with engine: SQLScriptEngine,
    isUpdating: Bool = GoldenFile.isUpdating
  ) throws -> [SQLScriptMismatch] {
    var script = try SQLScript(parsing: RepositoryPaths.text(path))
    let mismatches = script.run(with: engine)
    guard isUpdating else { return mismatches }
    try Data(script.text.utf8).write(
      to: URL(filePath: RepositoryPaths.fullPath(path)),
      options: .atomic
    )
    return mismatches.filter { $0.record.kind == .statementOK }
  }

  /// Runs every record, and puts in each what it gave where that is not what it must.
  package mutating func run(with engine: SQLScriptEngine) -> [SQLScriptMismatch] {
    var mismatches: [SQLScriptMismatch] = []
    for index in parts.indices {
      guard case .record(var record) = parts[index] else { continue }
      let actual = record.run(with: engine)
      if record.accepts(actual) { continue }
      mismatches.append(SQLScriptMismatch(record: record, actual: actual ?? []))
      if record.kind == .statementOK { continue }
      record.expected = actual
      parts[index] = .record(record)
    }
    return mismatches
  }
}

extension SQLScript.Record {
  /// The lines that the record gives; nil for a statement that succeeds.
  fileprivate func run(with engine: SQLScriptEngine) -> [String]? {
    do {
      switch kind {
      case .statementOK, .statementError:
        _ = try engine.run(sql)
        return kind == .statementOK ? nil : ["(no error)"]
      case .syntax: return Self.lines(try engine.syntax(sql))
      case .plan: return Self.lines(try engine.plan(sql))
      case .query(let query): return try Self.lines(of: engine.run(sql), query)
      }
    } catch {
      return Self.lines(engine.describe(error))
    }
  }

  /// Lines of a text, with none left empty: an empty line would end the record.
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  private static func lines(
    of rows: [[SQLScriptValue]],
    _ query: SQLScript.Query
  ) -> [String] {
    let lines = rows.map { row in
      if row.count != query.types.count { return "(\(row.count) columns)" }
      // An empty line would end the record, and a line break would be two rows.
      return zip(row, query.types)
        .map { $0.rendered(as: $1).replacing("\n", with: "\\n") }
        .joined(separator: "  ")
    }
    return query.isSorted ? lines.sorted() : lines
  }

  /// Whether these lines are what the record must give.
  func accepts(_ actual: [String]?) -> Bool {
    guard let actual else { return expected == nil }
    guard var expected, expected.count == actual.count else { return false }
    guard case .query(let query) = kind else {
      return zip(expected, actual).allSatisfy(Self.matches)
    }
    if query.isSorted { expected.sort() }
    return zip(expected, actual).allSatisfy { line, given in
      Self.matches(line, given) || Self.isNear(line, given, query)
    }
  }

  /// Whether a line is as expected; `<slt:ignore>` stands for any text.
  private static func matches(_ expected: String, _ actual: String) -> Bool {
    let pieces = expected.split(separator: "<slt:ignore>", omittingEmptySubsequences: false)
    guard pieces.count > 1, let first = pieces.first, let last = pieces.last else {
      return expected == actual
    }
    guard actual.hasPrefix(first) else { return false }
    var rest = actual.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }

  /// Whether the real columns are within the tolerance and the others equal.
  private static func isNear(_ expected: String, _ actual: String, _ query: SQLScript.Query) -> Bool
  {
    guard let tolerance = query.tolerance else { return false }
    let old = expected.split(separator: "  ")
    let new = actual.split(separator: "  ")
    guard old.count == query.types.count, new.count == query.types.count else { return false }
    return query.types.indices.allSatisfy { column in
      if query.types[column] == .real, let a = Double(old[column]), let b = Double(new[column]) {
        return abs(a - b) <= tolerance * max(abs(a), abs(b))
      }
      return old[column] == new[column]
    }
  }
}
