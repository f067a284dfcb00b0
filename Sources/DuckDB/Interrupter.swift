internal import CDuckDB
internal import Synchronization

/// Stops what a connection is doing, from any thread; does nothing once the connection is gone.
@safe package final class Interrupter: Sendable {
  // Not sendable by itself; DuckDB takes an interrupt from any thread while the connection is open.
  @safe private struct Handle: @unchecked Sendable {  // Reached under the lock only.
    var pointer: duckdb_connection?
  }

  // The lock is held while DuckDB uses the handle, so that it cannot be closed meanwhile.
  private let handle: Mutex<Handle>
  private let heard = Atomic(0)

  init(handle: duckdb_connection) {
    self.handle = unsafe Mutex(Handle(pointer: handle))
  }

  /// Makes the running query end with an error whose `isInterrupt` is true; forgotten if none runs.
  package func interrupt() {
    handle.withLock { unsafe duckdb_interrupt($0.pointer) }
  }

  /// The number of times that the work an interrupt was for has ended.
  package var heardCount: Int { heard.load(ordering: .acquiring) }

  /// Says that an interrupt has ended what it was for: what follows puts things in order.
  package func hear() { heard.add(1, ordering: .releasing) }

  func disconnect() {
    handle.withLock { unsafe duckdb_disconnect(&$0.pointer) }
  }
}
