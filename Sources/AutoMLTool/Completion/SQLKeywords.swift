/// The keywords that are worth a tab.
enum SQLKeywords {
  /// Beginnings of statements.
  static let statements = [
    "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CHECKPOINT", "COMMIT", "COPY", "CREATE", "CREATE MODEL",
    "CREATE OR REPLACE MODEL", "CREATE TABLE", "CREATE VIEW", "DELETE FROM", "DESCRIBE", "DROP",
    "DROP MODEL", "DROP TABLE", "EXPLAIN", "EXPLAIN CREATE MODEL", "FROM", "INSERT INTO", "PIVOT",
    "PRAGMA", "ROLLBACK", "SELECT", "SET", "SHOW", "SHOW MODEL", "SHOW MODEL ALL", "SHOW TABLES",
    "SUMMARIZE", "TRUNCATE", "UPDATE", "USE", "VACUUM", "VALUES", "WITH",
  ]

  /// Things that CREATE and DROP make and remove.
  static let objects = [
    "MODEL", "TABLE", "VIEW", "SCHEMA", "MACRO", "INDEX", "SEQUENCE", "TYPE", "OR REPLACE MODEL",
    "OR REPLACE TABLE", "OR REPLACE VIEW", "TEMPORARY TABLE",
  ]

  /// Keywords inside of statements.
  static let clauses = [
    "ALL", "AND", "ANTI JOIN", "AS", "ASC", "ASOF JOIN", "BETWEEN", "BY", "CASE", "CAST", "COLUMNS",
    "CROSS JOIN", "DESC", "DISTINCT", "ELSE", "END", "EXCEPT", "EXCLUDE", "EXISTS", "FALSE",
    "FILTER",
    "FROM", "FULL JOIN", "GROUP BY", "HAVING", "ILIKE", "IN", "INNER JOIN", "INTERSECT", "INTERVAL",
    "INTO", "IS", "JOIN", "LEFT JOIN", "LIKE", "LIMIT", "NOT", "NULL", "NULLS", "OFFSET", "ON",
    "OR",
    "ORDER BY", "OVER", "PARTITION BY", "POSITIONAL JOIN", "QUALIFY", "REPLACE", "RETURNING",
    "RIGHT JOIN", "SELECT", "SEMI JOIN", "SET", "THEN", "TRUE", "UNION", "USING", "USING SAMPLE",
    "VALUES", "WHEN", "WHERE", "WINDOW", "WITH",
  ]

  /// Behind them a table's name comes.
  static let beforeTables: Set<String> = [
    "FROM", "JOIN", "INTO", "UPDATE", "TABLE", "DESCRIBE", "SUMMARIZE", "TRUNCATE", "VIEW",
  ]

  /// They begin a part of a query.
  static let clauseStarts: Set<String> = beforeTables.union([
    "SELECT", "WHERE", "ON", "BY", "HAVING", "SET", "VALUES", "USING", "QUALIFY", "LIMIT",
  ])

  /// Words behind a table's name that are no alias.
  static let behindTables: Set<String> = clauseStarts.union([
    "GROUP", "ORDER", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "SEMI", "ANTI", "ASOF",
    "POSITIONAL",
    "NATURAL", "UNION", "EXCEPT", "INTERSECT", "WINDOW", "OFFSET", "TABLESAMPLE", "RETURNING", "AS",
    "PIVOT", "UNPIVOT", "TARGET",
  ])
}
