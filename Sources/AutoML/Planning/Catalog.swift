import Models

/// A column that a query would return.
struct CatalogColumn: Equatable {
  /// The column's name.
  let name: String
  /// The engine's name of its type: `INTEGER`, `DECIMAL(9,2)`.
  let typeName: String
  /// PostgreSQL's short name of its type, as SHOW MODEL has it: `int4`, `numeric`.
  let shortTypeName: String
  /// The kind of input, which decides how it is encoded as a feature; nil when models cannot take
  /// its type.
  let kind: InputKind?
  /// The kind of target that it can be; nil when it cannot be one.
  let targetKind: TargetKind?
}

/// The types of target, by what they can be the target of.
enum TargetKind: Equatable {
  /// Classes only.
  case boolean, text
  /// A number or classes.
  case integer
  /// A number; classes when asked for.
  case floating, decimal
}

/// The planner's questions to the engine: for names and types, never for rows.
protocol Catalog {
  /// The columns that a SELECT would return.
  ///
  /// - Throws: when it is not one statement, writes, or does not bind; `range` is where it stands
  ///   in the statement.
  func columns(ofQuery query: String, at range: Range<Int>) throws(PlanningError)
    -> [CatalogColumn]
  /// The parts of a query that give other rows each time it runs: calls such as `random()`, samples
  /// without a seed; none where it cannot be seen.
  func randomParts(ofQuery query: String) throws(PlanningError) -> [String]
  /// The schema that unqualified names are created in.
  func defaultSchema() throws(PlanningError) -> String
  /// All schemas that models can be created in.
  func schemaNames() throws(PlanningError) -> [String]
  /// Tables and views, for suggestions.
  func tableNames() throws(PlanningError) -> [String]
  /// Whether a model of that name exists; `name` has its schema.
  func hasModel(_ schema: String, _ name: String) throws(PlanningError) -> Bool
  /// The owner of a function's name in a schema; nil where the name is free.
  func functionOwner(_ schema: String, _ name: String) throws(PlanningError) -> FunctionOwner?
}

/// The owner of a function.
enum FunctionOwner: Equatable {
  /// A model, by its schema and name.
  case model(schema: String, name: String)
  /// The engine, or the user's own macro.
  case engine
}
