/// The words of CREATE MODEL, for those who type it.
package enum DialectWords {
  /// The keywords of its clauses, in canonical order.
  package static let clauses = Clause.allCases.map(\.rawValue)
  /// MODEL_TYPE.
  package static let modelTypes = ModelType.allCases.map(\.rawValue)
  /// PROBLEM_TYPE.
  package static let problemTypes = ProblemType.allCases.map(\.rawValue)
  /// The names of SETTINGS.
  package static let settings = SettingKey.allCases.map(\.rawValue)

  /// The words that a setting's value may be; none where it is no word.
  package static func values(ofSetting name: String) -> [String] {
    guard case .words(let words)? = form(ofSetting: name) else { return [] }
    return words
  }

  /// Whether a setting's value is a column.
  package static func isColumn(setting name: String) -> Bool {
    guard case .column? = form(ofSetting: name) else { return false }
    return true
  }

  private static func form(ofSetting name: String) -> SettingForm? {
    SettingKey(rawValue: name.asciiUppercased)?.form
  }
}
