/// Calls of functions, and their arguments.
extension RedshiftText {
  /// A call whose arguments are written as the engine has them.
  struct Call {
    /// The token of its name.
    let name: Int
    /// The token of its closing parenthesis.
    let closing: Int
    /// The name in upper case.
    let function: String
    /// The tokens of each argument.
    let ranges: [Range<Int>]
    /// Each argument as the engine has it.
    let arguments: [SQLPieces]
  }

  /// The call of a function of Redshift's at a token; nil where there is none.
  func call(at index: Int, in range: Range<Int>, _ depth: Int) throws(SyntaxError) -> Call? {
    guard let function = word(at: index), Self.functions.contains(function),
      index + 1 < range.upperBound, let closing = closings[index + 1], closing < range.upperBound,
      !isDeclared(at: index)
    else { return nil }
    let ranges = items(between: index + 1, and: closing)
    var arguments: [SQLPieces] = []
    for range in ranges { arguments.append(try pieces(of: range, depth: depth + 1)) }
    return Call(
      name: index,
      closing: closing,
      function: function,
      ranges: ranges,
      arguments: arguments
    )
  }

  /// Whether the name at a token is that of a table, or of a function that is made there.
  private func isDeclared(at index: Int) -> Bool {
    let words: Set = [
      "TABLE", "INTO", "VIEW", "EXISTS", "MACRO", "FUNCTION", "WITH", "FROM", "JOIN", "UPDATE",
      "REFERENCES",
    ]
    return word(at: index - 1).map(words.contains) ?? false
  }

  /// The tokens between commas within parentheses; none where there is nothing.
  func items(between opening: Int, and closing: Int) -> [Range<Int>] {
    guard closing > opening + 1 else { return [] }
    var items: [Range<Int>] = []
    var start = opening + 1
    var index = start
    var depth = 0
    while index < closing {
      switch tokens[index].kind {
      case .symbol(UInt8(ascii: "[")), .symbol(UInt8(ascii: "{")): depth += 1
      case .symbol(UInt8(ascii: "]")), .symbol(UInt8(ascii: "}")): depth -= 1
      case .symbol(UInt8(ascii: ",")) where depth == 0:
        items.append(start..<index)
        start = index + 1
      default: break
      }
      index = (closings[index] ?? index) + 1
    }
    return items + [start..<closing]
  }

  /// The text of an argument that is one string; nil for any other.
  func string(at range: Range<Int>) -> String? {
    guard range.count == 1, case .string(let style) = tokens[range.lowerBound].kind else {
      return nil
    }
    return lexer.string(tokens[range.lowerBound], style: style)
  }

  /// An argument that is a time: the engine takes a string for one only where it is told to.
  func time(_ call: Call, _ index: Int) -> SQLPieces {
    let argument = call.arguments[index]
    guard string(at: call.ranges[index]) != nil else { return "(\(argument))" }
    return "CAST(\(argument) AS TIMESTAMP)"
  }

  /// The error for a call with another number of arguments.
  func requireCount(_ call: Call, _ counts: ClosedRange<Int>) throws(SyntaxError) {
    guard !counts.contains(call.arguments.count) else { return }
    let takes =
      counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
    throw refusal(
      "\(call.function) with \(call.arguments.count) arguments",
      at: call.name..<call.closing + 1,
      "it takes \(takes)"
    )
  }
}
