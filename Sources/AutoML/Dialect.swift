import ModelSQL

/// The words of CREATE MODEL, and names as SQL has them, for those who type.
package enum Dialect {
  /// The keywords of its clauses, in canonical order.
  package static var clauses: [String] { DialectWords.clauses }
  /// MODEL_TYPE.
  package static var modelTypes: [String] { DialectWords.modelTypes }
  /// PROBLEM_TYPE.
  package static var problemTypes: [String] { DialectWords.problemTypes }
  /// The names of SETTINGS.
  package static var settings: [String] { DialectWords.settings }
  /// OBJECTIVE, without its quotes.
  package static var objectives: [String] { ObjectiveName.all }
  /// The table functions of schema automl.
  package static var tableFunctions: [String] { EvaluationFunction.allCases.map(\.rawValue) }

  /// The words that a setting's value may be; none where it is no word.
  package static func values(ofSetting name: String) -> [String] {
    DialectWords.values(ofSetting: name)
  }

  /// Whether a setting's value is a column.
  package static func isColumn(setting name: String) -> Bool {
    DialectWords.isColumn(setting: name)
  }

  /// A name in quotes.
  package static func quotedName(_ name: String) -> String { quoted(name) }
  /// A name, in quotes where it is no plain word.
  package static func name(_ name: String) -> String { SQLText.identifierKeepingCase(name) }
  /// A string literal.
  package static func string(_ text: String) -> String { literal(text) }
  /// Whether two names are the same to SQL.
  package static func isSame(_ a: String, _ b: String) -> Bool { isSameName(a, b) }
}
