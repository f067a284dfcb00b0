import DuckDB
import ModelSQL
import Models

/// Makes the forms of functions that take a row, when a statement is refused for want of one.
struct RowForms {
  /// The connection of the statement.
  let connection: Connection

  /// Makes the forms of the function that a statement was refused for; false where there is none, it has
  /// them, or the statement is refused all the same: then nothing is left of them, but in a transaction of
  /// the user's.
  ///
  /// - Throws: an interrupt; that the row lacks a column.
  func supply(whatIsMissingFor error: DuckDBError, in sql: String) throws -> Bool {
    guard
      let name = error.message.between("Binder Error: Macro ", "() does not support the supplied")
    else { return false }
    let store = ModelStore(connection: connection)
    let places = try store.listing().filter { _, place in
      ([place.function] + ProbabilityFunction.names(for: place.function))
        .contains { isSameName($0, name) }
    }
    for (names, place) in places where try !takesRows(place) {
      guard let checksum = place.checksum,
        let archive = try store.archive(
          withChecksum: checksum,
          preferring: (names.schemaName, names.modelName)
        )
      else { continue }
      // Its arguments have no names but ours.
      guard !RemoteModel.isRemote(archive) else { continue }
      let predictor = try ModelPredictor(ModelArchive.model(from: archive))
      let function = PredictionFunction(predictor, name: place.function, checksum: checksum)
      do {
        try Transaction.run(on: connection) {
          try function.createMacros(
            schema: place.schema,
            function: place.function,
            takingRows: true,
            on: connection
          )
          _ = try connection.prepare(sql)
        }
        return true
      } catch let refusal as DuckDBError {
        if refusal.isInterrupt || refusal.message.contains("Could not find key") { throw refusal }
      }
    }
    return false
  }

  private func takesRows(_ place: FunctionPlace) throws(DuckDBError) -> Bool {
    let rows = try connection.query(
      "SELECT 1 FROM system.main.duckdb_functions() WHERE database_name = $1 AND schema_name = $2"
        + " AND function_name = $3 AND system.main.contains(macro_definition, 'struct_extract(')",
      binding: [
        .text(try connection.currentDatabase()), .text(place.schema),
        .text(place.function),
      ]
    ).rows()
    return !rows.isEmpty
  }
}
