import DuckDB
import Testing

/// The ways of DuckDB with a registered function that callers rely on.
struct RegistrationTests {
  @Test func `a function belongs to the transaction that registers it`() throws {
    let database = try Database()
    let (ours, theirs) = (try database.connect(), try database.connect())
    try ours.execute("BEGIN")
    try ours.register(constant("f", 1))
    #expect(try ours.doubles("SELECT f(0)") == [1])
    #expect(throws: DuckDBError.self) { _ = try theirs.doubles("SELECT f(0)") }
    try ours.execute("COMMIT")
    #expect(try theirs.doubles("SELECT f(0)") == [1])
    try ours.execute("BEGIN")
    try ours.register(constant("f", 2))
    #expect(try ours.doubles("SELECT f(0)") == [2])
    #expect(try theirs.doubles("SELECT f(0)") == [1])
    try ours.execute("ROLLBACK")
    #expect(try ours.doubles("SELECT f(0)") == [1])
  }

  @Test func `functions of one name are told apart by their parameters`() throws {
    let connection = try makeConnection()
    func count(_ parameterCount: Int) -> ScalarFunction {
      ScalarFunction(
        name: "f",
        parameterTypes: [LogicalType](repeating: .double, count: parameterCount),
        returnType: .double
      ) { input, output in
        try output.write([Double](repeating: Double(parameterCount), count: input.rowCount))
      }
    }
    try connection.register(overloads: [count(1), count(2)])
    #expect(try connection.texts("SELECT f(0), f(0, 0)") == [["1.0", "2.0"]])
  }

  @Test func `a function reaches transactions that were open before it`() throws {
    let database = try Database()
    let (ours, theirs) = (try database.connect(), try database.connect())
    try theirs.execute("BEGIN")
    try theirs.execute("SELECT 1")
    try ours.register(constant("f", 1))
    #expect(try theirs.doubles("SELECT f(0)") == [1])
  }

  @Test func `two open transactions cannot register one name`() throws {
    let database = try Database()
    let (ours, theirs) = (try database.connect(), try database.connect())
    try ours.execute("BEGIN")
    try theirs.execute("BEGIN")
    try ours.register(constant("f", 1))
    #expect(
      errorMessage { try theirs.register(constant("f", 2)) }
        == "TransactionContext Error: Conflict on function f: another transaction has registered it"
    )
  }

  @Test
  func `another type of the result does not replace a function but makes its calls ambiguous`()
    throws
  {
    let connection = try makeConnection()
    try connection.register(constant("f", 1))
    try connection.register(constant("f", 1, as: .integer))
    let message = errorMessage { _ = try connection.doubles("SELECT f(0::DOUBLE)") }
    #expect(message?.hasPrefix("Binder Error: Could not choose a best candidate") == true)
  }

  @Test func `registering while a result is read keeps the function and ends the result`() throws {
    let connection = try makeConnection()
    let result = try connection.query("SELECT * FROM range(1000000)")
    _ = try result.nextChunk()
    try connection.register(constant("f", 1))
    #expect(try connection.doubles("SELECT f(0)") == [1])
    #expect(throws: DuckDBError.self) { while try result.nextChunk() != nil {} }
  }

  @Test func `a result that is dropped unread leaves no transaction behind`() throws {
    let database = try Database()
    let connection = try database.connect()
    try connection.execute("CREATE TABLE t AS SELECT * FROM range(1000000) r(x)")
    _ = try connection.query("FROM t").nextChunk()
    try database.connect().execute("ALTER TABLE t ADD COLUMN y INTEGER")
    #expect(try connection.query("FROM t LIMIT 1").columnNames == ["x", "y"])
  }

  /// A call with a column of a type, and whether DuckDB casts it to the parameter's.
  static let casts: [(parameter: LogicalType, argument: String, isTaken: Bool)] = [
    (.double, "1::INTEGER", true), (.double, "1::HUGEINT", true), (.double, "1.5::FLOAT", true),
    (.double, "1.5::DECIMAL(38,2)", true), (.double, "true", false), (.double, "'1'", false),
    (.double, "DATE '2024-01-01'", false), (.float, "1.5::DOUBLE", false),
    (.integer, "1::BIGINT", false), (.integer, "1.5", false), (.boolean, "1", false),
    (.timestamp, "DATE '2024-01-01'", true), (.date, "TIMESTAMP '2024-01-01'", false),
    (.varchar(), "'a'::ENUM('a')", true), (.varchar(), "'{}'::JSON", true),
    (.varchar(), "1", false), (.varchar(), "uuid()", false),
  ]

  @Test func `an argument is cast to a wider type and to no other`() throws {
    let connection = try makeConnection()
    for (index, cast) in Self.casts.enumerated() {
      try connection.register(
        ScalarFunction(name: "f\(index)", parameterTypes: [cast.parameter], returnType: .double) {
          input,
          output in
          try output.write([Double](repeating: 1, count: input.rowCount))
        }
      )
      let sql = "SELECT f\(index)(x) FROM (SELECT \(cast.argument) AS x FROM range(1))"
      let message = errorMessage { _ = try connection.prepare(sql) }
      #expect((message == nil) == cast.isTaken, "\(cast): \(message ?? "taken")")
    }
  }

  @Test func `a string literal is cast to any parameter, and so is NULL`() throws {
    let connection = try makeConnection()
    try connection.register(constant("f", 1))
    #expect(try connection.doubles("SELECT f('2.5')") == [1])
    #expect(try connection.doubles("SELECT f(NULL)") == [1])
    #expect(
      errorMessage { _ = try connection.query("SELECT f('abc')") }?
        .hasPrefix("Conversion Error: Could not convert string 'abc' to DOUBLE") == true
    )
  }

  /// A function of one DOUBLE that is always `number`.
  private func constant(
    _ name: String,
    _ number: Double,
    as type: LogicalType = .double
  ) -> ScalarFunction {
    ScalarFunction(name: name, parameterTypes: [.double], returnType: type) { input, output in
      try output.write([Double](repeating: number, count: input.rowCount))
    }
  }
}
