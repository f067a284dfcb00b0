import Models

/// The inputs of a model as a query's rows: the use that is made of each, and the values in training.
struct FeatureInfo {
  /// The model.
  let model: Model
  /// The report of its training.
  let report: TrainingReport
  /// JSON of what EXPLAIN_MODEL returns of it.
  let explanation: String

  /// The columns, with their types.
  private static let columns = [
    ("feature", "VARCHAR"), ("type", "VARCHAR"), ("treatment", "VARCHAR"),
    ("importance", "DOUBLE"), ("missing_share", "DOUBLE"), ("levels", "BIGINT"),
    ("minimum", "VARCHAR"), ("maximum", "VARCHAR"), ("mean", "VARCHAR"),
    ("standard_deviation", "DOUBLE"), ("q25", "VARCHAR"), ("median", "VARCHAR"),
    ("q75", "VARCHAR"),
  ]

  /// The query that gives them, in the order of the function's arguments.
  var query: String {
    let movements = JSON.value(ModelExplanation.self, from: explanation)?.movements ?? []
    let total = movements.reduce(0) { $0 + $1.1 }
    let shares = Dictionary(movements, uniquingKeysWith: { $1 }).mapValues { $0 / total }
    let rows = model.encoding.inputs.enumerated().map { index, input in
      let share = total > 0 && total.isFinite ? shares[input.name] : nil
      let values = [
        literal(input.name), literal(input.typeName), literal(treatment(of: input)),
        share.map { "\($0)" },
      ]
      return values + statistics(of: input, model.profile?.inputs[index])
    }
    let values = rows.map { row in "(\(row.map { $0 ?? "NULL" }.joined(separator: ", ")))" }
    let names = Self.columns.map { quoted($0.0) }
    let casts = zip(names, Self.columns).map { "CAST(\($0) AS \($1.1)) AS \($0)" }
    return "SELECT \(casts.joined(separator: ", ")) FROM (VALUES \(values.joined(separator: ", ")))"
      + " AS report(\(names.joined(separator: ", ")))"
  }

  /// The use that the model makes of an input, in words.
  private func treatment(of input: InputColumn) -> String {
    guard input.isUsed else {
      let opening = "\(TrainingReport.leftOutOpening)column \"\(input.name)\": "
      let reason = report.warnings.first { $0.hasPrefix(opening) }
      return reason.map { "left out: \($0.dropFirst(opening.count))" } ?? "left out"
    }
    return switch input.kind {
    case .number: "number"
    case .boolean: "number, 0 or 1"
    case .text, .category: "category, \(grouped(input.levels.count)) levels"
    case .words: "free text, \(grouped(input.levels.count)) words counted"
    case .date: "day, year, month, day of month, weekday"
    case .timestamp: "second, year, month, day of month, weekday, hour"
    case .time: "second, hour"
    case .numberText: "number, read from text"
    case .dateText: "day, year, month, day of month, weekday, read from text"
    case .timestampText: "second, year, month, day of month, weekday, hour, read from text"
    case .timeText: "second, hour, read from text"
    }
  }

  /// The statistics of an input, as SQL; nil is NULL.
  private func statistics(
    of input: InputColumn,
    _ distribution: ColumnDistribution?
  ) -> [String?] {
    let unknown = [String?](repeating: nil, count: 9)
    guard let distribution, input.isUsed, input.kind != .words else { return unknown }
    let missing = "\(distribution.missingShare)"
    guard let numbers = distribution.numbers else {
      let levelCount = distribution.levels?.count { $0 > 0 }
      return [missing, levelCount.map { "\($0)" }] + unknown.dropFirst(2)
    }
    let text = { (value: Double) in input.kind.ofValues.text(of: value) }
    let deviation = numbers.standardDeviation
    return [
      missing, nil, text(numbers.minimum), text(numbers.maximum), text(numbers.mean),
      deviation.isFinite ? "\(deviation)" : nil,
      text(numbers.quantile(0.25)), text(numbers.quantile(0.5)), text(numbers.quantile(0.75)),
    ]
  }
}

extension InputKind {
  /// SQL of the text of a value, as the engine prints one of its type; NULL beyond what its types hold.
  func text(of value: Double) -> String? {
    guard value.isFinite else { return nil }
    switch self {
    case .date:
      guard value.magnitude < 1e6 else { return nil }
      return "CAST(system.main.make_date(\(Int(value.rounded()))) AS VARCHAR)"
    case .timestamp, .time:
      guard value.magnitude < 1e11 else { return nil }
      let moment = "system.main.make_timestamp(\(Int((value * 1e6).rounded())))"
      return self == .time
        ? "CAST(CAST(\(moment) AS TIME) AS VARCHAR)" : "CAST(\(moment) AS VARCHAR)"
    default:
      return literal(Int(exactly: value).map { "\($0)" } ?? "\(value)")
    }
  }
}
