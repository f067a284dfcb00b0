import AutoML

/// The words that may come next in a statement.
struct CompletionContext {
  /// The statement up to the word at the cursor.
  let statement: TypedStatement
  /// The tokens behind the cursor.
  let following: [SQLToken]
  /// The names that there are.
  let names: SessionNames

  private var tokens: ArraySlice<SQLToken> { statement.tokens }

  /// The words that may come next, of which the word at the cursor chooses.
  func candidates(_ word: String) -> [Candidate] {
    if word.contains(".") { return members(of: word).map { .name($0) } }
    if tokens.isEmpty { return SQLKeywords.statements.map { .keyword($0) } }
    if let create = CreateModelTyping(tokens, names: names) {
      return create.isInQuery ? query(word) : create.candidates
    }
    return models ?? query(word)
  }

  /// The names that may come next, without their quotes.
  func namesAlone(_ word: String) -> [String] {
    candidates("").compactMap { candidate in
      guard case .name(let name) = candidate else { return nil }
      return SQLToken.tokens(of: name).last?.name
    }
  }

  /// The texts that a string may have at the cursor.
  var stringValues: [String] {
    if let create = CreateModelTyping(tokens, names: names), !create.stringValues.isEmpty {
      return create.stringValues
    }
    // `explain_model('`, `automl.evaluate('`.
    let last = tokens.suffix(4).map(\.text)
    let isFunction = last.last == "(" || last.last == ","
    let isOurs =
      tokens.contains { $0.isWord("EXPLAIN_MODEL") }
      || zip(tokens, tokens.dropFirst()).contains { $0.isWord("AUTOML") && $1.isSymbol(".") }
    return isFunction && isOurs ? names.models.map(\.name) : []
  }

  /// The candidates of SHOW, DROP, ALTER and GRANT with models; nil for other statements.
  private var models: [Candidate]? {
    let known = names.models.map { Candidate.name(Dialect.name($0.name)) }
    if tokens.count == 1 {
      switch tokens.first?.keyword {
      case "SHOW": return ["MODEL", "TABLES"].map { .keyword($0) }
      case "ALTER": return ["MODEL", "TABLE", "VIEW"].map { .keyword($0) }
      case "CREATE", "DROP": return SQLKeywords.objects.map { .keyword($0) }
      case "EXPLAIN":
        return ["CREATE MODEL", "ANALYZE", "SELECT", "FROM"].map { .keyword($0) }
      default: return nil
      }
    }
    guard ["SHOW", "DROP", "ALTER"].contains(tokens.first?.keyword ?? ""),
      tokens.dropFirst().first?.isWord("MODEL") == true
    else { return nil }
    let rest = tokens.dropFirst(2)
    let verb = tokens.first?.keyword
    if rest.isEmpty {
      let word = verb == "SHOW" ? ["ALL"] : verb == "DROP" ? ["IF EXISTS"] : []
      return known + word.map { .keyword($0) }
    }
    if rest.begins(with: "IF", "EXISTS"), rest.count == 2 { return known }
    guard rest.count == 1 else { return [] }
    let next =
      verb == "SHOW"
      ? ["VERSIONS"] : verb == "DROP" ? ["VERSION"] : ["USE VERSION", "SET (THRESHOLD"]
    return next.map { .keyword($0) }
  }

  /// The candidates in a query: tables where one has to come, else columns, functions and keywords.
  private func query(_ word: String) -> [Candidate] {
    if isTableNext { return tables }
    let references = TableReferences(Array(tokens) + following)
    // The list of columns is typed before the tables that they are of.
    let columns =
      references.all.isEmpty && !word.isEmpty
      ? userTables.flatMap(\.columns) : references.columns(of: names)
    let functions = names.models.flatMap(\.functions) + (tokens.isEmpty ? [] : ["explain_model"])
    let keywords = word.isEmpty && !columns.isEmpty ? [] : SQLKeywords.clauses
    return columns.map { .name(written($0)) } + functions.map { .name(Dialect.name($0)) }
      + keywords.map { .keyword($0) }
  }

  private var tables: [Candidate] {
    userTables.map { .name($0.written) } + [.name("automl.")]
  }

  private var userTables: [SessionNames.Table] { names.tables.filter { $0.schema != "automl" } }

  /// Whether a table's name has to come: behind FROM, JOIN and the like, and behind a comma in their list.
  private var isTableNext: Bool {
    guard let last = tokens.last else { return false }
    if SQLKeywords.beforeTables.contains(last.keyword) { return true }
    guard last.isSymbol(",") else { return false }
    var depth = 0
    for token in tokens.reversed() {
      if token.isSymbol(")") { depth += 1 }
      if token.isSymbol("(") { depth -= 1 }
      if depth < 0 { return false }
      if depth == 0, SQLKeywords.clauseStarts.contains(token.keyword) {
        return SQLKeywords.beforeTables.contains(token.keyword)
      }
    }
    return false
  }

  /// The columns of a table or alias, or the tables of a schema, before the dot of a word.
  private func members(of word: String) -> [String] {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false).dropLast()
    let qualifier = parts.joined(separator: ".")
    let name = parts.last.map(String.init) ?? ""
    let references = TableReferences(Array(tokens) + following)
    let columns = references.columns(ofTable: name, names)
    let tables = names.tables.filter { Dialect.isSame($0.schema, name) }.map {
      Dialect.name($0.name)
    }
    let functions = Dialect.isSame(name, "automl") ? Dialect.tableFunctions : []
    return (columns.map(written) + tables + functions).map { "\(qualifier).\($0)" }
  }

  /// A name as SQL has it here: in quotes where the engine would take it for a keyword.
  private func written(_ name: String) -> String {
    names.reserved.contains(name.lowercased()) ? Dialect.quotedName(name) : Dialect.name(name)
  }
}
