import DuckDB
import Models

/// The query that gives the importance of a model's columns, by several measures.
struct ImportanceQuery {
  /// The model.
  let called: CalledModel
  /// JSON of what EXPLAIN_MODEL returns of it.
  let explanation: String
  /// The text behind FROM.
  let source: String

  /// Rows that are permuted.
  private static let rowLimit = 5_000

  /// The query: of each column the mean magnitude of its Shapley values and its share, the share of the
  /// trees' gain, and the rise of the loss where the column is permuted (Breiman 2001, section 10), with its
  /// standard error over the rows.
  ///
  /// The loss is the squared error, of classes the log loss.
  ///
  /// - Throws: where the model has no target.
  func text() throws(FunctionRefusal) -> String {
    guard case .clusters = called.model.predicted.values else { return report }
    throw FunctionRefusal("the model finds clusters: there is no target to be important for")
  }

  private var report: String {
    let movements = JSON.value(ModelExplanation.self, from: explanation)?.movements ?? []
    let moved = Dictionary(movements, uniquingKeysWith: { $1 })
    let total = movements.reduce(0) { $0 + $1.1 }
    let gains = gainShares
    let inputs = called.model.encoding.inputs
    let rows = inputs.indices.filter { inputs[$0].isUsed }.map { index in
      let shapley = moved[inputs[index].name]
      let error = EngineSQL.quotient(
        "system.main.stddev_samp(rise\(index))",
        "system.main.sqrt(system.main.count(rise\(index)))"
      )
      let numbers = [
        shapley.map { "\($0)" }, total > 0 ? shapley.map { "\($0 / total)" } : nil,
        gains.map { "\($0[index])" }, "system.main.avg(rise\(index))", error,
      ]
      let named = zip(Self.names, numbers).map { ($0, "CAST(\($1 ?? "NULL") AS DOUBLE)") }
      return EngineSQL.row([("feature", literal(inputs[index].name))] + named)
    }
    let rises = inputs.indices.filter { inputs[$0].isUsed }.map { index in
      let rise = EngineSQL.difference(loss(of: prediction(permuting: index)), "loss")
      return "\(rise) AS rise\(index)"
    }
    return """
      WITH picked AS (SELECT *, system.main.count(*) OVER () AS "count of rows"
        FROM (\(CalledModel.sample(of: source, limit: Self.rowLimit)))),
      lost AS (SELECT *, \(loss(of: prediction(permuting: nil))) AS loss FROM picked AS a),
      risen AS (SELECT \(rises.joined(separator: ", ")) FROM lost AS a JOIN picked AS b
        ON b."place of row"
        = \(EngineSQL.sum("system.main.mod(a.\"place of row\", a.\"count of rows\")", "1")))
      SELECT * FROM (SELECT unnest(\(EngineSQL.list(rows)), recursive := true) FROM risen)
      ORDER BY permutation DESC NULLS LAST, feature
      """
  }

  private static let names = [
    "shapley", "shapley_share", "gain_share", "permutation", "standard_error",
  ]

  /// The share of the trees' gain that each input has; nil of other models.
  private var gainShares: [Double]? {
    guard let ensemble = called.model.learner.ensemble else { return nil }
    let gains = ensemble.importance.gain
    let total = gains.reduce(0, +)
    guard total > 0 else { return nil }
    var shares = [Double](repeating: 0, count: called.model.encoding.inputs.count)
    for (feature, trait) in called.model.traits.enumerated() {
      shares[trait.input] += gains[feature] / total
    }
    return shares
  }

  /// A call on a row, with one column of the next row.
  private func prediction(permuting index: Int?) -> String {
    let arguments = called.signature.parameters.enumerated().map { place, parameter in
      parameter.isUsed ? "\(place == index ? "b" : "a").\(parameter.column)" : parameter.column
    }
    return called.function.call(arguments, byClass: called.signature.isClassifier)
  }

  private func loss(of prediction: String) -> String {
    let target = "a.\(quoted(called.model.predicted.name))"
    guard called.signature.isClassifier else {
      let error = EngineSQL.difference(
        "CAST(\(target) AS DOUBLE)",
        "CAST(\(prediction) AS DOUBLE)"
      )
      return "system.main.pow(\(error), 2)"
    }
    let labels = EngineSQL.list(called.model.printedLabels.map { literal($0) })
    let actual = "CAST(CAST(\(target) AS \(called.signature.returnType)) AS VARCHAR)"
    let probability =
      "system.main.list_extract(\(prediction), system.main.list_position(\(labels), \(actual)))"
    return EngineSQL.difference("0", "system.main.ln(system.main.greatest(\(probability), 1e-15))")
  }
}
