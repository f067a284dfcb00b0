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
  /// The transactions that change models.
  let change: ModelChange
  /// Threads to use.
  let threadCount: Int
  /// Told of notices and progress.
  let observer: SessionObserver
  /// Asked whether to stop.
  let interrupter: SessionInterrupter
  /// The way to endpoints.
  let remote: RemoteCalls

  /// The outcome of a statement.
  enum Outcome {
    case trained(TrainingReport)
    case loaded
    /// IF CHANGED, and nothing has.
    case unchanged(name: String)
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
    let isUsersTransaction = try Transaction.isOpen(on: connection)
    var series: ForecastRows?
    let (outcome, read) = try inSnapshot(planning: { try planner.plan(statement) }) {
      outcome,
      mode throws -> (Planner.Outcome, ReadRows?) in
      if case .forecast(let plan) = outcome {
        if isUsersTransaction { try change.run(claiming: plan.names.claims) {} }
        observer.progress(TrainingProgress(stage: .extract, fraction: 0, detail: "reading rows"))
        series = try ForecastRows(of: plan, on: connection)
      }
      guard case .train(let plan) = outcome else { return (outcome, nil) }
      // A conflict that came after the training could not be waited for there.
      if isUsersTransaction { try change.run(claiming: plan.names.claims) {} }
      return (outcome, try rowsRead(of: plan, clock, mode))
    }
    if read?.limitedEngine == true { try connection.letGoOfMemory() }
    if case .load(let plan) = outcome {
      let isLoaded = try ImportExecution(change: change, interrupter: interrupter)
        .run(plan, statement, observer)
      return isLoaded ? .loaded : .unchanged(name: plan.names.displayName)
    }
    if case .remote(let plan) = outcome {
      let isMade = try RemoteExecution(change: change, calls: remote).run(plan, statement, observer)
      return isMade ? .loaded : .unchanged(name: plan.names.displayName)
    }
    if case .forecast(let plan) = outcome, let series {
      return try ForecastExecution(execution: self, plan: plan, statement: statement, clock: clock)
        .run(series)
    }
    guard case .train(let plan) = outcome, let read else {
      return .alreadyExists(name: statement.name.value.name)
    }
    let check = ChangeCheck(of: statement, plan.names, in: store)
    guard try check.hasChanged(fingerprint: read.fingerprint, observer) else {
      return .unchanged(name: plan.names.displayName)
    }
    var record = UsageRecord(
      schemaName: plan.names.schemaName,
      modelName: plan.names.modelName,
      userName: currentUserName()
    )
    record.rowCount = read.counts.rowCount
    record.columnCount = read.counts.columnCount
    do {
      let report = try train(plan, statement, read, clock: clock, record: &record)
      return .trained(report)
    } catch {
      connection.interrupter.hear()
      record.status = AutoMLError(error).isInterrupt ? .interrupted : .failed
      recordFailure(&record, clock)
      throw error
    }
  }

  private func train(
    _ plan: ModelPlan,
    _ statement: CreateModel,
    _ read: ReadRows,
    clock: TrainingClock,
    record: inout UsageRecord
  ) throws -> TrainingReport {
    let (prepared, bins) = try read.prepared.get()
    try requireMemory(for: plan, prepared, rowCount: read.counts.rowCount)
    let choiceStart = clock.seconds
    let task = try interrupter.whileTraining { () throws(LearningError) in
      try prepared.takingCodes(plan, threadCount: threadCount, monitor: monitor(plan, clock))
    }
    let choiceSeconds = clock.seconds - choiceStart
    for notice in task.notices { observer.notice(notice) }
    let trained = try trainedModel(plan, task, bins, clock)
    for warning in task.warnings(about: trained) { observer.notice(warning) }
    if !trained.isComplete { observer.notice(Self.shortenedNotice) }
    let compileStart = clock.seconds
    observer.progress(TrainingProgress(stage: .store, fraction: 1, detail: "storing the model"))
    var report = TrainingReport(plan: plan, task: task, counts: read.counts, trained: trained)
    if !trained.isComplete { report.warnings.append(Self.shortenedNotice) }
    report.threads = threadCount
    report.seconds.extract = read.extractSeconds
    report.seconds.prepare = read.prepareSeconds + choiceSeconds + trained.prepareSeconds
    report.seconds.train = trained.trainSeconds
    var model = trained.model
    model.summary = JSON.text(ModelSummary(report))
    model.unseenRule = plan.unseenRule
    model.profile = TrainingProfile(of: task, trained, threadCount: threadCount)
    let archive = ModelArchive.bytes(of: model)
    let checksum = ModelArchive.checksumText(archive)
    let predictor = try ModelPredictor(model, checksum: checksum)
    let explanation = ModelExplanation(
      of: predictor.compiled,
      task,
      clusters: report.clusters ?? [],
      seed: plan.seed
    )
    report.seconds.compile = clock.seconds - compileStart
    report.seconds.total = clock.seconds
    record.take(clock)
    report.peakBytes = record.peakBytes
    record.status = trained.isComplete ? .completed : .shortened
    let finished = FinishedModel(
      names: plan.names,
      entry: entry(plan, statement, report, read, owner: record.userName),
      explanation: JSON.text(explanation),
      archive: archive,
      function: PredictionFunction(
        predictor,
        name: plan.names.functionName,
        checksum: checksum
      ),
      record: record
    )
    // An interrupt that comes now would only lose what is done.
    try interrupter.whileBusy { try ModelSaving(change: change).save(finished, statement) }
    return report
  }

  private func entry(
    _ plan: ModelPlan,
    _ statement: CreateModel,
    _ report: TrainingReport,
    _ read: ReadRows,
    owner: String
  ) -> ModelEntry {
    var entry = ModelEntry(plan: plan, report: report, owner: owner)
    entry.statement = statement.definition
    entry.keptVersionCount = plan.keptVersionCount
    entry.fingerprint = read.fingerprint
    return entry
  }

  /// Refuses a training that would end in the middle for want of memory.
  ///
  /// What it takes is known to an order of magnitude: the least that was seen counts.
  private func requireMemory(for plan: ModelPlan, _ task: TrainingTask, rowCount: Int) throws {
    let estimate = TrainingEstimate(
      plan: plan,
      task: task,
      rowCount: rowCount,
      threadCount: threadCount
    )
    if let available = AvailableMemory.byteCount, estimate.leastFurtherBytes > available {
      throw AutoMLError(needing: estimate.leastFurtherBytes, available: available)
    }
    // OpenBLAS takes addresses for each thread that it is called on, and asks for ever where there
    // are none.
    if plan.mayBeLinear, !hasAddressesOfBLAS {
      throw AutoMLError(
        needing: addressesOfBLAS,
        available: AvailableMemory.addressSpaceByteCount ?? 0
      )
    }
  }

  private var addressesOfBLAS: Int { (threadCount + 1) * 136 << 20 }

  /// Whether there are the addresses that linear algebra takes.
  var hasAddressesOfBLAS: Bool {
    AvailableMemory.addressSpaceByteCount.map { addressesOfBLAS <= $0 } ?? true
  }

  private func trainedModel(
    _ plan: ModelPlan,
    _ task: TrainingTask,
    _ bins: BinnedMatrix?,
    _ clock: TrainingClock
  ) throws -> TrainedModel {
    do throws(LearningError) {
      return try interrupter.whileTraining { () throws(LearningError) -> TrainedModel in
        try ModelTraining(
          plan: plan,
          task: task,
          bins: bins,
          threadCount: threadCount,
          monitor: monitor(plan, clock)
        ).run()
      }
    } catch {
      if case .targetOutOfRange = error {
        throw PlanningError(.learning(error), at: plan.goal.target?.range)
      }
      throw error
    }
  }

  private static let shortenedNotice =
    "the search was cut short: the model is the best until then, and another run may find another"

  /// Adds a line for a training that came to nothing.
  ///
  /// When even that fails, the statement's own error matters more.
  func recordFailure(_ record: inout UsageRecord, _ clock: TrainingClock) {
    record.take(clock)
    let record = record
    try? change.run(claiming: []) { try UsageLedger(connection: connection).add(record) }
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
