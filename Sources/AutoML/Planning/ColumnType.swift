import ModelSQL
import Models

/// The types that COLUMN_TYPES can take a column as.
enum ColumnType: String, CaseIterable, Equatable {
  /// Each value for itself, whatever its type.
  case category
  /// Numbers, in texts too.
  case number
  /// Free text, by its words.
  case text
  /// Nothing: training leaves the column out.
  case drop
}

/// Why COLUMN_TYPES is refused.
enum ColumnTypesFault: Error, Equatable {
  case form(found: String)
  case unknownType(name: String)
  case givenTwice(column: String)
  case notAnArgument(column: String, role: String)
  case otherType(column: String, typeName: String, ColumnType)
  case categoryForClusters(column: String)
  case allDropped

  /// The class of the error.
  var sqlState: String {
    switch self {
    case .otherType: SQLState.datatypeMismatch
    default: SQLState.invalidParameterValue
    }
  }

  /// One sentence that names the thing.
  var message: String {
    switch self {
    case .form(let found): "COLUMN_TYPES takes 'column:type, ...', found \"\(found)\""
    case .unknownType(let name): "COLUMN_TYPES has no type \"\(name)\""
    case .givenTwice(let column): "COLUMN_TYPES names column \"\(column)\" twice"
    case .notAnArgument(let column, let role):
      "COLUMN_TYPES names column \"\(column)\", which is \(role)"
    case .otherType(let column, let typeName, let type):
      "column \"\(column)\" has type \(typeName), and '\(type.rawValue)' takes "
        + (type == .number ? "a number, a boolean or VARCHAR" : "VARCHAR")
    case .categoryForClusters(let column):
      "K-means takes numbers, and COLUMN_TYPES takes column \"\(column)\" as something else"
    case .allDropped: "COLUMN_TYPES drops every column: there is nothing to learn from"
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    let types = ColumnType.allCases.map(\.rawValue)
    return switch self {
    case .form: "Write 'zip:category, \"unit price\":number'; the types are \(list(types))."
    case .unknownType(let name):
      nearest(to: name, in: types).map { "Did you mean \"\($0)\"?" }
        ?? "The types are \(list(types))."
    case .notAnArgument, .otherType, .givenTwice, .categoryForClusters, .allDropped: nil
    }
  }
}

/// A member of COLUMN_TYPES, its name not looked for yet.
struct NamedColumnType: Equatable {
  /// The column's name, as written.
  let column: String
  /// The type's name, as written.
  let type: String
  /// Which bytes of the text it is.
  let range: Range<Int>
}

extension NamedColumnType {
  /// The members of `zip:category, "unit price":number`.
  ///
  /// - Throws: `form` where a member is not a name, a colon and a type.
  static func members(of text: String) throws(ColumnTypesFault) -> [NamedColumnType] {
    var members: [NamedColumnType] = []
    let bytes = Array(text.utf8)
    var start = 0
    while start <= bytes.count {
      let end = endOfMember(in: bytes, from: start)
      members.append(try member(bytes, start..<end))
      start = end + 1
    }
    return members
  }

  /// Where the comma behind a member stands, outside of quotes, or the text ends.
  private static func endOfMember(in bytes: [UInt8], from start: Int) -> Int {
    var isQuoted = false
    for place in start..<bytes.count {
      if bytes[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[place] == UInt8(ascii: ","), !isQuoted { return place }
    }
    return bytes.count
  }

  private static func member(
    _ bytes: [UInt8],
    _ whole: Range<Int>
  ) throws(ColumnTypesFault) -> NamedColumnType {
    let range = trimmed(whole, of: bytes)
    let written = String(decoding: bytes[range], as: UTF8.self)
    guard let colon = bytes[range].lastIndex(of: UInt8(ascii: ":")) else {
      throw .form(found: written)
    }
    let name = bytes[trimmed(range.lowerBound..<colon, of: bytes)]
    let type = bytes[trimmed(colon + 1..<range.upperBound, of: bytes)]
    guard let column = column(name), !type.isEmpty else { throw .form(found: written) }
    return NamedColumnType(
      column: column,
      type: String(decoding: type, as: UTF8.self),
      range: range
    )
  }

  /// The name that is written, with quotes or without; nil where it is none.
  private static func column(_ written: ArraySlice<UInt8>) -> String? {
    let quote = UInt8(ascii: "\"")
    guard written.contains(quote) else {
      let isName = !written.isEmpty && !written.contains(UInt8(ascii: ":"))
      return isName ? String(decoding: written, as: UTF8.self) : nil
    }
    guard written.count > 2, written.first == quote, written.last == quote else { return nil }
    var name: [UInt8] = []
    var rest = written.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      name.append(byte)
      // A quote inside the name is there twice.
      if byte == quote, rest.popFirst() != quote { return nil }
    }
    return String(decoding: name, as: UTF8.self)
  }

  private static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    let isBlank = { (place: Int) in bytes[place] == 0x20 || (0x09...0x0D).contains(bytes[place]) }
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(start) { start += 1 }
    while start < end, isBlank(end - 1) { end -= 1 }
    return start..<end
  }
}
