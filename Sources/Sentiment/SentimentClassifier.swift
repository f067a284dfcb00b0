internal import LinearAlgebra
package import Models

/// Tells the sentiment of English texts: a linear model of `SentimentCues`, in the binary.
package struct SentimentClassifier: Sendable {
  /// A sentiment, and how sure it is.
  package struct Answer: Sendable, Equatable {
    /// `POSITIVE`, `NEGATIVE`, `NEUTRAL` or `MIXED`.
    package let sentiment: String
    /// The probability of it, from 0 to 1.
    package let confidence: Double

    /// A sentiment with its probability.
    package init(sentiment: String, confidence: Double) {
      self.sentiment = sentiment
      self.confidence = confidence
    }
  }

  private let model: CompiledPredictor
  private let labels: [String]
  private let vocabularies: [Int: Vocabulary]

  /// The classifier of the binary, read when it is first asked for.
  package static let shared: SentimentClassifier = {
    do { return SentimentClassifier(try ModelArchive.model(from: SentimentBytes.model)) } catch {
      preconditionFailure("the model of sentiments cannot be read: \(error)")
    }
  }()

  /// A classifier of a model.
  ///
  /// - Precondition: the model is one of classes, and its inputs are called as cues are.
  package init(_ model: Model) {
    precondition(
      !model.labels.isEmpty
        && model.encoding.inputs.allSatisfy { input in
          input.name == SentimentCues.wordsName && input.kind == .words
            || SentimentCues.names.contains(input.name) && input.kind == .number
            || !input.isUsed
        },
      "a model of something else"
    )
    self.model = CompiledPredictor(model)
    labels = model.labels
    vocabularies = model.encoding.vocabularies
  }

  /// The answer for each text.
  ///
  /// - Complexity: O(bytes of the texts, and texts x size of the model).
  package func answers(to texts: [String]) -> [Answer] {
    guard !texts.isEmpty else { return [] }
    let cues = texts.map { SentimentCues($0) }
    var columns: [FeatureColumn] = []
    var words: [Int: WordTable] = [:]
    for (index, input) in model.encoding.inputs.enumerated() {
      if let vocabulary = vocabularies[index] {
        words[index] = WordTable(cues.map(\.words), vocabulary)
        columns.append(.codes((0..<UInt32(texts.count)).map { $0 }, levelCount: texts.count))
      } else {
        let place = SentimentCues.names.firstIndex(of: input.name)
        columns.append(.double(cues.map { cue in place.map { cue.values[$0] } ?? .nan }))
      }
    }
    let features = model.encoding.features(of: columns, rowCount: texts.count, texts: words)
    let predictions = model.predictions(of: features)
    let probabilities = model.probabilities(of: predictions)
    return model.classes(of: predictions).enumerated().map { row, label in
      Answer(sentiment: labels[label], confidence: probabilities[row, label])
    }
  }
}
