extension SQLScript {
  /// Reads a script.
  ///
  /// - Throws: `SQLScriptError` for an unknown header, or a record without SQL or without what it must have.
  package init(parsing text: String) throws(SQLScriptError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    parts = []
    var index = 0
    while index < lines.count {
      if lines[index].isEmpty || lines[index].hasPrefix("#") {
        parts.append(.text(lines[index]))
        index += 1
      } else {
        let end = lines[index...].firstIndex(of: "") ?? lines.count
        parts.append(.record(try Record(lines: lines[index..<end], line: index + 1)))
        index = end
      }
    }
  }

  /// The script as text; what was parsed is printed as it was.
  package var text: String {
    var lines: [String] = []
    for part in parts {
      switch part {
      case .text(let line): lines.append(line)
      case .record(let record):
        lines += [record.header, record.sql]
        if let expected = record.expected { lines += ["----"] + expected }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension SQLScript.Record {
  fileprivate init(lines: ArraySlice<String>, line: Int) throws(SQLScriptError) {
    self.line = line
    header = lines[lines.startIndex]
    kind = try Self.kind(header, line: line)
    let body = lines.dropFirst()
    let separator = body.firstIndex(of: "----")
    sql = body[..<(separator ?? body.endIndex)].joined(separator: "\n")
    expected = separator.map { Array(body[($0 + 1)...]) }
    if sql.isEmpty { throw SQLScriptError(line: line, reason: "a record without SQL") }
    if kind == .statementOK, expected != nil {
      throw SQLScriptError(line: line, reason: "`statement ok` has no result")
    }
  }

  private static func kind(_ header: String, line: Int) throws(SQLScriptError) -> SQLScript.Kind {
    switch header {
    case "statement ok": return .statementOK
    case "statement error": return .statementError
    case "syntax": return .syntax
    case "plan": return .plan
    default: break
    }
    let words = header.split(separator: " ")
    guard words.count >= 2, words[0] == "query" else {
      throw SQLScriptError(line: line, reason: "no kind of record: \(header)")
    }
    var types: [SQLScript.ColumnType] = []
    for letter in words[1] {
      guard let type = SQLScript.ColumnType(rawValue: letter) else {
        throw SQLScriptError(line: line, reason: "no type of column: \(letter)")
      }
      types.append(type)
    }
    var query = SQLScript.Query(types: types)
    var options = words.dropFirst(2)
    while let option = options.popFirst() {
      if option == "rowsort" {
        query.isSorted = true
      } else if option == "tolerance", let value = options.popFirst().flatMap({ Double($0) }) {
        query.tolerance = value
      } else {
        throw SQLScriptError(line: line, reason: "no option of a query: \(option)")
      }
    }
    return .query(query)
  }
}
