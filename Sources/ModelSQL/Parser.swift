/// Reads one statement of the dialect from tokens, by recursive descent that recurses on nothing of
/// the user's.
///
/// It checks form only: whether a table, a column or an objective exists is for the planner to say.
package struct Parser: Sendable {
  private(set) var lexer: Lexer
  /// The token to be read.
  private(set) var token: Token
  /// Where the token before it ends.
  private(set) var previousEnd: Int

  /// A parser at the first token of `bytes` from `position` on.
  init(_ bytes: [UInt8], from position: Int = 0) {
    lexer = Lexer(bytes, from: position)
    token = lexer.next()
    previousEnd = position
  }

  /// The statement that `text`, without a semicolon, is.
  ///
  /// - Complexity: O(`text`).
  package static func parse(_ text: String) throws(SyntaxError) -> Statement {
    var parser = Parser(Array(text.utf8))
    let opening = parser.opening()
    guard opening != .engine else { return .engine(text) }
    let statement = try parser.statement(opening)
    guard parser.token.kind == .end else { throw parser.unexpected("the end of the statement") }
    return statement
  }

  private mutating func statement(_ opening: Opening) throws(SyntaxError) -> Statement {
    switch opening {
    case .engine: return .engine(text)
    case .createModel: return .createModel(try createModel())
    case .explain:
      advance()
      return .explainCreateModel(try createModel())
    case .createExternalModel: return .createExternalModel(try createExternalModel())
    case .showModel: return try showModel()
    case .alterModel: return try alterModel()
    case .dropModel: return try dropModel()
    case .usingFunctions: return .usingFunctions(try usingFunctions())
    case .createRemoteFunction: return .createRemoteFunction(try createRemoteFunction())
    case .dropFunction: return try dropFunction()
    case .grant: return .grant(try privileges(.grant))
    case .revoke: return .revoke(try privileges(.revoke))
    case .foreign(let form, let range): throw error(.foreign(form), at: range)
    }
  }

  /// `SHOW MODEL ALL` or `SHOW MODEL name [VERSIONS]`.
  private mutating func showModel() throws(SyntaxError) -> Statement {
    try expect("SHOW", "MODEL")
    if nextIs("ALL"), !peek().isSymbol(".") {
      advance()
      return .showAllModels
    }
    let name = try objectName("a model name or ALL")
    return nextIf("VERSIONS") ? .showVersions(name) : .showModel(name)
  }

  /// `DROP MODEL [IF EXISTS] name [VERSION n]`.
  private mutating func dropModel() throws(SyntaxError) -> Statement {
    try expect("DROP", "MODEL")
    let ifExists = nextIs("IF") && peek().isName
    if ifExists { try expect("IF", "EXISTS") }
    let name = try objectName("a model name")
    guard nextIf("VERSION") else { return .dropModel(name, ifExists: ifExists) }
    return .dropVersion(name, version: try versionNumber(), ifExists: ifExists)
  }

  /// `DROP FUNCTION [IF EXISTS] name`, with its argument types as PostgreSQL has them; what has more is the
  /// engine's.
  private mutating func dropFunction() throws(SyntaxError) -> Statement {
    let engine = Statement.engine(text)
    try expect("DROP", "FUNCTION")
    let ifExists = nextIf("IF")
    if ifExists, !nextIf("EXISTS") { return toEnd(engine) }
    guard token.isName, let parts = try? path("a name"), let name = objectName(parts),
      token.kind == .end
    else { return toEnd(engine) }
    let range = parts[0].range.lowerBound..<previousEnd
    return .dropFunction(Located(name, at: range), ifExists: ifExists, text: text)
  }

  /// A statement whose rest is skipped.
  private mutating func toEnd(_ statement: Statement) -> Statement {
    while token.kind != .end { advance() }
    return statement
  }

  /// The number behind VERSION.
  mutating func versionNumber() throws(SyntaxError) -> Located<Int> {
    guard token.kind == .number, let number = Int(lexer.text(token.range)), number > 0 else {
      throw unexpected("the number of a version")
    }
    return Located(number, at: advance().range)
  }
}

// MARK: - Verbs

extension Parser {
  /// Goes on to the next token and returns the one that was read.
  @discardableResult
  mutating func advance() -> Token {
    let read = token
    previousEnd = read.range.upperBound
    token = lexer.next()
    return read
  }

  /// The token after this one.
  func peek() -> Token {
    var ahead = lexer
    return ahead.next()
  }

  /// Whether the token is the word `keyword`.
  func nextIs(_ keyword: String) -> Bool { lexer.isWord(token, keyword) }

  /// Reads the word `keyword` if it is there.
  mutating func nextIf(_ keyword: String) -> Bool {
    guard nextIs(keyword) else { return false }
    advance()
    return true
  }

  /// Reads the symbol `character` if it is there.
  mutating func nextIf(symbol character: Unicode.Scalar) -> Bool {
    guard token.isSymbol(character) else { return false }
    advance()
    return true
  }

