import TestSupport
import Testing

@testable import AutoML

/// Runs the files in `Scripts`: statements, what they give, and the errors that users see, in full.
@Suite struct ScriptTests {
  static let scripts =
    (try? RepositoryPaths.files(under: "Tests/AutoMLTests/Scripts", suffix: ".slt")) ?? []

  @Test(arguments: scripts)
  func `a script gives what it says`(path: String) throws {
    let session = try Session(
      configuration: SessionConfiguration(threadCount: 2, endpoints: FakeEndpoints())
    )
    let engine = SQLScriptEngine(
      run: { try session.scriptRows($0) },
      describe: { error in
        (error as? AutoMLError).map { "\($0.sqlState): \($0)" } ?? "\(error)"
      },
      plan: {
        try session.scriptRows($0).compactMap { row in row.first?.text }.joined(separator: "\n")
      }
    )
    for mismatch in try SQLScript.check(path, with: engine) {
      Issue.record("\(path), \(mismatch)")
    }
  }
}

extension SQLScriptValue {
  /// The text of a text value.
  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension Session {
  /// The rows of a script's record: typed by the columns' kinds.
  func scriptRows(_ sql: String) throws -> [[SQLScriptValue]] {
    var rows: [[SQLScriptValue]] = []
    try execute(sql) { result throws(AutoMLError) in
      guard case .rows(let result) = result else { return }
      while let batch = try result.nextBatch() {
        for row in batch {
          rows.append(
            zip(result.columns, row).map { column, text in
              guard let text else { return .null }
              switch column.kind {
              case .boolean: return .boolean(text == "true")
              case .number:
                if let integer = Int64(text) { return .integer(integer) }
                return Double(text).map { .real($0) } ?? .text(text)
              case .json, .text: return .text(text)
              }
            }
          )
        }
      }
    }
    return rows
  }
}
