import DuckDB
import Learning
import Models

/// The rows of a plan as a learner takes them.
struct TrainingRows {
  /// The columns that were read: all, or for boosted trees alone a survey of the features.
  let table: ExtractedTable
  /// Seconds of reading that went into the survey.
  let surveySeconds: Double
  /// Seconds of `takeBins` that were not reading.
  private(set) var binSeconds = 0.0
  /// Whether the engine had little memory while it read.
  var limitedEngine: Bool { again?.table.limitedEngine ?? false }
  /// The second reading of the features, where there is a survey only.
  private var again: (reading: SegmentedReading, table: SegmentedTable)?

  /// Reads a plan's rows.
  ///
  /// Where boosted trees alone are trained, the features are read in segments, to be binned one by one;
  /// all else wants whole columns. Where MAX_CELLS may take a sample that is small enough, the sample's
  /// columns are whole too, and then a segment.
  ///
  /// - Throws: what stops the query.
  init(
    of plan: ModelPlan,
    heldByteLimit: Int = SegmentedReading.heldByteLimit,
    mode: ReadingMode,
    on connection: Connection,
    threadCount: Int,
    shouldStop: @escaping () -> Bool,
    progress: @escaping (Int) -> Void
  ) throws(DuckDBError) {
    let rowLimit = plan.maxCells.map { max(1, $0 / plan.columns.count) }
    let features = Set(plan.inputIndices)
    let isFeature = plan.columns.indices.map { features.contains($0) }
    let extraction = TableExtraction(
      rowLimit: rowLimit,
      seed: plan.seed,
      targetIndex: plan.goal.target?.index,
      isFeature: isFeature,
      columnTypes: plan.columnTypes,
      mode: mode,
      shouldStop: shouldStop,
      progress: progress
    )
    guard let target = plan.targetOfBoostingAlone else {
      let whole = try extraction.rows(of: plan.query, on: connection)
      (table, surveySeconds, again) = (whole, 0, nil)
      return
    }
    let reading = SegmentedReading(
      query: plan.query,
      isFeature: isFeature,
      targetIndex: target.index,
      columnTypes: plan.columnTypes,
      heldByteLimit: heldByteLimit,
      mode: mode,
      rowLimit: rowLimit,
      threadCount: threadCount,
      shouldStop: shouldStop,
      progress: progress
    )
    let isLarge = plan.maxCells.map { $0 > SegmentedReading.heldByteLimit / 8 } ?? true
    if isLarge, let read = try reading.first(on: connection) {
      (table, surveySeconds, again) = (read.table, read.surveySeconds, (reading, read))
      return
    }
    let whole = try extraction.rows(of: plan.query, on: connection)
    guard whole.rowCount > 0 else {
      (table, surveySeconds, again) = (whole, 0, nil)
      return
    }
    let read = SegmentedTable(
      of: whole,
      isFeature: isFeature,
      targetIndex: target.index,
      threadCount: threadCount
    )
    (table, surveySeconds, again) = (read.table, read.surveySeconds, (reading, read))
  }

  /// The features' bins, where the learner takes nothing else; the features are then forgotten.
  ///
  /// - Throws: what stops the query that is read again; a `PlanningError` where it has other rows.
  mutating func takeBins(
    of task: TrainingTask,
    plan: ModelPlan,
    on connection: Connection
  ) throws -> BinnedMatrix? {
    guard case .fixed(let candidate) = plan.training, let binCount = candidate.binCount,
      let reading = again?.reading, var table = again?.table
    else { return nil }
    // The only copy, so that each segment goes when it is binned.
    again = nil
    let clock = TrainingClock()
    var builder = BinnedMatrixBuilder(
      sample: task.features.columns,
      rowCount: task.rowCount,
      maxBinCount: binCount,
      threadCount: reading.threadCount
    )
    binSeconds += clock.seconds
    do {
      try reading.features(of: &table, on: connection) { segment in
        let start = clock.seconds
        builder.add(
          task.encoding.features(
            of: segment.columns,
            rowCount: segment.rowCount,
            texts: task.texts
          )
        )
        binSeconds += clock.seconds - start
      }
    } catch let error as DataError {
      throw PlanningError(.data(error), at: error.place(in: plan))
    }
    return builder.matrix
  }
}

extension ModelPlan {
  /// The target where boosted trees are trained once and nothing else, on rows that are the same when they
  /// are read again; nil otherwise.
  var targetOfBoostingAlone: TargetPlan? {
    guard case .fixed(let candidate) = training, let target = goal.target,
      !target.validates, candidate.family == .trees, roles.indices.isEmpty, randomParts.isEmpty
    else { return nil }
    return target
  }
}
