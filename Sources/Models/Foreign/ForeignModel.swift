/// A program whose models are read.
package enum ForeignProgram: String, Sendable, CaseIterable {
  case xgboost = "XGBoost"
  case lightGBM = "LightGBM"
  case catBoost = "CatBoost"
  /// A format of many programs.
  case onnx = "ONNX"
}

/// A model that another program has trained, in the form that the files of all come to.
package struct ForeignModel: Sendable, Equatable {
  /// The program.
  package let program: ForeignProgram
  /// The objective that was trained for, by the program's name.
  package let objective: String
  /// The features, in the order of the program's columns.
  package let features: [ForeignFeature]
  /// From features to predictions.
  package let learner: Learner
  /// The labels of the classes; empty where numbers are predicted.
  package let classLabels: [String]
  /// Settings of the training that the file tells, as texts.
  package let settings: [String: String]

  /// The most features of a file: more than a function can have arguments for.
  package static let featureLimit = 100_000
  /// The most nodes of all trees of a file, and the most words of their sets of levels.
  package static let nodeLimit = 1 << 24

  /// - Precondition: a label for each output, or two for one.
  package init(
    program: ForeignProgram,
    objective: String,
    features: [ForeignFeature],
    learner: Learner,
    classLabels: [String],
    settings: [String: String] = [:]
  ) {
    precondition(
      [learner.outputCount, 2 * learner.outputCount].contains(max(1, classLabels.count)),
      "\(classLabels.count) labels for \(learner.outputCount) outputs"
    )
    self.program = program
    self.objective = objective
    self.features = features
    self.learner = learner
    self.classLabels = classLabels
    self.settings = settings
  }

  /// The labels of classes that have no names: their numbers.
  package static func numbered(_ count: Int) -> [String] { (0..<count).map(String.init) }
}

/// A feature of a model of another program.
package struct ForeignFeature: Sendable, Equatable {
  /// The name; empty where the file has none.
  package let name: String
  /// For a category its levels, in ascending order of their bytes; nil for a number.
  package let levels: [String]?

  package init(name: String, levels: [String]? = nil) {
    self.name = name
    self.levels = levels
  }
}
