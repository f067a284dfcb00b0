import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Forecasts in database files: they are there again, and nothing of them is said to be missing.
@Suite struct ForecastStorageTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func session(_ notices: Notices, isReadOnly: Bool = false) throws -> Session {
    try Session(
      configuration: SessionConfiguration(
        databasePath: folder.appending(path: "shop.duckdb").path,
        isReadOnly: isReadOnly,
        threadCount: 2
      ),
      observer: SessionObserver(notice: { notices.add($0) })
    )
  }

  private static let forecasts = "SELECT sum(mean)::BIGINT FROM (SELECT FORECAST(m))"

  @Test(arguments: [false, true])
  func `forecasts are there after reopening, without a word`(isReadOnly: Bool) throws {
    do {
      _ = try session(Notices()).scriptRows(
        """
        CREATE TABLE t AS SELECT DATE '2024-01-01' + range::INTEGER AS d, 5 AS y FROM range(20);
        CREATE MODEL m FROM t TARGET y MODEL_TYPE FORECAST
        SETTINGS (HORIZON 3, FREQUENCY 'D', PERCENTILES 'mean');
        """
      )
    }
    let notices = Notices()
    let session = try session(notices, isReadOnly: isReadOnly)
    #expect(try session.scriptRows(Self.forecasts) == [[.integer(15)]])
    _ = try session.modelList()
    #expect(notices.all == [])
    let names = try session.names()
    #expect(names.models.map(\.name) == ["m"])
    #expect(names.models.map(\.functions) == [[]])
  }

  @Test func `damaged forecasts are an error, wherever the damage is`() throws {
    let session = try session(Notices())
    _ = try session.scriptRows(
      """
      CREATE TABLE t AS SELECT DATE '2024-01-01' + range::INTEGER AS d, 5 AS y FROM range(20);
      CREATE MODEL m FROM t TARGET y MODEL_TYPE FORECAST SETTINGS (HORIZON 2, FREQUENCY 'D');
      CREATE TABLE whole AS SELECT archive FROM automl.models;
      """
    )
    let whole = try session.archive(ofModelNamed: "m")
    for length in stride(from: 0, to: whole.count, by: 7) {
      _ = try session.scriptRows(
        "UPDATE automl.models SET archive = (SELECT archive[:\(length)] FROM whole)"
      )
      #expect(throws: (any Error).self, "\(length) bytes") {
        try session.scriptRows(Self.forecasts)
      }
    }
  }
}
