import Testing

@testable import Sentiment

@Suite struct SentimentCuesTests {
  private func value(_ name: String, of text: String) throws -> Double {
    SentimentCues(text).values[try #require(SentimentCues.names.firstIndex(of: name))]
  }

  @Test func `the lexicon is the one that is shipped`() {
    #expect(Lexicon.shared.count == 7489)
    #expect(Lexicon.shared.valence(of: "good") == 1.9)
    #expect(Lexicon.shared.valence(of: ":)") == 2)
    #expect(Lexicon.shared.valence(of: "table") == nil)
  }

  @Test func `there is a value for each name`() {
    #expect(SentimentCues("").values.count == SentimentCues.names.count)
    #expect(Set(SentimentCues.names).count == SentimentCues.names.count)
  }

  @Test(arguments: [
    ("good", "positive", 1.9), ("GOOD", "positive", 2.375), ("very good", "positive", 2.47),
    ("somewhat good", "positive", 1.33), ("not good", "negative", -1.406),
    ("it isn\u{2019}t good", "negative", -1.406), ("not here. good", "positive", 1.9),
    ("good but bad", "before_but", 1.9), ("good but bad", "after_but", -2.5),
    ("ok :)", "signs", 2), ("no!! really?", "exclamations", 2), ("no!! really?", "questions", 1),
    ("THIS IS bad", "capitals", 2), ("bad's end", "lowest", -2.5),
  ])
  func `a text has what its words say`(text: String, name: String, expected: Double) throws {
    let found = try value(name, of: text)
    #expect(abs(found - expected) < 1e-9)
  }

  @Test func `words in the reach of a negation are marked`() {
    #expect(SentimentCues("I don't like it. Good, good!").words == "i dont 0like 0it good")
  }

  @Test func `a long text has cues in the limits of a short one`() {
    let cues = SentimentCues(String(repeating: "GREAT, isn't it?! but awful :( ", count: 40_000))
    #expect(cues.values.allSatisfy { $0.isFinite && abs($0) <= 15 })
    #expect(cues.words.utf8.count < 100)
  }

  @Test(arguments: ["", " \n\t", "\u{1F600}\u{1F44D}", "\0\0good\0", "'", "''''s", "\u{2019}"])
  func `odd texts have cues`(text: String) {
    #expect(SentimentCues(text).values.allSatisfy { $0.isFinite })
  }
}
