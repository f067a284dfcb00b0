import TestSupport
import Testing

@testable import ModelSQL

/// The scripts in `Scripts`: statements, and their canonical form or the error in full.
enum SyntaxScripts {
  /// The paths of all scripts.
  static let paths =
    (try? RepositoryPaths.files(under: "Tests/ModelSQLTests/Scripts", suffix: ".slt")) ?? []

  /// The SQL of every record that parses.
  static func validStatements() throws -> [String] {
    try paths.flatMap { path in
      try SQLScript(parsing: RepositoryPaths.text(path)).records.filter { $0.kind == .syntax }
        .map(\.sql)
    }
  }

  /// Parses and prints; what it prints must parse to the same tree.
  static var engine: SQLScriptEngine {
    SQLScriptEngine(
      run: { sql in
        _ = try Parser.parse(sql)
        return []
      },
      describe: { "\($0)" },
      syntax: { sql in
        let statement = try Parser.parse(sql)
        #expect(try Parser.parse(statement.sql) == statement)
        return statement.sql
      }
    )
  }
}
