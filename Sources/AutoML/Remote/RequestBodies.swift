import DuckDB

/// The bodies of requests, put together row by row.
struct RequestBodies {
  /// The ways to write a row.
  enum Format {
    /// A line of fields with commas between them; NULL is an empty field.
    case csv
    /// A value of JSON; several rows are a list of them.
    case json

    /// The media type.
    var contentType: String {
      switch self {
      case .csv: "text/csv"
      case .json: "application/json"
      }
    }
  }

  /// One request: its body and the rows of the chunk that are in it.
  struct Batch {
    var body: [UInt8] = []
    var rows: [Int] = []
  }

  /// The way to write rows.
  let format: Format
  private let rowLimit: Int
  private var batches: [Batch] = []
  private var current = Batch()

  /// SageMaker takes 6 MB.
  private static let byteLimit = 6_000_000

  /// No body yet; each will have `rowLimit` rows at most, 1 or more.
  init(format: Format, rowLimit: Int) {
    self.format = format
    self.rowLimit = max(1, rowLimit)
  }

  /// Adds a row of a chunk, unless all of it is NULL.
  mutating func append(row: Int, of chunk: borrowing DataChunk, _ columns: [Int]) {
    var hasValue = false
    for column in columns where !chunk.isNull(row: row, column: column) {
      hasValue = true
      break
    }
    guard hasValue else { return }
    let start = current.body.count
    switch format {
    case .csv: appendLine(row, chunk, columns)
    case .json: appendValue(row, chunk, columns)
    }
    current.rows.append(row)
    if current.body.count > Self.byteLimit, current.rows.count > 1 {
      let last = Array(current.body[start...])
      current.body.removeSubrange(start...)
      current.rows.removeLast()
      finishBatch()
      current = Batch(body: format == .json ? Array(last.dropFirst()) : last, rows: [row])
    }
    if current.rows.count == rowLimit { finishBatch() }
  }

  /// All requests.
  mutating func finished() -> [Batch] {
    if !current.rows.isEmpty { finishBatch() }
    return batches
  }

  private mutating func finishBatch() {
    if format == .json, rowLimit > 1 {
      current.body = [UInt8(ascii: "[")] + current.body + [UInt8(ascii: "]")]
    }
    batches.append(current)
    current = Batch()
  }

  private mutating func appendLine(_ row: Int, _ chunk: borrowing DataChunk, _ columns: [Int]) {
    for (index, column) in columns.enumerated() {
      if index > 0 { current.body.append(UInt8(ascii: ",")) }
      guard !chunk.isNull(row: row, column: column) else { continue }
      if chunk.types[column] == .boolean {
        // Models take numbers.
        let isTrue = chunk.value(row: row, column: column) == .boolean(true)
        current.body.append(UInt8(ascii: isTrue ? "1" : "0"))
        continue
      }
      if case .list = chunk.types[column] {
        appendElements(row, chunk, column)
        continue
      }
      let start = current.body.count
      chunk.appendText(row: row, column: column, to: &current.body)
      if !chunk.types[column].isNumber { Self.quote(from: start, of: &current.body) }
    }
    current.body.append(UInt8(ascii: "\n"))
  }

  /// Writes the values of a list as fields of their own.
  private mutating func appendElements(
    _ row: Int,
    _ chunk: borrowing DataChunk,
    _ column: Int
  ) {
    let text = chunk.json(row: row, column: column) ?? "[]"
    guard case .list(let values)? = JSON.value(AnswerDocument.self, from: text) else { return }
    for (index, value) in values.enumerated() {
      if index > 0 { current.body.append(UInt8(ascii: ",")) }
      let start = current.body.count
      switch value {
      case .null: continue
      case .boolean(let value): current.body.append(UInt8(ascii: value ? "1" : "0"))
      case .text(let value): current.body += Array(value.utf8)
      default: current.body += Array(JSON.text(value).utf8)
      }
      Self.quote(from: start, of: &current.body)
    }
  }

  /// Puts a field between quotes where it has what would end it.
  private static func quote(from start: Int, of body: inout [UInt8]) {
    let special: [UInt8] = Array("\",\r\n".utf8)
    guard body[start...].contains(where: special.contains) else { return }
    let quote = UInt8(ascii: "\"")
    let field = body[start...].flatMap { $0 == quote ? [quote, quote] : [$0] }
    body.replaceSubrange(start..., with: [quote] + field + [quote])
  }

  /// One argument is itself, several are a list.
  private mutating func appendValue(_ row: Int, _ chunk: borrowing DataChunk, _ columns: [Int]) {
    if !current.rows.isEmpty { current.body.append(UInt8(ascii: ",")) }
    let texts = columns.map { chunk.json(row: row, column: $0) ?? "null" }
    let value = texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ",") + "]"
    current.body += Array(value.utf8)
  }
}
