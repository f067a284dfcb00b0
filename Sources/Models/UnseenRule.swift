/// The answer of a model's function where an argument has a level that training did not see.
package enum UnseenRule: UInt8, Sendable, CaseIterable {
  /// As if the level were missing, by the learner's own rule.
  case missing = 0
  /// NULL.
  case null = 1
  /// An error that names the column and the level.
  case error = 2

  /// The rule of a name.
  package init?(name: String) {
    switch name {
    case "missing": self = .missing
    case "null": self = .null
    case "error": self = .error
    default: return nil
    }
  }
}
