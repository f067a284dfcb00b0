/// Functions of endpoints, as Athena and Aurora MySQL declare them.
extension Parser {
  /// `USING [EXTERNAL] FUNCTION ...[, [EXTERNAL] FUNCTION ...] statement`.
  mutating func usingFunctions() throws(SyntaxError) -> UsingFunctions {
    try expect("USING")
    var functions: [RemoteFunction] = []
    repeat {
      let function = try athenaFunction()
      let name = function.name.value.name
      guard !functions.contains(where: { isSameName($0.name.value.name, name) }) else {
        throw error(.duplicate("function \"\(name)\""), at: function.name.range)
      }
      functions.append(function)
    } while nextIf(symbol: ",")
    guard token.kind != .end else { throw unexpected("the SELECT that calls the functions") }
    let start = token.range.lowerBound
    if nextIs("CREATE") { try refuseLastingStatement() }
    while token.kind != .end { advance() }
    return UsingFunctions(
      functions: functions,
      text: lexer.text(0..<lexer.bytes.count),
      start: start
    )
  }

  /// Refuses what would call the functions after the statement.
  private func refuseLastingStatement() throws(SyntaxError) {
    var ahead = self
    ahead.advance()
    if ahead.nextIf("OR") { _ = ahead.nextIf("REPLACE") }
    if ahead.nextIs("TEMP") || ahead.nextIs("TEMPORARY") { ahead.advance() }
    guard ["VIEW", "MACRO", "FUNCTION", "MODEL"].contains(where: ahead.nextIs) else { return }
    throw error(
      .redshift(
        "CREATE \(lexer.text(ahead.token.range).asciiUppercased) behind USING",
        advice: "its functions are there for one statement; a function that stays is made by"
          + " CREATE MODEL name FUNCTION f (types) RETURNS type SAGEMAKER 'endpoint'"
      ),
      at: token.range.lowerBound..<ahead.token.range.upperBound
    )
  }

  /// `EXTERNAL FUNCTION f(x INT) RETURNS DOUBLE SAGEMAKER 'endpoint'`, or as in Athena's preview
  /// `FUNCTION f(x INT) RETURNS DOUBLE TYPE SAGEMAKER_INVOKE_ENDPOINT WITH (sagemaker_endpoint = '...')`.
  private mutating func athenaFunction() throws(SyntaxError) -> RemoteFunction {
    _ = nextIf("EXTERNAL")
    try expect("FUNCTION")
    let name = try plainName("a function name")
    let arguments = try functionArguments()
    try expect("RETURNS")
    let returns = try locatedType()
    let endpoint: Located<String>
    if nextIf("TYPE") {
      if nextIs("LAMBDA_INVOKE") { throw lambdaError() }
      try expect("SAGEMAKER_INVOKE_ENDPOINT", "WITH")
      try expect(symbol: "(")
      try expect("SAGEMAKER_ENDPOINT")
      try expect(symbol: "=")
      endpoint = try string("the endpoint's name as a string")
      try expect(symbol: ")")
    } else {
      if nextIs("LAMBDA") { throw lambdaError() }
      try expect("SAGEMAKER")
      endpoint = try string("the endpoint's name as a string")
    }
    return RemoteFunction(name: name, arguments: arguments, returns: returns, endpoint: endpoint)
  }

  private func lambdaError() -> SyntaxError {
    error(
      .redshift(
        "function that AWS Lambda runs",
        advice: "a model behind an endpoint is called with SAGEMAKER 'endpoint'"
      ),
      at: token.range
    )
  }

  /// `CREATE FUNCTION [IF NOT EXISTS] f (x type, ...) [clauses] RETURNS type [clauses] ALIAS
  /// AWS_SAGEMAKER_INVOKE_ENDPOINT ENDPOINT NAME 'endpoint' [MAX_BATCH_SIZE n]`.
  mutating func createRemoteFunction() throws(SyntaxError) -> CreateRemoteFunction {
    try expect("CREATE", "FUNCTION")
    let ifNotExists = nextIf("IF")
    if ifNotExists { try expect("NOT", "EXISTS") }
    let name = try objectName("a function name")
    let arguments = try functionArguments()
    var returns: Located<String>?
    while !nextIs("ALIAS") {
      if nextIf("RETURNS") {
        returns = try locatedType()
      } else {
        guard token.kind != .end else { throw unexpected("ALIAS AWS_SAGEMAKER_INVOKE_ENDPOINT") }
        // DEFINER, SQL SECURITY, CHARACTER SET and NOT DETERMINISTIC mean nothing without a server.
        advance()
      }
    }
    guard let returns else { throw unexpected("RETURNS") }
    try expect("ALIAS", "AWS_SAGEMAKER_INVOKE_ENDPOINT", "ENDPOINT", "NAME")
    let endpoint = try string("the endpoint's name as a string")
    var size: Located<Int>?
    if nextIf("MAX_BATCH_SIZE") {
      guard token.kind == .number, let count = Int(lexer.text(token.range)), count > 0 else {
        throw unexpected("a number of rows, 1 or more")
      }
      size = Located(count, at: advance().range)
    }
    return CreateRemoteFunction(
      ifNotExists: ifNotExists,
      function: RemoteFunction(
        name: name,
        arguments: arguments,
        returns: returns,
        endpoint: endpoint,
        maxBatchRows: size
      )
    )
  }

  /// Whether a CREATE FUNCTION, whose first word is the token, is one of an endpoint.
  func isRemoteFunction() -> Bool {
    var ahead = self
    while ahead.token.kind != .end, !ahead.token.isSymbol(";") {
      if ahead.nextIs("ALIAS"), ahead.lexer.isWord(ahead.peek(), "AWS_SAGEMAKER_INVOKE_ENDPOINT") {
        return true
      }
      ahead.advance()
    }
    return false
  }

  private mutating func plainName(_ what: String) throws(SyntaxError) -> Located<ObjectName> {
    guard token.isName else { throw unexpected(what) }
    let name = folded(token)
    return Located(ObjectName(name: name), at: advance().range)
  }

  /// `(name type, ...)`.
  private mutating func functionArguments() throws(SyntaxError) -> [RemoteFunction.Argument] {
    try expect(symbol: "(")
    var arguments: [RemoteFunction.Argument] = []
    repeat {
      let name = try plainName("an argument's name")
      guard !arguments.contains(where: { isSameName($0.name, name.value.name) }) else {
        throw error(.duplicate("argument \"\(name.value.name)\""), at: name.range)
      }
      arguments.append(RemoteFunction.Argument(name: name.value.name, type: try locatedType()))
    } while nextIf(symbol: ",")
    try expect(symbol: ")", or: ",")
    return arguments
  }

  private mutating func locatedType() throws(SyntaxError) -> Located<String> {
    let start = token.range.lowerBound
    return Located(try dataType(), at: start..<previousEnd)
  }
}
