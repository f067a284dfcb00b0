import DuckDB
import Synchronization
import Testing

@testable import AutoML

@Suite struct ComprehendTests {
  /// Says POSITIVE of each text, or what `answer` makes of the texts.
  private final class FakeComprehend: EndpointTransport {
    let bodies = Mutex<[String]>([])
    let isNamed: Bool
    let answer: @Sendable (_ textCount: Int) -> String

    init(isNamed: Bool = true, _ answer: @escaping @Sendable (Int) -> String = positive) {
      self.isNamed = isNamed
      self.answer = answer
    }

    func hasAddress(of name: String) -> Bool { isNamed && name == "comprehend" }

    func answers(
      to requests: [EndpointRequest],
      shouldStop: @escaping @Sendable () -> Bool
    ) throws(EndpointFailure) -> [EndpointAnswer] {
      requests.map { request in
        let body = String(decoding: request.body, as: UTF8.self)
        bodies.withLock { $0.append(body) }
        let count = JSON.value(Sent.self, from: body)?.TextList.count ?? 0
        return EndpointAnswer(
          contentType: "application/x-amz-json-1.1",
          body: Array(answer(count).utf8)
        )
      }
    }
  }

  private struct Sent: Decodable { let TextList: [String] }

  private static let positive: @Sendable (Int) -> String = { count in
    let results = (0..<count).map {
      "{\"Index\":\($0),\"Sentiment\":\"POSITIVE\",\"SentimentScore\":{\"Positive\":0.75,\"Negative\":0.1,"
        + "\"Neutral\":0.1,\"Mixed\":0.05}}"
    }
    return "{\"ResultList\":[\(results.joined(separator: ","))],\"ErrorList\":[]}"
  }

  private func rows(_ sql: String, _ transport: FakeComprehend) throws -> [[String?]] {
    let session = try Session(
      configuration: SessionConfiguration(threadCount: 1, endpoints: transport)
    )
    return try texts(sql, session)
  }

  private func texts(_ sql: String, _ session: Session) throws -> [[String?]] {
    var rows: [[String?]] = []
    try session.execute(sql) { result throws(AutoMLError) in
      guard case .rows(let result) = result else { return }
      while let batch = try result.nextBatch() { rows += batch }
    }
    return rows
  }

  @Test func `25 texts are a call, and each is asked about once`() throws {
    let transport = FakeComprehend()
    let sql = """
      SELECT count(*), min(aws_comprehend_detect_sentiment('text ' || (range % 60), 'es')) FROM range(300)
      """
    let session = try Session(
      configuration: SessionConfiguration(threadCount: 1, endpoints: transport)
    )
    #expect(try texts(sql, session) == [["300", "POSITIVE"]])
    let bodies = transport.bodies.withLock { $0 }
    #expect(bodies.count == 3)
    #expect(bodies.first?.hasPrefix("{\"LanguageCode\":\"es\",\"TextList\":[\"text 0\"") == true)
    let ledger = "SELECT endpoint, requests, round(price_usd, 6) FROM automl.remote_usage"
    #expect(try texts(ledger, session) == [["comprehend", "3", "0.018"]])
  }

  @Test func `fewer texts are a call where that is said`() throws {
    let transport = FakeComprehend()
    _ = try rows(
      "SELECT aws_comprehend_detect_sentiment('t' || range, 'en', 10) FROM range(20)",
      transport
    )
    #expect(transport.bodies.withLock { $0.count } == 2)
  }

  @Test func `both columns of PostgreSQL's function are one call`() throws {
    let transport = FakeComprehend()
    let sql = """
      SELECT sentiment, confidence FROM (SELECT 'a' AS x UNION ALL SELECT NULL UNION ALL SELECT '') t,
        aws_comprehend.detect_sentiment(x, 'en') s ORDER BY ALL
      """
    #expect(
      try rows(sql, transport) == [["POSITIVE", "0.75"], [nil, nil], [nil, nil]]
    )
    #expect(transport.bodies.withLock { $0 } == ["{\"LanguageCode\":\"en\",\"TextList\":[\"a\"]}"])
  }

  @Test func `without an address nothing is called, and that is said once`() throws {
    let transport = FakeComprehend(isNamed: false)
    let notices = Mutex<[String]>([])
    let session = try Session(
      configuration: SessionConfiguration(threadCount: 1, endpoints: transport),
      observer: SessionObserver(notice: { text in notices.withLock { $0.append(text) } })
    )
    for _ in 0..<2 {
      _ = try texts("SELECT aws_comprehend_detect_sentiment('good', 'en')", session)
    }
    #expect(transport.bodies.withLock { $0.isEmpty })
    #expect(notices.withLock { $0.filter { $0.contains("automl's own") }.count } == 1)
    try session.execute("SET automl.endpoints = 'comprehend=http://127.0.0.1:9000'")
    _ = try texts("SELECT aws_comprehend_detect_sentiment('good', 'en')", session)
    #expect(transport.bodies.withLock { $0.count } == 1)
  }

  @Test(arguments: [
    (
      "{\"ResultList\":[],\"ErrorList\":[{\"Index\":0,\"ErrorCode\":\"INTERNAL\",\"ErrorMessage\":\"no\"}]}",
      "tells no sentiment of 'good': INTERNAL, no"
    ),
    ("{\"ResultList\":[]}", "answered 0 of 1 texts"), ("<html>", "answered what cannot be read"),
    ("{\"ResultList\":[{\"Index\":7,\"Sentiment\":\"X\",\"SentimentScore\":{}}]}", "0 of 1"),
  ])
  func `an answer that is none is an error`(answer: String, words: String) throws {
    let transport = FakeComprehend { _ in answer }
    let error = #expect(throws: AutoMLError.self) {
      try rows("SELECT aws_comprehend_detect_sentiment('good', 'en')", transport)
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "none")")
  }

  @Test(arguments: [
    ("repeat('x', 5001)", "'en'", "a text of 5,001 bytes is longer than the 5,000"),
    ("'x'", "'tlh'", "language 'tlh' is none whose sentiments are told: en, es"),
  ])
  func `what Comprehend does not take is not sent`(
    text: String,
    language: String,
    words: String
  ) throws {
    let transport = FakeComprehend()
    let error = #expect(throws: AutoMLError.self) {
      try rows("SELECT aws_comprehend_detect_sentiment(\(text), \(language))", transport)
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "none")")
    #expect(transport.bodies.withLock { $0.isEmpty })
  }
}
