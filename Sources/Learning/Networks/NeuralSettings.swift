package import Models

/// The settings of a multilayer perceptron; the defaults are after RealMLP-TD-S (Holzmüller, Grinsztajn and
/// Steinwart 2024, "Better by default").
package struct NeuralSettings: Sendable, Equatable {
  /// The outputs of each layer but the last.
  package var hiddenLayers = [256, 256, 256]
  /// Times that every row is gone through.
  package var epochCount = 256
  /// Rows of a step, about: batches of an epoch differ by one row at most.
  package var batchSize = 256
  /// The largest rate; nil takes 0.04 for classes and 0.07 for numbers.
  package var learningRate: Double?
  /// The way of the rate.
  package var schedule = LearningSchedule.coslog4
  /// The function between layers; nil takes SELU for classes and Mish for numbers.
  package var activation: NeuralActivation?
  /// The share of each hidden layer's outputs that a training row does without.
  package var dropout = 0.0
  /// The share of weights that a step takes off, times the rate (Loshchilov and Hutter 2019).
  package var weightDecay = 0.0
  /// The share of a class's probability that is spread over all classes.
  package var labelSmoothing = 0.1
  /// The share of the mean gradients that a step keeps.
  package var meanShare = 0.9
  /// The share of the mean squared gradients that a step keeps.
  package var squareShare = 0.95
  /// Whether rows are held out, and the epoch that does best on them is kept.
  package var stopsEarly = true
  /// The seed of weights, orders and dropout; nil takes that of the training.
  package var seed: UInt64?
  /// The settings as they are printed: what the user wrote, as it was written, or what
  /// `shownAsCandidate` says.
  package private(set) var shown: [ShownSetting] = []

  /// The defaults.
  package init() {}

  /// Reads hyperparameters as a statement has them.
  ///
  /// - Throws: `unknownHyperparameter`, `invalidHyperparameter`.
  package init(hyperparameters: [(key: String, value: String)]) throws(LearningError) {
    for (key, value) in hyperparameters { try set(key.lowercased(), to: value) }
    shown = hyperparameters.map { ShownSetting($0.key, $0.value) }
  }

  /// The settings printed as a search prints them.
  func shownAsCandidate() -> NeuralSettings {
    var settings = self
    settings.shown = [
      ShownSetting("hidden_layers", hiddenLayers.map { "\($0)" }.joined(separator: ",")),
      ShownSetting("epochs", "\(epochCount)"),
    ]
    return settings
  }

  private mutating func set(_ key: String, to value: String) throws(LearningError) {
    switch key {
    case "hidden_layers", "hidden_layer_sizes": hiddenLayers = try Self.widths(key, value)
    case "epochs", "max_iter": epochCount = try HyperparameterText.count(key, value, most: 100_000)
    case "batch_size", "mini_batch_size":
      batchSize = try HyperparameterText.count(key, value, most: 65_536)
    case "learning_rate", "learning_rate_init":
      learningRate = try HyperparameterText.number(key, value, "a number above 0, at most 10") {
        $0 > 0 && $0 <= 10
      }
    case "schedule": schedule = try LearningSchedule(hyperparameter: key, value)
    case "activation": activation = try Self.activation(key, value)
    case "dropout":
      dropout = try HyperparameterText.number(key, value, "a number from 0, below 1") {
        $0 >= 0 && $0 < 1
      }
    case "weight_decay":
      weightDecay = try HyperparameterText.number(key, value, "a number from 0 to 1") {
        $0 >= 0 && $0 <= 1
      }
    case "label_smoothing":
      labelSmoothing = try HyperparameterText.number(key, value, "a number from 0, below 1") {
        $0 >= 0 && $0 < 1
      }
    case "beta_1":
      meanShare = try HyperparameterText.number(key, value, "a number from 0, below 1") {
        $0 >= 0 && $0 < 1
      }
    case "beta_2":
      squareShare = try HyperparameterText.number(key, value, "a number from 0, below 1") {
        $0 >= 0 && $0 < 1
      }
    case "early_stopping": stopsEarly = try HyperparameterText.truth(key, value)
    case "seed", "random_state": seed = try HyperparameterText.seed(key, value)
    default:
      throw .unknownHyperparameter(key: key, suggestion: nearest(to: key, among: Self.keys))
    }
  }

  private static let keys = [
    "activation", "batch_size", "beta_1", "beta_2", "dropout", "early_stopping", "epochs",
    "hidden_layer_sizes", "hidden_layers", "label_smoothing", "learning_rate",
    "learning_rate_init", "max_iter", "mini_batch_size", "random_state", "schedule", "seed",
    "weight_decay",
  ]
  private static let layerLimit = 16
  private static let widthLimit = 4_096

  /// Widths with commas between them, in brackets or not.
  private static func widths(_ key: String, _ value: String) throws(LearningError) -> [Int] {
    let brackets: Set<Character> = ["(", ")", "[", "]", " "]
    let words = value.filter { !brackets.contains($0) }
      .split(separator: ",", omittingEmptySubsequences: false)
    // "(100,)" is how Python writes a single one.
    let given = words.count > 1 && words.last?.isEmpty == true ? words.dropLast() : words[...]
    let widths = given.compactMap { Int($0) }
    guard widths.count == given.count, (1...layerLimit).contains(widths.count),
      widths.allSatisfy({ (1...widthLimit).contains($0) })
    else {
      throw .invalidHyperparameter(
        key: key,
        value: value,
        requirement: "1 to \(layerLimit) whole numbers from 1 to \(widthLimit), with commas "
          + "between them, such as '256,256,256'"
      )
    }
    return widths
  }

  private static func activation(
    _ key: String,
    _ value: String
  ) throws(LearningError) -> NeuralActivation {
    guard let found = NeuralActivation.allCases.first(where: { $0.name == value.lowercased() })
    else {
      let names = NeuralActivation.allCases.map(\.name).joined(separator: ", ")
      throw .invalidHyperparameter(key: key, value: value, requirement: "one of \(names)")
    }
    return found
  }
}

extension NeuralSettings {
  /// The settings with the epoch that was kept, and printed so.
  func with(epochs: Int) -> NeuralSettings {
    var settings = self
    settings.shown = shown.filter { $0.name != "epochs" } + [ShownSetting("epochs", "\(epochs)")]
    return settings
  }

  /// The epoch nearest to one, by the ratio, that a network may be left at.
  func rest(near epoch: Int) -> Int {
    func distance(_ rest: Int) -> Double {
      max(Double(rest) / Double(epoch), Double(epoch) / Double(rest))
    }
    let rests = schedule.rests(epochCount: epochCount)
    return rests.min { distance($0) < distance($1) } ?? epochCount
  }

  /// The function between layers, of a task.
  func activation(of task: LearningTask) -> NeuralActivation {
    activation ?? (task == .regression ? .mish : .selu)
  }

  /// The largest rate, of a task.
  func learningRate(of task: LearningTask) -> Double {
    learningRate ?? (task == .regression ? 0.07 : 0.04)
  }
}
