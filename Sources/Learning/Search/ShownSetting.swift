/// One hyperparameter as reports print it: its name in SQL, and its value's text.
package struct ShownSetting: Sendable, Hashable {
  /// The name.
  package let name: String
  /// The value, as whoever gave it wrote it.
  package let text: String

  /// A value's text.
  package init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  /// A count; nil where there is none.
  init?(_ name: String, count: Int?) {
    guard let count else { return nil }
    self.init(name, "\(count)")
  }

  /// A number, without a fraction that is none; nil where there is none.
  init?(_ name: String, number: Double?) {
    guard let number else { return nil }
    self.init(name, Int(exactly: number).map { "\($0)" } ?? "\(number)")
  }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// The word that a hyperparameter's value is, in any case of its letters.
  ///
  /// - Throws: `invalidHyperparameter` with all words.
  init(hyperparameter key: String, _ value: String) throws(LearningError) {
    guard let word = Self(rawValue: value.lowercased()) else {
      throw .invalidHyperparameter(
        key: key,
        value: value,
        requirement: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    self = word
  }
}
