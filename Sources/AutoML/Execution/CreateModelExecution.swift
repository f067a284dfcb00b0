import DuckDB
import Learning
import Metering
import ModelSQL
import Models

/// Carries out CREATE MODEL: plan, extract, train, store; nothing is left behind when it fails.
struct CreateModelExecution {
  /// Where the rows are and the model goes.
  let connection: Connection
  /// Where models are.
  let store: ModelStore
  /// Threads to use.
  let threadCount: Int
  /// Told of notices and progress.
  let observer: SessionObserver
  /// Asked whether to stop.
  let interrupter: SessionInterrupter

  /// What a statement came to.
  enum Outcome {
    case trained(TrainingReport)
    case loaded
    case alreadyExists(name: String)
  }

  /// Trains and stores the model of a statement.
  ///
  /// The plan and the rows come from one snapshot of the database; the model, its functions and the
  /// ledger's line are written in one transaction after the training.
  ///
  /// - Throws: a `PlanningError`, `DataError`, `LearningError` or `DuckDBError`; the database is
  ///   then as it was, but for the ledger's line of a training that had begun.
  func run(_ statement: CreateModel) throws -> Outcome {
    try StoreCheck(connection: connection).requireWritable()
    let clock = TrainingClock()
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    var extractSeconds = 0.0
    let (outcome, table) = try Transaction.run(on: connection) {
      () throws -> (Planner.Outcome, ExtractedTable?) in
      let outcome = try planner.plan(statement)
      guard case .train(let plan) = outcome else { return (outcome, nil) }
      let start = clock.seconds
      let table = try extract(plan)
      extractSeconds = clock.seconds - start
      return (outcome, table)
    }
    if case .load(let plan) = outcome {
      try ImportExecution(connection: connection, store: store).run(plan, statement)
      return .loaded
    }
    guard case .train(let plan) = outcome, let table else {
      return .alreadyExists(name: statement.name.value.name)
    }
    var record = UsageRecord(
      schemaName: plan.names.schemaName,
      modelName: plan.names.modelName,
      userName: currentUserName()
    )
    record.rowCount = table.rowCount
    record.columnCount = table.columns.count
    do {
      let report = try train(
        plan,
        statement,
        table,
        clock: clock,
        extractSeconds: extractSeconds,
        record: &record
      )
      return .trained(report)
    } catch {
      record.status = AutoMLError(error).isInterrupt ? .interrupted : .failed
      recordFailure(&record, clock)
      throw error
    }
  }

  /// The rows of a plan.
  func extract(_ plan: ModelPlan) throws -> ExtractedTable {
    observer.progress(TrainingProgress(stage: .extract, fraction: 0, detail: "reading rows"))
    if plan.mayBeLinear { LinearLearner.loadLibrary() }
    let extraction = TableExtraction(
      rowLimit: plan.maxCells.map { max(1, $0 / plan.columns.count) },
      seed: plan.seed,
      shouldStop: { interrupter.interruptCount > 0 },
      progress: { rows in
        observer.progress(
          TrainingProgress(stage: .extract, fraction: 0, detail: "\(grouped(rows)) rows")
        )
      }
    )
    return try extraction.rows(of: plan.query, on: connection)
  }

  private func train(
    _ plan: ModelPlan,
    _ statement: CreateModel,
    _ table: ExtractedTable,
    clock: TrainingClock,
    extractSeconds: Double,
    record: inout UsageRecord
  ) throws -> TrainingReport {
    let encodeStart = clock.seconds
    let task = try TrainingTask(plan: plan, table: table, threadCount: threadCount)
    for notice in task.notices { observer.notice(notice) }
    let encodeSeconds = clock.seconds - encodeStart
    let trained = try trainedModel(plan, task, clock)
    if !trained.isComplete { observer.notice(Self.shortenedNotice) }
    let compileStart = clock.seconds
    observer.progress(TrainingProgress(stage: .store, fraction: 1, detail: "storing the model"))
    var report = TrainingReport(plan: plan, task: task, table: table, trained: trained)
    if !trained.isComplete { report.warnings.append(Self.shortenedNotice) }
    report.threads = threadCount
    report.seconds.extract = extractSeconds
    report.seconds.prepare = encodeSeconds + trained.prepareSeconds
    report.seconds.train = trained.trainSeconds
    let model = trained.model.with(summary: JSON.text(ModelSummary(report)))
    let archive = ModelArchive.bytes(of: model)
    let function = PredictionFunction(model: model, archive: archive, name: plan.names.functionName)
    let explanation = ModelExplanation(
      function.predictor,
      columns: task.inputs,
      rowCount: task.rowCount,
      seed: plan.seed
    )
    report.seconds.compile = clock.seconds - compileStart
    report.seconds.total = clock.seconds
    let usage = clock.usage
    report.peakBytes = usage.peakBytes
    record.seconds = clock.seconds
    record.cpuSeconds = usage.cpuSeconds
    record.peakBytes = usage.peakBytes
    record.status = trained.isComplete ? .completed : .shortened
    try ModelSaving(connection: connection, store: store).save(
      FinishedModel(
        names: plan.names,
        entry: ModelEntry(plan: plan, report: report, owner: record.userName),
        explanation: explanation,
        archive: archive,
        function: function,
        record: record
      ),
      statement
    )
    return report
  }

  private func trainedModel(
    _ plan: ModelPlan,
    _ task: TrainingTask,
    _ clock: TrainingClock
  ) throws -> TrainedModel {
    do throws(LearningError) {
      return try interrupter.whileTraining { () throws(LearningError) -> TrainedModel in
        try ModelTraining(
          plan: plan,
          task: task,
          threadCount: threadCount,
          monitor: monitor(plan, clock)
        ).run()
      }
    } catch {
      if case .targetOutOfRange = error {
        throw PlanningError(.learning(error), at: plan.targetRange)
      }
      throw error
    }
  }

  private static let shortenedNotice =
    "the search was cut short: the model is the best until then, and another run may find another"

  /// Adds a line for a training that came to nothing.
  ///
  /// When even that fails, the statement's own error matters more.
  private func recordFailure(_ record: inout UsageRecord, _ clock: TrainingClock) {
    let usage = clock.usage
    record.seconds = clock.seconds
    record.cpuSeconds = usage.cpuSeconds
    record.peakBytes = usage.peakBytes
    let record = record
    try? Transaction.change(store) { try UsageLedger(connection: connection).add(record) }
  }

  private func monitor(_ plan: ModelPlan, _ clock: TrainingClock) -> SearchMonitor {
    let (interrupter, observer) = (interrupter, observer)
    let limit = Double(plan.maxRuntime)
    let isSearch = plan.isSearch
    return SearchMonitor(
      seconds: { clock.seconds },
      shouldFinish: { reserve in
        interrupter.interruptCount > 0 || clock.seconds + reserve > limit
      },
      shouldAbort: { interrupter.interruptCount > 1 },
      progress: { fraction, detail in
        observer.progress(
          TrainingProgress(
            stage: !isSearch ? .train : fraction < 0.85 ? .search : .refit,
            fraction: fraction,
            detail: detail
          )
        )
      }
    )
  }
}

/// Time and resources since a training began.
struct TrainingClock: Sendable {
  private let start = ContinuousClock.now
  private let before = ResourceUsage.current

  /// Seconds by the clock on the wall.
  var seconds: Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
  }

  /// Processor time of the training, and the process's peak of memory.
  var usage: ResourceUsage { ResourceUsage.current.since(before) }
}
