import Foundation
import TestSupport
import Testing

@testable import AutoML

/// The ends of a statement while it is planned or its rows are read, and their messages.
@Suite struct ReadingTests {
  @Test func `MAX_RUNTIME ends the reading of rows`() throws {
    let session = try Session()
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range AS a, range % 2 = 0 AS y FROM range(50000)"
    )
    let error = #expect(throws: AutoMLError.self) {
      // More rows than any machine joins in a second.
      try session.scriptRows(
        """
        CREATE MODEL m FROM (SELECT sum(t.a * u.a) AS s, t.y FROM t, t u, t v GROUP BY t.a, t.y)
        TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST SETTINGS (MAX_RUNTIME 1)
        """
      )
    }
    #expect(error?.sqlState == "53400")
    #expect(
      error?.message == "MAX_RUNTIME of 1 s was over while rows were read: nothing was trained"
    )
    #expect(try session.scriptRows("SELECT count(*) FROM t") == [[.integer(50_000)]])
  }

  @Test func `an engine without memory says so, and its threads and limit are what they were`()
    throws
  {
    let session = try Session(configuration: SessionConfiguration(threadCount: 2))
    let settings = "SELECT current_setting('threads')::INT, current_setting('memory_limit')"
    _ = try session.scriptRows("SET memory_limit = '30MB'; SET max_temp_directory_size = '1MB'")
    let before = try session.scriptRows(settings)
    let error = #expect(throws: AutoMLError.self) {
      try session.scriptRows(
        """
        CREATE MODEL m FROM (SELECT max(hash(range)) AS a, range % 2 = 0 AS y
          FROM range(20000000) GROUP BY range) TARGET y FUNCTION f
        """
      )
    }
    #expect(error?.sqlState == "53200", "\(String(describing: error))")
    #expect(try session.scriptRows(settings) == before)
  }

  @Test func `an interrupt ends rows that are still read of a statement that has returned`() throws
  {
    let session = try Session()
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range % 37 AS a, range % 37 > 17 AS y FROM range(300);"
        + "CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    let file = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID().uuidString).parquet"
    ).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try session.scriptRows("COPY (SELECT range % 37 AS a FROM range(3000000)) TO '\(file)'")
    let result = try session.predict(PredictionRequest(model: .named("m"), data: file))
    guard case .rows(let rows) = result else {
      Issue.record("no rows")
      return
    }
    _ = try rows.nextBatch()
    session.interrupter.interrupt()
    let error = #expect(throws: AutoMLError.self) { while try rows.nextBatch() != nil {} }
    #expect(error?.isInterrupt == true)
  }

  @Test(arguments: [0.002, 0.01, 0.03, 0.1, 0.2])
  func `an interrupt at any moment is an interrupt`(seconds: Double) throws {
    let session = try Session(configuration: SessionConfiguration(threadCount: 2))
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range AS a, range % 2 = 0 AS y FROM range(50000)"
    )
    // The threads that all share may both be in what is to be stopped.
    Thread.detachNewThread { [interrupter = session.interrupter] in
      Thread.sleep(forTimeInterval: seconds)
      interrupter.interrupt()
    }
    let error = #expect(throws: AutoMLError.self) {
      try session.scriptRows(
        """
        CREATE MODEL m FROM (SELECT sum(t.a * u.a) AS s, t.y FROM t, t u, t v GROUP BY t.a, t.y)
        TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST
        """
      )
    }
    #expect(error?.isInterrupt == true, "\(String(describing: error))")
    #expect(try session.scriptRows("SELECT count(*) FROM t") == [[.integer(50_000)]])
  }
}
