import DuckDB
import Models
import Synchronization

/// A stored model as what a function calls: its bytes are read and compiled when its function is first
/// called.
final class StoredPredictor: BatchPredictor {
  let signature: FunctionSignature
  let isPure = true
  /// The model's schema and name.
  private let name: (schema: String, model: String)
  /// The checksum of the archive.
  private let checksum: String
  // Whoever calls the function has a connection, which keeps the database.
  private unowned let database: Database
  private let loaded = Mutex<ModelPredictor?>(nil)

  /// The predictor of the archive with a checksum, which the facts about it are known of.
  init(
    ofModel name: (schema: String, model: String),
    checksum: String,
    signature: FunctionSignature,
    in database: Database
  ) {
    self.name = name
    self.checksum = checksum
    self.signature = signature
    self.database = database
  }

  func prepare() throws { _ = try predictor() }

  func predict(
    _ kind: PredictionKind,
    of arguments: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    try predictor().predict(kind, of: arguments, into: &output)
  }

  private func predictor() throws -> ModelPredictor {
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
  private func load() throws -> ModelPredictor {
    let store = ModelStore(connection: try database.connect())
    guard let archive = try store.archive(withChecksum: checksum, preferring: name) else {
      throw DroppedModel()
    }
    guard ModelArchive.checksumText(archive) == checksum else {
      throw ModelError.corrupt(detail: "checksum")
    }
    let predictor = try ModelPredictor(ModelArchive.model(from: archive))
    guard predictor.signature.hasTypes(of: signature) else {
      throw ModelError.corrupt(detail: "types")
    }
    return predictor
  }
}

/// A function whose model cannot be read: the others are not concerned.
private struct UncallableFunction: Error, CustomStringConvertible {
  let description: String

  init(_ reason: AutoMLError) {
    description = "model \(reason.message): its function cannot be called"
  }
}

/// A model that another session has dropped since the query saw its function.
private struct DroppedModel: Error, CustomStringConvertible {
  let description = "another session has dropped it"
}
