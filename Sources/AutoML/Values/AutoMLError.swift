/// An error in words for the user: the reason, the place in the SQL, and the remedy.
public struct AutoMLError: Error, Sendable, Equatable {
  /// The class of the error, as in PostgreSQL: five characters.
  public let sqlState: String
  /// One sentence that names the thing.
  public let message: String
  /// The remedy, where one is known.
  public let hint: String?
  /// The line of SQL with carets under the place, where there is one.
  public let excerpt: String?
  /// The file and the line, `script.sql:12`, where the SQL is from a file.
  package private(set) var place: String?

  /// An error made of its parts; what is too long for a message is cut.
  public init(sqlState: String, message: String, hint: String? = nil, excerpt: String? = nil) {
    self.sqlState = sqlState
    self.message = Self.clipped(message)
    self.hint = hint.map(Self.clipped)
    self.excerpt = excerpt
  }

  /// The error of SQL that is from a file, at `place` in it.
  package func located(at place: String) -> AutoMLError {
    var error = self
    error.place = place
    return error
  }

  /// Whether the user stopped the work (SQLSTATE 57014).
  public var isInterrupt: Bool { sqlState == SQLState.queryCanceled }
}

extension AutoMLError: CustomStringConvertible {
  /// `message`, the excerpt and the hint, a line each.
  public var description: String {
    [message, excerpt, hint.map { "Hint: \($0)" }].compactMap(\.self).joined(separator: "\n")
  }
}

/// The SQLSTATEs that errors carry.
enum SQLState {
  static let syntaxError = "42601"
  static let undefinedTable = "42P01"
  static let undefinedColumn = "42703"
  static let duplicateColumn = "42701"
  static let undefinedFunction = "42883"
  static let undefinedObject = "42704"
  static let duplicateObject = "42710"
  static let duplicateFunction = "42723"
  static let datatypeMismatch = "42804"
  static let invalidDefinition = "42611"
  static let featureNotSupported = "0A000"
  static let invalidParameterValue = "22023"
  static let dataException = "22000"
  static let objectInUse = "55006"
  static let readOnly = "25006"
  static let notPermitted = "42501"
  static let cannotConnect = "08001"
  static let externalRoutine = "38000"
  static let dataCorrupted = "XX001"
  static let ioError = "58030"
  static let serializationFailure = "40001"
  static let outOfMemory = "53200"
  static let diskFull = "53100"
  static let queryCanceled = "57014"
  static let engineError = "XX000"
}
