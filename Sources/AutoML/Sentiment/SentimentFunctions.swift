import DuckDB
import Sentiment

/// The functions that tell sentiments, as Aurora has them: MySQL's two, and one for PostgreSQL's
/// `aws_comprehend.detect_sentiment`, which gives both columns.
struct SentimentFunctions: Sendable {
  /// The name of Aurora MySQL's function, by which a statement that calls one of them is known.
  static let name = "aws_comprehend_detect_sentiment"
  /// The name of the function that stands for Aurora PostgreSQL's, no longer than that.
  static let pairName = "__automl_sentiment"
  /// The name of the function that gives what the classifier is trained on.
  static let cuesName = "__automl_sentiment_cues"

  private static let pairType = LogicalType.struct([
    .init(name: "sentiment", type: .varchar()), .init(name: "confidence", type: .float),
  ])
  private static let cuesType = LogicalType.struct(
    SentimentCues.names.map { .init(name: $0, type: .double) }
      + [.init(name: SentimentCues.wordsName, type: .varchar())]
  )

  private let calls: RemoteCalls

  /// The functions of a database, which call endpoints by its way.
  init(calls: RemoteCalls) { self.calls = calls }

  /// Makes the functions known.
  func register(on connection: Connection) throws(DuckDBError) {
    try connection.register(
      overloads: overloads(Self.name, .varchar()) { answers, output in
        Self.setTexts(answers.map { $0?.sentiment }, &output)
      }
    )
    try connection.register(
      overloads: overloads(Self.name + "_confidence", .double) { answers, output in
        try output.write(answers.map { $0?.confidence ?? .nan })
      }
    )
    try connection.register(
      overloads: overloads(Self.pairName, Self.pairType) { answers, output in
        output.withField(0) { Self.setTexts(answers.map { $0?.sentiment }, &$0) }
        try output.withField(1) { try $0.write(answers.map { $0?.confidence ?? .nan }) }
        for (row, answer) in answers.enumerated() where answer == nil { output.setNull(row) }
      }
    )
    try connection.register(cues)
  }

  /// A function of a text, its language and, where it is written, the most rows of a request.
  private func overloads(
    _ name: String,
    _ type: LogicalType,
    _ write:
      @escaping @Sendable ([SentimentClassifier.Answer?], inout OutputVector) throws -> Void
  ) -> [ScalarFunction] {
    let detection = SentimentDetection(calls: calls, function: name)
    return [[.varchar(), .varchar()], [.varchar(), .varchar(), .integer]].map { parameters in
      ScalarFunction(
        name: name,
        parameterTypes: parameters,
        returnType: type,
        isPure: false,
        isToldCaller: true,
        preparation: { PlannedCalls.note(PlannedCalls.Function(name: Self.name, parameters: [])) }
      ) { arguments, output in
        try write(try detection.answers(to: arguments), &output)
      }
    }
  }

  /// The cues of a text, for `scripts/sentiment-model.sh`.
  private var cues: ScalarFunction {
    ScalarFunction(
      name: Self.cuesName,
      parameterTypes: [.varchar()],
      returnType: Self.cuesType
    ) { arguments, output in
      let cues = (0..<arguments.rowCount).map { row in
        arguments.text(row: row, column: 0).map { SentimentCues($0) }
      }
      for index in SentimentCues.names.indices {
        try output.withField(index) { try $0.write(cues.map { $0?.values[index] ?? .nan }) }
      }
      output.withField(SentimentCues.names.count) { Self.setTexts(cues.map { $0?.words }, &$0) }
      for (row, cue) in cues.enumerated() where cue == nil { output.setNull(row) }
    }
  }

  private static func setTexts(_ texts: [String?], _ output: inout OutputVector) {
    for (row, text) in texts.enumerated() {
      if let text { output.setText(row, to: text) } else { output.setNull(row) }
    }
  }
}
