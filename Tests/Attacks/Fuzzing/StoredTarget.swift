import AutoML
import DuckDB
import Foundation
import Models

extension FuzzTarget {
  /// Databases with any bytes in the place of a model's: they open, show and drop it.
  package static let stored = FuzzTarget(
    name: "stored",
    corpus: { try ArchiveCorpus.archives() },
    // Half of the archives keep a wrong checksum.
    repair: { $0.count % 2 == 0 ? ArchiveCorpus.repaired($0) : $0 },
    runner: { try StoredRunner() }
  )
}

private final class StoredRunner: FuzzRunner {
  private let folder: URL
  private var template: String { folder.appending(path: "template.duckdb").path }
  private var database: String { folder.appending(path: "shop.duckdb").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "automl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let session = try open(template)
    try session.run(
      ArchiveCorpus.table + ArchiveCorpus.statement(0, name: "m", function: "f")
        + ArchiveCorpus.statement(1, name: "n", function: "g")
    )
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func open(_ path: String) throws -> Session {
    try Session(configuration: SessionConfiguration(databasePath: path, threadCount: 1))
  }

  func run(_ bytes: [UInt8]) throws {
    try? FileManager.default.removeItem(atPath: database)
    try? FileManager.default.removeItem(atPath: database + ".wal")
    try FileManager.default.copyItem(atPath: template, toPath: database)
    try replaceArchive(by: bytes)
    do {
      let session = try open(database)
      try FuzzFault.unless(
        try session.run("SHOW MODEL ALL").map { Array($0.prefix(2)) } == [
          ["main", "m"], ["main", "n"],
        ],
        "a model is not listed"
      )
      try session.run("SHOW MODEL m")
      // What is called may be refused; what it gives is any prediction.
      _ = try? session.run("SELECT COLUMNS(*), f(*COLUMNS(* EXCLUDE (v, k, y))) FROM t")
      _ = try? session.run("SELECT f_prob(*COLUMNS(* EXCLUDE (v, k, y))) FROM t")
      _ = try? session.archive(ofModelNamed: "m")
      try session.run("SELECT g(*COLUMNS(* EXCLUDE (v, k, y))) FROM t")
      try session.run("DROP MODEL m")
      try FuzzFault.unless(
        try session.run("SHOW MODEL ALL").map { Array($0.prefix(2)) } == [["main", "n"]],
        "it was not dropped"
      )
    } catch let error as AutoMLError {
      throw FuzzFault(description: "the database is lost: \(error)")
    }
  }

  private func replaceArchive(by bytes: [UInt8]) throws {
    let connection = try Database(path: database).connect()
    _ = try connection.query(
      "UPDATE automl.models SET archive = $1, archive_checksum = $2 WHERE model_name = 'm'",
      binding: [.blob(bytes), .text(ModelArchive.checksumText(bytes))]
    ).rows()
  }
}
