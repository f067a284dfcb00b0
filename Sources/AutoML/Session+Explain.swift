import Learning
import ModelSQL

extension Session {
  /// `EXPLAIN CREATE MODEL`: reads the rows that would be trained on, and trains nothing.
  func explain(_ statement: CreateModel) throws -> [String] {
    try Transaction.run(on: connection) {
      var asked = statement
      asked.ifNotExists = false
      let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
      let plan: ModelPlan
      switch try planner.plan(asked) {
      case .train(let training): plan = training
      case .load(let importing):
        return try ImportExecution(
          connection: connection,
          store: store,
          interrupter: interrupter
        ).lines(importing)
      case .alreadyExists(let name): throw PlanningError(.modelExists(name: name))
      }
      let table = try execution.rows(of: plan, heldByteLimit: 0).table
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
