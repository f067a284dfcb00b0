import DuckDB
import Learning
import Models

/// The rows of a training as they were read: the task that they make, and figures of the reading.
struct ReadRows {
  /// The numbers of rows and columns that were read.
  let counts: RowCounts
  /// The task, and the bins where they are made while rows are read; or why the rows cannot be trained on.
  let prepared: Result<(task: TrainingTask, bins: BinnedMatrix?), any Error>
  /// A hash of the rows that were read, whatever their order.
  let fingerprint: String?
  /// Seconds of reading.
  let extractSeconds: Double
  /// Seconds of all else.
  let prepareSeconds: Double
  /// Whether the engine had little memory while it read.
  let limitedEngine: Bool
}

/// The size of a query's result, and of the part that was kept.
struct RowCounts: Equatable {
  /// Rows kept.
  let rowCount: Int
  /// Rows that the query returned.
  let sourceRowCount: Int
  /// Columns, the target among them.
  let columnCount: Int
}

extension CreateModelExecution {
  /// Plans, and runs `body` on the plan, in a transaction, the user's where one is open: what is read
  /// is one snapshot.
  ///
  /// Where a query's rows depend on threads it runs on one, which is set before the transaction
  /// begins, in a moment in which no other session is in a statement. Without such a moment, and in a
  /// user's transaction, which others may wait for, the rows are sorted instead.
  ///
  /// `body` may limit the engine's memory while it reads; where that turns out to be too little it
  /// runs once more, without, which a user's transaction does not allow.
  func inSnapshot<Result>(
    planning: () throws -> Planner.Outcome,
    _ body: (Planner.Outcome, ReadingMode) throws -> Result
  ) throws -> Result {
    if try Transaction.isOpen(on: connection) {
      let outcome = try planning()
      let plan = try enginePlan(of: outcome)
      if plan?.keepsOrder == false { observer.notice(Self.sortedNotice("inside a transaction")) }
      return try body(outcome, ReadingMode(limitsEngine: false, sorts: true, plan: plan))
    }
    func run(limitsEngine: Bool, _ order: RowOrder) throws -> Result {
      try Transaction.run(on: connection) {
        let outcome = try planning()
        let plan = try enginePlan(of: outcome)
        if order == .asPlanned, plan?.keepsOrder == false { throw NeedsOneThread() }
        return try body(
          outcome,
          ReadingMode(limitsEngine: limitsEngine, sorts: order == .sorted, plan: plan)
        )
      }
    }
    func runLimited(_ order: RowOrder) throws -> Result {
      do { return try run(limitsEngine: true, order) } catch let error as DuckDBError
        where error.isOutOfMemory
      { return try run(limitsEngine: false, order) }
    }
    do { return try runLimited(.asPlanned) } catch is NeedsOneThread {
      guard interrupter.interruptCount == 0 else { throw DuckDBError.interrupted }
      if let result = try connection.onOneThread({ try runLimited(.onOneThread) }) { return result }
      observer.notice(Self.sortedNotice("while other sessions run statements"))
      return try runLimited(.sorted)
    }
  }

  /// The reason why the rows of a query have the same order whenever it runs.
  private enum RowOrder {
    /// Its plan does.
    case asPlanned
    /// One thread does.
    case onOneThread
    /// They are sorted.
    case sorted
  }

  /// A transaction ends since its query has to run on one thread, which is set before it begins.
  private struct NeedsOneThread: Error {}

  private func enginePlan(of outcome: Planner.Outcome) throws -> EnginePlan? {
    guard case .train(let plan) = outcome else { return nil }
    return try EnginePlan(of: plan.query, on: connection)
  }

  private static func sortedNotice(_ circumstance: String) -> String {
    "\(circumstance) the rows of a join or grouping are sorted: otherwise the same data may give "
      + "another model"
  }

  /// Runs `body`, which reads; the engine is stopped when MAX_RUNTIME is over.
  ///
  /// - Throws: what `body` throws; that the time is over.
  func withinRuntime<Result>(
    of plan: ModelPlan,
    _ clock: TrainingClock,
    _ body: (ReadingLimits) throws -> Result
  ) throws -> Result {
    let limits = ReadingLimits(interrupter)
    let deadline = Deadline(seconds: Double(plan.maxRuntime) - clock.seconds) {
      [engine = connection.interrupter] in engine.interrupt()
    }
    defer { deadline.cancel() }
    do {
      return try body(limits)
    } catch let error as DuckDBError where error.isInterrupt {
      if limits.isOutOfMemory { throw AutoMLError.outOfMemoryWhileReading }
      guard deadline.isOver, interrupter.interruptCount == 0 else { throw error }
      throw PlanningError(.readingTooLong(seconds: plan.maxRuntime))
    }
  }

  /// Reads a plan's rows, in the transaction of the plan, and prepares them for training.
  ///
  /// - Throws: what stops the engine.
  func rowsRead(
    of plan: ModelPlan,
    _ clock: TrainingClock,
    _ mode: ReadingMode
  ) throws -> ReadRows {
    let start = clock.seconds
    return try withinRuntime(of: plan, clock) { limits in
      var rows = try rows(of: plan, mode, limits)
      var taskSeconds = 0.0
      let prepared: Swift.Result<(task: TrainingTask, bins: BinnedMatrix?), any Error>
      do {
        let begun = clock.seconds
        let task = try TrainingTask(plan: plan, table: rows.table, threadCount: threadCount)
        taskSeconds = clock.seconds - begun
        prepared = .success((task, try rows.takeBins(of: task, plan: plan, on: connection)))
      } catch let error as DuckDBError {
        throw error
      } catch { prepared = .failure(error) }
      let prepareSeconds = rows.surveySeconds + taskSeconds + rows.binSeconds
      return ReadRows(
        counts: RowCounts(
          rowCount: rows.table.rowCount,
          sourceRowCount: rows.table.sourceRowCount,
          columnCount: rows.table.columns.count
        ),
        prepared: prepared,
        fingerprint: rows.table.fingerprint,
        extractSeconds: clock.seconds - start - prepareSeconds,
        prepareSeconds: prepareSeconds,
        limitedEngine: rows.limitedEngine
      )
    }
  }

  /// The rows of a plan, with features of up to `heldByteLimit` bytes kept to be binned.
  ///
  /// - Throws: what stops the query.
  func rows(
    of plan: ModelPlan,
    heldByteLimit: Int = SegmentedReading.heldByteLimit,
    _ mode: ReadingMode,
    _ limits: ReadingLimits
  ) throws -> TrainingRows {
    observer.progress(TrainingProgress(stage: .extract, fraction: 0, detail: "reading rows"))
    // The library ends the process where it has no memory to begin with: that is refused later.
    if plan.mayBeLinear, hasAddressesOfBLAS { LinearLearner.loadLibrary() }
    return try TrainingRows(
      of: plan,
      heldByteLimit: heldByteLimit,
      mode: mode,
      on: connection,
      threadCount: threadCount,
      shouldStop: { limits.shouldStop() },
      progress: { rows in
        observer.progress(
          TrainingProgress(stage: .extract, fraction: 0, detail: "\(grouped(rows)) rows")
        )
      }
    )
  }
}
