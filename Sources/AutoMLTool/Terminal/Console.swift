import AutoML
import Synchronization

/// Standard error: notices, errors, and one line of progress that never mixes with them.
///
/// Progress is a bar on a terminal, lines in a log file, and nothing where the output is piped. What
/// names, data and the engine's words hold cannot drive the terminal: see `DisplayText.visible(_:)`.
final class Console: Sendable {
  /// The process's own.
  static let shared = Console(.error)

  private struct State {
    var isBarShown = false
    var log = ProgressLog()
    var start: ContinuousClock.Instant?
    var notices: [String] = []
  }

  private let descriptor: Descriptor
  private let kind: Descriptor.Kind
  private let state = Mutex(State())

  /// A console that writes to `descriptor`.
  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    kind = descriptor.kind
  }

  /// Whether someone watches.
  var isTerminal: Bool { kind == .terminal }

  /// Everything that was told with `notice(_:)` so far.
  var notices: [String] { state.withLock(\.notices) }

  /// Tells the user something that is no error.
  func notice(_ text: String) {
    state.withLock { $0.notices.append(text) }
    line("Notice: \(text)")
  }

  /// Tells of an error: `ERROR 42703: message`, the SQL with carets, and the hint, a line each; of one
  /// in a file with `script.sql:12: ` before it.
  func error(_ error: AutoMLError) {
    let place = error.place.map { "\($0): " } ?? ""
    line("\(place)ERROR \(error.sqlState): \(error)")
  }

  /// Prints a line of its own, in place of the bar.
  func line(_ text: String) {
    state.withLock {
      clear(&$0)
      put(DisplayText.visible(text) + "\n")
    }
  }

  /// Shows how far a training is.
  func progress(_ progress: TrainingProgress) {
    guard kind != .other else { return }
    state.withLock {
      let start = $0.start ?? .now
      $0.start = start
      let elapsed = ContinuousClock.now - start
      if kind == .file {
        if let line = $0.log.line(for: progress, elapsed: elapsed) {
          put(DisplayText.visible(line) + "\n")
        }
      } else {
        put(
          "\r\(ProgressBar.text(progress, elapsed: elapsed, width: descriptor.columnCount))\u{1B}[K"
        )
        $0.isBarShown = true
      }
    }
  }

  /// Takes the bar away once a training has ended.
  func endProgress() {
    state.withLock {
      clear(&$0)
      $0.start = nil
      $0.log = ProgressLog()
    }
  }

  private func clear(_ state: inout State) {
    guard state.isBarShown else { return }
    put("\r\u{1B}[K")
    state.isBarShown = false
  }

  private func put(_ text: String) {
    // Where errors cannot be written there is nobody left to tell.
    try? descriptor.write(text)
  }
}
