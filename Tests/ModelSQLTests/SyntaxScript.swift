import Foundation
import Testing

@testable import ModelSQL

/// A file of statements and what must come of each, in the sqllogictest dialect.
///
/// Records are separated by a blank line: a kind (`syntax` or `statement error`), the SQL, `----`,
/// and the canonical SQL or the rendered error. `#` starts a comment. `UPDATE_GOLDEN=1` in the
/// environment rewrites what is expected.
struct SyntaxScript: CustomTestStringConvertible {
  /// One statement and what must come of it.
  struct Record {
    var comments: [String]
    var kind: String
    var sql: String
    var expected: String
  }

  let name: String
  private(set) var records: [Record] = []
  private let url: URL

  var testDescription: String { name }

  /// Every script of this target.
  static let all = ["create_model", "tolerances", "other_statements", "syntax_errors"]
    .map(SyntaxScript.init)

  /// The SQL of every record that parses.
  static var validStatements: [String] {
    all.flatMap(\.records).filter { $0.kind == "syntax" }.map(\.sql)
  }

  private init(name: String) {
    self.name = name
    url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Scripts/\(name).slt")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    for block in text.split(separator: "\n\n") {
      var lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let comments = Array(lines.prefix { $0.hasPrefix("#") })
      lines.removeFirst(comments.count)
      let separator = lines.firstIndex(of: "----") ?? lines.endIndex
      let record = Record(
        comments: comments,
        kind: lines.first ?? "",
        sql: lines[..<separator].dropFirst().joined(separator: "\n"),
        expected: lines[separator...].dropFirst().joined(separator: "\n")
      )
      records.append(record)
    }
    if var last = records.popLast() {
      while last.expected.hasSuffix("\n") { last.expected.removeLast() }
      records.append(last)
    }
  }

  /// Writes the script with `results` in place of what was expected.
  func rewrite(_ results: [String]) throws {
    let blocks = zip(records, results).map { record, result in
      let lines = record.kind.isEmpty ? [] : [record.kind, record.sql, "----", result]
      return (record.comments + lines).joined(separator: "\n")
    }
    try Data((blocks.joined(separator: "\n\n") + "\n").utf8).write(to: url)
  }
}
