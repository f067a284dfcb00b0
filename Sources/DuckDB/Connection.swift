internal import CDuckDB

/// A connection to a database: runs SQL, one statement at a time; confined to one thread.
///
/// A result that is still being read ends with an error once its connection runs something else.
/// `query` and `execute` take one statement, so that no text that gets into it can add another;
/// `run` takes what a user has written. A NUL byte, at which C's strings end, is refused by all.
@safe package final class Connection {
  let handle: duckdb_connection
  /// Stops what this connection is doing, from another thread.
  package let interrupter: Interrupter
  // The connection keeps its database open.
  let database: Database
  /// The result that DuckDB is still working on, if there is one.
  var unfinishedResult: ObjectIdentifier? {
    didSet { noteEngagement() }
  }
  /// The number of the engine's calls that this connection is in.
  private var callCount = 0 {
    didSet { noteEngagement() }
  }
  /// Whether the database's gate counts this connection.
  private var isEngaged = false

  init(handle: duckdb_connection, database: Database) {
    unsafe self.handle = unsafe handle
    self.database = database
    interrupter = unsafe Interrupter(handle: handle)
  }

  deinit {
    if isEngaged { database.gate.leave() }
    interrupter.disconnect()
  }

  /// The connection's number, which `DataChunk.connectionID` tells a function.
  package var id: UInt64 {
    var context: duckdb_client_context?
    unsafe duckdb_connection_get_client_context(handle, &context)
    defer { unsafe duckdb_destroy_client_context(&context) }
    return unsafe duckdb_client_context_get_connection_id(context)
  }

  /// A call of the engine begins, which may have its threads do something.
  func beginCall() { callCount += 1 }

  /// It has ended.
  func endCall() { callCount -= 1 }

  private func noteEngagement() {
    let engages = callCount > 0 || unfinishedResult != nil
    guard engages != isEngaged else { return }
    isEngaged = engages
    if engages { database.gate.enter() } else { database.gate.leave() }
  }

  /// Runs the one statement in `sql` and forgets its rows.
  package func execute(_ sql: String, binding values: [Value] = []) throws(DuckDBError) {
    let result = try query(sql, binding: values)
    while try result.nextChunk() != nil {}
  }

  /// Ends the query that is still giving rows, if there is one, and with it its transaction.
  ///
  /// DuckDB does so when the next query begins, but takes a function into the transaction that is
  /// there, and would lose it.
  func endUnfinishedResult() throws(DuckDBError) {
    guard unfinishedResult != nil else { return }
    unfinishedResult = nil
    try execute("SELECT 1")
  }

  /// Runs the one statement in `sql`, with `values` for its `$1`, `$2`, ..., and streams its rows.
  package func query(
    _ sql: String,
    binding values: [Value] = []
  ) throws(DuckDBError) -> QueryResult {
    try prepare(sql).execute(binding: values)
  }

  /// Runs what a user has written, and streams the rows of its last statement.
  ///
  /// One statement may be two to DuckDB, as `PIVOT` is.
  package func run(_ sql: String) throws(DuckDBError) -> QueryResult {
    restoreSettings()
    let statements = try ExtractedStatements(sql, on: self)
    for index in 0..<(statements.count - 1) {
      _ = try statements.prepare(index).execute()
    }
    return try statements.prepare(statements.count - 1).execute()
  }

  /// Parses and plans the one statement in `sql`, and runs nothing.
  package func prepare(_ sql: String) throws(DuckDBError) -> PreparedStatement {
    restoreSettings()
    return try prepareDirectly(sql)
  }

  /// `prepare` without a look at settings that are to be set back.
  func prepareDirectly(_ sql: String) throws(DuckDBError) -> PreparedStatement {
    let statements = try ExtractedStatements(sql, on: self)
    guard statements.count == 1 else {
      throw DuckDBError(
        message: "Parser Error: \(statements.count) statements where one is expected"
      )
    }
    return try statements.prepare(0)
  }

  /// The number of statements in `sql`; parses it only.
  ///
  /// `PIVOT` without `IN` counts as two: DuckDB turns it into the making of a type and a query.
  package func statementCount(of sql: String) throws(DuckDBError) -> Int {
    try ExtractedStatements(sql, on: self, allowsNone: true).count
  }

  /// The kind of each statement of `sql`; parses and plans, and runs nothing.
  ///
  /// - Throws: DuckDB's error on a statement that cannot be planned, for one because it needs what
  ///   the
  ///   statement before it would make.
  package func statementKinds(of sql: String) throws(DuckDBError) -> [StatementKind] {
    let statements = try ExtractedStatements(sql, on: self, allowsNone: true)
    var kinds: [StatementKind] = []
    for index in 0..<statements.count { kinds.append(try statements.prepare(index).kind) }
    return kinds
  }
}

/// The statements of a text, parsed.
@safe private struct ExtractedStatements: ~Copyable {
  let count: Int
  private var handle: duckdb_extracted_statements?
  private let connection: Connection

  init(_ sql: String, on connection: Connection, allowsNone: Bool = false) throws(DuckDBError) {
    self.connection = connection
    var extracted: duckdb_extracted_statements?
    let hasNUL = sql.utf8.contains(0)
    count =
      hasNUL ? 0 : unsafe Int(duckdb_extract_statements(connection.handle, sql, &extracted))
    unsafe handle = unsafe extracted
    if hasNUL { throw DuckDBError(message: "Parser Error: there is a NUL byte in the SQL") }
    guard count == 0 else { return }
    if let text = unsafe duckdb_extract_statements_error(handle) {
      throw DuckDBError(message: unsafe String(cString: text))
    }
    if !allowsNone { throw DuckDBError(message: "no statement") }
  }

  deinit {
    var destroyed = unsafe handle
    unsafe duckdb_destroy_extracted(&destroyed)
  }

  func prepare(_ index: Int) throws(DuckDBError) -> PreparedStatement {
    var prepared: duckdb_prepared_statement?
    connection.beginCall()
    defer { connection.endCall() }
    let state = unsafe duckdb_prepare_extracted_statement(
      connection.handle,
      handle,
      idx_t(index),
      &prepared
    )
    guard state == DUCKDB_SUCCESS, let statement = unsafe prepared else {
      let message = unsafe String(cString: duckdb_prepare_error(prepared))
      unsafe duckdb_destroy_prepare(&prepared)
      throw DuckDBError(message: message)
    }
    return unsafe PreparedStatement(handle: statement, connection: connection)
  }
}
