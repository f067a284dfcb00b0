import DuckDB
import Testing

struct LogicalTypeTests {
  /// A type in SQL, and its short name.
  static let types: [(sql: String, short: String)] = [
    ("BOOLEAN", "bool"), ("TINYINT", "int1"), ("SMALLINT", "int2"), ("INTEGER", "int4"),
    ("BIGINT", "int8"), ("HUGEINT", "int16"), ("UTINYINT", "uint1"), ("USMALLINT", "uint2"),
    ("UINTEGER", "uint4"), ("UBIGINT", "uint8"), ("UHUGEINT", "uint16"), ("BIGNUM", "bignum"),
    ("FLOAT", "float4"), ("DOUBLE", "float8"), ("DECIMAL(18,3)", "numeric"),
    ("VARCHAR", "varchar"), ("JSON", "json"), ("BLOB", "bytea"), ("BIT", "bit"), ("DATE", "date"),
    ("TIME", "time"), ("TIME_NS", "time_ns"), ("TIME WITH TIME ZONE", "timetz"),
    ("TIMESTAMP", "timestamp"), ("TIMESTAMP_S", "timestamp_s"), ("TIMESTAMP_MS", "timestamp_ms"),
    ("TIMESTAMP_NS", "timestamp_ns"), ("TIMESTAMP WITH TIME ZONE", "timestamptz"),
    ("INTERVAL", "interval"), ("UUID", "uuid"), ("ENUM('a', 'it''s')", "enum('a', 'it''s')"),
    ("INTEGER[]", "integer[]"), ("VARCHAR[][3]", "varchar[][3]"),
    ("STRUCT(a INTEGER, \"b c\" VARCHAR[])", "struct(a integer, \"b c\" varchar[])"),
    ("MAP(VARCHAR, DECIMAL(4,1))", "map(varchar, decimal(4,1))"),
    ("UNION(num INTEGER, str VARCHAR)", "union(num integer, str varchar)"),
    ("VARIANT", "variant"),
  ]

  @Test func `a type prints as typeof does`() throws {
    let connection = try makeConnection()
    for (sql, short) in Self.types {
      let statement = try connection.prepare("SELECT NULL::\(sql) AS x, typeof(NULL::\(sql))")
      let type = statement.columnTypes[0]
      #expect(type.description == sql)
      #expect(type.shortName == short)
      let rows = try statement.execute().rows()
      #expect(rows[0][1] == .text(sql))
    }
  }

  @Test func `columns that hang on an unbound parameter are not known yet`() throws {
    let statement = try makeConnection().prepare("SELECT $1, 1")
    #expect(statement.columnTypes == [.other])
  }

  @Test func `a bare NULL is an INTEGER, as DuckDB says`() throws {
    #expect(try makeConnection().prepare("SELECT NULL").columnTypes == [.integer])
  }
}
