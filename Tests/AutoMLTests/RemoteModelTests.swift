import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Models behind endpoints, beyond what scripts of SQL show.
@Suite struct RemoteModelTests {
  private static let create =
    "CREATE MODEL m FUNCTION f (int, double) RETURNS double SAGEMAKER 'sum' IAM_ROLE default"

  private func session(
    path: String? = nil,
    isReadOnly: Bool = false,
    _ endpoints: FakeEndpoints? = FakeEndpoints()
  ) throws -> Session {
    try Session(
      configuration: SessionConfiguration(
        databasePath: path,
        isReadOnly: isReadOnly,
        threadCount: 2,
        endpoints: endpoints
      )
    )
  }

  private func message(_ sql: String, in session: Session) -> String? {
    do throws(AutoMLError) {
      try session.execute(sql) { result throws(AutoMLError) in
        guard case .rows(let rows) = result else { return }
        while try rows.nextBatch() != nil {}
      }
      return nil
    } catch { return "\(error.sqlState) \(error.message)" }
  }

  private func withFile(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "automl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "shop.duckdb").path)
  }

  @Test func `a model is there when its database is opened again`() throws {
    try withFile { path in
      try session(path: path).execute(Self.create)
      let again = try session(path: path)
      #expect(try again.scriptRows("SELECT f(1, 2.5)") == [[.real(3.5)]])
      #expect(
        message("CREATE MODEL m2 FUNCTION f (int) RETURNS int SAGEMAKER 'sum'", in: again) != nil
      )
    }
  }

  @Test func `a database that is only read calls too, and keeps no ledger`() throws {
    try withFile { path in
      try session(path: path).execute(Self.create)
      let endpoints = FakeEndpoints()
      let reading = try session(path: path, isReadOnly: true, endpoints)
      #expect(message("SELECT f(1, 2)", in: reading) == nil)
      #expect(message("SELECT f(1, 2)", in: reading) == nil)
      #expect(endpoints.requests.count == 2)
    }
  }

  @Test func `the ledger has what was called before the session ended`() throws {
    try withFile { path in
      do {
        let first = try session(path: path)
        try first.execute(Self.create)
        #expect(message("SELECT f(i, 0) FROM range(5000) t(i)", in: first) == nil)
      }
      let again = try session(path: path)
      let rows = try again.scriptRows("SELECT rows, requests FROM automl.remote_usage")
      #expect(rows == [[.integer(5000), .integer(3)]])
    }
  }

  @Test func `a request has the address that the session has named`() throws {
    let endpoints = FakeEndpoints()
    let session = try session(endpoints)
    try session.execute(Self.create)
    #expect(message("SELECT f(1, 2)", in: session) == nil)
    try session.execute("SET automl.endpoints = 'other=http://a, sum = http://127.0.0.1:8080/x'")
    #expect(message("SELECT f(1, 2)", in: session) == nil)
    let shared = try Session(sharing: session)
    #expect(message("SELECT f(1, 2)", in: shared) == nil)
    #expect(endpoints.requests.map(\.address) == [nil, "http://127.0.0.1:8080/x", nil])
    #expect(endpoints.requests.last?.body == Array("1,2.0\n".utf8))
  }

  @Test func `nothing is asked when a query is planned, nor for rows that are left out`() throws {
    let endpoints = FakeEndpoints()
    let session = try session(endpoints)
    try session.execute(Self.create)
    #expect(message("EXPLAIN SELECT f(1, 2)", in: session) == nil)
    #expect(message("CREATE VIEW v AS SELECT f(1, 2) AS p", in: session) == nil)
    #expect(message("PREPARE q AS SELECT f(1, $1)", in: session) == nil)
    #expect(message("SELECT f(i, 1) FROM range(10) t(i) WHERE i > 100", in: session) == nil)
    #expect(endpoints.requests.isEmpty)
    #expect(message("SELECT f(i, 1) FROM range(10) t(i) WHERE i > 7", in: session) == nil)
    #expect(endpoints.requests.map(\.body) == [Array("8,1.0\n9,1.0\n".utf8)])
  }

  @Test func `an interrupt ends calls of its session alone`() throws {
    let session = try session()
    try session.execute(Self.create)
    try session.execute(
      "CREATE MODEL e FUNCTION f_endless (int) RETURNS double SAGEMAKER 'endless'"
    )
    let other = try Session(sharing: session)
    let interrupter = session.interrupter
    let thread = Thread {
      Thread.sleep(forTimeInterval: 0.3)
      interrupter.interrupt()
    }
    thread.start()
    let text = message("CREATE TABLE t AS SELECT f_endless(i) FROM range(3) t(i)", in: session)
    #expect(text?.hasPrefix("57014 ") == true)
    #expect(message("SELECT f(1, 2)", in: other) == nil)
    #expect(message("FROM t", in: session)?.hasPrefix("42P01") == true)
  }

  @Test func `without a way to endpoints calls are refused`() throws {
    let session = try session(nil)
    try session.execute(Self.create)
    #expect(message("SELECT f(1, 2)", in: session)?.hasPrefix("0A000 endpoint \"sum\"") == true)
  }

  @Test func `who keeps the engine from what is outside keeps it from endpoints`() throws {
    let endpoints = FakeEndpoints()
    let session = try session(endpoints)
    try session.execute(Self.create)
    try session.execute("SET enable_external_access = false")
    let text = "42501 no endpoint is called here: enable_external_access is false"
    #expect(message("SELECT f(1, 2)", in: session) == text)
    #expect(message("SELECT aws_sagemaker.invoke_endpoint('sum', NULL, 1)", in: session) == text)
    #expect(endpoints.requests.isEmpty)
  }

  @Test func `bodies stay below the limit of an endpoint`() throws {
    let endpoints = FakeEndpoints([
      "wide": { request in
        let count = request.body.count { $0 == UInt8(ascii: "\n") }
        return EndpointAnswer(
          contentType: "text/csv",
          body: Array(String(repeating: "1\n", count: count).utf8)
        )
      }
    ])
    let session = try session(endpoints)
    try session.execute("CREATE MODEL w FUNCTION f_wide (varchar) RETURNS int SAGEMAKER 'wide'")
    let rows = try session.scriptRows(
      "SELECT sum(f_wide(repeat('x', 10000) || i)) FROM range(2000) t(i)"
    )
    #expect(rows == [[.integer(2000)]])
    #expect(endpoints.requests.count == 4)
    #expect(endpoints.requests.allSatisfy { $0.body.count <= 6_000_000 })
  }

  @Test func `a stored model that is damaged is named, and the others work`() throws {
    try withFile { path in
      do {
        let first = try session(path: path)
        try first.execute(Self.create)
        try first.execute("CREATE MODEL n FUNCTION g (int) RETURNS int SAGEMAKER 'sum'")
        try first.execute("UPDATE automl.models SET archive = 'x'::BLOB WHERE model_name = 'm'")
      }
      let again = try session(path: path)
      #expect(message("SELECT f(1, 2)", in: again) != nil)
      #expect(message("SELECT g(1)", in: again) == nil)
      #expect(message("DROP MODEL m", in: again) == nil)
    }
  }
}
