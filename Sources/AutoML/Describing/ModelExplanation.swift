import DuckDB
import Learning
import Models

/// What EXPLAIN_MODEL returns, in the shape that Redshift gives it.
struct ModelExplanation: Encodable {
  /// One output of the model.
  struct Label: Encodable {
    var meanMagnitudes: [String: Double]
    var expectedValue: Double

    enum CodingKeys: String, CodingKey {
      case meanMagnitudes = "global_shap_values"
      case expectedValue = "expected_value"
    }
  }
  /// The methods there are.
  struct Explanations: Encodable {
    var shapley: [String: Label]

    enum CodingKeys: String, CodingKey {
      case shapley = "kernel_shap"
    }
  }
  var version = "1.0"
  var explanations: Explanations
  /// Why there is none.
  var note: String?

  /// There are no rows to explain a model from outside by.
  static let notTrainedHere = ModelExplanation(
    explanations: Explanations(shapley: [:]),
    note: "the model was not trained here: there are no rows to explain it by"
  )

  /// Makes the function where it is not there yet, or is another one: a macro over the stored
  /// explanations, so that it works in every session of the database.
  ///
  /// The table's schema is enough, and lets the file be renamed, unless the database is called as
  /// the schema is.
  static func createFunctionIfNeeded(on connection: Connection) throws(DuckDBError) {
    let database = try connection.currentDatabase()
    let schema = ModelStore.schemaName
    let table = "\(database.lowercased() == schema ? "\(schema).\(schema)" : schema).models"
    let definitions = try connection.query(
      "SELECT macro_definition FROM system.main.duckdb_functions()"
        + " WHERE database_name = $1 AND schema_name = 'main' AND function_name = 'explain_model'",
      binding: [.text(database)]
    ).rows()
    if case .text(let text)?? = definitions.first?.first,
      text.contains("FROM \(table) WHERE"), text.contains("main.concat(")
    {
      return
    }
    try connection.execute(
      """
      CREATE OR REPLACE MACRO \(quoted(database)).main.explain_model(model) AS (
        SELECT coalesce(
          system.main.max(explanation),
          system.main.error(system.main.concat(
            'model "', model, '" does not exist; SHOW MODEL ALL lists the models')))
        FROM \(table)
        WHERE system.main.lower(model_name) = system.main.lower(model)
          OR system.main.lower(system.main.concat(schema_name, '.', model_name))
            = system.main.lower(model))
      """
    )
  }
}

extension ModelExplanation {
  /// Explains a model by the rows that it was trained on: for two classes the probability of the
  /// second, else each output.
  init(_ predictor: CompiledPredictor, columns: [FeatureColumn], rowCount: Int, seed: UInt64) {
    let shapley = ShapleySampling(columns: columns, rowCount: rowCount, seed: seed) {
      predictor.predictions(of: predictor.encoding.features(of: $0, rowCount: $1))
    }
    let names = predictor.encoding.inputs.map(\.name)
    var labels: [String: Label] = [:]
    for (output, values) in shapley.meanMagnitudes.enumerated() {
      labels["label\(output)"] = Label(
        meanMagnitudes: Dictionary(zip(names, values), uniquingKeysWith: { $1 }),
        expectedValue: shapley.expectedValues[output]
      )
    }
    self.init(explanations: Explanations(shapley: labels))
  }
}
