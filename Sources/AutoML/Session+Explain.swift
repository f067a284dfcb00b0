import Learning
import ModelSQL

extension Session {
  /// `EXPLAIN CREATE MODEL`: reads the rows that would be trained on, and trains nothing.
  func explain(_ statement: CreateModel) throws -> [String] {
    var asked = statement
    asked.ifNotExists = false
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    return try execution.inSnapshot(planning: { try planner.plan(asked) }) { outcome, mode in
      let plan: ModelPlan
      switch outcome {
      case .train(let training): plan = training
      case .load(let importing):
        return try ImportExecution(change: change, interrupter: interrupter).lines(importing)
      case .remote(let plan): return try RemoteExecution.lines(plan)
      case .forecast(let plan): return ForecastLines.lines(plan)
      case .alreadyExists(let name): throw PlanningError(.modelExists(name: name))
      }
      let clock = TrainingClock()
      let table = try execution.withinRuntime(of: plan, clock) { limits in
        try execution.rows(of: plan, heldByteLimit: 0, mode, limits).table
      }
      let task = try TrainingTask(plan: plan, table: table, threadCount: threadCount)
      return PlanTree(
        plan: plan,
        task: task,
        sourceRowCount: table.sourceRowCount,
        rowCount: table.rowCount,
        threadCount: threadCount
      ).lines
    }
  }
}
