internal import CDuckDB
internal import Synchronization

/// Stops what a connection is doing, from any thread; does nothing once the connection is gone.
@safe package final class Interrupter: Sendable {
  /// How far a running query is, as DuckDB estimates it.
  package struct Progress: Equatable, Sendable {
    /// In 0...1.
    package let fraction: Double
    /// Rows read so far, and of how many.
    package let rowCount: UInt64, totalRowCount: UInt64
  }

  // Not sendable by itself; DuckDB takes both calls from any thread while the connection is open.
  @safe private struct Handle: @unchecked Sendable {  // Reached under the lock only.
    var pointer: duckdb_connection?
  }

  // The lock is held while DuckDB uses the handle, so that it cannot be closed meanwhile.
  private let handle: Mutex<Handle>

  init(handle: duckdb_connection) {
    self.handle = unsafe Mutex(Handle(pointer: handle))
  }

  /// Makes the running query end with an error whose `isInterrupt` is true; forgotten if none runs.
  package func interrupt() {
    handle.withLock { unsafe duckdb_interrupt($0.pointer) }
  }

  /// How far the running query is; nil if none runs or DuckDB cannot tell.
  ///
  /// DuckDB counts where the connection has `enable_progress_bar` set, with
  /// `enable_progress_bar_print` unset so that it draws nothing, after `progress_bar_time`
  /// milliseconds.
  package var progress: Progress? {
    handle.withLock { handle in
      guard let pointer = unsafe handle.pointer else { return nil }
      let progress = unsafe duckdb_query_progress(pointer)
      guard progress.percentage >= 0 else { return nil }
      return Progress(
        fraction: progress.percentage / 100,
        rowCount: progress.rows_processed,
        totalRowCount: progress.total_rows_to_process
      )
    }
  }

  func disconnect() {
    handle.withLock { unsafe duckdb_disconnect(&$0.pointer) }
  }
}
