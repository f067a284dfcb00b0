import ModelSQL
import TestSupport

extension FuzzTarget {
  /// Scripts: what parses prints as SQL that parses to the same, and what does not says where.
  package static let parser = FuzzTarget(
    name: "parser",
    words: SQLWords.all,
    corpus: {
      try SQLWords.statements(under: "Tests/ModelSQLTests/Scripts").map { Array($0.utf8) }
    },
    runner: { ParserRunner() }
  )
}

private struct ParserRunner: FuzzRunner {
  func run(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = Script.isComplete(text)
    var script = Script(text)
    // Each statement takes a byte at least.
    for _ in 0...text.utf8.count {
      let read: ScriptStatement?
      do throws(SyntaxError) { read = try script.next() } catch {
        try check(error)
        continue
      }
      guard let read else { return }
      if case .engine = read.statement { continue }
      let printed = read.statement.sql
      try FuzzFault.unless(
        (try? Parser.parse(printed)) == read.statement,
        "prints as another statement: \(printed)"
      )
    }
    throw FuzzFault(description: "the script does not end")
  }

  private func check(_ error: SyntaxError) throws {
    let range = error.range
    try FuzzFault.unless(
      range.upperBound <= error.text.utf8.count,
      "the error is at \(range) of \(error.text.utf8.count) bytes"
    )
    try FuzzFault.unless(error.description.contains("^"), "no place: \(error.description)")
  }
}

/// Statements of the repository's scripts, and the words of the dialect.
enum SQLWords {
  static let all = [
    "CREATE MODEL ", "CREATE OR REPLACE MODEL ", "IF NOT EXISTS ", "FROM ", "TARGET ", "FUNCTION ",
    "AUTO OFF ", "MODEL_TYPE XGBOOST ", "MODEL_TYPE LINEAR_LEARNER ", "PROBLEM_TYPE ", "OBJECTIVE ",
    "HYPERPARAMETERS DEFAULT EXCEPT (", "SETTINGS (", "MAX_CELLS ", "MAX_RUNTIME ", "SEED ",
    "WEIGHT_COLUMN ", "GROUP_COLUMN ", "EXPLAIN ", "SHOW MODEL ", "DROP MODEL ",
    "IAM_ROLE default ",
    "SELECT ", "m", "f", "t", "y", "\"", "'", "''", "$$", "--", "/*", "*/", "(", ")", ",", ";", ".",
    "\n",
    "-1", "0", "9223372036854775807", "1e999", "NULL", "\u{0}", "\u{301}", "\u{1F600}", "\\",
  ]

  /// The SQL of every record of the scripts below a folder.
  static func statements(under folder: String) throws -> [String] {
    try RepositoryPaths.files(under: folder, suffix: ".slt").flatMap { path in
      try SQLScript(parsing: RepositoryPaths.text(path)).records.map(\.sql)
    }
  }
}
