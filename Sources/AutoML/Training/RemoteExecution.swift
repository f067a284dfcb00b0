import DuckDB
import Metering
import ModelSQL
import Models

/// Carries out a CREATE MODEL of a model behind an endpoint: its function is made, and nothing is called.
struct RemoteExecution {
  /// The way to change models.
  let change: ModelChange
  /// The way to endpoints.
  let calls: RemoteCalls

  /// Stores the model of a plan; false where IF CHANGED is written, and nothing has.
  ///
  /// - Throws: where a type is none that an endpoint takes or gives; what the engine refuses.
  func run(
    _ plan: RemotePlan,
    _ statement: CreateModel,
    _ observer: SessionObserver
  ) throws -> Bool {
    let model = try RemoteModel(plan)
    let bytes = model.bytes
    let checksum = ModelArchive.checksumText(bytes)
    let check = ChangeCheck(of: statement, plan.names, in: change.store)
    guard try check.hasChanged(fingerprint: checksum, observer) else { return false }
    let predictor = try RemotePredictor(model, function: plan.names.functionName, calls: calls)
    var entry = ModelEntry(plan, model, owner: currentUserName())
    entry.statement = statement.definition
    entry.fingerprint = checksum
    entry.keptVersionCount = plan.keptVersionCount
    try ModelSaving(change: change).save(
      FinishedModel(
        names: plan.names,
        entry: entry,
        explanation: JSON.text(ModelExplanation.notTrainedHere),
        archive: bytes,
        function: PredictionFunction(
          predictor,
          name: plan.names.functionName,
          checksum: checksum
        ),
        record: nil
      ),
      statement
    )
    return true
  }

  /// The lines that EXPLAIN CREATE MODEL prints.
  static func lines(_ plan: RemotePlan) throws -> [String] {
    let model = try RemoteModel(plan)
    let target = plan.endpoint.model.map { ", model \($0)" } ?? ""
    let rows = plan.maxBatchRows.map { ", \(grouped($0)) rows a request at most" } ?? ""
    return [
      "CreateModel: \(plan.names.displayName)\(plan.names.replacesModel ? ", replacing it" : "")",
      "├─ Function: \(plan.names.functionName)(\(model.argumentTypes.joined(separator: ", ")))"
        + " -> \(model.returnType)",
      "└─ Remote: endpoint \(plan.endpoint.endpoint)\(target)\(rows)",
    ]
  }
}

extension RemoteModel {
  /// The model of a plan.
  ///
  /// - Throws: where a type is none that an endpoint takes or gives.
  init(_ plan: RemotePlan) throws(PlanningError) {
    var arguments: [(name: String, type: LogicalType)] = []
    for column in plan.arguments {
      guard let type = LogicalType(plainName: column.typeName) else {
        throw PlanningError(
          .remote(typeName: column.typeName, role: "an argument of a remote model's function")
        )
      }
      arguments.append((column.name, type))
    }
    let written = plan.result.value.typeName
    guard let result = LogicalType(plainName: written), result.isAnswered else {
      throw PlanningError(
        .remote(typeName: written, role: "the result of a remote model's function"),
        at: plan.result.range
      )
    }
    self.init(
      endpoint: plan.endpoint.endpoint,
      targetModel: plan.endpoint.model,
      maxBatchRows: plan.maxBatchRows,
      arguments: arguments,
      returnType: result
    )
  }
}

extension ModelEntry {
  /// The entry of a remote model; the store dates it.
  fileprivate init(_ plan: RemotePlan, _ model: RemoteModel, owner: String) {
    self.init(
      kind: .remote,
      names: plan.names,
      shown: ShownModel(
        clauses: plan.shown,
        parameters: model.argumentNames,
        parameterTypes: plan.arguments.map(\.shortTypeName),
        isSearch: false,
        isClassification: false,
        maxRuntime: 0,
        remote: ShownModel.Remote(
          endpoint: model.endpoint,
          targetModel: model.targetModel,
          maxBatchRows: model.maxBatchRows,
          returnType: plan.result.value.shortTypeName
        )
      ),
      owner: owner
    )
  }
}
