import Testing

@testable import ModelSQL

@Suite struct NameKeyTests {
  @Test(arguments: [
    ("plan", "PLAN", true), ("a_1", "A_1", true), ("\u{E9}", "\u{E9}", true),
    ("\u{E9}", "\u{C9}", false), ("\u{E9}", "e\u{301}", false), ("\u{DF}", "SS", false),
    ("I", "\u{130}", false), ("K", "\u{212A}", false), ("[", "{", false), ("", "", true),
  ])
  func `names compare as the engine compares them`(a: String, b: String, isSame: Bool) {
    #expect(isSameName(a, b) == isSame)
    #expect((Set([NameKey(a), NameKey(b)]).count == 1) == isSame)
  }

  @Test func `another name that looks the same is found`() {
    #expect(lookAlike(of: "e\u{301}", in: ["x", "\u{E9}"]).map { Array($0.utf8) } == [0xC3, 0xA9])
    #expect(lookAlike(of: "A", in: ["a"]) == nil)
  }
}
