/// The values of hyperparameters as a statement has them: texts, each checked by its key.
enum HyperparameterText {
  /// A whole number from 1.
  ///
  /// - Throws: `invalidHyperparameter` with the range.
  static func count(
    _ key: String,
    _ value: String,
    most: Int
  ) throws(LearningError) -> Int {
    guard let count = Int(value), (1...most).contains(count) else {
      throw .invalidHyperparameter(
        key: key,
        value: value,
        requirement: "a whole number from 1 to \(most)"
      )
    }
    return count
  }

  /// A finite number that is allowed.
  ///
  /// - Throws: `invalidHyperparameter` with the requirement.
  static func number(
    _ key: String,
    _ value: String,
    _ requirement: String,
    _ isAllowed: (Double) -> Bool
  ) throws(LearningError) -> Double {
    guard let number = Double(value), number.isFinite, isAllowed(number) else {
      throw .invalidHyperparameter(key: key, value: value, requirement: requirement)
    }
    return number
  }
}
