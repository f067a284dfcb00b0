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

  /// The objective where the statement gives none.
  func defaultObjective(isSearch: Bool) -> String {
    switch self {
    case .predict(let target):
      isSearch
        ? ObjectiveName.metric(target.metric).text : target.task.treeObjective.rawValue
    case .cluster: ClusterFit.metricName
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