  /// Reads these words, which must be there.
  mutating func expect(_ keywords: String...) throws(SyntaxError) {
    for keyword in keywords where !nextIf(keyword) { throw unexpected(keyword) }
  }

  /// Reads the symbol `character`, which must be there.
  mutating func expect(
    symbol character: Unicode.Scalar,
    or alternative: Unicode.Scalar? = nil
  ) throws(SyntaxError) {
    guard !nextIf(symbol: character) else { return }
    throw unexpected((alternative.map { "\"\($0)\" or " } ?? "") + "\"\(character)\"")
  }

  /// The whole text.
  private var text: String { lexer.text(0..<lexer.bytes.count) }

  /// The token as it was written; nil at the end.
  var found: String? { token.kind == .end ? nil : lexer.text(token.range) }

  /// An error for the token, where `expected` must be.
  func unexpected(_ expected: String) -> SyntaxError {
    if case .unclosed(let quoting) = token.kind {
      return error(.unclosed(quoting), at: token.range.prefix(1))
    }
    if token.kind == .typographicQuote {
      return error(.typographicQuote(lexer.text(token.range)), at: token.range)
    }
    // The end is shown behind the last token, not behind the comments that may follow it.
    let range = token.kind == .end ? previousEnd..<previousEnd : token.range
    return error(.unexpected(found: found, expected: expected), at: range)
  }

  /// An error at `range`.
  func error(_ cause: SyntaxError.Cause, at range: Range<Int>) -> SyntaxError {
    SyntaxError(cause, at: range, of: text)
  }
}

// MARK: - Names and strings

extension Parser {
  /// Reads a name, or names with dots between them; `what` says in an error what it names.
  mutating func path(_ what: String) throws(SyntaxError) -> [Token] {
    var parts: [Token] = []
    repeat {
      guard token.isName else { throw unexpected(what) }
      parts.append(advance())
    } while nextIf(symbol: ".")
    return parts
  }

  /// Reads `name` or `schema.name`.
  mutating func objectName(_ what: String) throws(SyntaxError) -> Located<ObjectName> {
    let start = token.range.lowerBound
    let parts = try path(what)
    let range = start..<previousEnd
    guard let name = objectName(parts) else {
      throw error(.tooManyNameParts(lexer.text(range)), at: range)
    }
    return Located(name, at: range)
  }

  /// The name that `parts` are; nil where they are more than two.
  func objectName(_ parts: [Token]) -> ObjectName? {
    switch parts.count {
    case 1: ObjectName(name: folded(parts[0]))
    case 2: ObjectName(schema: folded(parts[0]), name: folded(parts[1]))
    default: nil
    }
  }

  /// The name of a token, in lower case unless it is quoted.
  func folded(_ token: Token) -> String {
    token.kind == .word ? lexer.name(token).asciiLowercased : lexer.name(token)
  }

  /// Reads a string.
  mutating func string(_ what: String) throws(SyntaxError) -> Located<String> {
    guard case .string(let style) = token.kind else { throw unexpected(what) }
    return Located(lexer.string(token, style: style), at: advance().range)
  }

  /// Reads a word, as it was written.
  mutating func word(_ what: String) throws(SyntaxError) -> Located<String> {
    guard token.kind == .word else { throw unexpected(what) }
    return Located(lexer.text(token.range), at: advance().range)
  }

  /// Reads a string or a word, as it was written.
  mutating func stringOrWord(_ what: String) throws(SyntaxError) -> Located<String> {
    token.kind == .word ? try word(what) : try string(what)
  }

  /// Reads what `read` reads, in parentheses or without.
  mutating func parenthesised<Value>(
    _ read: (inout Parser) throws(SyntaxError) -> Value
  ) throws(SyntaxError) -> Value {
    guard nextIf(symbol: "(") else { return try read(&self) }
    let value = try read(&self)
    try expect(symbol: ")")
    return value
  }

  /// Reads one of the words of `Value`, quoted or not.
  mutating func word<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    of vocabulary: SyntaxError.Vocabulary
  ) throws(SyntaxError) -> Located<Value> {
    let written = try stringOrWord("a \(vocabulary.noun)")
    guard let value = Value(rawValue: written.value.asciiUppercased) else {
      throw unknown(vocabulary, written, known: Value.allCases.map(\.rawValue))
    }
    return Located(value, at: written.range)
  }

  /// An error for a word that is not among `known`.
  func unknown(
    _ vocabulary: SyntaxError.Vocabulary,
    _ written: Located<String>,
    known: [String]
  ) -> SyntaxError {
    let suggestion =
      nearest(to: written.value, in: known)
      ?? known.first { written.value.asciiUppercased.hasPrefix("\($0)_") }
    return error(
      .unknown(vocabulary, name: written.value, suggestion: suggestion, known: known),
      at: written.range
    )
  }
}
