import AutoML

/// RFC 4180 with a header and line feeds; NULL is an empty field, and the empty string is `""`.
struct CSVFormatter: RowFormatter {
  private var header = ""

  init(columns: [ResultColumn]) {
    Self.append(columns.map(\.name), to: &header)
  }

  mutating func format(_ rows: [[String?]]) -> String {
    defer { header = "" }
    return rows.reduce(into: header) { Self.append($1, to: &$0) }
  }

  mutating func finish() -> String { header }

  private static func append(_ fields: [String?], to text: inout String) {
    for (index, field) in fields.enumerated() {
      if index > 0 { text += "," }
      if let field { text += needsQuotes(field) ? quoted(field) : field }
    }
    text += "\n"
  }

  private static func needsQuotes(_ field: String) -> Bool {
    field.isEmpty
      || field.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 < 0x20 }
  }

  private static func quoted(_ field: String) -> String {
    let parts = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
