import DuckDB
import Models

/// A stored model with what calls it in SQL.
struct CalledModel {
  /// Its row.
  let entry: ModelEntry
  /// The model.
  let model: Model
  /// The types that its function takes and returns.
  let signature: FunctionSignature
  /// The checksum of its bytes.
  let checksum: String
  /// Its functions.
  let function: PredictionFunction

  /// The query that it was trained on.
  ///
  /// - Throws: where it was not trained here.
  func trainingQuery() throws(FunctionRefusal) -> String {
    guard let shown = JSON.value(ShownModel.self, from: entry.shown), shown.origin == nil else {
      throw FunctionRefusal(
        "the model was not trained here: give the rows to look at, data := 'SELECT ...'"
      )
    }
    return shown.clauses.query
  }

  /// Some of the rows of a source, the same ones whatever their order, as a query: `limit` of them at most,
  /// counted from 1 in their column `"place of row"`.
  static func sample(of source: String, limit: Int) -> String {
    let row = "\"__automl_row\""
    return "SELECT \(row).*, system.main.row_number() OVER"
      + " (ORDER BY system.main.hash(system.main.hash(\(row), 0))) AS \"place of row\""
      + " FROM \(source) AS \(row) QUALIFY \"place of row\" <= \(limit)"
  }
}
