import Foundation
import Metering
import Synchronization
import TestSupport
import Testing

@testable import AutoML

/// The ledger's account of what a training used and would have cost.
@Suite struct UsageLedgerTests {
  /// The seconds that the training of these tests waits: more than it computes.
  private static let pause = 0.7

  private let session: Session
  private let clock = ContinuousClock()

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 1))
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range % 37 AS a, range % 37 > 17 AS y FROM range(300);"
    )
  }

  /// Trains the model `m`, which waits once; gives the report, none of a failure, and the seconds of all.
  private func train(
    whilePaused: @escaping @Sendable () -> Void = {}
  ) -> (report: TrainingReport?, seconds: Double) {
    session.observer.progress = Self.pausingOnce(whilePaused)
    let start = clock.now
    let report = try? session.report(
      of: "CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST"
    )
    return (report, (clock.now - start) / .seconds(1))
  }

  private static func pausingOnce(
    _ body: @escaping @Sendable () -> Void
  ) -> @Sendable (TrainingProgress) -> Void {
    let hasPaused = Atomic(false)
    return { progress in
      guard progress.stage == .train, !hasPaused.exchange(true, ordering: .relaxed) else { return }
      Thread.sleep(forTimeInterval: pause)
      body()
    }
  }

  private func number(_ value: SQLScriptValue) throws -> Double {
    switch value {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: try #require(nil, "\(value) is no number")
    }
  }

  @Test func `each figure is in its column`() throws {
    _ = train()
    var record = UsageRecord(schemaName: "s", modelName: "by hand", userName: "me")
    record.rowCount = 1_000
    record.columnCount = 7
    record.seconds = 1.5
    record.cpuSeconds = 2.5
    record.peakBytes = 99
    record.status = .shortened
    try UsageLedger(connection: session.connection).add(record)
    let lines = try session.scriptRows(
      """
      SELECT schema_name, user_name, status, rows, columns, cells, training_price_usd,
        prediction_price_usd, seconds, cpu_seconds, peak_bytes
      FROM automl.usage WHERE model_name = 'by hand'
      """
    )
    #expect(
      lines == [
        [
          .text("s"), .text("me"), .text("shortened"), .integer(1_000), .integer(7),
          .integer(7_000), .real(0.14), .real(0), .real(1.5), .real(2.5), .integer(99),
        ]
      ]
    )
  }

  @Test func `totals add each figure up by itself`() throws {
    _ = train()
    let sums = """
      count(*), sum(cells)::BIGINT, sum(training_price_usd), sum(prediction_price_usd),
      sum(seconds), sum(cpu_seconds), max(peak_bytes)
      """
    #expect(
      try session.scriptRows("SELECT * EXCLUDE (month) FROM automl.usage_by_month")
        == session.scriptRows("SELECT \(sums) FROM automl.usage")
    )
  }

  @Test func `seconds are those on the wall, and cpu_seconds the processor's`() throws {
    let (report, wall) = train()
    let line = try session.scriptRows("SELECT seconds, cpu_seconds FROM automl.usage")[0]
    let seconds = try number(line[0])
    #expect(seconds >= (try #require(report)).seconds.total && seconds <= wall)
    #expect(seconds >= Self.pause)
    #expect(try number(line[1]) > 0)
  }

  @Test func `a training that comes to nothing has its seconds too`() throws {
    let (report, wall) = train { [interrupter = session.interrupter] in
      interrupter.interrupt()
      interrupter.interrupt()
    }
    #expect(report == nil)
    let line = try session.scriptRows("SELECT status, seconds, cpu_seconds FROM automl.usage")[0]
    #expect(line[0] == .text("interrupted"))
    let seconds = try number(line[1])
    #expect(seconds >= Self.pause && seconds <= wall)
    #expect(try number(line[2]) > 0)
  }
}
