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
    let file = try file(of: plan)
    let imported = try ImportedModel(file, plan: plan)
    let report = TrainingReport(plan: plan, file: file, imported: imported)
    let model = imported.model.with(summary: JSON.text(ModelSummary(report)))
    let archive = ModelArchive.bytes(of: model)
    // The model's bytes are all that was read of the file.
    let fingerprint = ModelArchive.checksumText(archive)
    let check = ChangeCheck(of: statement, plan.names, in: change.store)
    guard try check.hasChanged(fingerprint: fingerprint, observer) else { return false }
    let predictor = try ModelPredictor(model)
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
    let file = try file(of: plan)
    let imported = try ImportedModel(file, plan: plan)
    let function = plan.names.functionName
    let signature = imported.model.encoding.inputs.map { "\($0.name) \($0.typeName)" }
    var lines = [
      "CreateModel: \(plan.names.displayName)\(plan.names.replacesModel ? ", replacing it" : "")",
      "├─ Function: \(function)(\(signature.joined(separator: ", "))) -> \(plan.result.typeName)",
    ]
    if imported.problemType != .regression {
      let names = ProbabilityFunction.names(for: function).joined(separator: ", ")
      lines.append("│  └─ with \(names)")
    }
    lines.append(
      "└─ Import: \(grouped(file.ensemble.trees.count)) trees of XGBoost, \(file.objective.name), from "
        + "\(plan.path.value)"
    )
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

  /// Reads the file of a plan.
  private func file(of plan: ImportPlan) throws -> XGBoostModel {
    let interrupter = interrupter
    do throws(ModelFileError) {
      return try ModelFile(
        path: plan.path.value,
        shouldStop: { interrupter.interruptCount > 0 }
      ).model
    } catch {
      if error == .interrupted { throw DuckDBError.interrupted }
      throw PlanningError(.modelFile(error), at: plan.path.range)
    }
  }
}

extension TrainingReport {
  /// The report of a model that was trained elsewhere, as far as it is known.
  init(plan: ImportPlan, file: XGBoostModel, imported: ImportedModel) {
    self.init(
      model: plan.names.displayName,
      problemType: imported.problemType.reportName,
      objective: file.objective.name,
      metric: Metric(name: file.objective.name, validation: nil, training: nil),
      rows: 0,
      columns: 0,
      cells: 0,
      sampled: false,
      price: 0,
      seconds: Seconds(),
      peakBytes: 0,
      threads: 1,
      seed: 0,
      winner: Winner(
        family: imported.model.learner.family.rawValue,
        settings: file.objective.parameters.merging(
          ["num_round": "\(file.ensemble.trees.count / file.ensemble.outputCount)"]
        ) { $1 }
      ),
      leaderboard: [],
      importance: LearnedParts(model: imported.model).importance?.firstOfReport,
      isComplete: true,
      warnings: []
    )
  }
}

extension ModelEntry {
  /// The entry of a model that was read from a file; the store dates it.
  init(plan: ImportPlan, model: Model, report: TrainingReport, owner: String) {
    self.init(
      kind: .imported,
      names: plan.names,
      shown: ShownModel(
        clauses: plan.shown,
        target: model.predicted.name,
        parameters: model.encoding.inputs.map(\.name),
        parameterTypes: plan.arguments.map(\.shortTypeName),
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
