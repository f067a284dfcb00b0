import TestSupport
import Testing

@testable import ModelSQL

@Suite struct CompletenessTests {
  /// Feeds the lines of `text`, and expects after each what the reference says of all until there.
  private func check(_ text: String, _ note: Comment) {
    var completeness = Completeness()
    var before: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      completeness.add(String(line))
      before.append(line)
      let expected = Script.isComplete(before.joined(separator: "\n"))
      #expect(completeness.isComplete == expected, note)
    }
  }

  @Test(arguments: [
    "SELECT 'a\nb';\n", "SELECT 'a''\n''b';", "SELECT E'\\\n';'\n;", "SELECT E'a\\'\n';",
    "/* a\n/* b\n*/ ;\n*/ SELECT\n1;", "SELECT 1; /* a\n */\n-- b\n", "SELECT 1 /* a\n */\n;",
    "SELECT $a$\n$$;\n$b$\n$a$\n;", "SELECT $$\n$a$\n$$;", "SELECT \"a\n\"\"\n\";", "'\n'';\n';",
    "/*/\n*/;", "/*\n/*\n/\n*\n*/\n*/\n;", "SELECT $1\n;", "e'\n\\\n\\'\n';", "x'\n;\n' ;",
  ])
  func `what reaches over lines is followed`(text: String) {
    check(text, "\(text)")
  }

  @Test func `statements cut into lines anywhere are as complete as in one text`() throws {
    for (number, statement) in try SyntaxScripts.validStatements().enumerated() {
      for seed in 0..<4 as Range<UInt64> {
        var random = SplitMix64(seed: seed)
        var text = ""
        for character in statement + ";" {
          text.append(character)
          if Int.random(in: 0..<6, using: &random) == 0 { text += "\n" }
        }
        check(text, "statement \(number), seed \(seed)")
      }
    }
  }

  @Test func `any lines are as complete as in one text`() {
    let pieces = [
      "'", "''", "\"", "$$", "$a$", "$", "--", "\n", "\n", "\n", "/*", "*/", "/", "*", ";", ";",
      " ", "E'", "e", "\\", "\u{E9}", "\u{A0}", "x", "1", "(", ")", "\r", "\u{2019}", "\0",
    ]
    for seed in 0..<5000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let text = (0..<24).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      check(text, "seed \(seed)")
    }
  }
}
