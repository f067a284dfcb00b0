import Sentiment

/// One call of Amazon Comprehend's `BatchDetectSentiment`.
struct ComprehendBatch {
  /// The most texts of a call.
  static let rowLimit = 25
  /// The most bytes of a text.
  private static let byteLimit = 5000
  /// The languages, by their codes.
  static let languages = [
    "en", "es", "fr", "de", "it", "pt", "ar", "hi", "ja", "ko", "zh", "zh-TW",
  ]

  private struct Request: Encodable {
    let LanguageCode: String
    let TextList: [String]
  }

  private struct Answer: Decodable {
    struct Result: Decodable {
      let Index: Int
      let Sentiment: String
      let SentimentScore: [String: Double]
    }
    struct Failure: Decodable {
      let Index: Int
      let ErrorCode: String?
      let ErrorMessage: String?
    }
    let ResultList: [Result]
    let ErrorList: [Failure]?
  }

  /// The texts.
  let texts: [String]
  private let language: String

  /// A call about texts in a language.
  ///
  /// - Throws: where a text is longer than Comprehend takes.
  init(_ texts: [String], language: String) throws(FunctionRefusal) {
    if let long = texts.first(where: { $0.utf8.count > Self.byteLimit }) {
      throw FunctionRefusal(
        "a text of \(grouped(long.utf8.count)) bytes is longer than the \(grouped(Self.byteLimit))"
          + " that Comprehend takes: '\(long.prefix(40))...'"
      )
    }
    self.texts = texts
    self.language = language
  }

  /// The units that are paid for: 100 characters each, three at least for a text.
  var unitCount: Int {
    texts.reduce(0) { $0 + max(3, ($1.unicodeScalars.count + 99) / 100) }
  }

  /// The request to an address; nil where the transport knows it.
  func request(to address: String?) -> EndpointRequest {
    EndpointRequest(
      service: .comprehend,
      address: address,
      contentType: "application/x-amz-json-1.1",
      accept: "application/json",
      body: Array(JSON.text(Request(LanguageCode: language, TextList: texts)).utf8)
    )
  }

  /// The sentiment of each text, in order.
  ///
  /// - Throws: where a text has none, or the answer is of another form.
  func sentiments(
    in answer: EndpointAnswer
  ) throws(FunctionRefusal) -> [SentimentClassifier.Answer] {
    let text = String(decoding: answer.body, as: UTF8.self)
    guard let document = JSON.value(Answer.self, from: text) else {
      throw refusal("answered what cannot be read\(AnswerText.quoted(answer.body))")
    }
    if let failure = document.ErrorList?.first {
      let quoted = texts.indices.contains(failure.Index) ? texts[failure.Index].prefix(40) : ""
      throw refusal(
        "tells no sentiment of '\(quoted)': \(failure.ErrorCode ?? "error")"
          + (failure.ErrorMessage.map { ", \($0)" } ?? "")
      )
    }
    var found = [SentimentClassifier.Answer?](repeating: nil, count: texts.count)
    for result in document.ResultList where found.indices.contains(result.Index) {
      guard let score = result.SentimentScore[result.Sentiment.capitalizedWord] else { continue }
      found[result.Index] = SentimentClassifier.Answer(
        sentiment: result.Sentiment,
        confidence: score
      )
    }
    let sentiments = found.compactMap { $0 }
    guard sentiments.count == texts.count else {
      throw refusal(
        "answered \(sentiments.count) of \(texts.count) texts\(AnswerText.quoted(answer.body))"
      )
    }
    return sentiments
  }

  private func refusal(_ what: String) -> FunctionRefusal {
    FunctionRefusal(
      "endpoint \"\(SentimentDetection.endpoint)\" \(what)",
      sqlState: SQLState.externalRoutine
    )
  }
}

extension String {
  /// `Positive` of `POSITIVE`.
  fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
