import DuckDB
import Models

/// The functions that explain predictions: each is made when it is first called, so that a database with a
/// thousand models is opened as fast as without them.
extension PredictionFunction {
  /// Makes the explanations known to the engine, under their internal names, until the database is closed.
  ///
  /// - Precondition: the predictor is an explainer.
  func registerExplanations(on connection: Connection) throws(DuckDBError) {
    let kinds: [PredictionKind] =
      predictor.signature.isClassifier
      ? [.contributions, .labelContributions] : [.contributions]
    try connection.register(overloads: kinds.map { scalarFunction($0) })
    try connection.register(scalarFunction(.reasons))
    if !predictor.signature.isClassifier { try connection.register(scalarFunction(.interval)) }
  }

  /// Whether there is a function beside the model's: intervals are of numbers.
  func has(_ explanation: ExplanationFunction) -> Bool {
    explanation != .interval || !predictor.signature.isClassifier
  }

  /// Makes one of the macros that users call, in a schema that is SQL.
  func createExplanation(
    _ name: String,
    _ explanation: ExplanationFunction,
    in schema: String,
    isTemporary: Bool,
    on connection: Connection
  ) throws(DuckDBError) {
    let kinds: [PredictionKind] =
      switch explanation {
      case .explain where predictor.signature.isClassifier: [.contributions, .labelContributions]
      case .explain: [.contributions]
      case .reasons: [.reasons]
      case .interval: [.interval]
      }
    let forms = overloads(kinds).joined(separator: ", ")
    let create = isTemporary ? "CREATE TEMP MACRO" : "CREATE MACRO"
    try connection.execute("\(create) \(schema).\(quoted(name))\(forms)")
  }

  /// The internal name of the explanations of a function: those that are registered under it, or beside it.
  var explanationName: String { internalName + "_explain" }
}
