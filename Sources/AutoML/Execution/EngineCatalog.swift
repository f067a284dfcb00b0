import DuckDB
import ModelSQL
import Models

/// The engine's names and types, for the planner.
struct EngineCatalog: Catalog {
  /// Where the engine is asked.
  let connection: Connection
  /// Where models are.
  let store: ModelStore

  func columns(ofQuery query: String, at range: Range<Int>) throws(PlanningError)
    -> [CatalogColumn]
  {
    let count: Int
    let statement: PreparedStatement?
    do throws(DuckDBError) {
      count = try connection.statementCount(of: query)
      statement = count == 1 ? try connection.prepare(query) : nil
    } catch {
      throw PlanningError(.sourceRefused(message: error.message), at: range)
    }
    guard let statement else {
      throw PlanningError(.sourceSeveralStatements(count: count), at: range)
    }
    guard statement.kind == .select else {
      throw PlanningError(.sourceNotASelect(kind: "\(statement.kind)".uppercased()), at: range)
    }
    return zip(statement.columnNames, statement.columnTypes).map { name, type in
      CatalogColumn(
        name: name,
        typeName: type.description,
        shortTypeName: type.shortName,
        kind: type.inputKind,
        targetKind: type.targetKind
      )
    }
  }

  /// Looks at the query's own text; what the views that it reads do is not seen.
  func randomParts(ofQuery query: String) -> [String] {
    // The engine's syntax tree has a name for each call, and -1 for a sample without a seed.
    let parts = """
      WITH parsed AS (SELECT json_serialize_sql($1::VARCHAR) AS tree),
        called AS (SELECT DISTINCT unnest(json_extract_string(tree, '$..function_name')) AS name FROM parsed)
      SELECT name || '()' FROM called WHERE name IN
        (SELECT function_name FROM duckdb_functions() WHERE internal AND stability = 'VOLATILE')
      UNION ALL SELECT DISTINCT 'a sample without REPEATABLE (seed)'
      FROM (SELECT unnest(json_extract_string(tree, '$..sample.seed')) AS seed FROM parsed) WHERE seed = '-1'
      ORDER BY 1
      """
    let rows = try? connection.query(parts, binding: [.text(query)]).rows()
    return (rows ?? []).compactMap { if case .text(let part)? = $0.first { part } else { nil } }
  }

  func defaultSchema() throws(PlanningError) -> String {
    try texts("SELECT current_schema()").first ?? "main"
  }

  func schemaNames() throws(PlanningError) -> [String] {
    try texts(
      "SELECT DISTINCT schema_name FROM duckdb_schemas() WHERE database_name = current_database()"
        + " AND NOT internal OR schema_name = 'main' ORDER BY 1"
    )
  }

  func tableNames() throws(PlanningError) -> [String] {
    try texts(
      "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()"
        + " WHERE NOT internal ORDER BY 1"
    )
  }

  func hasModel(_ schema: String, _ name: String) throws(PlanningError) -> Bool {
    do throws(DuckDBError) {
      return try store.entry(schema: schema, name: name) != nil
    } catch {
      throw PlanningError(.engine(message: error.message))
    }
  }

  func functionOwner(_ schema: String, _ name: String) throws(PlanningError) -> FunctionOwner? {
    do throws(DuckDBError) {
      for entry in try store.entries() {
        let names = [entry.functionName] + ProbabilityFunction.names(for: entry.functionName)
        if isSameName(entry.functionSchema, schema), names.contains(where: { isSameName($0, name) })
        {
          return .model(schema: entry.schemaName, name: entry.modelName)
        }
      }
      // A macro keeps the letters that it was made with.
      let found = try connection.query(
        "SELECT function_name FROM duckdb_functions() WHERE lower(function_name) = lower($1)"
          + " AND (schema_name = $2 AND database_name = current_database() OR internal)",
        binding: [.text(name), .text(schema)]
      )
      let isTaken = try found.rows().contains { row in
        if case .text(let found)? = row.first { isSameName(found, name) } else { false }
      }
      return isTaken ? .engine : nil
    } catch {
      throw PlanningError(.engine(message: error.message))
    }
  }

  private func texts(_ sql: String) throws(PlanningError) -> [String] {
    do throws(DuckDBError) {
      return try connection.query(sql).rows().compactMap { row in
        if case .text(let text)? = row.first { text } else { nil }
      }
    } catch {
      throw PlanningError(.engine(message: error.message))
    }
  }
}
