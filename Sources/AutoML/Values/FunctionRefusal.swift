/// A refusal of a function that is registered here.
///
/// The engine hands on its text alone, in a message of its own; so the SQLSTATE goes with the text, and comes
/// back in `init(engineMessage:)`.
struct FunctionRefusal: Error, CustomStringConvertible {
  /// The class of the error.
  let sqlState: String
  /// One sentence that names the thing.
  let message: String

  /// A refusal for what a call is given.
  init(_ message: String, sqlState: String = SQLState.invalidParameterValue) {
    self.sqlState = sqlState
    self.message = message
  }

  /// The refusal in one of the engine's messages; nil where there is none.
  init?(engineMessage: String) {
    guard let start = Self.starts.first(where: engineMessage.hasPrefix) else { return nil }
    let rest = engineMessage.dropFirst(start.count)
    let state = rest.prefix(5)
    guard state.utf8.count == 5, rest.dropFirst(5).hasPrefix(Self.end) else { return nil }
    sqlState = String(state)
    message = String(rest.dropFirst(5 + Self.end.count))
  }

  private static let opening = "[SQLSTATE "
  private static let end = "] "
  /// The beginnings of the engine's messages: on a call, and on a call's plan.
  private static let starts = ["Invalid Input Error: ", "Binder Error: "].map { $0 + opening }

  /// The text for the engine.
  var description: String { Self.opening + sqlState + Self.end + message }
}
