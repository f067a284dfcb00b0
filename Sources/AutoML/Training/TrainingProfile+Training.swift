import Learning
import LinearAlgebra
import Models

extension TrainingProfile {
  /// The profile of a training: of its rows, or of those that are kept of them, and of predictions of rows
  /// held out, where there are some.
  ///
  /// - Complexity: O(rows x inputs), on `threadCount` threads.
  init(of task: TrainingTask, _ trained: TrainedModel, threadCount: Int) {
    let inputs = ColumnDistribution.fitting(
      task.inputs,
      isCompared: task.encoding.inputs.map { $0.isUsed && $0.kind != .words },
      threadCount: threadCount
    )
    self.init(
      rowCount: task.features.rowCount,
      inputs: inputs,
      predictions: Self.predictions(of: task, trained)
    )
  }

  /// Rows whose predictions tell how all are distributed.
  private static let predictionLimit = 1 << 14

  private static func predictions(
    of task: TrainingTask,
    _ trained: TrainedModel
  ) -> ColumnDistribution {
    let predictor = CompiledPredictor(trained.model)
    // Trees know the rows that they were trained on better than they will know others.
    let predictions =
      (trained.model.learner.ensemble == nil ? nil : trained.heldOutPredictions)
      ?? predictor.predictions(ofPreprocessed: task.features.sample(of: predictionLimit))
    switch trained.model.predicted.values {
    case .number: return ColumnDistribution(fitting: .double(predictions.values))
    case .classes where predictions.columnCount == 1:
      return ColumnDistribution(fitting: .double(predictions.values))
    case .classes(let labels):
      let codes = predictor.classes(of: predictions).map { UInt32($0) }
      return ColumnDistribution(fitting: .codes(codes, levelCount: labels.count))
    case .clusters(let count):
      let codes = predictor.values(of: predictions).map { UInt32($0) }
      return ColumnDistribution(fitting: .codes(codes, levelCount: count))
    }
  }
}

extension FeatureTable {
  /// Some of the rows, at even distances.
  fileprivate func sample(of limit: Int) -> FeatureTable {
    guard rowCount > limit else { return self }
    return gathered((0..<limit).map { UInt32($0 * rowCount / limit) })
  }
}
