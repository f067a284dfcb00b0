import DuckDB
import Foundation
import Testing

@testable import AutoML

/// Files that the engine writes rows to.
@Suite struct RowsFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent(UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The rows that `query` gives, written with that much memory and read again.
  private func count(_ query: String, memoryLimit: Int, in session: Session) throws -> [Value?] {
    let path = folder.appendingPathComponent("rows.parquet").path
    let written = try RowsFile(path: path).write(
      query,
      memoryLimit: memoryLimit,
      on: session.connection
    )
    let rows = try session.connection.query("SELECT count(*), sum(i) FROM '\(path)'").rows()
    #expect(rows[0][0] == .integer(Int64(written)))
    return rows[0]
  }

  private static let rows = "SELECT i, repeat('x', 200) || i AS t FROM range(400000) r(i)"

  @Test func `rows beyond the memory are written all the same, and the limit is the old one`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try Session()
    let limit = "SELECT current_setting('memory_limit')"
    let before = try session.connection.query(limit).rows()
    // The first is enough, the second is not.
    for memoryLimit in [RowsFile.memoryLimit, 2 << 20] {
      let found = try count(Self.rows, memoryLimit: memoryLimit, in: session)
      #expect(found[0] == .integer(400_000))
    }
    let after = try session.connection.query(limit).rows()
    #expect(after == before, "\(before) \(after)")
  }

  @Test func `a transaction of the user's outlives a file`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try Session()
    try session.execute("BEGIN; CREATE TABLE kept AS SELECT 1 AS a")
    #expect(try count(Self.rows, memoryLimit: 2 << 20, in: session)[0] == .integer(400_000))
    try session.execute("COMMIT; SELECT a FROM kept")
  }
}
