import DuckDB
import Models
import Synchronization

/// A stored model as what a function calls: its bytes are read and compiled when its function is first
/// called.
final class StoredPredictor: BatchPredictor {
  let signature: FunctionSignature
  let isPure: Bool
  var isToldCaller: Bool { !isPure }
  /// The model's schema and name.
  private let name: (schema: String, model: String)
  /// The checksum of the archive.
  private let checksum: String
  // Whoever calls the function has a connection, which keeps the database.
  private unowned let database: Database
  /// The place that the model is read from first.
  private let home: Home
  private let make: Maker
  private let loaded = Mutex<(any BatchPredictor)?>(nil)

  /// Makes of a model's bytes what its functions call.
  typealias Maker = @Sendable ([UInt8]) throws -> any BatchPredictor

  /// The predictor of the archive with a checksum, which the facts about it are known of.
  init(
    ofModel name: (schema: String, model: String),
    checksum: String,
    signature: FunctionSignature,
    in database: Database,
    home: Home,
    isPure: Bool = true,
    make: Maker? = nil
  ) {
    self.name = name
    self.checksum = checksum
    self.signature = signature
    self.database = database
    self.home = home
    self.isPure = isPure
    self.make =
      make ?? { try ModelPredictor(ModelArchive.model(from: $0), checksum: checksum) }
  }

  /// The places that a model may be read from.
  enum Home: Sendable {
    /// A database, by its name.
    case database(String)
    /// A folder that EXPORT DATABASE has written; IMPORT DATABASE plans calls before others see its rows.
    case folder(String)
  }

  func prepare() throws { try predictor().prepare() }

  func predict(
    _ kind: PredictionKind,
    of arguments: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    try predictor().predict(kind, of: arguments, into: &output)
  }

  private func predictor() throws -> any BatchPredictor {
    do {
      return try loaded.withLock { loaded in
        if let loaded { return loaded }
        let predictor = try load()
        loaded = predictor
        return predictor
      }
    } catch { throw UncallableFunction(AutoMLError(error, ofModel: name.model)) }
  }

  /// Reads the archive on a connection of its own: the one that calls is busy with the call.
  private func load() throws -> any BatchPredictor {
    let archive = try archive(on: try database.connect())
    let predictor = try make(archive)
    guard predictor.signature.hasTypes(of: signature) else {
      throw ModelError.corrupt(detail: "types")
    }
    return predictor
  }

  /// The archive of its database, or of another one that has the same: the same file may be attached
  /// again under another name.
  private func archive(on connection: Connection) throws -> [UInt8] {
    let databases =
      [try connection.currentDatabase()] + (try AttachedDatabases(connection: connection).names())
    var reason: any Error = DroppedModel()
    var names = databases
    switch home {
    case .database(let name): names = [name] + databases.filter { $0 != name }
    case .folder(let folder):
      let exported = ExportedModels(connection: connection, folder: folder)
      if let archive = try exported.archive(withChecksum: checksum),
        ModelArchive.checksumText(archive) == checksum
      {
        return archive
      }
    }
    for name in names {
      let store = ModelStore(connection: connection, attached: name)
      do {
        guard let archive = try store.archive(withChecksum: checksum, preferring: self.name) else {
          continue
        }
        if ModelArchive.checksumText(archive) == checksum { return archive }
        reason = ModelError.corrupt(detail: "checksum")
      } catch {
        // The table of another database may be a stranger's.
        if AutoMLError(error).isInterrupt { throw error }
        reason = error
      }
    }
    throw reason
  }
}

/// A function whose model cannot be read: the others are not concerned.
private struct UncallableFunction: Error, CustomStringConvertible {
  let description: String

  init(_ reason: AutoMLError) {
    description = "model \(reason.message): its function cannot be called"
  }
}

/// A model that another session has dropped since the query saw its function, or whose database has been
/// detached.
private struct DroppedModel: Error, CustomStringConvertible {
  let description = "another session has dropped it, or its database is detached"
}
