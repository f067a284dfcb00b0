import TestSupport
import Testing

@testable import ModelSQL

@Suite struct SourceLocationTests {
  /// The excerpt of `text` at the first `part` in it.
  private func excerpt(_ text: String, at part: String) -> String {
    let range = text.firstRange(of: part) ?? text.endIndex..<text.endIndex
    let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
    return ModelSQL.excerpt(of: text, at: start..<start + part.utf8.count)
  }

  @Test(arguments: [
    ("select x from t", "x", "select x from t\n       ^"),
    ("select abc", "abc", "select abc\n       ^^^"),
    ("a\nbb cc\nd", "cc", "LINE 2: bb cc\n           ^^"),
    ("a\r\nbb\r\nd", "bb", "LINE 2: bb\n        ^^"),
    ("a\nb c\nd", "c\nd", "LINE 2: b c\n          ^"),
    ("\tx\ty", "y", "    x    y\n         ^"),
    ("größe x", "x", "größe x\n      ^"),
    ("'年齢' x", "x", "'年齢' x\n       ^"), ("'年齢' x", "年齢", "'年齢' x\n ^^^^"),
    ("e\u{301}e\u{301} x", "x", "e\u{301}e\u{301} x\n   ^"),
    ("👩‍👩‍👧 🇩🇪 x", "x", "👩‍👩‍👧 🇩🇪 x\n      ^"),
    ("❤️ x", "x", "❤️ x\n   ^"),
    ("\u{1B}[31m x", "x", "?[31m x\n      ^"), ("a\u{202E}b x", "x", "a?b x\n    ^"),
    ("", "", "\n^"), ("abc", "zzz", "abc\n   ^"), ("a\n", "\n", "LINE 1: a\n         ^"),
  ])
  func `carets stand under the range`(text: String, part: String, expected: String) {
    #expect(excerpt(text, at: part) == expected)
  }

  @Test func `a long line is clipped around the range`() {
    let words = String(repeating: "word ", count: 100)
    let (before, after) = (words.suffix(60), words.prefix(51))
    #expect(
      excerpt(words + "here" + words, at: "here")
        == "...\(before)here\(after)...\n" + String(repeating: " ", count: 63) + "^^^^"
    )
    #expect(excerpt("here" + words, at: "here").hasSuffix("...\n^^^^"))
    #expect(excerpt(words + "here", at: "here").hasPrefix("...word"))
    let wide = String(repeating: "年", count: 100_000)
    #expect(
      excerpt(wide + "x" + wide, at: "x").hasSuffix(
        "...\n" + String(repeating: " ", count: 43) + "^"
      )
    )
    #expect(excerpt(wide, at: wide).utf8.count < 300)
  }

  @Test func `any range of any text is shown`() {
    let pieces = [
      "a", "\n", "\r\n", "é", "年", "\u{301}", "\t", "\u{0}", "👩‍👩‍👧",
      String(repeating: "x", count: 90),
    ]
    for seed in 0..<2000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let text = (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let lower = Int.random(in: -5...250, using: &random)
      let range = lower..<lower + Int.random(in: 0...50, using: &random)
      let lines = ModelSQL.excerpt(of: text, at: range).split(
        separator: "\n",
        omittingEmptySubsequences: false
      )
      #expect(lines.count == 2, "seed \(seed)")
      #expect(lines.last?.contains { $0 != "^" && $0 != " " } == false, "seed \(seed)")
      #expect(lines.last?.last == "^", "seed \(seed)")
      _ = SourceLocation(of: lower, in: text)
    }
  }

  @Test(arguments: [(0, 1, 1), (2, 1, 3), (3, 2, 1), (5, 2, 2), (7, 3, 1), (99, 3, 2), (-1, 1, 1)])
  func `lines and columns count from one, columns in characters`(
    offset: Int,
    line: Int,
    column: Int
  ) {
    let location = SourceLocation(of: offset, in: "ab\né\r\nc")
    #expect(location.line == line)
    #expect(location.column == column)
  }
}
