import DuckDB
import LinearAlgebra
import Models
import ModelSQL

/// A model as SQL functions: registered scalar functions under a name of their own, and macros with the user's name.
///
/// A registered function cannot be dropped and lives in no schema; a macro can, does, and is kept in the database file.
struct PredictionFunction {
  private let predictor: CompiledPredictor
  private let name: String
  private let dictionaries: [StringDictionary?]

  /// The functions of a model; the internal name has the archive's checksum, so that no two models share it.
  init(model: Model, archive: [UInt8], name: String) {
    predictor = CompiledPredictor(model)
    let checksum = String(ModelArchive.checksum(archive[...]), radix: 16)
    self.name = "__automl_\(name)_\(checksum)"
    dictionaries = model.encoding.inputs.map {
      $0.kind == .text ? StringDictionary($0.levels) : nil
    }
  }
}
