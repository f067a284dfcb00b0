import DuckDB

/// A connection to an empty database in memory.
func makeConnection() throws -> Connection { try Database().connect() }

extension Connection {
  /// The texts of all rows of a query.
  func texts(_ sql: String) throws -> [[String?]] {
    let result = try query(sql)
    var rows: [[String?]] = []
    while let chunk = try result.nextChunk() {
      for row in 0..<chunk.rowCount {
        rows.append((0..<chunk.columnCount).map { chunk.text(row: row, column: $0) })
      }
    }
    return rows
  }

  /// The numbers of the first column of a query.
  func doubles(_ sql: String) throws -> [Double] {
    var numbers: [Double] = []
    let result = try query(sql)
    while let chunk = try result.nextChunk() { try chunk.appendNumbers(ofColumn: 0, to: &numbers) }
    return numbers
  }

  /// The numbers of the first column of a query.
  func floats(_ sql: String) throws -> [Float] {
    var numbers: [Float] = []
    let result = try query(sql)
    while let chunk = try result.nextChunk() { try chunk.appendNumbers(ofColumn: 0, to: &numbers) }
    return numbers
  }

  /// The codes of the first column of a query.
  func codes(_ sql: String, into dictionary: inout StringDictionary) throws -> [UInt32] {
    var codes: [UInt32] = []
    let result = try query(sql)
    while let chunk = try result.nextChunk() {
      chunk.appendCodes(ofColumn: 0, insertingInto: &dictionary, to: &codes)
    }
    return codes
  }
}

/// The message of the error that `body` throws.
func errorMessage(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
