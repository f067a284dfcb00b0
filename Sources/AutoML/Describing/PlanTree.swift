import Learning
import Metering
import ModelSQL
import Models

/// The output of EXPLAIN CREATE MODEL: the plan as a tree, and the findings in its rows.
struct PlanTree {
  /// The plan, which is known without a row.
  let plan: ModelPlan
  /// The findings in the rows.
  let task: TrainingTask
  /// Rows that FROM returns.
  let sourceRowCount: Int
  /// Rows that would be trained on.
  let rowCount: Int
  /// Threads that would be used.
  let threadCount: Int

  /// The lines of the tree.
  var lines: [String] {
    let columnCount = plan.columns.count
    let cells = Cells(rowCount: rowCount, columnCount: columnCount)
    var lines = [
      "CreateModel: \(plan.names.displayName)\(plan.names.replacesModel ? ", replacing it" : "")",
      "├─ Function: \(plan.names.functionName)(\(signature)) -> \(returnTypeName)",
    ]
    if let target = task.goal.target, target.problemType != .regression {
      let names = ProbabilityFunction.names(for: plan.names.functionName).joined(separator: ", ")
      lines.append("│  └─ with \(names)")
    }
    lines.append("├─ Problem: \(problem)")
    lines += search.map { "├─ " + $0 }
    lines.append("├─ Features: \(features)")
    if let weight = plan.roles.weight {
      lines.append("├─ Weights: column \"\(plan.columns[weight.index].name)\"")
    }
    if let classWeights { lines.append("├─ Class Weights: \(classWeights)") }
    if let group = plan.roles.group {
      lines.append("├─ Groups: column \"\(plan.columns[group.index].name)\"")
    }
    let sampled =
      sourceRowCount > rowCount ? ", a sample of \(grouped(sourceRowCount)) (MAX_CELLS)" : ""
    lines.append(
      "├─ Extract: \(grouped(rowCount)) rows\(sampled) x \(columnCount) columns = "
        + "\(grouped(cells.count)) cells"
    )
    let price = fixed(CloudPrice.dollars(for: cells), digits: 2)
    lines.append("├─ Price: 0.00 USD here; the cloud would ask \(price) USD")
    let estimate = TrainingEstimate(
      plan: plan,
      task: task,
      rowCount: rowCount,
      threadCount: threadCount
    )
    lines.append(
      "\(task.notices.isEmpty ? "└─" : "├─") Estimate: \(estimate.secondsText), "
        + "\(estimate.memoryText) of memory, \(threadCount) threads, at most "
        + "\(grouped(plan.maxRuntime)) s (MAX_RUNTIME)"
    )
    for (index, notice) in task.notices.enumerated() {
      lines.append("\(index == task.notices.count - 1 ? "└─" : "├─") Notice: \(notice)")
    }
    return lines
  }

  private var classWeights: String? {
    guard let target = task.goal.target, let weights = target.classWeights,
      case .classes(let labels) = target.column.values
    else { return nil }
    return list(zip(labels, weights).map { "\($0) \(short($1))" })
  }

  private var returnTypeName: String {
    switch task.goal {
    case .predict(let target): target.column.typeName
    case .cluster: "INTEGER"
    }
  }

  private var problem: String {
    switch task.goal {
    case .predict(let target): "\(task.goal.problemTypeName): \(target.problemReason)"
    case .cluster(let settings):
      "\(task.goal.problemTypeName): \(groupCount(settings)) groups of like rows"
    }
  }

  private func groupCount(_ settings: ClusterSettings) -> String {
    let tried = ClusterLearner.triedCounts
    return settings.choosesCount
      ? "\(tried.lowerBound) to \(tried.upperBound)" : "\(settings.clusterCount)"
  }

  private var signature: String {
    plan.inputs.map { "\($0.name) \($0.typeName)" }.joined(separator: ", ")
  }

  private var search: [String] {
    switch plan.training {
    case .fixed(let candidate):
      let settings = candidate.shown.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
      return [
        "Train: \(candidate.family.rawValue)\(settings.isEmpty ? "" : " with \(settings)"), "
          + (candidate.wantsHoldout ? heldOutShare : "nothing held out")
      ]
    case .search(let families):
      guard let target = task.goal.target else { return [] }
      let candidates = SearchSpace.candidates(families: families, task: target.task).joined()
      let folds = TrainingSplit.foldCount(rowCount: task.rowCount, task: target.task)
      let validation =
        folds == 1
        ? heldOutShare
        : "\(folds)-fold cross-validation"
      // Of linear models those are left out that turn out to have nothing new to try.
      let names = families.map { family in
        "\(family.skipsCandidates ? "up to " : "")\(candidates.count { $0.family == family }) x "
          + family.rawValue
      }
      let most = families.contains(where: \.skipsCandidates) ? "up to " : ""
      return [
        "Search: \(most)\(candidates.count) candidates by \(target.metricName), \(validation): "
          + names.joined(separator: ", ")
      ]
    }
  }

  private var heldOutShare: String {
    "\(Int(TrainingSplit.holdoutFraction * 100)) % of the rows held out"
  }

  private var features: String {
    let used = task.encoding.inputs.filter(\.isUsed)
    let text = used.count { $0.kind.hasLevels }
    let dates = used.count { [.date, .timestamp, .time].contains($0.kind.ofValues) }
    var parts = ["\(used.count - text - dates) numeric"]
    if text > 0 { parts.append("\(text) text") }
    if dates > 0 { parts.append("\(dates) date or time") }
    let left = task.encoding.inputs.count - used.count
    return parts.joined(separator: ", ") + (left > 0 ? ", \(left) left out" : "")
  }
}
