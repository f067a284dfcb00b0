import AutoML

/// Rows of `text/csv` as SageMaker sends them: without a header, the fields in the order of the model's
/// inputs, in quotes where they need them (RFC 4180); nothing between two commas is NULL.
///
/// DuckDB's reader takes files; for bodies of requests, which are many and short, there is this one.
struct CSVRows {
  private let bytes: [UInt8]

  /// The rows of a body.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads all rows.
  ///
  /// - Throws: status 400 with the line, the column, the value, and what is expected.
  /// - Complexity: O(bytes).
  func read(into rows: inout RequestRows) throws(RequestError) {
    var cursor = Cursor(position: bytes.starts(with: Self.byteOrderMark) ? 3 : 0)
    let bytes = bytes.span
    while cursor.position < bytes.count {
      if rows.inputs.count > 1, cursor.skipLineEnd(bytes) { continue }
      rows.beginRow()
      var field = 0
      repeat {
        guard field < rows.inputs.count else { throw cursor.wrongCount(bytes, field, rows) }
        try cursor.readField(bytes, of: field, into: &rows)
        field += 1
      } while cursor.skipComma(bytes)
      guard field == rows.inputs.count else { throw cursor.wrongCount(bytes, field, rows) }
      guard cursor.position == bytes.count || cursor.skipLineEnd(bytes) else {
        throw .bad("line \(cursor.line): text behind the quotes of field \(field)")
      }
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// A place in the text.
private struct Cursor {
  var position: Int
  /// The line, from 1.
  var line = 1

  init(position: Int) { self.position = position }

  @inline(__always)
  mutating func skipComma(_ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count, bytes[position] == comma else { return false }
    position += 1
    return true
  }

  @inline(__always)
  mutating func skipLineEnd(_ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count else { return false }
    let next = position + 1
    if bytes[position] == lineFeed {
      position = next
    } else if bytes[position] == carriageReturn {
      position = next < bytes.count && bytes[next] == lineFeed ? next + 1 : next
    } else {
      return false
    }
    line += 1
    return true
  }

  /// Reads a field up to the comma or the line's end behind it.
  mutating func readField(
    _ bytes: Span<UInt8>,
    of field: Int,
    into rows: inout RequestRows
  ) throws(RequestError) {
    if isAtFieldEnd(bytes) { return }
    if rows.takesNumbers(field), let number = DecimalText.number(bytes, at: position) {
      let start = position
      position = number.end
      if isAtFieldEnd(bytes) { return rows.set(number: number.value, ofInput: field) }
      position = start
    }
    let text = bytes[position] == quote ? try quoted(bytes) : plain(bytes, of: field, in: rows)
    let line = line
    try rows.set(text: text, ofInput: field) { "line \(line)" }
  }

  private func isAtFieldEnd(_ bytes: Span<UInt8>) -> Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    return byte == comma || byte == lineFeed || byte == carriageReturn
  }

  /// A field without quotes; spaces around a value that is no text do not count.
  private mutating func plain(
    _ bytes: Span<UInt8>,
    of field: Int,
    in rows: RequestRows
  ) -> String {
    var start = position
    while !isAtFieldEnd(bytes) { position += 1 }
    var end = position
    if rows.inputs[field].kind != .text {
      while start < end, bytes[start] == space { start += 1 }
      while start < end, bytes[end - 1] == space { end -= 1 }
    }
    return bytes.text(start..<end)
  }

  /// A field in quotes; a quote in it is written twice.
  private mutating func quoted(_ bytes: Span<UInt8>) throws(RequestError) -> String {
    let first = line
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote {
        guard position < bytes.count, bytes[position] == quote else {
          return String(decoding: text, as: UTF8.self)
        }
        position += 1
      } else if byte == lineFeed {
        line += 1
      }
      text.append(byte)
    }
    throw .bad("line \(first): the quotes that begin a field do not end")
  }

  /// The error of a line with another number of fields than the model has inputs.
  func wrongCount(_ bytes: Span<UInt8>, _ count: Int, _ rows: RequestRows) -> RequestError {
    let expected = rows.inputs.count
    let names = rows.inputs.prefix(20).map(\.name).joined(separator: ", ")
    return .bad(
      "line \(line) has \(count < expected ? "\(count)" : "more than \(expected)") "
        + "\(count == 1 && expected > 1 ? "field" : "fields"), not "
        + "\(expected): \(names)\(expected > 20 ? ", ..." : "")"
    )
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
