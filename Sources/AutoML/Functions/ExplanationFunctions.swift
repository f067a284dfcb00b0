import DuckDB
import Models

/// The functions that explain predictions: each is made when it is first called, so that a database with a
/// thousand models is opened as fast as without them.
extension PredictionFunction {
  /// Makes the explanations known to the engine, under their internal names, until the database is closed.
  ///
  /// - Precondition: the predictor is an explainer, or tells distances.
  func registerExplanations(on connection: Connection) throws(DuckDBError) {
    guard !tellsDistances else {
      for kind in [PredictionKind.distance, .distances] {
        try connection.register(scalarFunction(kind))
      }
      return
    }
    let kinds: [PredictionKind] =
      predictor.signature.isClassifier
      ? [.contributions, .labelContributions] : [.contributions]
    try connection.register(overloads: kinds.map { scalarFunction($0) })
    try connection.register(scalarFunction(.reasons))
    if !predictor.signature.isClassifier { try connection.register(scalarFunction(.interval)) }
  }

  /// Whether there is a function beside the model's: intervals are of numbers, distances of clusters.
  func has(_ explanation: ExplanationFunction) -> Bool {
    switch explanation {
    case .explain, .reasons: !tellsDistances
    case .interval: !tellsDistances && !predictor.signature.isClassifier
    case .distance, .distances: tellsDistances
    }
  }

  /// Whether the model finds clusters.
  private var tellsDistances: Bool { predictor is ClusterDistances }

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
      case .distance: [.distance]
      case .distances: [.distances]
      }
    let forms = overloads(kinds).joined(separator: ", ")
    let create = isTemporary ? "CREATE TEMP MACRO" : "CREATE MACRO"
    try connection.execute("\(create) \(schema).\(quoted(name))\(forms)")
  }

  /// The internal name of the explanations of a function: those that are registered under it, or beside it.
  var explanationName: String { internalName + (tellsDistances ? "_distance" : "_explain") }
}
