import DuckDB
import Learning
import Models

/// The query that holds rows against those that a model was trained on.
enum DriftQuery {
  /// The function that turns what all columns come to into an AUC.
  static let adversary = "__automl_adversary"

  /// The query: a row for each column, for the prediction, and for all columns.
  ///
  /// - Throws: where the model has no profile.
  static func text(
    _ model: Model,
    _ signature: FunctionSignature,
    _ function: PredictionFunction,
    source: String
  ) throws(FunctionRefusal) -> String {
    guard let profile = model.profile else {
      throw FunctionRefusal(
        "the model has no profile of its training rows: it was trained elsewhere, or before there"
          + " were profiles; train it again",
        sqlState: "55000"
      )
    }
    var calls: [String] = []
    for (index, input) in model.encoding.inputs.enumerated() {
      let column = DriftColumn(
        input.name,
        kind: input.kind,
        levels: input.levels,
        profile.inputs[index],
        trainingRows: profile.rowCount
      )
      guard let column else { continue }
      calls.append(call(column, value: Self.value(of: input, signature.parameters[index])))
    }
    let prediction = DriftColumn(
      "(prediction)",
      kind: nil,
      levels: labels(of: model),
      profile.predictions,
      trainingRows: profile.rowCount
    )
    let arguments = signature.parameters.map(\.column)
    let isProbability = profile.predictions.numbers != nil && !model.labels.isEmpty
    let predicted =
      isProbability
      ? EngineSQL.member(2, of: function.call(arguments, byClass: true)) : function.call(arguments)
    if let prediction { calls.append(call(prediction, value: predicted)) }
    return report(calls, source)
  }

  /// The texts of predicted classes or clusters.
  private static func labels(of model: Model) -> [String] {
    if case .clusters(let count) = model.predicted.values { return (0..<count).map { "\($0)" } }
    return model.printedLabels
  }

  /// The value of an input that is counted: a number, or a text.
  private static func value(
    of input: InputColumn,
    _ parameter: FunctionSignature.Parameter
  ) -> String {
    let column = "CAST(\(parameter.column) AS \(parameter.type))"
    return switch input.kind {
    case .date:
      "system.main.date_diff('day', CAST('1970-01-01' AS DATE), \(column))"
    case .timestamp where parameter.type == .timestampWithTimeZone: "system.main.epoch(\(column))"
    case .timestamp: "system.main.epoch(CAST(\(column) AS TIMESTAMP))"
    case .time where parameter.type == .timeWithTimeZone: "system.main.epoch(\(column))"
    case .time: "system.main.epoch(CAST(\(column) AS TIME))"
    default: column
    }
  }

  private static func call(_ column: DriftColumn, value: String) -> String {
    let isText = column.levels != nil || column.isReadFromText
    let (number, text) =
      isText
      ? ("CAST(NULL AS DOUBLE)", "CAST(\(value) AS VARCHAR)")
      : ("CAST(\(value) AS DOUBLE)", "CAST(NULL AS VARCHAR)")
    return "\(EvaluationAggregate.drift.call)(\(number), \(text), \(literal(JSON.text(column))))"
  }

  private static func report(_ calls: [String], _ source: String) -> String {
    func rounded(_ number: String) -> String { "system.main.round(\(number), 6)" }
    let shares = "missing_share, missing_share_in_training, unseen_share"
    let sums = ["psi", "psi_by_chance", "variance"].map {
      "system.main.sum(\($0)) FILTER (WHERE NOT system.main.starts_with(feature, '('))"
    }
    return """
      WITH drift AS (SELECT unnest(system.main.flatten(\(EngineSQL.list(calls))),
        recursive := true) FROM \(source)),
      whole AS (SELECT system.main.max(rows) AS rows, \(sums[0]) AS psi,
        system.main.\(adversary)(\(sums.joined(separator: ", "))) AS auc FROM drift)
      SELECT feature, rows, \(rounded("psi")) AS psi, \(rounded("ks")) AS ks, \(shares),
        CAST(NULL AS DOUBLE) AS adversarial_auc, verdict FROM drift
      UNION ALL SELECT '(all columns)', rows, \(rounded("psi")), NULL, NULL, NULL, NULL,
        \(rounded("auc")), CASE WHEN auc >= 0.9 THEN 'drifted' WHEN auc >= 0.7 THEN 'moved'
        ELSE 'stable' END FROM whole WHERE rows IS NOT NULL
      """
  }

  /// The scalar function that `report` calls.
  static let adversaryFunction = ScalarFunction(
    name: adversary,
    parameterTypes: [.double, .double, .double],
    returnType: .double
  ) { arguments, output in
    var columns: [[Double]] = []
    for column in 0..<3 {
      var numbers: [Double] = []
      try arguments.appendNumbers(ofColumn: column, to: &numbers)
      columns.append(numbers)
    }
    try output.write(
      (0..<arguments.rowCount).map {
        adversarialAUC(
          stabilityIndex: columns[0][$0],
          byChance: columns[1][$0],
          variance: columns[2][$0]
        )
      }
    )
  }
}
