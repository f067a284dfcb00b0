/// The settings of a linear learner: which loss, how strongly penalised, and when to stop.
///
/// The objective is the sum over rows of weight times loss, plus `lambda / 2` times the squared
/// norm of the coefficients (of standardised values and 0/1 columns), plus `alpha` times their
/// absolute sum; intercepts are free. scikit-learn's C is 1 / `lambda`, its Ridge's alpha is
/// `lambda`; its Lasso's alpha is our `alpha` divided by the number of rows.
package struct LinearSettings: Sendable, Equatable {
  /// The ways to the coefficients.
  package enum Method: String, Sendable, CaseIterable {
    /// The objective is minimised.
    case loss
    /// Classes are told by their means and one covariance: linear discriminant analysis.
    case discriminant
  }

  /// The way to the coefficients.
  package var method: Method
  /// The strength of the squared penalty, 0 or more.
  package var lambda: Double
  /// The strength of the absolute penalty, 0 or more, which leaves few coefficients other than 0.
  package var alpha: Double
  /// The loss; nil takes the task's own: squared for numbers, logistic for classes.
  package var loss: LinearLoss?
  /// Converged once no element of the gradient, divided by the rows' total weight, is larger.
  ///
  /// It is measured in a unit that goes with the target's: for the squared loss with the target brought
  /// to unit variance, for Poisson and tweedie losses by the size that gradients have at the mean.
  package var tolerance: Double
  /// At most so many steps.
  package var maxIterations: Int
  /// The expansion of the features before they are encoded.
  package var features: LinearFeatures
  /// The settings as they are printed: what the user wrote, as it was written, or what
  /// `shownAsCandidate` says.
  package private(set) var shown: [ShownSetting] = []

  /// The defaults, unless told otherwise.
  package init(
    method: Method = .loss,
    lambda: Double = 1,
    alpha: Double = 0,
    loss: LinearLoss? = nil,
    tolerance: Double = 1e-6,
    maxIterations: Int = 1000,
    features: LinearFeatures = .plain
  ) {
    self.method = method
    self.lambda = lambda
    self.alpha = alpha
    self.loss = loss
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.features = features
  }

  /// Reads hyperparameters as a statement has them.
  ///
  /// - Throws: `unknownHyperparameter`, `invalidHyperparameter`.
  package init(hyperparameters: [(key: String, value: String)]) throws(LearningError) {
    self.init()
    for (key, value) in hyperparameters { try set(key.lowercased(), to: value) }
    shown = hyperparameters.map { ShownSetting($0.key, $0.value) }
  }

  /// The settings printed as a search prints them: what tells its candidates apart, and what differs
  /// from the defaults.
  func shownAsCandidate() -> LinearSettings {
    var settings = self
    let defaults = Set(LinearSettings().texts)
    settings.shown = texts.filter {
      ["features", "lambda"].contains($0.name) || !defaults.contains($0)
    }
    return settings
  }

  /// Every hyperparameter that has a value.
  private var texts: [ShownSetting] {
    let texts: [ShownSetting?] = [
      ShownSetting("method", method.rawValue), ShownSetting("features", features.name),
      ShownSetting("lambda", number: lambda),
      ShownSetting("alpha", number: alpha), loss.map { ShownSetting("loss", $0.name) },
      ShownSetting("tolerance", number: tolerance),
      ShownSetting("max_iterations", count: maxIterations),
    ]
    return texts.compactMap(\.self)
  }

  private mutating func set(_ key: String, to value: String) throws(LearningError) {
    switch key {
    case "lambda":
      lambda = try HyperparameterText.number(key, value, "a number, 0 or more") { $0 >= 0 }
    case "alpha":
      alpha = try HyperparameterText.number(key, value, "a number, 0 or more") { $0 >= 0 }
    case "tolerance":
      tolerance = try HyperparameterText.number(key, value, "a number above 0") { $0 > 0 }
    case "max_iterations":
      maxIterations = Int(
        try HyperparameterText.number(key, value, "a whole number from 1 to 1000000") {
          $0 >= 1 && $0 <= 1e6 && $0 == $0.rounded()
        }
      )
    case "features":
      guard let features = LinearFeatures(name: value.lowercased()) else {
        throw .invalidHyperparameter(
          key: key,
          value: value,
          requirement: LinearFeatures.requirement
        )
      }
      self.features = features
    case "method": method = try Method(hyperparameter: key, value)
    case "loss":
      guard let loss = LinearLoss(name: value.lowercased()) else {
        throw .invalidHyperparameter(
          key: key,
          value: value,
          requirement: "one of \(LinearLoss.names.joined(separator: ", "))"
        )
      }
      self.loss = loss
    default:
      throw .unknownHyperparameter(key: key, suggestion: nearest(to: key, among: Self.keys))
    }
  }

  private static let keys = [
    "alpha", "features", "lambda", "loss", "max_iterations", "method", "tolerance",
  ]
}
