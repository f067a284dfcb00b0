/// The values of hyperparameters as a statement has them: texts, each checked by its key.
enum HyperparameterText {
  /// A whole number from `least`.
  ///
  /// - Throws: `invalidHyperparameter` with the range.
  static func count(
    _ key: String,
    _ value: String,
    from least: Int = 1,
    most: Int
  ) throws(LearningError) -> Int {
    guard let count = Int(value), (least...most).contains(count) else {
      throw .invalidHyperparameter(
        key: key,
        value: value,
        requirement: "a whole number from \(least) to \(most)"
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

  /// One of two values, in the words of SQL, Python and JSON.
  ///
  /// - Throws: `invalidHyperparameter`.
  static func truth(_ key: String, _ value: String) throws(LearningError) -> Bool {
    switch value.lowercased() {
    case "true", "1", "on": return true
    case "false", "0", "off": return false
    default: throw .invalidHyperparameter(key: key, value: value, requirement: "true or false")
    }
  }

  /// A seed of random numbers.
  ///
  /// - Throws: `invalidHyperparameter`.
  static func seed(_ key: String, _ value: String) throws(LearningError) -> UInt64 {
    guard let seed = UInt64(value) else {
      throw .invalidHyperparameter(
        key: key,
        value: value,
        requirement: "a whole number, 0 or more"
      )
    }
    return seed
  }
}
