internal import CDuckDB

// Values as JSON: `[1,null]`, `{"a":1}`.
extension Vector {
  /// Appends the value of a row as JSON.
  ///
  /// Numbers are written with all their digits, NaN and the infinities as `null`, values inside values
  /// as arrays and objects, and all others as strings of what DuckDB prints.
  func appendJSON(_ row: Int, to text: inout [UInt8]) {
    if unsafe isNull(row) { return text.append("null") }
    switch unsafe type {
    case .float where unsafe !load(row, as: Float.self).isFinite,
      .double where unsafe !load(row, as: Double.self).isFinite:
      text.append("null")
    case .boolean, .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint,
      .uinteger, .ubigint, .uhugeint, .bignum, .float, .double:
      unsafe appendText(row, to: &text)
    case .decimal(let width, let scale):
      // JSON has no number that begins with its point: there is room for a zero before it.
      unsafe text.append(decimal: unscaledDecimal(row, width: width), width: 39, scale: scale)
    case .varchar(let alias?) where alias.uppercased() == "JSON": unsafe appendOwn(row, to: &text)
    case .list, .array, .struct, .map, .union: unsafe appendNestedJSON(row, to: &text)
    default: unsafe text.append(jsonString: textBytes(row))
    }
  }

  private func textBytes(_ row: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    unsafe appendText(row, to: &bytes)
    return bytes
  }

  /// Appends a value of DuckDB's type JSON, which takes more than JSON is: then it is a string.
  private func appendOwn(_ row: Int, to text: inout [UInt8]) {
    let own = unsafe textBytes(row)
    if isJSON(own) { text.append(contentsOf: own) } else { text.append(jsonString: own) }
  }

  private func appendNestedJSON(_ row: Int, to text: inout [UInt8]) {
    switch unsafe type {
    case .list(let element):
      let entry = unsafe load(row, as: ListEntry.self)
      let child = unsafe Vector(duckdb_list_vector_get_child(handle), type: element)
      unsafe child.appendJSONElements(entry.range, to: &text)
    case .array(let element, let count):
      let child = unsafe Vector(duckdb_array_vector_get_child(handle), type: element)
      unsafe child.appendJSONElements((row * count)..<((row + 1) * count), to: &text)
    case .struct(let fields): unsafe appendJSONStruct(row, fields, to: &text)
    case .map(let key, let value):
      let entry = unsafe load(row, as: ListEntry.self)
      let pairs = unsafe duckdb_list_vector_get_child(handle)
      unsafe appendJSONMap(
        entry.range,
        keys: Vector(duckdb_struct_vector_get_child(pairs, 0), type: key),
        values: Vector(duckdb_struct_vector_get_child(pairs, 1), type: value),
        to: &text
      )
    case .union(let members):
      // The first child is the tag, the member's index.
      let tag = unsafe Vector(duckdb_struct_vector_get_child(handle, 0), type: .utinyint)
      let member = unsafe Int(tag.load(row, as: UInt8.self))
      text.append("{")
      unsafe appendJSONField(member + 1, members[member], row, to: &text)
      text.append("}")
    default: preconditionFailure(unsafe "\(type) is not nested")
    }
  }

  private func appendJSONElements(_ rows: Range<Int>, to text: inout [UInt8]) {
    text.append("[")
    for row in rows {
      if row > rows.lowerBound { text.append(",") }
      unsafe appendJSON(row, to: &text)
    }
    text.append("]")
  }

  /// Appends an object, or where the fields have no names an array.
  private func appendJSONStruct(
    _ row: Int,
    _ fields: [LogicalType.Field],
    to text: inout [UInt8]
  ) {
    let isNamed = fields.first?.name.isEmpty == false
    text.append(isNamed ? "{" : "[")
    for (index, field) in fields.enumerated() {
      if index > 0 { text.append(",") }
      if isNamed {
        unsafe appendJSONField(index, field, row, to: &text)
      } else {
        unsafe child(index, field).appendJSON(row, to: &text)
      }
    }
    text.append(isNamed ? "}" : "]")
  }

  private func appendJSONField(
    _ index: Int,
    _ field: LogicalType.Field,
    _ row: Int,
    to text: inout [UInt8]
  ) {
    text.append(jsonString: Array(field.name.utf8))
    text.append(":")
    unsafe child(index, field).appendJSON(row, to: &text)
  }

  private func child(_ index: Int, _ field: LogicalType.Field) -> Vector {
    unsafe Vector(duckdb_struct_vector_get_child(handle, idx_t(index)), type: field.type)
  }

  /// Appends an object; a key that is no text is the string of what DuckDB prints.
  private func appendJSONMap(
    _ rows: Range<Int>,
    keys: Vector,
    values: Vector,
    to text: inout [UInt8]
  ) {
    text.append("{")
    for row in rows {
      if row > rows.lowerBound { text.append(",") }
      text.append(jsonString: unsafe keys.textBytes(row))
      text.append(":")
      unsafe values.appendJSON(row, to: &text)
    }
    text.append("}")
  }
}

extension [UInt8] {
  /// Appends UTF-8 as a string of JSON.
  mutating func append(jsonString bytes: [UInt8]) {
    append("\"")
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case ..<32:
        append(byte < 16 ? "\\u000" : "\\u00")
        append(String(byte, radix: 16))
      default: append(byte)
      }
    }
    append("\"")
  }
}
