/// Places in SQL that is the engine's: found by its words alone, for errors to point at.
package struct EngineText: Sendable {
  let lexer: Lexer
  let tokens: [Token]

  /// SQL, which is cut into tokens.
  ///
  /// - Complexity: O(`text`).
  package init(_ text: String) {
    var lexer = Lexer(Array(text.utf8))
    self.lexer = lexer
    var tokens: [Token] = []
    while true {
      let token = lexer.next()
      if token.kind == .end { break }
      tokens.append(token)
    }
    self.tokens = tokens
  }

  /// A call of a function.
  package struct Call: Sendable, Equatable {
    /// The function's name, with its schema where one is written.
    package let name: Range<Int>
    /// The text between the parentheses.
    package let arguments: Range<Int>
    /// The number of arguments.
    package let argumentCount: Int
  }

  /// The calls of functions with this name, in whatever schema.
  package func calls(of name: String) -> [Call] {
    tokens.indices.compactMap { index in
      guard tokens[index].isName, index + 1 < tokens.count, tokens[index + 1].isSymbol("("),
        isSameName(lexer.name(tokens[index]), name)
      else { return nil }
      return call(at: index)
    }
  }

  /// The call whose name is at a token and whose parenthesis is at the next one.
  private func call(at index: Int) -> Call {
    var depth = 0
    var commas = 0
    let opening = tokens[index + 1].range
    var end = lexer.bytes.count
    var isEmpty = true
    for token in tokens[(index + 1)...] {
      switch token.kind {
      case .symbol(UInt8(ascii: "(")), .symbol(UInt8(ascii: "[")), .symbol(UInt8(ascii: "{")):
        depth += 1
      case .symbol(UInt8(ascii: ")")), .symbol(UInt8(ascii: "]")), .symbol(UInt8(ascii: "}")):
        depth -= 1
      case .symbol(UInt8(ascii: ",")) where depth == 1: commas += 1
      default: break
      }
      if depth == 0 {
        end = token.range.lowerBound
        break
      }
      if token.range != opening { isEmpty = false }
    }
    return Call(
      name: path(endingAt: index),
      arguments: opening.upperBound..<end,
      argumentCount: isEmpty ? 0 : commas + 1
    )
  }

  /// For each argument of a call the name of the column that it is, without what is before its dots; nil for
  /// any other expression.
  package func columnNames(ofArgumentsOf call: Call) -> [String?] {
    var names: [String?] = []
    var argument: [Token] = []
    var depth = 0
    for token in tokens where call.arguments.contains(token.range.lowerBound) {
      switch token.kind {
      case .symbol(UInt8(ascii: "(")), .symbol(UInt8(ascii: "[")), .symbol(UInt8(ascii: "{")):
        depth += 1
      case .symbol(UInt8(ascii: ")")), .symbol(UInt8(ascii: "]")), .symbol(UInt8(ascii: "}")):
        depth -= 1
      case .symbol(UInt8(ascii: ",")) where depth == 0:
        names.append(columnName(argument))
        argument = []
        continue
      default: break
      }
      argument.append(token)
    }
    return call.argumentCount == 0 ? [] : names + [columnName(argument)]
  }

  /// The last name of `a.b.c`; nil for anything else.
  private func columnName(_ expression: [Token]) -> String? {
    for (index, token) in expression.enumerated() {
      guard index % 2 == 0 ? token.isName : token.isSymbol(".") else { return nil }
    }
    guard expression.count % 2 == 1, let last = expression.last else { return nil }
    return lexer.name(last)
  }

  /// The bytes of a name with what is before its dots.
  private func path(endingAt index: Int) -> Range<Int> {
    var start = index
    while start >= 2, tokens[start - 1].isSymbol("."), tokens[start - 2].isName { start -= 2 }
    return tokens[start].range.lowerBound..<tokens[index].range.upperBound
  }

  /// The bytes of the token at `offset`, of a name with what follows its dots; nil where none begins there.
  package func word(at offset: Int) -> Range<Int>? {
    guard var index = tokens.firstIndex(where: { $0.range.lowerBound == offset }) else {
      return nil
    }
    guard tokens[index].isName else { return tokens[index].range }
    while index + 2 < tokens.count, tokens[index + 1].isSymbol("."), tokens[index + 2].isName {
      index += 2
    }
    return offset..<tokens[index].range.upperBound
  }

  /// The text with `schema.` before names as `other.`, with blanks that keep every other byte in its place;
  /// nil where it is nowhere.
  ///
  /// - Precondition: `other` is a plain word, and no longer than `schema`.
  package func replacing(schema: String, with other: String) -> String? {
    var bytes = lexer.bytes
    for index in tokens.indices.dropLast() where tokens[index].isName {
      let isFirst = index == 0 || !tokens[index - 1].isSymbol(".")
      guard isFirst, tokens[index + 1].isSymbol("."), isSameName(lexer.name(tokens[index]), schema)
      else { continue }
      let range = tokens[index].range
      let blanks = [UInt8](repeating: UInt8(ascii: " "), count: range.count - other.utf8.count)
      bytes.replaceSubrange(range, with: Array(other.utf8) + blanks)
    }
    return bytes == lexer.bytes ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// The error for a statement that lists models in the words of other systems; nil for any other.
  ///
  /// `SHOW MODELS` describes a table of that name where there is one: this is for what the engine has
  /// refused.
  package var modelListError: SyntaxError? {
    let words = tokens.prefix(3).map { lexer.text($0.range).asciiUppercased }
    for form in [ForeignForm.showModels, .showAllModels, .listModels] {
      let own = form.rawValue.split(separator: " ").map(String.init)
      guard words.starts(with: own) else { continue }
      let range = tokens[0].range.lowerBound..<tokens[own.count - 1].range.upperBound
      return SyntaxError(.foreign(form), at: range, of: lexer.text(0..<lexer.bytes.count))
    }
    return nil
  }
}
