import AutoML

/// RFC 4180 with a header and line feeds; NULL is an empty field, and the empty string is `""`.
struct CSVFormatter: RowFormatter {
  private var header: String

  init(columns: [ResultColumn]) {
    header = Self.line(columns.map(\.name))
  }

  mutating func format(_ rows: [[String?]]) -> String {
    defer { header = "" }
    return rows.reduce(into: header) { $0 += Self.line($1) }
  }

  mutating func finish() -> String { header }

  private static func line(_ fields: [String?]) -> String {
    fields.map { $0.map(quoted) ?? "" }.joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.isEmpty || field.utf8.contains { #",""#.utf8.contains($0) || $0 < 0x20 }
    guard needsQuotes else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
