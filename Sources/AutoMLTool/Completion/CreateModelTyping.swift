import AutoML

/// A CREATE MODEL that is being typed: the clause at the cursor, and what is left to say.
struct CreateModelTyping {
  private let names: SessionNames
  /// The tokens behind MODEL.
  private let body: [SQLToken]
  /// The clauses so far, each with the tokens behind its keyword.
  private var clauses: [(keyword: String, tokens: [SQLToken])] = []

  /// The statement of these tokens; nil where it is another one.
  init?(_ tokens: ArraySlice<SQLToken>, names: SessionNames) {
    var rest = tokens
    if rest.first?.isWord("EXPLAIN") == true { rest = rest.dropFirst() }
    guard rest.first?.isWord("CREATE") == true else { return nil }
    rest = rest.dropFirst()
    if rest.begins(with: "OR", "REPLACE") { rest = rest.dropFirst(2) }
    guard rest.first?.isWord("MODEL") == true else { return nil }
    self.names = names
    body = Array(rest.dropFirst())
    var depth = 0
    for token in body {
      if token.isSymbol(")") { depth -= 1 }
      if depth == 0, Dialect.clauses.contains(token.keyword) {
        clauses.append((token.keyword, []))
      } else if !clauses.isEmpty {
        clauses[clauses.count - 1].tokens.append(token)
      }
      if token.isSymbol("(") { depth += 1 }
    }
  }

  private var isInParentheses: Bool { (clauses.last?.tokens.depth ?? 0) > 0 }

  /// Whether the query of FROM is being typed.
  var isInQuery: Bool { clauses.last?.keyword == "FROM" && isInParentheses }

  /// The words that may come next.
  var candidates: [Candidate] {
    guard let clause = clauses.last else { return opening }
    if isInParentheses { return inList(clause.keyword, clause.tokens) }
    guard clause.tokens.isEmpty else { return next(behind: clause) }
    switch clause.keyword {
    case "FROM":
      return names.tables.filter { $0.schema != "automl" }.map { .name($0.written) }
    case "TARGET": return columns.map { .name(Dialect.name($0)) }
    case "FUNCTION": return [.name(Dialect.name("predict_\(modelName)"))]
    case "AUTO": return keywords(["ON", "OFF"])
    case "MODEL_TYPE": return keywords(Dialect.modelTypes)
    case "PROBLEM_TYPE": return keywords(Dialect.problemTypes)
    case "OBJECTIVE": return Dialect.objectives.map { .name(Dialect.string($0)) }
    case "HYPERPARAMETERS": return keywords(["DEFAULT", "DEFAULT EXCEPT ("])
    case "SETTINGS": return keywords(["("])
    case "IAM_ROLE": return keywords(["DEFAULT"])
    default: return []
    }
  }

  /// The texts that a string may have at the cursor.
  var stringValues: [String] {
    guard let clause = clauses.last else { return [] }
    if clause.keyword == "OBJECTIVE" { return Dialect.objectives }
    guard clause.keyword == "SETTINGS", let setting = clause.tokens.last?.text else { return [] }
    return Dialect.isColumn(setting: setting) ? columns : Dialect.values(ofSetting: setting)
  }

  private func keywords(_ words: [String]) -> [Candidate] { words.map { .keyword($0) } }

  private var modelName: String {
    body.prefix { !Dialect.clauses.contains($0.keyword) }.last { $0.isName }?.name ?? ""
  }

  /// Before the first clause: the name, which is the user's, and what may be around it.
  private var opening: [Candidate] {
    if body.isEmpty { return keywords(["IF NOT EXISTS", "IF CHANGED"]) }
    if body.begins(with: "IF") {
      let condition = body.begins(with: "IF", "NOT") ? 3 : 2
      if body.count < condition {
        return keywords(body.count == 1 ? ["NOT EXISTS", "CHANGED"] : ["EXISTS"])
      }
      if body.count == condition { return [] }
    }
    return keywords(["FROM"])
  }

  /// Behind a clause that says something: the clauses that are left.
  private func next(behind clause: (keyword: String, tokens: [SQLToken])) -> [Candidate] {
    if clause.keyword == "HYPERPARAMETERS", clause.tokens.count == 1 {
      return keywords(["EXCEPT ("] + rest)
    }
    return keywords(rest)
  }

  private var rest: [String] {
    let given = clauses.map(\.keyword)
    return Dialect.clauses.filter { !given.contains($0) }
  }

  /// In the parentheses of SETTINGS: names, and behind a name its values.
  private func inList(_ keyword: String, _ tokens: [SQLToken]) -> [Candidate] {
    guard keyword == "SETTINGS", let last = tokens.last else { return [] }
    guard !last.isSymbol("("), !last.isSymbol(",") else {
      let given = Set(tokens.map(\.keyword))
      return keywords(Dialect.settings.filter { !given.contains($0) })
    }
    if Dialect.isColumn(setting: last.text) {
      return columns.map { .name(Dialect.string($0)) }
    }
    return keywords(Dialect.values(ofSetting: last.text))
  }

  /// The columns of what stands behind FROM.
  private var columns: [String] {
    guard let source = clauses.first(where: { $0.keyword == "FROM" })?.tokens else { return [] }
    guard source.first?.isSymbol("(") == true else {
      let from = SQLToken.tokens(of: "FROM ")
      return TableReferences(from + source).columns(of: names)
    }
    return SelectedColumns(Array(source.dropFirst())).columns(of: names)
  }
}

/// The columns that a query selects, as far as its words tell.
struct SelectedColumns {
  private let list: [SQLToken]
  private let references: TableReferences

  /// The query of these tokens.
  init(_ tokens: [SQLToken]) {
    references = TableReferences(tokens)
    var depth = 0
    var list: [SQLToken] = []
    if tokens.first?.isWord("SELECT") == true {
      for token in tokens.dropFirst() {
        if token.isSymbol("(") { depth += 1 }
        if token.isSymbol(")") { depth -= 1 }
        if depth == 0, token.isWord("FROM") { break }
        list.append(token)
      }
    }
    self.list = list
  }

  /// The columns that the list names, and its aliases; all where it says so, or is not there.
  func columns(of names: SessionNames) -> [String] {
    let all = references.columns(of: names)
    let aliases = zip(list, list.dropFirst()).filter { $0.isWord("AS") && $1.isName }.map(\.1.name)
    let isStar = list.isEmpty || list.contains { $0.isSymbol("*") }
    if isStar { return all + aliases }
    return all.filter { column in
      list.contains { $0.isName && Dialect.isSame($0.name, column) }
    } + aliases
  }
}
