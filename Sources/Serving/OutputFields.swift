import AutoML

/// The values that a prediction has in an answer, by the names that SageMaker's containers give them.
public struct OutputFields: Sendable, Equatable {
  /// One value, or one for each label.
  enum Field: String, CaseIterable, Sendable {
    /// The most likely class.
    case predictedLabel = "predicted_label"
    /// The number that is predicted.
    case predictedScore = "predicted_score"
    /// The number that is predicted, or `probability`.
    case score
    /// Of two classes the probability of the second label, as XGBoost has it; of more that of the
    /// predicted one.
    case probability
    /// The probability of each label.
    case probabilities
    /// The labels, in the order of `probabilities`.
    case labels

    /// Whether it is of classes, or of numbers; nil where of both.
    fileprivate var isOfClasses: Bool? {
      switch self {
      case .predictedLabel, .probability, .probabilities, .labels: true
      case .predictedScore: false
      case .score: nil
      }
    }
  }

  /// The values, in order.
  let fields: [Field]

  /// The names of all.
  public static let names = Field.allCases.map(\.rawValue)

  /// The values that are named, separated by commas; nil where a name is none.
  public init?(_ names: String) {
    var fields: [Field] = []
    for name in names.split(separator: ",") {
      guard let field = Field(rawValue: name.filter { $0 != " " }.lowercased()) else { return nil }
      fields.append(field)
    }
    guard !fields.isEmpty else { return nil }
    self.fields = fields
  }

  /// Some values.
  init(_ fields: [Field]) { self.fields = fields }

  /// Those of a request that names none.
  static func standard(for predictor: Predictor, in type: MediaType) -> OutputFields {
    switch (predictor.labels.isEmpty, type) {
    case (true, .csv): OutputFields([.predictedScore])
    case (true, _): OutputFields([.score])
    case (false, .csv): OutputFields([.predictedLabel])
    case (false, _): OutputFields([.predictedLabel, .score])
    }
  }

  /// Whether probabilities are among them, where a class is predicted.
  var needProbabilities: Bool {
    fields.contains { $0 == .score || $0 == .probability || $0 == .probabilities }
  }

  /// The first that a model has not; nil where it has all.
  func missing(in predictor: Predictor) -> String? {
    fields.first { $0.isOfClasses == predictor.labels.isEmpty }?.rawValue
  }
}
