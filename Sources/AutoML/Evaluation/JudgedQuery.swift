import DuckDB
import Models

/// A model as it is judged on the rows of a source, as SQL.
struct JudgedQuery {
  /// The actual value, of the target's type.
  let actual: String
  /// The prediction: a number, or the probabilities of the labels.
  let prediction: String
  /// The text behind FROM.
  let source: String
  /// The settings of a classifier; nil where numbers are predicted.
  let settings: ClassSettings?
  /// The probability of the second label, where there are two.
  private let probability: String?
  /// The type that labels are read in.
  private let labelType: LabelType

  /// A model whose function takes arguments from a source.
  ///
  /// - Throws: where the model predicts no target.
  init(
    _ model: Model,
    function: PredictionFunction,
    arguments: [String],
    actual: String,
    source: String
  ) throws(FunctionRefusal) {
    if case .clusters = model.predicted.values {
      throw FunctionRefusal("the model finds clusters: there is no target to judge it by")
    }
    let isClassifier = !model.labels.isEmpty
    self.source = source
    prediction = function.call(arguments, byClass: isClassifier)
    self.actual = actual
    settings =
      isClassifier
      ? ClassSettings(labels: model.printedLabels, threshold: model.threshold) : nil
    labelType = LabelType(function.predictor.signature.returnType)
    probability =
      model.labels.count == 2
      ? function.call(.labelProbability, arguments + [literal(model.printedLabels[1])]) : nil
  }

  /// The query that gives the rows of a report on a classifier.
  ///
  /// - Throws: where the model predicts numbers.
  func text(_ report: ClassReport) throws(FunctionRefusal) -> String {
    guard let settings else {
      throw FunctionRefusal("the model predicts numbers, and this is of classes")
    }
    let rows =
      "SELECT CAST(\(actual) AS VARCHAR) AS actual, \(prediction) AS prediction FROM \(source)"
    return Self.unnested(
      "\(EvaluationAggregate.classes(report).call)(actual, CAST(NULL AS VARCHAR),"
        + " CAST(NULL AS DOUBLE), prediction, \(literal(JSON.text(settings))))",
      from: "(\(rows))"
    )
  }

  /// The query that gives all metrics.
  func metrics() throws(FunctionRefusal) -> String {
    if let aggregate = classAggregate {
      return Self.unnested(
        "\(aggregate.call)(CAST(\(actual) AS \(labelType.type)), \(probability ?? prediction),"
          + " \(literal(JSON.text(settings))))",
        from: source
      )
    }
    guard settings == nil else { return try text(.metrics) }
    return Self.unnested(
      "\(EvaluationAggregate.numbers.call)(CAST(\(actual) AS DOUBLE),"
        + " CAST(\(prediction) AS DOUBLE))",
      from: source
    )
  }

  /// The function that gives all metrics of a classifier; nil where there are not two classes.
  private var classAggregate: EvaluationAggregate? {
    guard let count = settings?.labels?.count, count > 1 else { return nil }
    return count == 2 ? .twoClasses(labelType) : .manyClasses(labelType)
  }

  /// The query that gives each row with its prediction, and the residual: the actual number less that.
  ///
  /// - Throws: where the model predicts classes.
  func residuals() throws(FunctionRefusal) -> String {
    guard settings == nil else {
      throw FunctionRefusal("the model predicts classes, and residuals are of numbers")
    }
    let residual = "system.main.subtract(CAST(\(actual) AS DOUBLE), CAST(\(prediction) AS DOUBLE))"
    return "SELECT *, \(prediction) AS predicted, \(residual) AS residual FROM \(source)"
  }

  /// The rows of a list that an aggregate gives.
  static func unnested(_ aggregate: String, from source: String) -> String {
    "SELECT unnest(report, recursive := true) FROM"
      + " (SELECT \(aggregate) AS report FROM \(source))"
  }
}

/// Predictions of any origin, judged by their columns `actual`, `predicted`, and `probability` of the greater
/// of two classes, or `probabilities` of all classes.
enum PredictionsQuery {
  private static let numbers =
    "\(EvaluationAggregate.numbers.call)(TRY_CAST(actual AS DOUBLE), TRY_CAST(predicted AS DOUBLE))"
  private static let classes = classes("CAST(actual AS VARCHAR)", "CAST(predicted AS VARCHAR)")

