import Models
import Testing

@testable import Sentiment

@Suite struct SentimentClassifierTests {
  @Test func `the model is the one that was measured`() {
    #expect(ModelArchive.checksumText(SentimentBytes.model) == "382c022bc97fd008")
    #expect(SentimentBytes.model.count + SentimentBytes.lexicon.count < 250_000)
  }

  @Test(arguments: [
    ("I love this phone, the screen is gorgeous!", "POSITIVE"),
    ("The worst purchase of my life. It broke after two days.", "NEGATIVE"),
    ("It is not good at all.", "NEGATIVE"), ("The meeting starts at nine in room four.", "NEUTRAL"),
    ("", "NEUTRAL"), ("Thank you so much :)", "POSITIVE"),
  ])
  func `plain texts are told`(text: String, sentiment: String) {
    let answer = SentimentClassifier.shared.answers(to: [text])[0]
    #expect(answer.sentiment == sentiment)
    #expect(answer.confidence > 0.25 && answer.confidence <= 1)
  }

  @Test func `a text is told the same beside others as alone`() {
    let texts = ["good", "", "awful, but cheap", "\u{1F600}", "NOT GOOD!!!"]
    let together = SentimentClassifier.shared.answers(to: texts)
    #expect(texts.map { SentimentClassifier.shared.answers(to: [$0])[0] } == together)
    #expect(SentimentClassifier.shared.answers(to: []).isEmpty)
  }

  @Test func `a text of a megabyte is told`() {
    let text = String(repeating: "this is not a bad day, ", count: 45_000)
    #expect(SentimentClassifier.shared.answers(to: [text])[0].confidence.isFinite)
  }
}
