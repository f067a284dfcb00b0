import DuckDB
import Learning
import Models

/// What a training begins with.
struct ReadRows {
  /// How many rows and columns were read.
  let counts: RowCounts
  /// The task, and the bins where they are made while rows are read; or why the rows cannot be trained on.
  let prepared: Result<(task: TrainingTask, bins: BinnedMatrix?), any Error>
  /// Seconds of reading.
  let extractSeconds: Double
  /// Seconds of all else.
  let prepareSeconds: Double
}

/// How much of a query was read.
struct RowCounts: Equatable {
  /// Rows kept.
  let rowCount: Int
  /// Rows that the query returned.
  let sourceRowCount: Int
  /// Columns, the target among them.
  let columnCount: Int
}

extension CreateModelExecution {
  /// Reads a plan's rows, in the transaction of the plan, and prepares them for training.
  ///
  /// - Throws: what stops the first reading.
  func rowsRead(of plan: ModelPlan, _ clock: TrainingClock) throws -> ReadRows {
    let start = clock.seconds
    var rows = try rows(of: plan)
    var taskSeconds = 0.0
    let prepared = Result {
      let begun = clock.seconds
      let task = try TrainingTask(plan: plan, table: rows.table, threadCount: threadCount)
      taskSeconds = clock.seconds - begun
      return (task: task, bins: try rows.takeBins(of: task, plan: plan, on: connection))
    }
    let prepareSeconds = rows.surveySeconds + taskSeconds + rows.binSeconds
    return ReadRows(
      counts: RowCounts(
        rowCount: rows.table.rowCount,
        sourceRowCount: rows.table.sourceRowCount,
        columnCount: rows.table.columns.count
      ),
      prepared: prepared,
      extractSeconds: clock.seconds - start - prepareSeconds,
      prepareSeconds: prepareSeconds
    )
  }

  /// The rows of a plan, with features of up to `heldByteLimit` bytes kept to be binned.
  ///
  /// - Throws: what stops the query.
  func rows(
    of plan: ModelPlan,
    heldByteLimit: Int = SegmentedReading.heldByteLimit
  ) throws -> TrainingRows {
    observer.progress(TrainingProgress(stage: .extract, fraction: 0, detail: "reading rows"))
    if plan.mayBeLinear { LinearLearner.loadLibrary() }
    return try TrainingRows(
      of: plan,
      heldByteLimit: heldByteLimit,
      on: connection,
      threadCount: threadCount,
      shouldStop: { interrupter.interruptCount > 0 },
      progress: { rows in
        observer.progress(
          TrainingProgress(stage: .extract, fraction: 0, detail: "\(grouped(rows)) rows")
        )
      }
    )
  }
}
