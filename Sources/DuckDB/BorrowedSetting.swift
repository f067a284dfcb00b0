import Synchronization

/// A setting of the database that statements change for a while: the last of several users at once
/// sets it back.
///
/// It is changed on the user's own connection: another one could be waiting for the end of the
/// transaction that the user is in, as `FORCE CHECKPOINT` makes it. In a transaction that has failed
/// nothing can be set; the value is then owed, and the database's next statement outside of it, on
/// whichever connection, sets it back first.
final class BorrowedSetting: Sendable {
  private struct State {
    var userCount = 0
    var value = 0
    var isOwed = false
  }

  private let state = Mutex(State())
  /// Whether the setting is to be set back.
  private let isOwed = Atomic(false)

  /// Takes note of a user; the first one reads the value to go back to, and changes it.
  ///
  /// - Parameters:
  ///   - read: gives the value to go back to.
  ///   - change: changes it, and says whether it could.
  /// - Returns: what `change` says; without a change there is no further user.
  /// - Throws: what `read` and `change` throw; there is then no further user.
  func borrow(
    read: () throws(DuckDBError) -> Int,
    change: (_ original: Int) throws(DuckDBError) -> Bool
  ) throws(DuckDBError) -> Bool {
    try state.withLock { state throws(DuckDBError) in
      if state.userCount == 0 {
        // While it is owed the engine has the changed value.
        if !state.isOwed { state.value = try read() }
        guard try change(state.value) else { return false }
        state.isOwed = false
        isOwed.store(false, ordering: .releasing)
      }
      state.userCount += 1
      return true
    }
  }

  /// Ends a use; the last one sets the value back, or leaves it owed where `set` fails.
  func giveBack(_ set: (_ original: Int) throws(DuckDBError) -> Void) {
    state.withLock { state in
      state.userCount -= 1
      guard state.userCount == 0 else { return }
      do throws(DuckDBError) { try set(state.value) } catch { state.isOwed = true }
      isOwed.store(state.isOwed, ordering: .releasing)
    }
  }

  /// Sets the value back where that is owed, and can be done.
  func settle(_ set: (_ original: Int) throws(DuckDBError) -> Void) {
    guard isOwed.load(ordering: .acquiring) else { return }
    state.withLock { state in
      guard state.isOwed, state.userCount == 0 else { return }
      do throws(DuckDBError) { try set(state.value) } catch { return }
      state.isOwed = false
      isOwed.store(false, ordering: .releasing)
    }
  }
}
