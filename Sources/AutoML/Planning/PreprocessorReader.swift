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

  /// A text of JSON; of its escapes those of quotes and backslashes.
  private mutating func name(_ wanted: String) throws(PreprocessorFault) -> Preprocessors.Name {
    skipSpace()
    let start = place
    try take("\"", wanted)
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        place += 1
        guard place < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(bytes[place])
        else { throw fault("no escape but \\\" and \\\\") }
      }
      text.append(bytes[place])
      place += 1
    }
    guard place < bytes.count else {
      throw PreprocessorFault(requirement: "a closing double quote", offset: start)
    }
    place += 1
    return Preprocessors.Name(text: String(decoding: text, as: UTF8.self), offset: start)
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
