import CEditLine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Lines typed at a terminal, with editing and a history that outlives the process.
struct LineEditor {
  /// The most entries of the history.
  static let historyLimit = 1000

  private let historyPath: String?

  /// An editor with the history of the file `historyPath`; nil keeps none.
  init(historyPath: String?) {
    self.historyPath = historyPath
    // Without the user's locale the editor would count bytes, not characters.
    unsafe setlocale(LC_CTYPE, "")
    automl_prepare_editor()
    stifle_history(Int32(Self.historyLimit))
    if let historyPath { _ = unsafe read_history(historyPath) }
  }

  /// The history file of the user: `~/.automl_history`.
  static var userHistoryPath: String? {
    unsafe getenv("HOME").map { unsafe String(cString: $0) + "/.automl_history" }
  }

  /// The next line without its end; nil at the end of the input, or when a signal came in between.
  func readLine(prompt: String) -> String? {
    guard let line = unsafe readline(prompt) else { return nil }
    defer { unsafe free(line) }
    return unsafe String(cString: line)
  }

  /// Adds what was typed to the history, and saves it.
  func remember(_ entry: String) {
    unsafe add_history(entry)
    if let historyPath { _ = unsafe write_history(historyPath) }
  }
}
