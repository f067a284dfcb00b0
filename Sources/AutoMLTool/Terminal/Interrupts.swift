import AutoML
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C and SIGTERM: they stop the work of the session, or cancel the line that is being typed.
///
/// The first stops the work in an orderly way (a search keeps its best), the second gives that up too,
/// and the third ends the process: the database is in order whenever that happens.
final class Interrupts: Sendable {
  /// What a signal is for at the moment.
  private enum Focus {
    case work(SessionInterrupter)
    case line(of: pthread_t)
    case nothing
  }

  private struct State {
    var focus = Focus.nothing
    var interruptCount = 0
    var lastSignal: Int32?
    var isTerminated = false
  }

  private let state = Mutex(State())
  // Held because a source that nobody holds is cancelled.
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  /// Takes the signals over from the system, and has writes to a closed pipe fail instead of killing.
  init() {
    signal(SIGPIPE, SIG_IGN)
    // A file that grows beyond its limit is an error to tell, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    Self.letWakeSignalEndReads()
    // Sources begin to listen on a thread of Dispatch: a signal before that would be lost.
    let registration = DispatchGroup()
    for number in [SIGINT, SIGTERM, SIGCONT] {
      registration.enter()
      signal(number, SIG_IGN)
      sources.withLock {
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [weak self] in self?.receive(number) }
        source.setRegistrationHandler { registration.leave() }
        source.activate()
        $0.append(source)
      }
    }
    registration.wait()
  }

  /// Whether SIGTERM came.
  var isTerminated: Bool { state.withLock(\.isTerminated) }

  /// Runs `body`, which signals stop through `interrupter`.
  ///
  /// - Throws: what `body` throws.
  func whileWorking<Value>(
    _ interrupter: SessionInterrupter,
    _ body: () throws(AutoMLError) -> Value
  ) throws(AutoMLError) -> Value {
    focus(on: .work(interrupter))
    defer { focus(on: .nothing) }
    return try body()
  }

  /// Runs `body`, which waits for a line, and tells the signal that ended that: SIGINT, SIGTERM or,
  /// after the shell had stopped the process, SIGCONT.
  func whileReading(_ body: () -> String?) -> (line: String?, signal: Int32?) {
    focus(on: .line(of: pthread_self()))
    let line = body()
    let signal = state.withLock(\.lastSignal)
    focus(on: .nothing)
    return (line, signal)
  }

  /// Gives SIGUSR1, which is sent to a thread that waits for a line, a handler that only ends its read,
  /// and lets it through to this thread even where the parent process had blocked it.
  private static func letWakeSignalEndReads() {
    signal(SIGUSR1) { _ in }
    var action = sigaction()
    guard unsafe sigaction(SIGUSR1, nil, &action) == 0 else { return }
    action.sa_flags &= ~SA_RESTART
    var signals = sigset_t()
    guard unsafe sigaction(SIGUSR1, &action, nil) == 0, unsafe sigemptyset(&signals) == 0,
      unsafe sigaddset(&signals, SIGUSR1) == 0
    else { return }
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private func focus(on focus: Focus) {
    state.withLock { $0 = State(focus: focus, isTerminated: $0.isTerminated) }
  }

  private func receive(_ number: Int32) {
    state.withLock {
      $0.lastSignal = number
      if number == SIGTERM { $0.isTerminated = true }
      if number != SIGCONT { $0.interruptCount += 1 }
      switch $0.focus {
      case .work where number == SIGCONT, .line, .nothing: break
      case .work where $0.interruptCount > 2: _exit(ExitStatus.interrupted.rawValue)
      case .work(let interrupter): interrupter.interrupt()
      }
    }
    endLine()
  }

  /// Ends the read of a line that a signal came for.
  ///
  /// A thread that is about to read misses the wake signal: it is sent until the line has ended.
  private func endLine() {
    let isReading = state.withLock {
      guard case .line(let thread) = $0.focus, $0.lastSignal != nil else { return false }
      return pthread_kill(thread, SIGUSR1) == 0
    }
    guard isReading else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { [weak self] in
      self?.endLine()
    }
  }
}
