/// Statements that are others here, or nothing.
extension RedshiftText {
  /// A statement that is accepted and does nothing, in the words for what it is about; nil for any other.
  package var ignored: String? {
    if isWords("SET", at: 0) {
      let names = ["QUERY_GROUP", "WLM_QUERY_SLOT_COUNT", "ENABLE_RESULT_CACHE_FOR_SESSION"]
      guard let name = names.first(where: { isWords($0, at: 1) }) else { return nil }
      return "SET \(name.asciiLowercased) is about the queues of a cluster"
    }
    if isWords("RESET", "QUERY_GROUP", at: 0) {
      return "RESET query_group is about the queues of a cluster"
    }
    if isWords("REFRESH", "MATERIALIZED", "VIEW", at: 0) {
      return "a materialized view is a view here, which is always up to date"
    }
    if isWords("GRANT", at: 0) || isWords("REVOKE", at: 0) {
      return "there is no server, and no users: whoever can open the database can use all of it"
    }
    for verb in ["CREATE", "ALTER", "DROP"] {
      for kind in ["USER", "GROUP", "ROLE"] where isWords(verb, kind, at: 0) {
        return "there is no server, and no users: whoever can open the database can use all of it"
      }
    }
    return nil
  }

  /// A statement that opens in Redshift's own way; nil for any other.
  func openingPieces() throws(SyntaxError) -> SQLPieces? {
    if isWords("UNLOAD", at: 0) {
      throw refusal("UNLOAD", at: 0..<1, "write COPY (query) TO 'file.parquet'")
    }
    if let pieces = try copyPieces() { return pieces }
    guard isWords("CREATE", "MATERIALIZED", at: 0) || isWords("DROP", "MATERIALIZED", at: 0)
    else { return nil }
    let word = 1..<2
    let rest = try pieces(of: 2..<tokens.count)
    return copied(0..<1).appending(SQLPieces([.inserted(" ", for: bytes(of: word))]))
      .appending(rest)
  }
}
