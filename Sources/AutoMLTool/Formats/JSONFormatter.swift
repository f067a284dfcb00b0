import AutoML

/// An array with an object for each row and line.
///
/// Numbers, booleans, JSON and values inside values are written as such; NaN and the infinities, for which
/// JSON has no number, as null.
struct JSONFormatter: RowFormatter {
  private let columns: [(key: String, kind: ResultColumn.Kind)]
  private var isFirst = true

  init(columns: [ResultColumn]) {
    self.columns = columns.map { (JSONText.quoted($0.name), $0.kind) }
  }

  mutating func format(_ rows: [[String?]]) -> String {
    var text = ""
    for row in rows {
      text += isFirst ? "[\n{" : ",\n{"
      isFirst = false
      for (index, (column, value)) in zip(columns, row).enumerated() {
        if index > 0 { text += "," }
        text += column.key
        text += ":"
        text += JSONText.value(value, kind: column.kind)
      }
      text += "}"
    }
    return text
  }

  mutating func finish() -> String { isFirst ? "[]\n" : "\n]\n" }
}

/// Values as JSON.
enum JSONText {
  /// A value of a batch in JSON's notation as a JSON value.
  static func value(_ text: String?, kind: ResultColumn.Kind) -> String {
    guard let text else { return "null" }
    switch kind {
    case .number: return isNumber(text) ? text : "null"
    case .boolean, .json: return text
    case .text: return quoted(text)
    }
  }

  /// A JSON string.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..<" ":
        result += scalar.value < 0x10 ? "\\u000" : "\\u00"
        result += String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether the engine's text of a number is one in JSON: all are but `nan` and `inf`.
  private static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
    return digits.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }
}
