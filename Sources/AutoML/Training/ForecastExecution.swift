import DuckDB
import Forecasting
import Learning
import Metering
import ModelSQL
import Models

/// Carries out a CREATE MODEL of forecasts, whose rows have been read; nothing is left behind when it fails.
struct ForecastExecution {
  /// The connection, and who is told and asked.
  let execution: CreateModelExecution
  /// The plan.
  let plan: ForecastPlan
  /// The statement.
  let statement: CreateModel
  /// The time since the statement began.
  let clock: TrainingClock

  /// Forecasts, and stores the forecasts.
  ///
  /// - Throws: a `PlanningError` or `DataError`; the database is then as it was, but for the ledger's line of
  ///   a training that had begun.
  func run(_ read: ForecastRows) throws -> CreateModelExecution.Outcome {
    let extractSeconds = clock.seconds
    let check = ChangeCheck(of: statement, plan.names, in: execution.store)
    guard try check.hasChanged(fingerprint: read.fingerprint, execution.observer) else {
      return .unchanged(name: plan.names.displayName)
    }
    var record = UsageRecord(
      schemaName: plan.names.schemaName,
      modelName: plan.names.modelName,
      userName: currentUserName()
    )
    record.rowCount = read.rows.times.count
    record.columnCount = plan.columnCount
    do {
      return .trained(try forecast(read, extractSeconds: extractSeconds, &record))
    } catch {
      execution.connection.interrupter.hear()
      record.status = AutoMLError(error).isInterrupt ? .interrupted : .failed
      execution.recordFailure(&record, clock)
      throw error
    }
  }

  private func forecast(
    _ read: ForecastRows,
    extractSeconds: Double,
    _ record: inout UsageRecord
  ) throws -> TrainingReport {
    var (frequency, notices) = try frequency(of: read)
    let table = try series(read, frequency)
    let result = try result(table)
    notices += try self.notices(onEmptySeriesOf: result)
    let trainSeconds = clock.seconds - extractSeconds
    for notice in notices { execution.observer.notice(notice) }
    execution.observer.progress(
      TrainingProgress(stage: .store, fraction: 1, detail: "storing the forecasts")
    )
    let archive = ForecastArchive.bytes(
      of: zip(zip(result.series, read.ids), table.series)
        .filter { !$0.0.0.methods.isEmpty }
        .map { ($0.0.0, $0.0.1, $0.1.values) },
      quantiles: result.quantiles,
      plan: plan,
      frequency: frequency
    )
    var report = TrainingReport(
      plan: plan,
      result: result,
      frequency: frequency,
      rowCount: read.rows.times.count,
      notices: notices
    )
    report.seconds.extract = extractSeconds
    report.seconds.train = trainSeconds
    report.threads = execution.threadCount
    report.seconds.total = clock.seconds
    record.take(clock)
    report.peakBytes = record.peakBytes
    record.status = .completed
    var entry = ModelEntry(plan: plan, report: report, owner: record.userName)
    entry.statement = statement.definition
    entry.keptVersionCount = plan.keptVersionCount
    entry.fingerprint = read.fingerprint
    let finished = FinishedModel(
      names: plan.names,
      entry: entry,
      explanation: JSON.text(ModelExplanation.notOfForecasts),
      archive: archive,
      function: nil,
      record: record
    )
    try execution.interrupter.whileBusy {
      try ModelSaving(change: execution.change).save(finished, statement)
    }
    return report
  }

  /// Series without a value are not kept.
  ///
  /// - Throws: where none has one.
  private func notices(onEmptySeriesOf result: ForecastResult) throws(PlanningError) -> [String] {
    let count = result.series.count { $0.methods.isEmpty }
    guard count < result.series.count else {
      throw PlanningError(.data(DataError(cause: .targetAllNull(column: plan.target.name))))
    }
    guard count > 0 else { return [] }
    return [
      "\(grouped(count)) series \(count == 1 ? "has" : "have") no value of "
        + "\"\(plan.target.name)\" and \(count == 1 ? "is" : "are") not forecast"
    ]
  }

  /// The distance of the times, and what the user should know of it.
  ///
  /// - Throws: where it is not given, and the times do not tell it.
  private func frequency(of read: ForecastRows) throws -> (TimeFrequency, notices: [String]) {
    var notices = plan.remarks
    if read.leftOutCount > 0 {
      notices.append(
        "\(grouped(read.leftOutCount)) \(read.leftOutCount == 1 ? "row" : "rows") without a time in "
          + "\"\(plan.time.name)\" left out"
      )
    }
    var times = [[Int64]](repeating: [], count: read.ids.count)
    for (series, time) in zip(read.rows.series, read.rows.times) { times[series].append(time) }
    let inferred = FrequencyInference(ofSeries: times)
    guard let given = plan.frequency else {
      guard let inferred else {
        throw PlanningError(
          .missingClause(
            clause: "FREQUENCY",
            because: "no series has two times to tell it by; SETTINGS (FREQUENCY 'D') says days"
          ),
          at: plan.frequencyRange
        )
      }
      notices.append(
        "FREQUENCY '\(inferred.frequency.rawValue)' is what \(percent(inferred.agreement)) of the steps"
          + " between times show"
      )
      return (inferred.frequency, notices)
    }
    if let inferred, inferred.frequency != given {
      notices.append(
        "\(percent(inferred.agreement)) of the steps between times show FREQUENCY "
          + "'\(inferred.frequency.rawValue)', and '\(given.rawValue)' is given: values of one period are"
          + " added up, periods without one are filled"
      )
    }
    return (given, notices)
  }

