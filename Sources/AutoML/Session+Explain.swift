import Learning
import ModelSQL

extension Session {
  /// `EXPLAIN CREATE MODEL`: reads the rows that would be trained on, and trains nothing.
  func explain(_ statement: CreateModel) throws -> PlanTree {
    try Transaction.run(on: connection) {
      var asked = statement
      asked.ifNotExists = false
      let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
      guard case .train(let plan) = try planner.plan(asked) else {
        throw PlanningError(.modelExists(name: statement.name.value.name))
      }
      let table = try execution.rows(of: plan, heldByteLimit: 0).table
      let task = try TrainingTask(plan: plan, table: table, threadCount: threadCount)
      return PlanTree(
        plan: plan,
        task: task,
        sourceRowCount: table.sourceRowCount,
        rowCount: table.rowCount,
        threadCount: threadCount
      )
    }
  }
}
