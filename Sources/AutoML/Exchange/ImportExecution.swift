import DuckDB
import Learning
import Metering
import ModelSQL
import Models

/// Carries out a CREATE MODEL whose FROM is a model from outside; nothing is trained, and nothing metered.
struct ImportExecution {
  /// The way to change models, by which this one is stored.
  let change: ModelChange
  /// Asked whether to stop.
  let interrupter: SessionInterrupter

  private var connection: Connection { change.store.connection }

  /// Reads and stores the model of a plan; false where IF CHANGED is written, and nothing has.
  ///
  /// - Throws: what the file or its fit to the statement is refused for.
  func run(
    _ plan: ImportPlan,
    _ statement: CreateModel,
    _ observer: SessionObserver
  ) throws -> Bool {
    try requireFileAccess()
    let imported = try ImportedModel(content(of: plan), plan: plan)
    let report = TrainingReport(plan: plan, imported: imported)
    var model = imported.model
    if model.summary.isEmpty { model.summary = JSON.text(imported.summary) }
    let archive = ModelArchive.bytes(of: model)
    // The model's bytes are all that was read of the file.
    let fingerprint = ModelArchive.checksumText(archive)
    let check = ChangeCheck(of: statement, plan.names, in: change.store)
    guard try check.hasChanged(fingerprint: fingerprint, observer) else { return false }
    let predictor = try predictor(of: model, checksum: fingerprint, plan)
    for notice in imported.notices { observer.notice(notice) }
    let function = PredictionFunction(
      predictor,
      name: plan.names.functionName,
      checksum: fingerprint
    )
    guard interrupter.interruptCount == 0 else { throw DuckDBError.interrupted }
    var entry = ModelEntry(plan: plan, model: model, report: report, owner: currentUserName())
    entry.statement = statement.definition
    entry.fingerprint = fingerprint
    entry.keptVersionCount = plan.keptVersionCount
    try ModelSaving(change: change).save(
      FinishedModel(
        names: plan.names,
        entry: entry,
        explanation: JSON.text(ModelExplanation.notTrainedHere),
        archive: archive,
        function: function,
        record: nil
      ),
      statement
    )
    return true
  }

  /// The lines that EXPLAIN CREATE MODEL prints.
  ///
  /// - Throws: as `run` does.
  func lines(_ plan: ImportPlan) throws -> [String] {
    try requireFileAccess()
    let imported = try ImportedModel(content(of: plan), plan: plan)
    let function = plan.names.functionName
    let signature = imported.model.encoding.inputs.map { "\($0.name) \($0.typeName)" }
    var lines = [
      "CreateModel: \(plan.names.displayName)\(plan.names.replacesModel ? ", replacing it" : "")",
      "├─ Function: \(function)(\(signature.joined(separator: ", "))) -> "
        + imported.model.predicted.typeName,
    ]
    if !imported.model.labels.isEmpty {
      let names = ProbabilityFunction.names(for: function).joined(separator: ", ")
      lines.append("│  └─ with \(names)")
    }
    for notice in imported.notices { lines.append("├─ Notice: \(notice)") }
    lines.append("└─ Import: \(imported.description), from \(plan.path.value)")
    return lines
  }

  /// Whoever keeps the engine from files keeps it from models too.
  private func requireFileAccess() throws {
    let setting = "enable_external_access"
    let rows = try connection.query("SELECT system.main.current_setting('\(setting)')::BOOLEAN")
      .rows()
    guard case .boolean(false)?? = rows.first?.first else { return }
    throw AutoMLError(
      sqlState: SQLState.notPermitted,
      message: "no file is read here: \(setting) is false"
    )
  }

  /// Compiles a model; one that the engine has no types for is a fault of its file.
  private func predictor(
    of model: Model,
    checksum: String,
    _ plan: ImportPlan
  ) throws -> ModelPredictor {
    do throws(ModelError) { return try ModelPredictor(model, checksum: checksum) } catch {
      throw PlanningError(.modelFile(.automl(name: plan.path.value, error)), at: plan.path.range)
    }
  }

  /// Reads the file of a plan.
  private func content(of plan: ImportPlan) throws -> ModelFile.Content {
    let interrupter = interrupter
    do throws(ModelFileError) {
      return try ModelFile(
        path: plan.path.value,
        shouldStop: { interrupter.interruptCount > 0 }
      ).content
    } catch {
      if error == .interrupted { throw DuckDBError.interrupted }
      throw PlanningError(.modelFile(error), at: plan.path.range)
    }
  }
}

extension TrainingReport {
  /// The report of a model that was trained elsewhere, as far as it is known.
  init(plan: ImportPlan, imported: ImportedModel) {
    let (summary, model) = (imported.summary, imported.model)
    self.init(
      model: plan.names.displayName,
      problemType: summary.problemType,
      objective: summary.objective,
      metric: summary.metric,
      decision: Self.decision(of: model),
      rows: summary.rows,
      columns: summary.columns,
      cells: 0,
      sampled: false,
      price: 0,
      seconds: Seconds(),
      peakBytes: 0,
      threads: 1,
      seed: summary.seed,
      winner: summary.winner,
      leaderboard: [],
      importance: LearnedParts(model: model).importance?.firstOfReport,
      coefficients: LearnedParts(model: model).coefficients()?.firstOfReport,
      isComplete: true,
      warnings: imported.notices
    )
  }

  /// The threshold between two classes, where it is not in the middle.
  private static func decision(of model: Model) -> Decision? {
    guard model.labels.count == 2, model.threshold != Model.evenThreshold,
      let label = model.printedLabels.last
    else { return nil }
    return Decision(positiveClass: label, threshold: model.threshold, precision: nil, recall: nil)
  }
}

extension ModelEntry {
  /// The entry of a model that was read from a file; the store dates it.
  init(plan: ImportPlan, model: Model, report: TrainingReport, owner: String) {
    let inputs = model.encoding.inputs
    self.init(
      kind: .imported,
      names: plan.names,
      shown: ShownModel(
        clauses: plan.shown,
        target: model.predicted.name,
        parameters: inputs.map(\.name),
        parameterTypes: inputs.map {
          LogicalType(plainName: $0.typeName)?.shortName ?? $0.typeName
        },
        isSearch: false,
        isClassification: !model.labels.isEmpty,
        maxRuntime: 0,
        origin: plan.path.value
      ),
      report: report,
      owner: owner
    )
  }
}
