import ModelSQL

/// The ways to ask for forecasts that the engine does not know: `SELECT FORECAST(model)`, as Redshift has it,
/// and `FROM forecast('model')` without a schema.
enum ForecastCalls {
  /// `sql` with the table function in their place, where the engine has refused it in words of them; nil
  /// otherwise.
  static func replaced(in sql: String, refusedFor message: String) -> String? {
    guard message.lowercased().contains("function with name forecast does not exist") else {
      return nil
    }
    return EngineText(sql).replacingForecasts(
      selected: { model in
        "* REPLACE (CAST(time AS VARCHAR) AS time) FROM automl.forecast(\(literal(model)))"
      },
      function: "automl.forecast"
    )
  }
}
