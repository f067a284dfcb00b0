import AutoML
import CProcess

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A program that shows a long text a screen at a time.
struct Pager {
  private let process: pid_t
  private let input: Descriptor

  /// Starts the pager that a command of the shell says; nil where there is no shell.
  init?(command: String) {
    var number: Int32 = -1
    process = unsafe automl_run_shell(command, &number)
    guard process > 0 else { return nil }
    input = Descriptor(number: number, name: "the pager")
  }

  /// Hands text over.
  ///
  /// - Throws: `AutoMLError.outputClosed` once the user has left the pager.
  func write(_ text: String) throws(AutoMLError) { try input.write(DisplayText.visible(text)) }

  /// Says that there is no more, and waits until the user has left.
  func wait() {
    input.end()
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// The user's command: PAGER, or `less -S` where that is not set; nil where there is no such program, and
  /// for none, which an empty PAGER says.
  static var userCommand: String? {
    let command = unsafe getenv("PAGER").map { unsafe String(cString: $0) } ?? "less -S"
    return isThere(command.split(separator: " ").first) ? command : nil
  }

  /// Whether the first word of a command is a program; one with a `=` gives the program its surroundings.
  private static func isThere(_ word: Substring?) -> Bool {
    guard let word else { return false }
    if word.contains("/") { return FilePath.exists(String(word)) }
    guard !word.contains("="), let path = unsafe getenv("PATH").map({ unsafe String(cString: $0) })
    else { return word.contains("=") }
    return path.split(separator: ":").contains { FilePath.exists("\($0)/\(word)") }
  }
}
