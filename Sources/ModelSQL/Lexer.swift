/// Cuts SQL into tokens by PostgreSQL's rules; blanks and comments are skipped.
///
/// It never fails: what is not closed becomes a token of its own, and what is not known a symbol.
/// It is a value of two words, so looking ahead is copying it.
struct Lexer: Sendable {
  /// The text in UTF-8.
  let bytes: [UInt8]
  /// Where the next token is looked for.
  private(set) var position: Int

  /// A lexer over `bytes`, from `position` on.
  init(_ bytes: [UInt8], from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// The next token; at the end of the text, `.end` again and again.
  mutating func next() -> Token {
    if let comment = skipBlanks() { return comment }
    let start = position
    guard start < bytes.count else { return Token(kind: .end, range: start..<start) }
    return Token(kind: scanToken(), range: start..<position)
  }

  /// The byte `distance` after the position, or 0 past the end.
  private func byte(_ distance: Int = 0) -> UInt8 {
    let index = position + distance
    return index < bytes.count ? bytes[index] : 0
  }

  /// Reads one token, which is there.
  private mutating func scanToken() -> Token.Kind {
    switch byte() {
    case UInt8(ascii: "'"):
      return scanQuoted(by: UInt8(ascii: "'"), escaped: false)
        ? .string(.plain) : .unclosed(.string)
    case UInt8(ascii: "\""):
      return scanQuoted(by: UInt8(ascii: "\""), escaped: false) ? .quotedName : .unclosed(.name)
    case UInt8(ascii: "E") where byte(1) == UInt8(ascii: "'"),
      UInt8(ascii: "e") where byte(1) == UInt8(ascii: "'"):
      position += 1
      return scanQuoted(by: UInt8(ascii: "'"), escaped: true)
        ? .string(.escaped) : .unclosed(.string)
    case UInt8(ascii: "$"):
      return scanDollarString()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return scanNumber()
    case UInt8(ascii: ".") where byte(1).isDigit:
      return scanNumber()
    case _ where isTypographicQuote:
      position += 3
      return .typographicQuote
    case let first where first.isNameStart:
      repeat { position += 1 } while isNamePart
      return .word
    case let other:
      position += 1
      return .symbol(other)
    }
  }
}

// MARK: - Blanks and comments

extension Lexer {
  /// Whether the name at the position goes on.
  private var isNamePart: Bool {
    guard byte() >= 0x80 else { return byte().isNamePart }
    return blankCount() == 0 && !isTypographicQuote
  }

  /// Whether one of U+2018 to U+201F is at the position.
  private var isTypographicQuote: Bool {
    byte() == 0xE2 && byte(1) == 0x80 && (0x98...0x9F).contains(byte(2))
  }

  /// Skips blanks and comments; returns a token when a comment is not closed.
  private mutating func skipBlanks() -> Token? {
    while position < bytes.count {
      let blanks = blankCount()
      if blanks > 0 {
        position += blanks
      } else if byte() == UInt8(ascii: "-"), byte(1) == UInt8(ascii: "-") {
        while position < bytes.count, !byte().isLineEnd { position += 1 }
      } else if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        let start = position
        guard skipBlockComment() == 0 else {
          return Token(kind: .unclosed(.comment), range: start..<position)
        }
      } else {
        return nil
      }
    }
    return nil
  }

  /// Skips a comment and the comments nested in it, from within `depth` of them; returns how many are
  /// not closed.
  private mutating func skipBlockComment(from depth: Int = 0) -> Int {
    var depth = depth
    while position < bytes.count {
      switch (byte(), byte(1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        depth += 1
        position += 2
      case (UInt8(ascii: "*"), UInt8(ascii: "/")):
        depth -= 1
        position += 2
        if depth == 0 { return 0 }
      default:
        position += 1
      }
    }
    return depth
  }

  /// The number of bytes of the blank at the position; 0 where there is none.
  ///
  /// The spaces beyond ASCII come with SQL that was copied from a web page, and the engine skips
  /// them too.
  private func blankCount() -> Int {
    switch (byte(), byte(1), byte(2)) {
    case (0x09...0x0D, _, _), (0x20, _, _): 1
    case (0xC2, 0xA0, _): 2  // no-break space
    case (0xE2, 0x80, 0x80...0x8D), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F): 3  // typographic spaces
    case (0xE3, 0x80, 0x80): 3  // ideographic space
    case (0xEF, 0xBB, 0xBF): 3  // byte order mark
    default: 0
    }
  }
}

// MARK: - Strings and numbers

