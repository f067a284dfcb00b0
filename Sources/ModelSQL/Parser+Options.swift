/// `CREATE MODEL` as BigQuery has it, which is told in the words of this dialect.
extension Parser {
  /// Whether the token begins `OPTIONS (...)` or `TRANSFORM (...)`.
  var isAtOptions: Bool { (nextIs("OPTIONS") || nextIs("TRANSFORM")) && peek().isSymbol("(") }

  /// The error for `CREATE MODEL name [TRANSFORM (...)] [OPTIONS (key = value, ...)] AS query`, at the first
  /// of these clauses.
  mutating func optionsError(of name: ObjectName) -> SyntaxError {
    let range = token.range
    var options: [String: [String]] = [:]
    var query: String?
    while token.kind != .end, query == nil {
      if nextIf("OPTIONS") {
        options = self.options()
      } else if nextIf("AS") {
        query = lexer.text(token.range.lowerBound..<lexer.bytes.count)
      } else {
        skipParenthesised()
      }
    }
    return error(
      .optionsClause(
        lexer.text(range).asciiUppercased,
        instead: Self.statement(name, options, query: query)
      ),
      at: range
    )
  }

  /// The values of `(key = value, key = [value, ...])` by the keys in lower case.
  private mutating func options() -> [String: [String]] {
    var options: [String: [String]] = [:]
    var key: String?
    guard nextIf(symbol: "(") else { return options }
    var depth = 1
    while token.kind != .end, depth > 0 {
      let read = advance()
      switch read.kind {
      case .symbol(UInt8(ascii: "(")), .symbol(UInt8(ascii: "[")): depth += 1
      case .symbol(UInt8(ascii: ")")), .symbol(UInt8(ascii: "]")): depth -= 1
      case .symbol(UInt8(ascii: ",")) where depth == 1: key = nil
      case .word where depth == 1 && key == nil: key = lexer.text(read.range).asciiLowercased
      case .string(let style):
        if let key { options[key, default: []].append(lexer.string(read, style: style)) }
      case .quotedName:
        // BigQuery has strings in double quotes too.
        if let key { options[key, default: []].append(lexer.name(read)) }
      default: break
      }
    }
    return options
  }

  /// Skips a token, or all between a parenthesis and its end.
  private mutating func skipParenthesised() {
    var depth = 0
    repeat {
      let read = advance()
      if read.isSymbol("(") { depth += 1 }
      if read.isSymbol(")") { depth -= 1 }
    } while token.kind != .end && depth > 0
  }

  /// The statement that means the same here.
  private static func statement(
    _ name: ObjectName,
    _ options: [String: [String]],
    query: String?
  ) -> String {
    // Where no label is named, BigQuery takes the column of that name.
    let target = options["input_label_cols"]?.first ?? "label"
    let type = options["model_type"]?.first.flatMap { modelTypes[$0.asciiLowercased] }
    return [
      "CREATE MODEL \(name.sql) FROM \(shown(query))",
      "TARGET \(SQLText.identifierKeepingCase(target))",
      type.map { "MODEL_TYPE \($0.rawValue)" },
    ].compactMap(\.self).joined(separator: " ")
  }

  /// A query in parentheses; of a long one the start of its first line.
  private static func shown(_ query: String?) -> String {
    guard let query else { return "(SELECT ...)" }
    let maxCount = 80
    let line = query.prefix { !$0.isNewline }.prefix(maxCount)
    if line.utf8.count < query.utf8.count { return "(\(line.drop { $0 == "(" })...)" }
    return query.hasPrefix("(") ? query : "(\(query))"
  }

  /// BigQuery's types that have a counterpart.
  private static let modelTypes: [String: ModelType] = [
    "linear_reg": .linearLearner, "logistic_reg": .linearLearner,
    "boosted_tree_classifier": .xgboost, "boosted_tree_regressor": .xgboost,
    "random_forest_classifier": .randomForest, "random_forest_regressor": .randomForest,
  ]
}
