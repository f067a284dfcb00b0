/// The room that a result has where someone reads it.
struct Screen: Equatable {
  /// Rows that are shown unless the user says otherwise.
  static let usualRowLimit = 40

  /// Columns of the screen; nil for no end.
  var columnCount: Int?
  /// The most rows that are shown; nil for all.
  var rowLimit: Int?

  /// The line below a result: the count of its rows, and what is not shown of it.
  static func footer(rows: Int, shownRows: Int, columns: Int, shownColumns: Int) -> String {
    var parts: [String] = []
    var remedies: [String] = []
    if shownRows < rows {
      parts.append("\(NumberText.grouped(shownRows)) of \(NumberText.counted(rows, "row"))")
      remedies.append(".maxrows all")
    } else {
      parts.append(NumberText.counted(rows, "row"))
    }
    if shownColumns < columns {
      parts.append(
        "\(NumberText.grouped(shownColumns)) of \(NumberText.counted(columns, "column"))"
      )
      remedies.append(#"\x"#)
    }
    guard !remedies.isEmpty else { return "(\(parts[0]))\n" }
    let verb = remedies.count == 1 ? "shows" : "show"
    return
      "(\(parts.joined(separator: ", ")) shown; \(remedies.joined(separator: " and ")) \(verb) all)\n"
  }
}
