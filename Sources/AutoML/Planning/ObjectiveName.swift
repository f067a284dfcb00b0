import Learning
import ModelSQL

/// An OBJECTIVE: a metric that a search decides by, or a loss that boosted trees are trained with.
enum ObjectiveName: Equatable {
  case metric(Metric)
  case loss(Objective.Kind)

  /// The metrics by the names that users write.
  static let metricNames: [(name: String, metric: Metric)] = [
    ("MSE", .meanSquaredError), ("Accuracy", .accuracy), ("F1", .f1), ("F1_Macro", .f1Macro),
    ("AUC", .areaUnderROC),
  ]
  /// XGBoost's names.
  static var lossNames: [String] { Objective.Kind.allCases.map(\.rawValue) }
  /// Every name.
  static var all: [String] { metricNames.map(\.name) + lossNames }

  /// The objective of a name in any case; `F1Macro` is `F1_Macro`.
  init?(_ text: String) {
    let name = text.lowercased()
    let plain = name.filter { $0 != "_" }
    if let found = Self.metricNames.first(where: {
      $0.name.lowercased().filter { $0 != "_" } == plain
    }) {
      self = .metric(found.metric)
    } else if let loss = Objective.Kind(rawValue: name) ?? Objective.Kind.formerNames[name] {
      self = .loss(loss)
    } else {
      return nil
    }
  }

  /// The name, where XGBoost has another one for it now; nil for any other.
  static func formerName(_ text: String) -> String? {
    Objective.Kind.formerNames[text.lowercased()] == nil ? nil : text
  }

  /// The names of the same sort, metric or loss, that fit a problem; of the losses of numbers the usual one.
  func others(for problem: ProblemType) -> [String] {
    switch self {
    case .metric:
      Self.metricNames.filter { ObjectiveName.metric($0.metric).fits(problem) }.map(\.name)
    case .loss:
      problem == .regression
        ? [Objective.Kind.squaredError.rawValue]
        : Objective.Kind.allCases.filter { ObjectiveName.loss($0).fits(problem) }.map(\.rawValue)
    }
  }

  /// The name as SHOW MODEL prints it.
  var text: String {
    switch self {
    case .metric(let metric):
      Self.metricNames.first { $0.metric == metric }?.name ?? metric.rawValue
    case .loss(let loss): loss.rawValue
    }
  }

  /// The loss; nil for a metric.
  var loss: Objective.Kind? {
    switch self {
    case .metric: nil
    case .loss(let loss): loss
    }
  }

  /// Whether rows are compared with those of their group only.
  var isRanking: Bool { loss?.problem == .ranking }

  /// The problem that the objective is for, where there is one only.
  var problem: ProblemType? {
    switch self {
    case .metric(.meanSquaredError): .regression
    case .metric(.f1): .binaryClassification
    case .metric: nil
    case .loss(let loss):
      switch loss.problem {
      case .number, .ranking: .regression
      case .twoClasses: .binaryClassification
      case .classes: .multiclassClassification
      }
    }
  }

  /// Whether the objective makes sense for a problem.
  func fits(_ problem: ProblemType) -> Bool {
    switch self {
    case .metric(.meanSquaredError): problem == .regression
    case .metric(.f1): problem == .binaryClassification
    case .metric: problem != .regression
    case .loss(let loss):
      switch loss.problem {
      case .number, .ranking: problem == .regression
      case .twoClasses: problem == .binaryClassification
      case .classes: problem != .regression
      }
    }
  }
}
