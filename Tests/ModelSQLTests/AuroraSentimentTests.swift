import Testing

@testable import ModelSQL

@Suite struct AuroraSentimentTests {
  private static let query = "(SELECT unnest(detected) FROM (SELECT f("

  @Test(arguments: [
    ("SELECT aws_comprehend.detect_sentiment(x, 'en')", "SELECT f(x, 'en')"),
    (
      "SELECT (AWS_Comprehend.Detect_Sentiment(x, 'en')).sentiment",
      "SELECT (f(x, 'en')).sentiment"
    ),
    ("SELECT (aws_comprehend.detect_sentiment(x, 'en')).*", "SELECT unnest(f(x, 'en'))"),
    (
      "SELECT a, (\"aws_comprehend\" . detect_sentiment(g(x, 1), 'en')) . *, b",
      "SELECT a, unnest(f(g(x, 1), 'en')) , b"
    ),
    (
      "SELECT * FROM aws_comprehend.detect_sentiment('(', 'en')",
      "SELECT * FROM \(query)'(', 'en') AS detected))"
    ),
    (
      "SELECT s.* FROM t, aws_comprehend.detect_sentiment(t.x, 'en', 25) AS s WHERE y",
      "SELECT s.* FROM t, \(query)t.x, 'en', 25) AS detected)) AS s WHERE y"
    ),
    (
      "SELECT 1 FROM t CROSS JOIN LATERAL aws_comprehend.detect_sentiment(x, 'en') s",
      "SELECT 1 FROM t CROSS JOIN LATERAL \(query)x, 'en') AS detected)) s"
    ),
    (
      "SELECT 1 FROM t a, LATERAL aws_comprehend.detect_sentiment(x, 'en')",
      "SELECT 1 FROM t a, LATERAL \(query)x, 'en') AS detected))"
    ),
    (
      "SELECT a, aws_comprehend.detect_sentiment(x, 'en') FROM t",
      "SELECT a, f(x, 'en') FROM t"
    ),
    (
      "SELECT 1 FROM t WHERE g(a, aws_comprehend.detect_sentiment(x, 'en'))",
      "SELECT 1 FROM t WHERE g(a, f(x, 'en'))"
    ),
    (
      "SELECT a FROM t GROUP BY a, aws_comprehend.detect_sentiment(x, 'en')",
      "SELECT a FROM t GROUP BY a, f(x, 'en')"
    ),
    (
      "SELECT a IS DISTINCT FROM aws_comprehend.detect_sentiment(x, 'en')",
      "SELECT a IS DISTINCT FROM f(x, 'en')"
    ),
    (
      "SELECT 1 FROM t JOIN u ON a = b, aws_comprehend.detect_sentiment(x, 'en') s",
      "SELECT 1 FROM t JOIN u ON a = b, \(query)x, 'en') AS detected)) s"
    ),
  ])
  func `a call is one of the engine's function`(sql: String, other: String) {
    #expect(AuroraText(sql).detecting(by: "f")?.text == other)
  }

  @Test(arguments: [
    "SELECT detect_sentiment('x', 'en')", "SELECT s.detect_sentiment('x', 'en')",
    "SELECT 'aws_comprehend.detect_sentiment(1)'", "SELECT aws_comprehend.detect_sentiment", "",
    "SELECT aws_comprehend.detect_sentiment('x'", "SELECT 1 -- aws_comprehend.detect_sentiment(x)",
  ])
  func `anything else stays`(sql: String) {
    #expect(AuroraText(sql).detecting(by: "f") == nil)
  }

  @Test func `places are those of the text as it was written`() throws {
    let sql = "SELECT s.* FROM t, aws_comprehend.detect_sentiment(t.x, 'en') s WHERE oops"
    let written = try #require(AuroraText(sql).detecting(by: "f"))
    let place = { (word: String, text: String) -> Range<Int> in
      let start = text.utf8.count - word.utf8.count
      return start..<text.utf8.count
    }
    #expect(written.original == sql)
    #expect(written.place(of: place("oops", written.text)) == place("oops", sql))
  }
}