  private func series(_ read: ForecastRows, _ frequency: TimeFrequency) throws -> SeriesTable {
    do throws(ForecastingError) {
      return try SeriesTable(read.rows, seriesCount: read.ids.count, frequency: frequency)
    } catch {
      throw error.refusal(plan, ids: read.ids, frequency)
    }
  }

  private func result(_ table: SeriesTable) throws -> ForecastResult {
    let (interrupter, observer, clock) = (execution.interrupter, execution.observer, clock)
    let limit = Double(plan.maxRuntime)
    let monitor = TrainingMonitor(
      shouldStop: { interrupter.interruptCount > 0 || clock.seconds > limit },
      progress: { done, total in
        observer.progress(
          TrainingProgress(
            stage: .train,
            fraction: Double(done) / Double(max(total, 1)),
            detail: "\(grouped(done / 2)) of \(grouped(total / 2)) series"
          )
        )
      }
    )
    do throws(ForecastingError) {
      let settings = try ForecastSettings(
        horizon: plan.horizon,
        quantiles: plan.quantiles,
        metric: plan.metric,
        seed: plan.seed
      )
      return try execution.interrupter.whileBusy { () throws(ForecastingError) in
        try Forecaster.forecast(
          table,
          settings: settings,
          threadCount: execution.threadCount,
          monitor: monitor
        )
      }
    } catch {
      guard error == .interrupted else {
        throw error.refusal(plan, ids: [], table.frequency)
      }
      guard interrupter.interruptCount == 0 else { throw DuckDBError.interrupted }
      throw AutoMLError(
        sqlState: "53400",
        message: "MAX_RUNTIME of \(plan.maxRuntime) s was over before every series was forecast: "
          + "nothing is kept",
        hint: "Raise MAX_RUNTIME, or forecast fewer series."
      )
    }
  }
}

extension ForecastingError {
  /// The error in the words of the statement.
  fileprivate func refusal(
    _ plan: ForecastPlan,
    ids: [String?],
    _ frequency: TimeFrequency
  ) -> AutoMLError {
    let time = "column \"\(plan.time.name)\""
    switch self {
    case .noRows:
      return AutoMLError(
        sqlState: SQLState.dataException,
        message: "FROM gives no row with a time: there is nothing to forecast"
      )
    case .timeOutOfRange:
      return AutoMLError(
        sqlState: SQLState.dataException,
        message: "\(time) has a time outside of the years 1 to 9999"
      )
    case .tooManyPeriods(let series, let periods, let limit):
      let id = ids.indices.contains(series) ? ids[series] ?? "NULL" : ""
      return AutoMLError(
        sqlState: SQLState.dataException,
        message: "series '\(id.prefix(100))' has \(grouped(periods)) periods of FREQUENCY "
          + "'\(frequency.rawValue)' from its first to its last time; \(grouped(limit)) is the most",
        hint: "Choose a longer FREQUENCY, or look for a wrong time in \(time)."
      )
    case .invalidSetting(let name, let value, let requirement):
      return AutoMLError(
        sqlState: SQLState.invalidParameterValue,
        message: "\(name) \(value) must be \(requirement)"
      )
    case .lengthsDiffer, .interrupted:
      return AutoMLError(sqlState: SQLState.dataException, message: "\(self)")
    }
  }
}

extension TrainingReport {
  /// The report of a forecast, but for its times.
  init(
    plan: ForecastPlan,
    result: ForecastResult,
    frequency: TimeFrequency,
    rowCount: Int,
    notices: [String]
  ) {
    let heldOut = result.series.compactMap(\.heldOut)
    let errors = heldOut.map { $0.error(plan.metric) }.filter(\.isFinite)
    let value = errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
    let coverage = heldOut.map(\.coverage).filter(\.isFinite)
    var settings = [
      "frequency": frequency.rawValue, "horizon": "\(plan.horizon)",
      "series": grouped(result.series.count),
    ]
    if !coverage.isEmpty {
      settings["coverage"] = percent(coverage.reduce(0, +) / Double(coverage.count))
    }
    self.init(
      model: plan.names.displayName,
      problemType: "Forecasting",
      objective: plan.metric.rawValue,
      metric: Metric(name: plan.metric.rawValue, validation: value),
      validationScheme: value == nil ? nil : "rolling origins, mean over series",
      rows: rowCount,
      usedRows: rowCount,
      sourceRows: rowCount,
      columns: plan.columnCount,
      cells: rowCount * plan.columnCount,
      sampled: false,
      price: CloudPrice.dollars(for: Cells(rowCount * plan.columnCount)),
      seconds: Seconds(),
      peakBytes: 0,
      threads: 1,
      seed: Int(truncatingIfNeeded: plan.seed),
      winner: Winner(family: "forecast", settings: settings),
      leaderboard: result.methodErrors.sorted { $0.value < $1.value }.map {
        LeaderboardEntry(family: $0.method.rawValue, settings: [:], metric: $0.value, seconds: 0)
      },
      isComplete: true,
      warnings: notices
    )
  }
}

extension HeldOutErrors {
  /// The error that a metric means.
  fileprivate func error(_ metric: ForecastMetric) -> Double {
    switch metric {
    case .rmse: rmse
    case .wape: wape
    case .mape: mape
    case .mase: mase
    case .averageWeightedQuantileLoss: weightedQuantileLoss
    }
  }
}

extension ModelEntry {
  /// The entry of forecasts; the store dates it.
  init(plan: ForecastPlan, report: TrainingReport, owner: String) {
    self.init(
      kind: .forecast,
      names: plan.names,
      shown: ShownModel(
        clauses: plan.shown,
        target: plan.target.name,
        parameters: [],
        parameterTypes: [],
        isSearch: true,
        isClassification: false,
        maxRuntime: plan.maxRuntime
      ),
      report: report,
      owner: owner
    )
  }
}
