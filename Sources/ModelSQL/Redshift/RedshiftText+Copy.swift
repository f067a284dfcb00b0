/// `COPY table FROM 'file' CSV IGNOREHEADER 1`, of which the engine has the options in parentheses.
extension RedshiftText {
  /// The statement with the engine's options; nil for any other, and for one in the engine's form.
  func copyPieces() throws(SyntaxError) -> SQLPieces? {
    guard isWords("COPY", at: 0),
      let source = tokens.indices.first(where: { isWords("FROM", at: $0 - 1) }),
      let path = string(at: source..<source + 1)
    else { return nil }
    if path.hasPrefix("s3://") {
      throw refusal(
        "COPY from Amazon S3",
        at: source..<source + 1,
        "name a file on this machine"
      )
    }
    let words = source + 1..<tokens.count
    guard tokens[words].first?.kind == .word else { return nil }
    let options = SQLPieces(" (\(try copyOptions(words).joined(separator: ", ")))")
    return copied(0..<source + 1).appending(options.standing(for: bytes(of: words)))
  }

  /// The engine's options for those at tokens.
  private func copyOptions(_ words: Range<Int>) throws(SyntaxError) -> [String] {
    var format: String?
    var options: [String] = []
    var hasDelimiter = false
    var index = words.lowerBound
    while index < words.upperBound {
      let option = word(at: index) ?? ""
      index += isWords("AS", at: index + 1) ? 2 : 1
      let value = index..<min(index + 1, words.upperBound)
      let text = string(at: value)
      switch option {
      case "CSV", "PARQUET":
        format = option
        continue
      case "FORMAT": continue
      case "DELIMITER" where text != nil, "QUOTE" where text != nil:
        if let text { options.append("\(option) \(SQLText.literal(text))") }
        hasDelimiter = hasDelimiter || option == "DELIMITER"
      case "NULL" where text != nil:
        if let text { options.append("NULLSTR \(SQLText.literal(text))") }
      case "IGNOREHEADER" where value.contains { tokens[$0].kind == .number }:
        options.append("SKIP \(lexer.text(bytes(of: value)))")
      case "IAM_ROLE", "REGION": break
      case "DATEFORMAT" where text == "auto", "TIMEFORMAT" where text == "auto": break
      default:
        throw refusal(
          option.isEmpty ? "such option of COPY" : "\(option) of COPY",
          at: index - 1..<index,
          "the options are CSV, PARQUET, DELIMITER, NULL, QUOTE, IGNOREHEADER, IAM_ROLE, REGION"
        )
      }
      index += 1
    }
    guard format != "PARQUET" else { return ["FORMAT parquet"] }
    // Without CSV columns have bars between them, and no quotes.
    if format == nil { options += hasDelimiter ? ["QUOTE ''"] : ["DELIMITER '|'", "QUOTE ''"] }
    return ["FORMAT csv", "HEADER false"] + options
  }
}
