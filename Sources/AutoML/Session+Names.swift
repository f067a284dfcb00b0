import DuckDB
import ModelSQL

/// The things in the database, for those who look around in it.
extension Session {
  /// The names of tables, columns, models and functions, those of schema `automl` too.
  ///
  /// - Throws: what the engine says, in a transaction that has failed for instance.
  package func names() throws(AutoMLError) -> SessionNames {
    do {
      return SessionNames(
        tables: try tableNames(),
        models: try modelNames(),
        reserved: Set(
          try texts(
            "SELECT keyword_name FROM system.main.duckdb_keywords()"
              + " WHERE keyword_category = 'reserved'"
          ).map { $0[0] }
        )
      )
    } catch { throw AutoMLError(error) }
  }

  /// Schema, name, type and number of columns of each table and view, without those of schema `automl`.
  ///
  /// - Throws: what the engine says.
  package func tableList() throws(AutoMLError) -> ResultRows {
    do {
      return ResultRows(
        try connection.query(
          "SELECT schema_name AS \"Schema\", table_name AS \"Name\", 'table' AS \"Type\","
            + " column_count AS \"Columns\" FROM system.main.duckdb_tables() WHERE \(Self.isShown)"
            + " UNION ALL SELECT schema_name, view_name, 'view', column_count"
            + " FROM system.main.duckdb_views() WHERE \(Self.isShown) ORDER BY 1, 2"
        )
      )
    } catch { throw AutoMLError(error) }
  }

  /// Name, type, nullability and default of each column of a table.
  ///
  /// - Throws: what the engine says.
  package func columnList(of table: SessionNames.Table) throws(AutoMLError) -> ResultRows {
    do {
      return ResultRows(
        try connection.query(
          "SELECT column_name AS \"Column\", data_type AS \"Type\","
            + " CASE WHEN is_nullable THEN 'yes' ELSE 'no' END AS \"Nullable\","
            + " column_default AS \"Default\" FROM system.main.duckdb_columns()"
            + " WHERE \(Self.isOwn) AND schema_name = \(literal(table.schema))"
            + " AND table_name = \(literal(table.name)) ORDER BY column_index"
        )
      )
    } catch { throw AutoMLError(error) }
  }

  /// Schema, name, arguments and model of each function that a model has, a row for each way to call it.
  ///
  /// - Throws: what the engine says.
  package func functionList() throws(AutoMLError) -> ResultRows {
    do {
      let schemas = Dictionary(
        try store.names().map { ([$0.schemaName, $0.modelName], $0.functionSchema) },
        uniquingKeysWith: { first, _ in first }
      )
      let parameters = try macroParameters()
      let rows = try store.functions().flatMap { function -> [[String?]] in
        let own = function.schemaName
        let schema = schemas[[own, function.modelName]] ?? own
        return functionRows(function, in: schema, parameters)
      }
      return ResultRows(
        columns: ["Schema", "Name", "Arguments", "Model"].map(Self.textColumn),
        rows: rows
      )
    } catch { throw AutoMLError(error) }
  }

  /// The statements that make the tables, views and models, or those of one name.
  ///
  /// - Throws: what the engine says.
  package func definitions(named name: String?) throws(AutoMLError) -> [String] {
    do {
      let tables = try texts(
        "SELECT table_name, sql FROM system.main.duckdb_tables() WHERE \(Self.isShown)"
          + " UNION ALL SELECT view_name, sql FROM system.main.duckdb_views() WHERE \(Self.isShown)"
      )
      let models = try store.entries().compactMap { entry in
        entry.statement.map { [entry.modelName, "\($0);"] }
      }
      return (tables + models)
        .filter { row in name.map { isSameName(row[0], $0) } ?? true }
        .map { $0[1] }
    } catch { throw AutoMLError(error) }
  }

  /// Tables of this database, and temporary ones.
  private static let isOwn =
    "(database_name = system.main.current_database() OR database_name = 'temp') AND NOT internal"
  private static let isShown = "\(isOwn) AND schema_name <> '\(ModelStore.schemaName)'"

  private func tableNames() throws -> [SessionNames.Table] {
    let rows = try texts(
      "SELECT schema_name, table_name, column_name FROM system.main.duckdb_columns()"
        + " WHERE \(Self.isOwn) ORDER BY schema_name, table_name, column_index"
    )
    var tables: [SessionNames.Table] = []
    var rest = rows[...]
    while let first = rest.first {
      let own = rest.prefix { $0[0] == first[0] && $0[1] == first[1] }
      rest = rest.dropFirst(own.count)
      tables.append(
        SessionNames.Table(schema: first[0], name: first[1], columns: own.map { $0[2] })
      )
    }
    return tables
  }

  private func modelNames() throws -> [SessionNames.Model] {
    let functions = Dictionary(grouping: try store.functions()) { [$0.schemaName, $0.modelName] }
    return try store.listing().map { names, _ in
      let own = functions[[names.schemaName, names.modelName]]
      return SessionNames.Model(
        schema: names.schemaName,
        name: names.modelName,
        functions: own?.first?.names ?? []
      )
    }
  }

  /// By schema and name the parameters of each way to call a macro of this database, listed once: the engine
  /// goes through all functions whatever is asked for.
  private func macroParameters() throws -> [[String]: [[Substring]]] {
    let separator = "\u{1F}"
    let rows = try texts(
      "SELECT schema_name, function_name,"
        + " system.main.list_aggregate(parameters, 'string_agg', '\(separator)')"
        + " FROM system.main.duckdb_functions()"
        + " WHERE database_name = system.main.current_database() AND NOT internal"
    )
    return Dictionary(grouping: rows) { Array($0.prefix(2)) }
      .mapValues { forms in forms.map { $0[2].split(separator: separator) } }
  }

  /// A row for each way to call a function.
  private func functionRows(
    _ function: StoredFunction,
    in schema: String,
    _ parameters: [[String]: [[Substring]]]
  ) -> [[String?]] {
    let all = function.promise?.signature.parameters ?? []
    // Shorter forms leave arguments out: a type goes by the name that it has in the full one.
    let full = parameters[[schema, function.functionName]]?.first { $0.count == all.count } ?? []
    let types = Dictionary(
      zip(full, all).map { ($0, $1.type.description) },
      uniquingKeysWith: { first, _ in first }
    )
    return function.names.flatMap { name in
      (parameters[[schema, name]] ?? []).map { form in
        // What is no argument of the model's is the label, the number of reasons, or the level.
        let explanation = ExplanationFunction(name, beside: function.functionName)
        let further = explanation?.furtherArgument?.typeName ?? "VARCHAR"
        let arguments = form.map { "\($0) \(types[$0] ?? further)" }
        return [schema, name, arguments.joined(separator: ", "), function.modelName]
      }
    }
  }

  /// The rows of a query of texts; NULL is empty.
  private func texts(_ sql: String) throws -> [[String]] {
    try connection.query(sql).rows().map { row in
      row.map { if case .text(let text) = $0 { text } else { "" } }
    }
  }
}

extension StoredFunction {
  /// The function, those of its probabilities and those that explain it.
  fileprivate var names: [String] {
    let hasProbabilities = promise?.signature.isClassifier == true
    return [functionName]
      + (hasProbabilities ? ProbabilityFunction.names(for: functionName) : [])
      + ExplanationFunction.names(for: functionName)
  }
}
