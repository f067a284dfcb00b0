/// `CREATE [OR REPLACE] FUNCTION f(x type, ...) RETURNS type AS $$ SELECT ... $$ LANGUAGE SQL ...` of
/// PostgreSQL, as the macro that it is here.
package struct SQLFunctionText: Sendable, Equatable {
  /// The macro's definition.
  package let macro: String

  /// The function that a statement makes; nil for any other statement, and for a body that is more than one
  /// SELECT.
  ///
  /// - Complexity: O(`statement`).
  package init?(_ statement: String) {
    var parser = Parser(Array(statement.utf8))
    guard parser.nextIf("CREATE") else { return nil }
    let replaces = parser.nextIf("OR")
    if replaces, !parser.nextIf("REPLACE") { return nil }
    guard parser.nextIf("FUNCTION"), let name = try? parser.objectName("a name"),
      let arguments = Self.arguments(&parser), parser.nextIf("RETURNS"),
      let type = try? parser.dataType()
    else { return nil }
    var body: String?
    var isSQL = false
    while parser.token.kind != .end {
      if parser.nextIf("LANGUAGE") {
        guard parser.nextIs("SQL") || parser.token.isString else { return nil }
        isSQL = true
        parser.advance()
      } else if parser.nextIf("AS") {
        guard let text = try? parser.string("a body") else { return nil }
        body = text.value
      } else {
        // PARALLEL SAFE, COST, IMMUTABLE and the like are hints to a planner.
        parser.advance()
      }
    }
    guard isSQL, let body, let select = Self.select(body, arguments.map(\.name)) else { return nil }
    let list = arguments.map { SQLText.identifier($0.name) }.joined(separator: ", ")
    macro =
      "CREATE \(replaces ? "OR REPLACE " : "")MACRO \(name.value.sql)(\(list)) AS"
      + " CAST((\(select)) AS \(type))"
  }

  /// `(name type, ...)`, or types alone, which `$1`, `$2` name.
  private static func arguments(
    _ parser: inout Parser
  ) -> [(name: String, type: String)]? {
    guard parser.nextIf(symbol: "(") else { return nil }
    var arguments: [(name: String, type: String)] = []
    while !parser.nextIf(symbol: ")") {
      if parser.nextIs("IN"), parser.peek().isName { parser.advance() }
      guard parser.token.isName else { return nil }
      let hasName = parser.peek().isName
      let name = hasName ? parser.folded(parser.advance()) : "_\(arguments.count + 1)"
      guard let type = try? parser.dataType() else { return nil }
      arguments.append((name, type))
      if !parser.nextIf(symbol: ","), !parser.token.isSymbol(")") { return nil }
    }
    return arguments
  }

  /// The one SELECT of a body, with `$1` by the argument's name; nil where there is more.
  private static func select(_ body: String, _ names: [String]) -> String? {
    var lexer = Lexer(Array(body.utf8))
    var result: [UInt8] = []
    var position = 0
    var isFirst = true
    while true {
      let token = lexer.next()
      if token.kind == .end { break }
      if isFirst, !lexer.isWord(token, "SELECT") { return nil }
      isFirst = false
      if token.isSymbol(";") {
        guard lexer.next().kind == .end else { return nil }
        result += lexer.bytes[position..<token.range.lowerBound]
        return String(decoding: result, as: UTF8.self)
      }
      guard token.isSymbol("$") else { continue }
      let digits = lexer.next()
      guard digits.kind == .number, digits.range.lowerBound == token.range.upperBound,
        let number = Int(lexer.text(digits.range)), (1...max(1, names.count)).contains(number),
        !names.isEmpty
      else { return nil }
      result += lexer.bytes[position..<token.range.lowerBound]
      result += Array(SQLText.identifier(names[number - 1]).utf8)
      position = digits.range.upperBound
    }
    guard !isFirst else { return nil }
    result += lexer.bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }
}
