/// PREPROCESSORS as it is written: `[{"ColumnSet": ["a", "*"], "Transformers": ["StandardScaler"]}]`.
struct Preprocessors: Equatable {
  /// A text of the list, and where it begins, in UTF-8 bytes.
  struct Name: Equatable {
    let text: String
    let offset: Int
  }
  /// Columns, and all that is done to each of them, in order.
  struct Step: Equatable {
    let columns: [Name]
    let transformers: [Name]
  }

  /// The steps, in order.
  let steps: [Step]

  /// Reads a text.
  ///
  /// - Throws: where it is no such list, with the place.
  init(_ text: String) throws(PreprocessorFault) {
    var reader = PreprocessorReader(text)
    steps = try reader.steps()
  }
}

/// Why a text of PREPROCESSORS is refused, and where, in UTF-8 bytes.
struct PreprocessorFault: Error, Equatable {
  let requirement: String
  let offset: Int
}

/// Reads JSON of the one form that PREPROCESSORS has.
private struct PreprocessorReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func steps() throws(PreprocessorFault) -> [Preprocessors.Step] {
    var steps: [Preprocessors.Step] = []
    try take(
      "[",
      "'none', or a JSON list such as '[{\"ColumnSet\": [\"*\"], \"Transformers\": "
        + "[\"StandardScaler\"]}]'"
    )
    if !has("]") {
      repeat { steps.append(try step()) } while has(",")
      try take("]", "a comma or ']' here")
    }
    skipSpace()
    guard place == bytes.count else { throw fault("nothing behind the list") }
    return steps
  }

  private mutating func step() throws(PreprocessorFault) -> Preprocessors.Step {
    skipSpace()
    let start = place
    var lists: [String: [Preprocessors.Name]] = [:]
    try take("{", "an object with ColumnSet and Transformers here")
    repeat {
      let key = try name("a key in double quotes, \"ColumnSet\" or \"Transformers\"")
      let known = ["ColumnSet", "Transformers"].first { $0.lowercased() == key.text.lowercased() }
      guard let known else {
        throw PreprocessorFault(
          requirement: "\"ColumnSet\" or \"Transformers\" here, not \"\(key.text.prefix(60))\"",
          offset: key.offset
        )
      }
      guard lists[known] == nil else {
        throw PreprocessorFault(requirement: "\(known) only once", offset: key.offset)
      }
      try take(":", "a colon here")
      lists[known] = try names()
    } while has(",")
    try take("}", "a comma or '}' here")
    guard let columns = lists["ColumnSet"], let transformers = lists["Transformers"] else {
      throw PreprocessorFault(requirement: "both ColumnSet and Transformers here", offset: start)
    }
    return Preprocessors.Step(columns: columns, transformers: transformers)
  }

  private mutating func names() throws(PreprocessorFault) -> [Preprocessors.Name] {
    try take("[", "a list of texts, [\"...\"], here")
    var names: [Preprocessors.Name] = []
    if has("]") {
      place -= 1
      throw fault("a list of one text or more, [\"...\"], here")
    }
    repeat { names.append(try name("a text in double quotes here")) } while has(",")
    try take("]", "a comma or ']' here")
    return names
  }

  /// A text of JSON.
  private mutating func name(_ wanted: String) throws(PreprocessorFault) -> Preprocessors.Name {
    skipSpace()
    let start = place
    try take("\"", wanted)
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        text += try escaped()
      } else {
        text.append(bytes[place])
        place += 1
      }
    }
    guard place < bytes.count else {
      throw PreprocessorFault(requirement: "a closing double quote", offset: start)
    }
    place += 1
    return Preprocessors.Name(text: String(decoding: text, as: UTF8.self), offset: start)
  }

  /// The bytes that an escape stands for.
  private mutating func escaped() throws(PreprocessorFault) -> [UInt8] {
    let marks: [Character: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
    ]
    let start = place
    place += 2
    guard place <= bytes.count else { throw fault("a closing double quote") }
    let mark = Character(Unicode.Scalar(bytes[place - 1]))
    if let scalar = marks[mark] { return Array(String(scalar).utf8) }
    if mark == "u", let unit = hexadecimal() {
      if let scalar = Unicode.Scalar(unit) { return Array(String(scalar).utf8) }
      // Above 16 bits two halves make a character.
      if 0xD800..<0xDC00 ~= unit, bytes[place...].starts(with: Array("\\u".utf8)) {
        place += 2
        if let low = hexadecimal(), 0xDC00..<0xE000 ~= low,
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
          return Array(String(scalar).utf8)
        }
      }
    }
    place = start
    throw fault("an escape of JSON here, such as \\\" or \\u00FC")
  }

  /// The number of four hexadecimal digits; nil where there are none.
  private mutating func hexadecimal() -> UInt32? {
    let digits = bytes[place...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      return nil
    }
    place += 4
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func has(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: mark) else { return false }
    place += 1
    return true
  }

  private mutating func take(
    _ mark: Unicode.Scalar,
    _ wanted: String
  ) throws(PreprocessorFault) {
    guard has(mark) else { throw fault(wanted) }
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private func fault(_ requirement: String) -> PreprocessorFault {
    PreprocessorFault(requirement: requirement, offset: place)
  }
}
