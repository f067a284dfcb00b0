import AutoML
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C, SIGTERM and SIGHUP: they stop the work of the session, or cancel the line that is being typed.
///
/// The first stops the work in an orderly way (a search keeps its best), the second gives that up too,
/// and the third ends the process: the database is in order whenever that happens. After SIGTERM and
/// SIGHUP no further statement begins. Where no session works, before it is open and once it has done
/// all, the first ends the process.
final class Interrupts: Sendable {
  /// The receiver of signals at the moment.
  private enum Focus {
    case work(SessionInterrupter)
    case line(of: pthread_t)
    case service(DispatchSemaphore)
    case process
  }

  private struct State {
    var focus = Focus.process
    var interruptCount = 0
    var lastSignal: Int32?
    var isTerminated = false
    var isPaging = false
  }

  private let state = Mutex(State())
  /// Has a thread of its own: those that all share may be busy.
  private static let waking = DispatchQueue(label: "automl.waking")

  /// Takes the signals over from the system, and has writes to a closed pipe fail instead of killing.
  init() {
    signal(SIGPIPE, SIG_IGN)
    // A file that grows beyond its limit is an error to tell, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    Self.letWakeSignalEndReads()
    // `nohup` has the process ignore that its terminal goes.
    let hangup = Self.isIgnored(SIGHUP) ? [] : [SIGHUP]
    receive([SIGINT, SIGTERM, SIGCONT] + hangup)
  }

  /// Blocks signals in this thread, and so in those that it makes, and takes them on one of their own:
  /// what is blocked waits, and none is lost.
  private func receive(_ numbers: [Int32]) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in numbers { unsafe sigaddset(&signals, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    // One that the parent process had this one ignore need not wait.
    for number in numbers { signal(number) { _ in } }
    DispatchQueue(label: "signals").async { [signals] in
      var signals = signals
      unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
      while true {
        var number: Int32 = 0
        if unsafe sigwait(&signals, &number) == 0 { self.receive(number) }
      }
    }
  }

  /// Whether SIGTERM or SIGHUP came.
  var isTerminated: Bool { state.withLock(\.isTerminated) }

  /// Runs `body`, which signals stop through `interrupter`.
  ///
  /// - Throws: what `body` throws, and that SIGTERM or SIGHUP came while it ran.
  func whileWorking<Value>(
    _ interrupter: SessionInterrupter,
    _ body: () throws(AutoMLError) -> Value
  ) throws(AutoMLError) -> Value {
    focus(on: .work(interrupter))
    defer { focus(on: .process) }
    let value = try body()
    try endStatement()
    return value
  }

  /// Runs `body`, which waits for a line, and tells the signal that ended that: SIGINT, SIGTERM, SIGHUP
  /// or, after the shell had stopped the process, SIGCONT.
  func whileReading(_ body: () -> String?) -> (line: String?, signal: Int32?) {
    let work = focus(on: .line(of: pthread_self()))
    let line = body()
    let signal = state.withLock(\.lastSignal)
    focus(on: work)
    return (line, signal)
  }

  /// Waits for a signal that ends a service, and tells whether it was not SIGTERM; one more ends the
  /// process.
  func waitForEnd() -> Bool {
    let end = DispatchSemaphore(value: 0)
    focus(on: .service(end))
    end.wait()
    let signal = state.withLock(\.lastSignal)
    focus(on: .process)
    return signal != SIGTERM
  }

  /// Lets signals count from one again: each statement is stopped by its own.
  ///
  /// - Throws: an interrupt when SIGTERM or SIGHUP came, though the statement succeeded.
  func endStatement() throws(AutoMLError) {
    let isTerminated = state.withLock {
      $0.interruptCount = 0
      return $0.isTerminated
    }
    if isTerminated { throw .interrupted }
  }

  /// Says whether a pager is on the screen: Ctrl-C is for it then, and stops nothing here.
  func setPaging(_ isPaging: Bool) { state.withLock { $0.isPaging = isPaging } }

  private static func isIgnored(_ number: Int32) -> Bool {
    let old = signal(number, SIG_IGN)
    signal(number, old)
    return unsafe unsafeBitCast(old, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
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

  /// Sets what signals are for from now on, and returns what they were for.
  @discardableResult
  private func focus(on focus: Focus) -> Focus {
    state.withLock {
      let old = $0.focus
      $0 = State(focus: focus, isTerminated: $0.isTerminated)
      return old
    }
  }

  private func receive(_ number: Int32) {
    state.withLock {
      // A terminal that is closed says so more than once, by itself and by its shell.
      let isRepeated = number == SIGHUP && $0.isTerminated
      guard !isRepeated, number != SIGINT || !$0.isPaging else { return }
      $0.lastSignal = number
      if number == SIGTERM || number == SIGHUP { $0.isTerminated = true }
      guard number != SIGCONT else { return }
      $0.interruptCount += 1
      switch $0.focus {
      case .line: break
      case .service(let end): end.signal()
      case .process: _exit(ExitStatus.interrupted.rawValue)
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
    Self.waking.asyncAfter(deadline: .now() + .milliseconds(20)) { [weak self] in
      self?.endLine()
    }
  }
}

extension AutoMLError {
  /// The user stopped the program.
  static let interrupted = AutoMLError(sqlState: "57014", message: "interrupted")
}
