import DuckDB
import Models

/// A model as a query that predicts what its function does, in DuckDB, PostgreSQL and Amazon Redshift.
struct SQLExport {
  /// The query, which ends with a semicolon.
  let text: String
  /// Notices to whoever runs it.
  let notices: [String]

  /// The bytes that a statement of Redshift may have.
  private static let statementLimit = 16 * 1024 * 1024

  /// The query of a model.
  ///
  /// - Throws: an `AutoMLError` that names the column which the engines have no common form for.
  init(_ model: Model, _ query: PredictionQuery) throws {
    // A stranger's labels are held against their type before they become SQL.
    _ = try ModelPredictor(model)
    try model.refusePreprocessing(for: "a query")
    var names = FreeNames(taken: [])
    let used = model.encoding.inputs.filter(\.isUsed).map(\.name)
    // A column that is asked for and seen by the model is given once.
    let kept = (query.columns + used).filter { names.take($0) == $0 }
    var inputs = SQLInputs(model.encoding, levels: SQLLevels(kept: kept))
    let scores = try Self.scores(of: model.learner, &inputs)
    var prediction = SQLPrediction(model, kept: kept, levels: inputs.levels)
    let added = try prediction.columns(of: scores, withProbabilities: query.hasProbabilities)
    let levels = prediction.levels
    let columnCount = kept.count + levels.columnCount + added.count
    guard columnCount <= SQLLevels.columnLimit else {
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message: "the query would have \(grouped(columnCount)) columns, and Redshift takes "
          + "\(grouped(SQLLevels.columnLimit))",
        hint: "Train with fewer columns or classes."
      )
    }
    let (common, last) = levels.text(table: query.table, kept: kept)
    let shown =
      (kept.map { quoted($0) } + added.map { "\n  \($0.expression) AS \(quoted($0.name))" })
      .joined(separator: ", ").replacing(", \n", with: ",\n")
    text = Self.head(query) + common + "SELECT \(shown)\nFROM \(last);\n"
    notices = Self.notices(model, byteCount: text.utf8.count)
  }

  private static func scores(of learner: Learner, _ inputs: inout SQLInputs) throws -> [String] {
    switch learner.scorer {
    case .baseline(let baseline): return baseline.scores.map(PortableSQL.number)
    case .linear(let model):
      var linear = SQLLinear(model)
      return try linear.scores(&inputs)
    case .trees(let ensemble):
      var trees = SQLTrees(ensemble)
      return try trees.scores(&inputs)
    case .neural:
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message: "the model is a neural network, whose hundred thousand products are no query",
        hint: "The formats automl and text take every model; MODEL_TYPE XGBOOST and LINEAR_LEARNER "
          + "train models that SQL can tell."
      )
    case .clusters(let clusters):
      var linear = SQLLinear(clusters.nearness)
      return try linear.scores(&inputs)
    }
  }

  private static func head(_ query: PredictionQuery) -> String {
    let place =
      query.table == PredictionQuery().table
      ? "\n   Write your table's name for \(query.table)." : ""
    return "/* A model's predictions, for DuckDB, PostgreSQL and Amazon Redshift.\(place) */\n"
  }

  private static func notices(_ model: Model, byteCount: Int) -> [String] {
    var notices: [String] = []
    let clocks = model.encoding.inputs.filter {
      $0.isUsed && [.timestamp, .time].contains($0.kind)
    }
    if !clocks.isEmpty {
      notices.append("Redshift counts whole seconds of \(list(clocks.map(\.name)))")
    }
    if byteCount > statementLimit {
      notices.append(
        "the query has \(byteText(byteCount)), and a statement of Redshift 16 MB at most"
      )
    }
    return notices
  }
}
