/// The stored report of a training as queries that give its rows.
extension TrainingReport {
  /// Every candidate that was tried, the best first.
  var leaderboardQuery: String {
    Self.query(
      [
        ("rank", "INTEGER"), ("family", "VARCHAR"), ("settings", "JSON"), ("metric", "VARCHAR"),
        ("value", "DOUBLE"), ("seconds", "DOUBLE"),
      ],
      leaderboard.enumerated().map { index, entry in
        [
          "\(index + 1)", entry.family, JSON.text(entry.settings), metric.name, "\(entry.metric)",
          "\(entry.seconds)",
        ]
      }
    )
  }

  /// Each notice of the training.
  var noticesQuery: String {
    Self.query([("notice", "VARCHAR")], warnings.map { [$0] })
  }

  /// Boosted trees' use of each feature, the most gain first.
  var splitQuery: String {
    Self.query(
      [("feature", "VARCHAR"), ("gain", "DOUBLE"), ("cover", "DOUBLE"), ("splits", "BIGINT")],
      (importance ?? []).map { [$0.feature, "\($0.gain)", "\($0.cover)", "\($0.splits)"] }
    )
  }

  /// A linear model's coefficients, in the units of the columns.
  var coefficientQuery: String {
    Self.query(
      [
        ("feature", "VARCHAR"), ("label", "VARCHAR"), ("coefficient", "DOUBLE"),
        ("standard_error", "DOUBLE"),
      ],
      (coefficients ?? []).map {
        [$0.feature, $0.label, "\($0.value)", $0.standardError.map { "\($0)" }]
      }
    )
  }

  /// The loss of rows held out after each round of boosting; of a linear model one row, with what it
  /// minimised.
  var learningQuery: String {
    Self.query(
      [("iteration", "BIGINT"), ("validation_loss", "DOUBLE"), ("objective", "DOUBLE")],
      (learningCurve ?? []).map { ["\($0.round)", "\($0.validationLoss)", nil] }
        + (convergence.map { [["\($0.iterations)", nil, "\($0.objective)"]] } ?? [])
    )
  }

  private static func query(
    _ columns: [(name: String, type: String)],
    _ rows: [[String?]]
  ) -> String {
    let names = columns.map { quoted($0.name) }.joined(separator: ", ")
    let casts = columns.map { "CAST(\(quoted($0.name)) AS \($0.type)) AS \(quoted($0.name))" }
    let nothing = [String?](repeating: nil, count: columns.count)
    let values = (rows.isEmpty ? [nothing] : rows).map { row in
      "(\(row.map { $0.map { literal($0) } ?? "NULL" }.joined(separator: ", ")))"
    }
    return "SELECT \(casts.joined(separator: ", ")) FROM"
      + " (VALUES \(values.joined(separator: ", "))) AS report(\(names))"
      + (rows.isEmpty ? " WHERE false" : "")
  }
}
