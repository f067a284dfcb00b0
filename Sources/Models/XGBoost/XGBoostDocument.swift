#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value of JSON or UBJSON, arrays of numbers packed.
enum XGBoostDocument: Sendable, Equatable {
  case object([String: XGBoostDocument])
  case list([XGBoostDocument])
  case integers([Int])
  case numbers([Double])
  case number(Double)
  case text(String)
  case truth(Bool)
  case null

  /// Reads JSON, or UBJSON where the second byte is none of JSON's.
  init(_ bytes: [UInt8]) throws(XGBoostModelError) {
    // An object of JSON goes on with a quote or white space, one of UBJSON with a length.
    if bytes.count > 1, !" \t\r\n\"}".utf8.contains(bytes[1]) {
      var reader = UBJSONReader(bytes)
      self = try reader.document()
      return
    }
    do {
      self = try JSONDecoder().decode(XGBoostDocument.self, from: Data(bytes))
    } catch { throw .notADocument }
  }

  /// The value at the end of some keys.
  func value(_ path: String...) throws(XGBoostModelError) -> XGBoostDocument {
    var value = self
    for (depth, key) in path.enumerated() {
      guard case .object(let members) = value, let next = members[key] else {
        throw .malformed(path: path[...depth].joined(separator: "."))
      }
      value = next
    }
    return value
  }

  /// Whether an object has a member.
  func has(_ key: String) -> Bool {
    if case .object(let members) = self { members[key] != nil } else { false }
  }

  /// A text, or a number as text.
  func string(_ key: String) throws(XGBoostModelError) -> String {
    switch try value(key) {
    case .text(let text): return text
    case .number(let number): return "\(number)"
    default: throw .malformed(path: key)
    }
  }

  /// A whole number, or a text of one: XGBoost writes its parameters as texts.
  func integer(_ key: String) throws(XGBoostModelError) -> Int {
    guard let number = Double(try string(key)), let integer = Int(exactly: number) else {
      throw .malformed(path: key)
    }
    return integer
  }

  /// The members of a list of anything but numbers.
  func list(_ key: String) throws(XGBoostModelError) -> [XGBoostDocument] {
    switch try value(key) {
    case .list(let values): return values
    case .integers([]), .numbers([]): return []
    default: throw .malformed(path: key)
    }
  }

  /// A list of numbers, truths being 0 and 1.
  func numbers(_ key: String) throws(XGBoostModelError) -> [Double] {
    switch try value(key) {
    case .numbers(let numbers): return numbers
    case .integers(let integers): return integers.map(Double.init)
    case .list(let values):
      var numbers: [Double] = []
      for value in values {
        switch value {
        case .number(let number): numbers.append(number)
        case .truth(let truth): numbers.append(truth ? 1 : 0)
        default: throw .malformed(path: key)
        }
      }
      return numbers
    default: throw .malformed(path: key)
    }
  }

  /// A list of whole numbers.
  func integers(_ key: String) throws(XGBoostModelError) -> [Int] {
    if case .integers(let integers) = try value(key) { return integers }
    var integers: [Int] = []
    for number in try numbers(key) {
      guard let integer = Int(exactly: number) else { throw .malformed(path: key) }
      integers.append(integer)
    }
    return integers
  }

  /// As JSON, keys in alphabetical order, numbers as the shortest text of their `Float`, and a
  /// whole number that is in no list as an integer.
  var json: String {
    switch self {
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ",") + "}"
    case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
    case .integers(let values): "[" + values.map(\.description).joined(separator: ",") + "]"
    case .numbers(let values): "[" + values.map(Self.text).joined(separator: ",") + "]"
    case .number(let value): Int(exactly: value)?.description ?? Self.text(value)
    case .text(let text): Self.quoted(text)
    case .truth(let truth): truth ? "true" : "false"
    case .null: "null"
    }
  }

  /// A `Float`; JSON has no word for the infinite, so the largest numbers stand for them.
  static func text(_ value: Double) -> String {
    let largest = Double(Float.greatestFiniteMagnitude)
    return Float(min(max(value, -largest), largest)).description
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\0"..<" ":
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension XGBoostDocument: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Numbers first: nearly all of a model are long lists of them.
    if let value = try? container.decode([Double].self) {
      self = .numbers(value)
    } else if let value = try? container.decode([XGBoostDocument].self) {
      self = .list(value)
    } else if let value = try? container.decode([String: XGBoostDocument].self) {
      self = .object(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else {
      self = .null
    }
  }
}