  private static func classes(_ actual: String, _ predicted: String) -> String {
    let labels = ClassProbabilities.labels
    return "\(EvaluationAggregate.classes(.metrics).call)(\(actual), \(predicted),"
      + " TRY_CAST(probability AS DOUBLE), system.main.map_values(by_label),"
      + " CASE WHEN has_labels THEN \(labels) ELSE '{}' END)"
  }

  /// The query that gives all metrics of the rows of a query, by a task or, without one, by the types: where
  /// one of the two is DOUBLE, REAL or DECIMAL numbers are predicted, and classes otherwise.
  ///
  /// - Throws: where there is no such task.
  static func text(_ query: String, task: String?) throws(FunctionRefusal) -> String {
    // A column that the query does not have is NULL.
    let rows =
      "(SELECT actual, \(ClassProbabilities.predicted) AS predicted, probability,"
      + " \(ClassProbabilities.map) AS by_label,"
      + " \(ClassProbabilities.areThere) AS has_labels FROM"
      + " (SELECT NULL AS predicted, NULL AS probability, NULL AS probabilities WHERE false"
      + " UNION ALL BY NAME SELECT * FROM \(EvaluatedRows.source(query))))"
    switch task?.lowercased() {
    case "classification": return JudgedQuery.unnested(classes, from: rows)
    case "regression": return JudgedQuery.unnested(numbers, from: rows)
    case nil:
      let isNumber = "(\(isFractional("actual")) OR \(isFractional("predicted")))"
      // Arguments are computed before a filter looks: of numbers no text is made.
      let texts = ["actual", "predicted"].map {
        "CASE WHEN number THEN NULL ELSE CAST(\($0) AS VARCHAR) END"
      }
      return JudgedQuery.unnested(
        "CASE WHEN system.main.bool_or(number) THEN \(numbers) FILTER (WHERE number)"
          + " ELSE \(classes(texts[0], texts[1])) FILTER (WHERE NOT number) END",
        from: "(SELECT *, \(isNumber) AS number FROM \(rows))"
      )
    case let other?:
      throw FunctionRefusal(
        "there is no task '\(other)': it is 'classification' or 'regression'"
      )
    }
  }

  private static func isFractional(_ column: String) -> String {
    let type = "system.main.typeof(\(column))"
    return "\(type) IN ('DOUBLE', 'FLOAT') OR system.main.starts_with(\(type), 'DECIMAL')"
  }
}

/// A column `probabilities` as SQL: a MAP or STRUCT of each label's probability, or what a classifier's
/// function `f_probabilities` returns, which is those and the labels by rank.
private enum ClassProbabilities {
  private static let type = "system.main.typeof(probabilities)"

  /// Whether there is such a column; one of another type is an error.
  static let areThere =
    "CASE WHEN \(type) = '\"NULL\"' THEN false"
    + " WHEN system.main.starts_with(\(type), 'MAP(') OR system.main.starts_with(\(type), 'STRUCT(')"
    + " THEN true ELSE system.main.error('a column \"probabilities\" is a MAP or STRUCT of each"
    + " label''s probability, or what a function f_probabilities returns') END"

  /// The predicted class; that it is missing is an error where there are no probabilities.
  static let predicted =
    "CASE WHEN system.main.typeof(predicted) = '\"NULL\"' AND \(type) = '\"NULL\"'"
    + " THEN system.main.error('the rows have no column \"predicted\"') ELSE predicted END"

  /// The probability by label, in one order for all rows; NULL where it is none.
  static let map = sorted(
    "CASE WHEN system.main.json_type(\(json), '$.labels') = 'OBJECT' THEN"
      + " system.main.map(\(values("labels", "VARCHAR")), \(values("probabilities", "DOUBLE")))"
      + " ELSE TRY_CAST(\(json) AS MAP(VARCHAR, DOUBLE)) END"
  )

  /// The labels of a row as `ClassSettings`.
  static let labels =
    "CAST(system.main.json_object('labels', system.main.map_keys(by_label), 'ofRow', true) AS VARCHAR)"

  // By way of JSON, which all types have: the type is not known when the query is written.
  private static let json = "system.main.to_json(probabilities)"

  private static func values(_ field: String, _ type: String) -> String {
    "system.main.map_values(TRY_CAST(system.main.json_extract(\(json), '$.\(field)')"
      + " AS MAP(VARCHAR, \(type))))"
  }

  private static func sorted(_ map: String) -> String {
    "system.main.map_from_entries(system.main.list_sort(system.main.map_entries(\(map))))"
  }
}
