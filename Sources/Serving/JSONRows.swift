import AutoML

/// Rows in JSON: lists in the order of the model's inputs, or objects by their names; as SageMaker has
/// them in `{"instances": [...]}`, a row there as `{"features": [...]}` too; or one row a line.
struct JSONRows {
  private let bytes: [UInt8]

  /// The rows of a body.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads all rows of `application/json`.
  ///
  /// - Throws: status 400 with the row, the column, the value, and what is expected.
  /// - Complexity: O(bytes).
  func read(into rows: inout RequestRows) throws(RequestError) {
    var reader = JSONRowReader(rows.inputs)
    var cursor = JSONCursor()
    let bytes = bytes.span
    if cursor.take("{", bytes) {
      var hasInstances = false
      try cursor.readElements(upTo: "}", bytes) { (cursor) throws(RequestError) in
        let key = try cursor.readString(bytes)
        try cursor.expect(":", bytes)
        guard key == "instances" else { return try cursor.skipValue(bytes) }
        hasInstances = true
        try cursor.expect("[", bytes)
        try reader.readList(&cursor, bytes, into: &rows)
      }
      guard hasInstances else { throw .bad("the JSON has no \"instances\", a list of rows") }
    } else {
      guard cursor.take("[", bytes) else {
        throw cursor.unexpected(bytes, expected: "a list of rows, or {\"instances\": [...]},")
      }
      try reader.readList(&cursor, bytes, into: &rows)
    }
    guard cursor.peek(bytes) == nil else { throw cursor.unexpected(bytes, expected: "the end") }
  }

  /// Reads all rows of `application/jsonlines`.
  ///
  /// - Throws: as `read(into:)` does.
  /// - Complexity: O(bytes).
  func readLines(into rows: inout RequestRows) throws(RequestError) {
    var reader = JSONRowReader(rows.inputs)
    var cursor = JSONCursor()
    let bytes = bytes.span
    while cursor.peek(bytes) != nil { try reader.readRow(&cursor, bytes, into: &rows) }
  }
}

/// Reads rows one after another.
private struct JSONRowReader {
  private let inputsByName: [String: Int]
  /// For each input whether the row has it.
  private var isGiven: [Bool]

  /// A reader of rows of these inputs.
  init(_ inputs: [Predictor.Input]) {
    inputsByName = Dictionary(
      zip(inputs.map { $0.name.lowercased() }, inputs.indices),
      uniquingKeysWith: { first, _ in first }
    )
    isGiven = inputs.map { _ in false }
  }

  /// Reads a list of rows behind its opening mark.
  mutating func readList(
    _ cursor: inout JSONCursor,
    _ bytes: Span<UInt8>,
    into rows: inout RequestRows
  ) throws(RequestError) {
    try cursor.readElements(upTo: "]", bytes) { (cursor) throws(RequestError) in
      try readRow(&cursor, bytes, into: &rows)
    }
  }

  /// Reads a row.
  mutating func readRow(
    _ cursor: inout JSONCursor,
    _ bytes: Span<UInt8>,
    into rows: inout RequestRows
  ) throws(RequestError) {
    rows.beginRow()
    if cursor.take("[", bytes) { return try readFields(&cursor, bytes, into: &rows) }
    guard cursor.take("{", bytes) else {
      throw .bad("row \(rows.count) of the JSON is neither a list nor an object")
    }
    for input in isGiven.indices { isGiven[input] = false }
    var isList = false
    try cursor.readElements(upTo: "}", bytes) { (cursor) throws(RequestError) in
      let key = try cursor.readString(bytes)
      try cursor.expect(":", bytes)
      if let input = inputsByName[key.lowercased()] {
        isGiven[input] = true
        try readValue(&cursor, bytes, of: input, into: &rows)
      } else if key == "features", cursor.take("[", bytes) {
        isList = true
        try readFields(&cursor, bytes, into: &rows)
      } else {
        try cursor.skipValue(bytes)
      }
    }
    guard !isList else { return }
    for (input, isGiven) in zip(rows.inputs, isGiven) where input.isUsed && !isGiven {
      throw .bad("row \(rows.count) of the JSON has no \"\(input.name)\"; null is NULL")
    }
  }

  /// Reads the values of a row in the order of the inputs.
  private func readFields(
    _ cursor: inout JSONCursor,
    _ bytes: Span<UInt8>,
    into rows: inout RequestRows
  ) throws(RequestError) {
    var count = 0
    try cursor.readElements(upTo: "]", bytes) { (cursor) throws(RequestError) in
      if count < rows.inputs.count {
        try readValue(&cursor, bytes, of: count, into: &rows)
      } else {
        try cursor.skipValue(bytes)
      }
      count += 1
    }
    guard count == rows.inputs.count else {
      throw .bad(
        "row \(rows.count) of the JSON has \(count) values, not \(rows.inputs.count): "
          + rows.inputs.prefix(20).map(\.name).joined(separator: ", ")
          + (rows.inputs.count > 20 ? ", ..." : "")
      )
    }
  }

  private func readValue(
    _ cursor: inout JSONCursor,
    _ bytes: Span<UInt8>,
    of input: Int,
    into rows: inout RequestRows
  ) throws(RequestError) {
    let text: String
    switch cursor.peek(bytes) {
    case UInt8(ascii: "\""): text = try cursor.readString(bytes)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      throw .bad(
        "row \(rows.count) of the JSON, column \"\(rows.inputs[input].name)\": a list or an object "
          + "is no value"
      )
    case UInt8(ascii: "n") where cursor.take(word: "null", bytes): return
    // As Python writes it.
    case UInt8(ascii: "N") where cursor.take(word: "NaN", bytes): return
    case UInt8(ascii: "t") where cursor.take(word: "true", bytes):
      text = rows.takesNumbers(input) ? "1" : "true"
    case UInt8(ascii: "f") where cursor.take(word: "false", bytes):
      text = rows.takesNumbers(input) ? "0" : "false"
    default:
      let (number, range) = try cursor.readNumber(bytes)
      if rows.takesNumbers(input) { return rows.set(number: number, ofInput: input) }
      text = bytes.text(range)
    }
    let row = rows.count
    try rows.set(text: text, ofInput: input) { "row \(row) of the JSON" }
  }
}
