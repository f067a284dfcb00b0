import AutoML

/// Completes what is typed at the prompt from the names of a session.
final class PromptCompleter {
  private let session: Session
  private var before = ""
  private var names: SessionNames?

  /// A completer for what is typed in a session.
  init(session: Session) { self.session = session }

  /// Begins another line, behind the lines `before` of the same statement.
  ///
  /// Names are asked for at its first tab.
  func begin(behind before: String) {
    self.before = before.isEmpty ? "" : before + "\n"
    names = nil
  }

  /// The ways to go on with a line at a place in it, in Unicode scalars.
  func completion(of line: String, cursor: Int) -> Completion {
    let scalars = line.unicodeScalars
    let typed = String(scalars.prefix(cursor))
    let rest = String(scalars.dropFirst(cursor))
    let names = names ?? (try? session.names()) ?? SessionNames()
    self.names = names
    return Completer(names: names).completion(of: typed, behind: before, before: rest)
  }
}
