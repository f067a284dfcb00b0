import ModelSQL

/// The rows that a table function is given, as a text behind FROM.
enum EvaluatedRows {
  /// The text behind FROM of a query, or of the name of a table or view, such as `sales.orders`.
  static func source(_ text: String) -> String {
    if case .showModel(let name)? = try? Parser.parse("SHOW MODEL \(text)") {
      return quoted(name.value)
    }
    return "system.main.query(\(literal(text)))"
  }
}
