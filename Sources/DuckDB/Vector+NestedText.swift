internal import CDuckDB

// Values inside values: `[1, NULL]`, `{'a': 1, 'b': x}`, `{k=v}`.
extension Vector {
  func appendNested(_ row: Int, to text: inout [UInt8]) {
    switch unsafe type {
    case .list(let element):
      let entry = unsafe load(row, as: ListEntry.self)
      let child = unsafe Vector(duckdb_list_vector_get_child(handle), type: element)
      unsafe child.appendElements(entry.range, to: &text)
    case .array(let element, let count):
      let child = unsafe Vector(duckdb_array_vector_get_child(handle), type: element)
      unsafe child.appendElements((row * count)..<((row + 1) * count), to: &text)
    case .struct(let fields): unsafe appendStruct(row, fields, to: &text)
    case .map(let key, let value):
      let entry = unsafe load(row, as: ListEntry.self)
      let pairs = unsafe duckdb_list_vector_get_child(handle)
      unsafe appendMap(
        entry.range,
        keys: Vector(duckdb_struct_vector_get_child(pairs, 0), type: key),
        values: Vector(duckdb_struct_vector_get_child(pairs, 1), type: value),
        to: &text
      )
    case .union(let members):
      // The first child is the tag, the member's index.
      let tag = unsafe Vector(duckdb_struct_vector_get_child(handle, 0), type: .utinyint)
      let member = unsafe Int(tag.load(row, as: UInt8.self))
      let child = unsafe Vector(
        duckdb_struct_vector_get_child(handle, idx_t(member + 1)),
        type: members[member].type
      )
      if unsafe child.isNull(row) {
        text.append("NULL")
      } else {
        unsafe child.appendText(row, to: &text)
      }
    default: preconditionFailure(unsafe "\(type) is not nested")
    }
  }

  private func appendElements(_ rows: Range<Int>, to text: inout [UInt8]) {
    text.append("[" as Unicode.Scalar)
    for row in rows {
      if row > rows.lowerBound { text.append(", ") }
      unsafe appendElement(row, to: &text)
    }
    text.append("]" as Unicode.Scalar)
  }

  private func appendStruct(_ row: Int, _ fields: [LogicalType.Field], to text: inout [UInt8]) {
    let isNamed = fields.first?.name.isEmpty == false
    text.append(isNamed ? "{" : "(" as Unicode.Scalar)
    for (index, field) in fields.enumerated() {
      if index > 0 { text.append(", ") }
      if isNamed {
        text.appendQuoted(ArraySlice(field.name.utf8))
        text.append(": ")
      }
      let child = unsafe Vector(
        duckdb_struct_vector_get_child(handle, idx_t(index)),
        type: field.type
      )
      unsafe child.appendElement(row, to: &text)
    }
    text.append(isNamed ? "}" : ")" as Unicode.Scalar)
  }

  private func appendMap(
    _ rows: Range<Int>,
    keys: Vector,
    values: Vector,
    to text: inout [UInt8]
  ) {
    text.append("{" as Unicode.Scalar)
    for row in rows {
      if row > rows.lowerBound { text.append(", ") }
      unsafe keys.appendElement(row, to: &text)
      text.append("=" as Unicode.Scalar)
      unsafe values.appendElement(row, to: &text)
    }
    text.append("}" as Unicode.Scalar)
  }

  /// Appends a value inside another: NULL as such, and quoted where it would be taken for something
  /// else.
  private func appendElement(_ row: Int, to text: inout [UInt8]) {
    if unsafe isNull(row) { return text.append("NULL") }
    let start = text.count
    unsafe appendText(row, to: &text)
    switch unsafe type {
    case .list, .array, .struct, .map, .union, .variant: return
    default:
      let written = text[start...]
      guard needsQuotes(written) else { return }
      text.removeSubrange(start...)
      text.appendQuoted(written)
    }
  }
}

/// Where the elements of a LIST or MAP are in the child.
struct ListEntry: BitwiseCopyable {
  var offset: UInt64
  var length: UInt64

  var range: Range<Int> { Int(offset)..<Int(offset + length) }
}

/// True if a value inside another would be read as something else without quotes.
private func needsQuotes(_ text: ArraySlice<UInt8>) -> Bool {
  guard let first = text.first, let last = text.last else { return true }
  if isSpace(first) || isSpace(last) { return true }
  if text.count == 4, text.map({ $0 | 0x20 }) == [UInt8]("null".utf8) { return true }
  return text.contains { "\"'(),:=[]{}".utf8.contains($0) }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

extension [UInt8] {
  /// Appends text between quotes, with a backslash before each quote and backslash inside.
  mutating func appendQuoted(_ text: ArraySlice<UInt8>) {
    append("'" as Unicode.Scalar)
    for byte in text {
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { append("\\" as Unicode.Scalar) }
      append(byte)
    }
    append("'" as Unicode.Scalar)
  }
}
