import DuckDB
import Foundation
import Testing

struct DatabaseTests {
  @Test func `memory is limited for a while, and is what it was afterwards`() throws {
    let connection = try Database(options: [("memory_limit", "1500MB")]).connect()
    func limit() throws -> [[Value]] {
      try connection.query("SELECT current_setting('memory_limit')").rows()
    }
    let before = try limit()
    for _ in 0..<3 {
      try connection.withLittleMemory(100 << 20) { () throws(DuckDBError) in
        let rows = try connection.query("SELECT current_setting('memory_limit')").rows()
        #expect(rows == [[.text("100.0 MiB")]])
        #expect(throws: DuckDBError.self) {
          try connection.query("SELECT list(range) FROM range(100000000)").rows()
        }
      }
      #expect(try limit() == before)
    }
    // A limit that is lower already stays.
    try connection.execute("SET memory_limit = '50MiB'")
    try connection.withLittleMemory(100 << 20) { () throws(DuckDBError) in
      let rows = try connection.query("SELECT current_setting('memory_limit')").rows()
      #expect(rows == [[.text("50.0 MiB")]])
    }
    #expect(try limit() == [[.text("50.0 MiB")]])
  }

  @Test func `one thread is set only while no other connection is in a statement`() throws {
    let database = try Database(options: [("threads", "3")])
    let (connection, other) = (try database.connect(), try database.connect())
    func threadCount() throws -> [[Value]] {
      try connection.query("SELECT current_setting('threads')::BIGINT").rows()
    }
    let result = try other.query("SELECT range FROM range(1000000)")
    _ = try result.nextChunk()
    #expect(try connection.onOneThread(patience: 0.2) { 1 } == nil)
    #expect(try threadCount() == [[.integer(3)]])
    while try result.nextChunk() != nil {}
    #expect(try connection.onOneThread { try threadCount() } == [[.integer(1)]])
    #expect(try threadCount() == [[.integer(3)]])

    // What a user sets meanwhile stays.
    _ = try connection.onOneThread { try other.execute("SET threads = 2") }
    #expect(try threadCount() == [[.integer(2)]])
  }

  @Test func `where there is one thread there is nothing to wait for`() throws {
    let database = try Database(options: [("threads", "1")])
    let (connection, other) = (try database.connect(), try database.connect())
    let result = try other.query("SELECT range FROM range(1000000)")
    _ = try result.nextChunk()
    #expect(try connection.onOneThread(patience: 0) { 1 } == 1)
  }

  @Test func `a statement that fails leaves its connection out of any`() throws {
    let database = try Database()
    let (connection, other) = (try database.connect(), try database.connect())
    for sql in [
      "SELECT nothing", "SELECT error('stop')", "SELECT error(range::TEXT) FROM range(10)",
    ] {
      #expect(throws: DuckDBError.self) { try other.query(sql).rows() }
      #expect(try connection.onOneThread(patience: 0) { 1 } == 1, "\(sql)")
    }
    var gone: Connection? = try database.connect()
    var result = try gone?.query("SELECT range FROM range(1000000)")
    _ = try result?.nextChunk()
    #expect(try connection.onOneThread(patience: 0) { 1 } == nil)
    result = nil
    gone = nil
    #expect(try connection.onOneThread(patience: 0) { 1 } == 1)
  }

  @Test func `the library is the version that the declarations were checked against`() {
    #expect(Database.libraryVersion == "v1.5.5")
  }

  @Test func `a database in a file keeps its tables`() throws {
    try withScratchFile { path in
      try Database(path: path).connect().execute("CREATE TABLE t AS SELECT 7 AS x")
      #expect(try Database(path: path).connect().query("FROM t").rows() == [[.integer(7)]])
    }
  }

  @Test func `a read-only database refuses writes`() throws {
    try withScratchFile { path in
      try Database(path: path).connect().execute("CREATE TABLE t (x INTEGER)")
      let connection = try Database(path: path, isReadOnly: true).connect()
      #expect(try connection.query("SELECT count(*) FROM t").rows() == [[.integer(0)]])
      let message = errorMessage { try connection.execute("INSERT INTO t VALUES (1)") }
      #expect(message?.contains("read-only mode") == true)
    }
  }

  @Test func `a file that is no database is refused in DuckDB's words`() throws {
    try withScratchFile { path in
      try String(repeating: "x", count: 20_000).write(
        toFile: path,
        atomically: true,
        encoding: .utf8
      )
      let message = errorMessage { _ = try Database(path: path) }
      #expect(message?.contains("not a valid DuckDB database file") == true)
    }
  }

  @Test func `a missing folder is refused in DuckDB's words`() {
    let message = errorMessage { _ = try Database(path: "/nowhere/at/all.duckdb") }
    #expect(message?.hasPrefix("IO Error: Cannot open file \"/nowhere/at/all.duckdb\"") == true)
  }

  @Test func `a file that another process writes to is locked`() throws {
    try withScratchFile { path in
      try Database(path: path).connect().execute("CREATE TABLE t (x INTEGER)")
      try lockInAnotherProcess(path) {
        let message = errorMessage { _ = try Database(path: path) }
        #expect(message?.contains("Could not set lock on file") == true)
      }
    }
  }

  @Test func `options reach the engine and a wrong one is refused`() throws {
    let connection = try Database(options: [("threads", "1")]).connect()
    let threads = try connection.query("SELECT current_setting('threads')").rows()
    #expect(threads == [[.integer(1)]])
    #expect(
      errorMessage { _ = try Database(options: [("no_such_setting", "1")]) }
        == "Invalid Input Error: The following options were not recognized: no_such_setting"
    )
    #expect(
      errorMessage { _ = try Database(options: [("threads", "many")]) }
        == "setting threads cannot be 'many'"
    )
  }
}

/// Runs `body` with the path of a file that is not there yet, and removes what it left.
private func withScratchFile(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).duckdb"
  defer {
    for suffix in ["", ".wal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }
  try body(path)
}

/// Runs `body` while another process holds the lock that DuckDB's writers hold.
private func lockInAnotherProcess(_ path: String, _ body: () throws -> Void) throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  let script = """
    import fcntl, sys
    file = open(sys.argv[1], 'r+b')
    fcntl.lockf(file, fcntl.LOCK_EX)
    print('locked', flush=True)
    sys.stdin.read()
    """
  process.arguments = ["python3", "-c", script, path]
  let (input, output) = (Pipe(), Pipe())
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  _ = output.fileHandleForReading.availableData
  defer {
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }
  try body()
}
