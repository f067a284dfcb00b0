import Learning

extension TrainingTask {
  /// The problem type as SHOW MODEL prints it.
  var problemTypeName: String { groups == nil ? problemType.reportName : "Ranking" }

  /// The objective where the statement gives none.
  func defaultObjective(isSearch: Bool) -> String {
    isSearch ? ObjectiveName.metric(metric).text : task.treeObjective.rawValue
  }

  /// The metric's name as SHOW MODEL prints it after `validation:`.
  var metricName: String {
    switch (metric, task) {
    case (.f1, _): "f1_binary"
    case (.accuracy, .multiclass): "multiclass_accuracy"
    default: metric.rawValue
    }
  }
}