extension Lexer {
  /// Skips from an opening quote to behind the closing one; false when there is none.
  private mutating func scanQuoted(by quote: UInt8, escaped: Bool) -> Bool {
    position += 1
    return skipQuoted(by: quote, escaped: escaped)
  }

  /// Skips to behind the closing quote; false when there is none.
  private mutating func skipQuoted(by quote: UInt8, escaped: Bool) -> Bool {
    while position < bytes.count {
      if byte() == quote, byte(1) == quote {
        position += 2
      } else if byte() == quote {
        position += 1
        return true
      } else if escaped, byte() == UInt8(ascii: "\\") {
        position = min(position + 2, bytes.count)
      } else {
        position += 1
      }
    }
    return false
  }

  /// `$$text$$` or `$tag$text$tag$`; a dollar that opens neither is a symbol.
  private mutating func scanDollarString() -> Token.Kind {
    let start = position
    position += 1
    if !byte().isDigit {
      while byte().isNamePart, byte() != UInt8(ascii: "$") { position += 1 }
    }
    guard byte() == UInt8(ascii: "$") else {
      position = start + 1
      return .symbol(UInt8(ascii: "$"))
    }
    position += 1
    let delimiter = bytes[start..<position]
    return skipDollarString(to: delimiter)
      ? .string(.dollar(delimiterCount: delimiter.count)) : .unclosed(.dollarString)
  }

  /// Skips to behind the delimiter; false when it does not come.
  private mutating func skipDollarString(to delimiter: ArraySlice<UInt8>) -> Bool {
    while position < bytes.count {
      if byte() == UInt8(ascii: "$"), bytes[position...].starts(with: delimiter) {
        position += delimiter.count
        return true
      }
      position += 1
    }
    return false
  }

  /// Digits with underscores between them, a fraction and an exponent, each where it is there.
  private mutating func scanNumber() -> Token.Kind {
    skipDigits()
    if byte() == UInt8(ascii: ".") {
      position += 1
      skipDigits()
    }
    if byte() | 0x20 == UInt8(ascii: "e") {
      let hasSign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
      if byte(hasSign ? 2 : 1).isDigit {
        position += hasSign ? 2 : 1
        skipDigits()
      }
    }
    return .number
  }

  private mutating func skipDigits() {
    while byte().isDigit || (byte() == UInt8(ascii: "_") && byte(1).isDigit) { position += 1 }
  }
}

// MARK: - What reaches over the end of a text

extension Lexer {
  /// Something that is open at the end of a text, with what is needed to find its end in a further one.
  enum Opened: Sendable {
    case quoted(by: UInt8, escaped: Bool)
    case dollarString(delimiter: [UInt8])
    case comments(depth: Int)
  }

  /// The text or parenthesis that `token`, the last one, leaves open; nil where it is closed.
  func opened(by token: Token) -> Opened? {
    guard case .unclosed(let quoting) = token.kind else { return nil }
    var lexer = Lexer(bytes, from: token.range.lowerBound)
    switch quoting {
    case .string:
      let isPlain = lexer.byte() == UInt8(ascii: "'")
      return .quoted(by: UInt8(ascii: "'"), escaped: !isPlain)
    case .name: return .quoted(by: UInt8(ascii: "\""), escaped: false)
    case .dollarString:
      let tag = bytes[token.range].dropFirst().prefix { $0 != UInt8(ascii: "$") }
      return .dollarString(delimiter: Array(bytes[token.range].prefix(tag.count + 2)))
    case .comment: return .comments(depth: lexer.skipBlockComment())
    case .parenthesis: return nil
    }
  }

  /// Skips to behind the end of what was opened in the text before this one; returns what stays open.
  mutating func skip(_ opened: Opened) -> Opened? {
    switch opened {
    case .quoted(let quote, let escaped):
      return skipQuoted(by: quote, escaped: escaped) ? nil : opened
    case .dollarString(let delimiter):
      return skipDollarString(to: delimiter[...]) ? nil : opened
    case .comments(let depth):
      let rest = skipBlockComment(from: depth)
      return rest == 0 ? nil : .comments(depth: rest)
    }
  }
}

extension UInt8 {
  /// `0` to `9`.
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// A letter, an underscore, or a byte of a character beyond ASCII.
  var isNameStart: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
      || self >= 0x80
  }

  /// Whether it may follow in a name, as digits and dollars may too.
  var isNamePart: Bool { isNameStart || isDigit || self == UInt8(ascii: "$") }

  /// A line feed or a carriage return.
  var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
}
