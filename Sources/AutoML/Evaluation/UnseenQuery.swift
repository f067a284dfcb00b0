import Models

/// The query that gives the values that a model's functions have met in this process and training had not.
enum UnseenQuery {
  /// For each used column the rows predicted so far, those with an unseen level, those without a value where
  /// every row of training had one, and those with a number beyond the range of training.
  static func text(_ called: CalledModel) -> String {
    let counts = UnseenCounts.counts(ofModel: called.checksum).total
    let rows = called.model.encoding.inputs.enumerated().filter(\.element.isUsed).map {
      index,
      input in
      let found = counts?.inputs[index] ?? UnseenValues.Counts()
      return "(\(literal(input.name)), \(counts?.rowCount ?? 0), \(found.unseen), \(found.missing),"
        + " \(found.beyond))"
    }
    let counted = ["rows", "unseen_levels", "missing", "beyond_range"]
    return
      "SELECT feature, \(counted.map { "CAST(\($0) AS BIGINT) AS \($0)" }.joined(separator: ", "))"
      + " FROM (VALUES \(rows.joined(separator: ", "))) AS met(feature, \(counted.joined(separator: ", ")))"
  }
}
