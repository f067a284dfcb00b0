import Learning

extension Goal<PreparedTarget> {
  /// The problem type as SHOW MODEL prints it.
  var problemTypeName: String {
    switch self {
    case .predict(let target):
      target.groups == nil ? target.problemType.reportName : "Ranking"
    case .cluster: "Clustering"
    }
  }

  /// The objective where the statement gives none: a search's metric, or what the one candidate minimises.
  func defaultObjective(of training: ModelPlan.Training) -> String {
    switch (self, training) {
    case (.predict(let target), .search): ObjectiveName.metric(target.metric).text
    // Each tree of a forest fits the numbers, or the shares of a class, by squares.
    case (.predict, .fixed(.forest)): Objective.Kind.squaredError.rawValue
    case (.predict(let target), .fixed): target.task.treeObjective.rawValue
    case (.cluster, _): ClusterFit.metricName
    }
  }
}

extension PreparedTarget {
  /// The metric's name as SHOW MODEL prints it after `validation:`.
  var metricName: String {
    switch (metric, task) {
    case (.f1, _): "f1_binary"
    case (.accuracy, .multiclass): "multiclass_accuracy"
    default: metric.rawValue
    }
  }
}
