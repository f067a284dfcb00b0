/// The costs of wrong decisions between two classes, of which only the ratio matters.
package struct DecisionCosts: Sendable, Equatable {
  /// The cost of predicting class 1 where it is not, above 0.
  package let falsePositive: Double
  /// The cost of not predicting class 1 where it is, above 0.
  package let falseNegative: Double

  /// Costs of decisions.
  package init(falsePositive: Double, falseNegative: Double) {
    self.falsePositive = falsePositive
    self.falseNegative = falseNegative
  }
}
