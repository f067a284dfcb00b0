import Testing

@testable import ModelSQL

@Suite struct LexerTests {
  /// Kind and text of each token.
  private func tokens(_ text: String) -> [String] {
    var lexer = Lexer(Array(text.utf8))
    var shown: [String] = []
    while true {
      let token = lexer.next()
      if token.kind == .end { return shown }
      let source = lexer.text(token.range)
      switch token.kind {
      case .word: shown.append("word " + source)
      case .quotedName: shown.append("name " + lexer.name(token))
      case .string(let style): shown.append("string " + lexer.string(token, style: style))
      case .typographicQuote: shown.append("quote " + source)
      case .number: shown.append("number " + source)
      case .symbol: shown.append("symbol " + source)
      case .unclosed(let quoting): shown.append("unclosed \(quoting.rawValue) " + source)
      case .end: break
      }
    }
  }

  @Test(arguments: [
    ("select a1, _b$c", ["word select", "word a1", "symbol ,", "word _b$c"]),
    ("IAM_ROLE'arn'", ["word IAM_ROLE", "string arn"]),
    ("EXCEPT(K '5')", ["word EXCEPT", "symbol (", "word K", "string 5", "symbol )"]),
    ("'it''s'", ["string it's"]), ("''", ["string "]), ("''''", ["string '"]),
    (#"'a\' b"#, [#"string a\"#, "word b"]),
    (#"E'a\'b;' x"#, ["string a'b;", "word x"]), (#"e'\\' x"#, [#"string \"#, "word x"]),
    (#"E'\n\t\101\x41\u0041\U00000041\q'"#, ["string \n\tAAAAq"]),
    (#"E'it''s'"#, ["string it's"]),
    (#""a "" b" c"#, [#"name a " b"#, "word c"]),
    ("$$a;'b$$ x", ["string a;'b", "word x"]),
    ("$t$ $$ $u$ $t$ x", ["string  $$ $u$ ", "word x"]),
    ("$1 $a + a$b$c", ["symbol $", "number 1", "symbol $", "word a", "symbol +", "word a$b$c"]),
    ("1 1.5 .5 1e-3 1_000 2E5", ["1", "1.5", ".5", "1e-3", "1_000", "2E5"].map { "number " + $0 }),
    ("30min 1e", ["number 30", "word min", "number 1", "word e"]),
    ("a--b'\nc", ["word a", "word c"]), ("a/*/* ' */;*/b", ["word a", "word b"]),
    ("a -- b", ["word a"]), ("- - / *", ["symbol -", "symbol -", "symbol /", "symbol *"]),
    ("größe 年齢", ["word größe", "word 年齢"]),
    ("\u{FEFF}a\u{A0}b\u{3000}c", ["word a", "word b", "word c"]),
    ("‘mse’ a“", ["quote ‘", "word mse", "quote ’", "word a", "quote “"]),
    ("'abc", ["unclosed string 'abc"]), ("\"abc", ["unclosed quoted name \"abc"]),
    ("$x$abc$", ["unclosed dollar-quoted string $x$abc$"]),
    ("a /* /* */", ["word a", "unclosed comment /* /* */"]),
    ("E'abc\\", ["unclosed string E'abc\\"]),
    ("", []), (" \t\r\n", []),
  ])
  func `tokens are cut as PostgreSQL cuts them`(text: String, expected: [String]) {
    #expect(tokens(text) == expected)
  }

  @Test func `token ranges with the blanks between them cover the text`() {
    let text = "SELECT 'é' , \"x\" -- c\n$$y$$;"
    var lexer = Lexer(Array(text.utf8))
    var end = 0
    while true {
      let token = lexer.next()
      #expect(token.range.lowerBound >= end)
      end = token.range.upperBound
      if token.kind == .end { break }
    }
    #expect(end == text.utf8.count)
  }
}
