/// A value of JSON on its way to a file, lists of numbers packed.
enum XGBoostDocument: Sendable, Equatable {
  case object([String: XGBoostDocument])
  case list([XGBoostDocument])
  case integers([Int])
  case numbers([Double])
  case number(Double)
  case text(String)

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
