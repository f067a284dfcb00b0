extension Connection {
  /// Runs `body` while each query of the database runs on one thread, so that a query gives the same
  /// rows in the same order whenever it runs.
  ///
  /// The setting is the database's: others run slower meanwhile. A user who changes it meanwhile has
  /// the last word.
  ///
  /// - Parameters:
  ///   - patience: the longest wait for a moment in which no other connection is in a statement, in
  ///     seconds.
  ///   - body: what is run.
  /// - Returns: what `body` returns; nil, and it was not run, where there was no such moment, as while
  ///   another connection leaves a result half read.
  /// - Throws: what `body` throws; what stops the engine.
  package func onOneThread<Result>(
    patience: Double = 5,
    _ body: () throws -> Result
  ) throws -> Result? {
    guard try borrowThreads(patience: patience) else { return nil }
    defer {
      database.threads.giveBack { (count) throws(DuckDBError) in try raiseThreads(to: count) }
    }
    return try body()
  }

  /// Runs `body` while the engine keeps at most `byteCount` bytes, of what it has read too; for a query
  /// that needs no more.
  ///
  /// The limit is the database's: others have no more meanwhile. A lower one stays.
  ///
  /// - Throws: what `body` throws; that the engine is out of memory where it has more already that it
  ///   cannot let go of, as the tables of a database in memory. A transaction has then failed.
  package func withLittleMemory<Result>(
    _ byteCount: Int,
    _ body: () throws(DuckDBError) -> Result
  ) throws(DuckDBError) -> Result {
    _ = try database.memoryLimit.borrow(read: { () throws(DuckDBError) in try memoryLimit() }) {
      (limit) throws(DuckDBError) in
      if byteCount < limit { try setMemoryLimit(byteCount) }
      return true
    }
    let result: Result
    do throws(DuckDBError) { result = try body() } catch {
      database.memoryLimit.giveBack { (limit) throws(DuckDBError) in try setMemoryLimit(limit) }
      throw error
    }
    database.memoryLimit.giveBack { (limit) throws(DuckDBError) in try setMemoryLimit(limit) }
    return result
  }

  /// Has the engine forget what it has read and can read again; outside of a transaction, which would
  /// fail where the engine cannot get as low as it is asked to.
  package func letGoOfMemory() throws(DuckDBError) {
    _ = try database.memoryLimit.borrow(read: { () throws(DuckDBError) in try memoryLimit() }) {
      (limit) throws(DuckDBError) in
      do throws(DuckDBError) { try setMemoryLimit(min(limit, 16 << 20)) } catch {
        guard error.isOutOfMemory else { throw error }
      }
      return true
    }
    database.memoryLimit.giveBack { (limit) throws(DuckDBError) in try setMemoryLimit(limit) }
  }

  /// Sets back what a failed transaction could not.
  func restoreSettings() {
    database.threads.settle { (count) throws(DuckDBError) in try raiseThreads(to: count) }
    database.memoryLimit.settle { (limit) throws(DuckDBError) in try setMemoryLimit(limit) }
  }

  private func borrowThreads(patience: Double) throws(DuckDBError) -> Bool {
    let statement = try prepareDirectly("SET threads = 1")
    return try database.threads.borrow(
      read: { () throws(DuckDBError) in try threadCount() },
      change: { (count) throws(DuckDBError) in
        // There is nothing to wait for.
        if count == 1 { return true }
        return try database.gate.runAlone(within: patience) { () throws(DuckDBError) in
          _ = try statement.executeUngated()
        }
      }
    )
  }

  private func threadCount() throws(DuckDBError) -> Int {
    try integer("SELECT system.main.current_setting('threads')::BIGINT") ?? 1
  }

  /// Sets the number of threads back from one; more of them need no waiting for others.
  private func raiseThreads(to count: Int) throws(DuckDBError) {
    guard try threadCount() == 1 else { return }
    _ = try directRows("SET threads = \(count)")
  }

  private func setMemoryLimit(_ byteCount: Int) throws(DuckDBError) {
    _ = try directRows("SET memory_limit = '\(byteCount)B'")
  }

  /// The limit in bytes, as far as its text has digits.
  private func memoryLimit() throws(DuckDBError) -> Int {
    let asked = try integer(
      "SELECT system.main.parse_formatted_bytes(system.main.current_setting('memory_limit'))::BIGINT"
    )
    guard let byteCount = asked, byteCount > 0, byteCount < 1 << 60 else { return .max }
    // The text is cut off after a digit, and counts whole parts of its unit, 1024 of them: with one more it
    // is the same text again.
    let unitBits = max(Int.bitWidth - 1 - byteCount.leadingZeroBitCount, 10) / 10 * 10
    return byteCount + (1 << (unitBits - 10))
  }

  private func integer(_ sql: String) throws(DuckDBError) -> Int? {
    guard case .integer(let value)?? = try directRows(sql).first?.first else { return nil }
    return Int(value)
  }

  private func directRows(_ sql: String) throws(DuckDBError) -> [[Value]] {
    try prepareDirectly(sql).execute().rows()
  }
}
