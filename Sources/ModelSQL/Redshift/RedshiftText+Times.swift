/// Functions of dates and times.
extension RedshiftText {
  /// The engine's SQL for a call of a function of times; nil where it has the function itself.
  func timePieces(of call: Call) throws(SyntaxError) -> SQLPieces? {
    switch call.function {
    case "GETDATE":
      try requireCount(call, 0...0)
      return "date_trunc('second', \(Self.now))"
    case "DATEADD":
      try requireCount(call, 3...3)
      let part = try part(call, of: DatePart.steps)
      return "(\(time(call, 2)) + INTERVAL (\(call.arguments[1])) \(part.word))"
    case "DATEDIFF":
      try requireCount(call, 3...3)
      let part = try part(call, of: DatePart.steps)
      // The engine counts weeks from the day of the first time, Redshift their beginnings.
      let times = [time(call, 1), time(call, 2)].map {
        part.name == DatePart.week.rawValue ? "date_trunc('week', \($0))" as SQLPieces : $0
      }
      return "date_diff(\(part.quoted), \(times[0]), \(times[1]))"
    case "DATE_PART":
      try requireCount(call, 2...2)
      let part = try part(call, of: DatePart.all)
      return "date_part(\(part.quoted), \(time(call, 1)))"
    case "DATE_PART_YEAR":
      try requireCount(call, 1...1)
      return "year(\(time(call, 0)))"
    case "TO_CHAR":
      try requireCount(call, 2...2)
      let format = try format(call)
      return "\(format.caseFunction)(\(format.printed(time(call, 0))))"
    case "TO_DATE":
      try requireCount(call, 2...2)
      return "CAST(strptime(\(call.arguments[0]), \(try format(call).literal)) AS DATE)"
    case "TO_TIMESTAMP" where call.arguments.count == 2:
      return "CAST(strptime(\(call.arguments[0]), \(try format(call).literal)) AS TIMESTAMPTZ)"
    default: return nil
    }
  }

  /// The time of day and date in UTC, as a TIMESTAMP.
  private static let now = "make_timestamp(epoch_us(now()))"

  /// `SYSDATE`, which has no parentheses.
  func currentTime(at index: Int) -> Form? {
    guard isWords("SYSDATE", at: index), !isWords("AS", at: index - 1),
      index + 1 == tokens.count
        || !tokens[index + 1].isSymbol("(") && !tokens[index + 1].isSymbol(".")
    else { return nil }
    return Form(pieces: "\(Self.now)", words: index..<index + 1, end: index + 1)
  }

  /// The engine's name of the part of a date that is the first argument.
  private func part(_ call: Call, of parts: [DatePart]) throws(SyntaxError) -> Part {
    let range = call.ranges[0]
    let name = string(at: range) ?? (range.count == 1 ? word(at: range.lowerBound) : nil) ?? ""
    guard let part = parts.first(where: { $0.names.contains(name.asciiLowercased) }) else {
      throw refusal(
        "\(call.function) of this part of a date",
        at: range,
        "the parts are \(parts.map(\.rawValue).joined(separator: ", "))"
      )
    }
    return Part(name: part.rawValue, range: bytes(of: range))
  }

  /// A part of a date as it stands in a call.
  private struct Part {
    let name: String
    let range: Range<Int>

    var word: SQLPieces { SQLPieces("\(name)").standing(for: range) }
    var quoted: SQLPieces { SQLPieces("'\(name)'").standing(for: range) }
  }

  /// The format that is the second argument.
  private func format(_ call: Call) throws(SyntaxError) -> TimeFormat {
    let range = call.ranges[1]
    guard let pattern = string(at: range) else {
      throw refusal("format that is no string", at: range, "write the format in single quotes")
    }
    switch TimeFormat.read(pattern) {
    case .success(let format): return format
    case .failure(let unknown):
      throw refusal(
        "\"\(unknown.pattern)\" in the format of \(call.function)",
        at: range,
        unknown.advice
      )
    }
  }
}
