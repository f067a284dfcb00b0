import ModelSQL

/// A call of a model's function, to be copied.
struct PredictionCall {
  /// The model.
  let entry: ModelEntry
  /// The arguments, and the query that it was trained on.
  let shown: ShownModel

  /// The function with the names and types of its arguments.
  var signature: String {
    let arguments = zip(shown.parameters, shown.parameterTypes).map {
      "\(SQLText.engineIdentifier($0)) \($1)"
    }
    return "\(entry.names.functionText)(\(arguments.joined(separator: ", ")))"
  }

  /// A query that predicts; of the rows that were trained on, where these are a short one.
  var example: String {
    let arguments = shown.parameters.map { SQLText.engineIdentifier($0) }.joined(separator: ", ")
    return "SELECT *, \(entry.names.functionText)(\(arguments)) AS predicted FROM \(rows) LIMIT 10;"
  }

  /// The most characters of a query that is repeated.
  private static let queryLimit = 120

  private var rows: String {
    let query = shown.clauses.query
    let opening = "SELECT *\nFROM "
    let rest = query.dropFirst(opening.count)
    if query.hasPrefix(opening), !rest.contains(where: { $0.isWhitespace }) { return String(rest) }
    let isShort = query.count <= Self.queryLimit && !query.contains("--") && shown.origin == nil
    guard isShort, !query.isEmpty else { return "new_rows" }
    return "(\(query.split(whereSeparator: \.isNewline).joined(separator: " ")))"
  }
}

extension ModelNames {
  /// The function as it is called: with its schema, but for the default one.
  var functionText: String {
    let name = SQLText.engineIdentifier(functionName)
    return functionSchema == "main" ? name : "\(SQLText.engineIdentifier(functionSchema)).\(name)"
  }

  /// The model's name as the table functions take it.
  var modelText: String {
    ObjectName(schema: schemaName == "main" ? nil : schemaName, name: modelName).sql
  }
}

extension SQLText {
  /// A name for the engine, quoted where it must be.
  static func engineIdentifier(_ name: String) -> String {
    reserved.contains(name.uppercased()[...]) ? quotedIdentifier(name) : identifierKeepingCase(name)
  }

  /// The words that the engine reserves: `duckdb_keywords()` of DuckDB 1.5.5.
  static let reserved: Set<Substring> = Set(
    """
    ALL ANALYSE ANALYZE AND ANY ARRAY AS ASC ASYMMETRIC BOTH CASE CAST CHECK COLLATE COLUMN CONSTRAINT
    CREATE DEFAULT DEFERRABLE DESC DESCRIBE DISTINCT DO ELSE END EXCEPT FALSE FETCH FOR FOREIGN FROM GROUP
    HAVING IN INITIALLY INTERSECT INTO LAMBDA LATERAL LEADING LIMIT NOT NULL OFFSET ON ONLY OR ORDER PIVOT
    PIVOT_LONGER PIVOT_WIDER PLACING PRIMARY QUALIFY REFERENCES RETURNING SELECT SHOW SOME SUMMARIZE
    SYMMETRIC TABLE THEN TO TRAILING TRUE UNION UNIQUE UNPIVOT USING VARIADIC WHEN WHERE WINDOW WITH
    """.split { $0 == " " || $0.isNewline }
  )
}
