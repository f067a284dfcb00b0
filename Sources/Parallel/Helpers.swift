import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The threads that help callers of `concurrentPerform`.
///
/// They come from the system's pool. One that finds no more work looks out for more for
/// `patience`, giving its turn to any other thread that could run, and then goes back to the pool,
/// where it parks. Trees are grown in steps of a few hundred microseconds, and waking a parked thread
/// takes tens of them; beside busy processes the wait is theirs.
final class Helpers: Sendable {
  static let shared = Helpers()

  /// The time that a thread looks out before it parks: a few times what waking it would take.
  private static let patience = Duration.microseconds(100)

  private struct State {
    /// Jobs with pieces to hand out, oldest first.
    var jobs: [Job] = []
    /// Threads that are looking out.
    var idleCount = 0
  }

  private let state = Mutex(State())
  /// Counts jobs that were opened, so that looking out takes no lock.
  private let openedCount = Atomic<Int>(0)

  /// Offers a job.
  func open(_ job: Job) {
    let missing = state.withLock { state in
      state.jobs.append(job)
      return job.helperLimit - state.idleCount
    }
    openedCount.add(1, ordering: .releasing)
    for _ in 0..<max(missing, 0) {
      DispatchQueue.global(qos: .userInitiated).async { self.help() }
    }
  }

  /// Returns when the pieces of a job, of which none is left to hand out, are done.
  func close(_ job: Job) {
    state.withLock { state in state.jobs.removeAll { $0 === job } }
    lookOut { job.helperCount.load(ordering: .acquiring) == 0 }
    // A helper that still runs signals; one that has finished in the meantime has signalled or will.
    while job.helperCount.load(ordering: .acquiring) > 0 { job.allDone.wait() }
    job.forget()
  }

  /// The work of a thread from when it leaves the system's pool until it goes back.
  private func help() {
    while true {
      let seen = openedCount.load(ordering: .acquiring)
      if let job = join() {
        job.perform()
        leave(job)
        continue
      }
      state.withLock { $0.idleCount += 1 }
      lookOut { openedCount.load(ordering: .relaxed) != seen }
      let isLate = state.withLock { state in
        state.idleCount -= 1
        return !state.jobs.contains(where: \.needsHelp)
      }
      if isLate && openedCount.load(ordering: .acquiring) == seen { return }
    }
  }

  /// Takes part in the oldest job that needs help.
  private func join() -> Job? {
    state.withLock { state in
      guard let job = state.jobs.first(where: \.needsHelp) else { return nil }
      job.helperCount.add(1, ordering: .relaxed)
      return job
    }
  }

  private func leave(_ job: Job) {
    if job.helperCount.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
      job.allDone.signal()
    }
  }

  /// Waits for a condition, at most `patience`.
  private func lookOut(for condition: () -> Bool) {
    let start = ContinuousClock.now
    while !condition() && ContinuousClock.now - start < Self.patience { sched_yield() }
  }
}
