import LinearAlgebra
package import Models

/// The result of training a network.
package struct NeuralFit: Sendable {
  /// The model, on the target's own scale.
  package let model: NeuralModel
  /// The way from its scores to predictions.
  package let link: LinkFunction
  /// The epoch whose parameters it has, from 1 on.
  package let epoch: Int
  /// The loss of the rows held out after each epoch, where there were any.
  package let validationLosses: [Double]
  /// Whether the monitor ended it before its time.
  package let wasStopped: Bool
}

/// Trains multilayer perceptrons.
package enum NetworkLearner {
  /// Encodes the rows and trains on them.
  ///
  /// With `validationRows` the epoch that does best on them is kept, of those after which the learning
  /// rate has come down. `lastEpoch` ends it before all epochs are done. The same rows, settings and seed
  /// give
  /// the same bytes on any number of threads.
  ///
  /// - Throws: `noRows` when no row has weight, `libraryMissing`.
  /// - Complexity: O(epochs x rows x weights).
  package static func train(
    data: TrainingData,
    rows: [UInt32]?,
    validationRows: [UInt32]? = nil,
    task: LearningTask,
    settings: NeuralSettings,
    lastEpoch: Int? = nil,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(LearningError) -> NeuralFit {
    try BLAS.loadForLearning()
    let seed = settings.seed ?? seed
    let counted = data.counted(rows)
    guard RowSelection(counted, rowCount: data.rowCount).count > 0 else { throw .noRows }
    let gathered = data.gathered(counted)
    let expanded = ExpandedRows(
      gathered,
      task: task,
      features: [.cycles, .targets],
      seed: seed,
      threadCount: threadCount
    )
    let expansion = expanded.expansion.isTrivial ? nil : expanded.expansion
    let trained = expansion == nil ? gathered : expanded.data
    let encoding = LinearEncoding.robust(
      trained,
      rows: RowSelection(nil, rowCount: trained.rowCount),
      threadCount: threadCount
    )
    let targets = TargetScale(trained, task: task)
    let fitting = NetworkFitting(
      encoding: encoding,
      targets: targets,
      task: task,
      settings: settings
    )
    let run = NetworkRun(
      rows: fitting.rows(trained.features),
      loss: fitting.loss(trained),
      validation: fitting.validation(data, rows: validationRows, expansion: expansion),
      task: task,
      settings: settings,
      lastEpoch: lastEpoch,
      seed: seed,
      threadCount: threadCount
    )
    let (layers, outcome) = run.run(monitor)
    return NeuralFit(
      model: fitting.model(layers, expansion: expansion),
      link: task.link,
      epoch: outcome.epoch,
      validationLosses: outcome.losses,
      wasStopped: outcome.wasStopped
    )
  }
}

/// Rows and losses of one training.
private struct NetworkFitting {
  let encoding: LinearEncoding
  let targets: TargetScale
  let task: LearningTask
  let settings: NeuralSettings

  /// The model of trained layers.
  func model(_ layers: [NeuralModel.Layer], expansion: FeatureExpansion?) -> NeuralModel {
    NeuralModel(
      expansion: expansion,
      encoding: encoding,
      activation: settings.activation(of: task),
      layers: layers,
      scale: targets.deviation,
      shifts: [Double](repeating: targets.mean, count: task.outputCount)
    )
  }

  func rows(_ table: FeatureTable) -> NetworkRows {
    NetworkRows(table, rows: RowSelection(nil, rowCount: table.rowCount), encoding: encoding)
  }

  func loss(_ data: TrainingData) -> NetworkLoss {
    NetworkLoss(
      targets: data.target.map { targets.scaled($0) },
      weights: data.relativeWeights,
      outputCount: task == .regression ? 1 : max(task.outputCount, 2),
      smoothing: settings.labelSmoothing
    )
  }

  /// The rows held out that have weight; nil where there are none.
  func validation(
    _ data: TrainingData,
    rows: [UInt32]?,
    expansion: FeatureExpansion?
  ) -> NetworkRun.Validation? {
    guard let rows, let counted = data.counted(rows), !counted.isEmpty else { return nil }
    let held = data.gathered(counted)
    let table = expansion?.columns(of: held.features, rows: 0..<held.rowCount) ?? held.features
    return NetworkRun.Validation(rows: self.rows(table), loss: loss(held))
  }
}

/// The target in units of its deviation; classes as they are.
private struct TargetScale {
  /// The mean, 0 of classes.
  let mean: Double
  /// The deviation, 1 of classes.
  let deviation: Double
  private let encoding: NumericEncoding?

  init(_ data: TrainingData, task: LearningTask) {
    guard task == .regression else {
      (mean, deviation, encoding) = (0, 1, nil)
      return
    }
    let encoding = NumericEncoding(
      fitting: .double(data.target),
      rows: RowSelection(nil, rowCount: data.rowCount),
      weights: data.weights
    )
    mean = encoding.mean / encoding.unit
    deviation = encoding.isConstant ? 0 : 1 / encoding.inverseDeviation / encoding.unit
    self.encoding = encoding
  }

  func scaled(_ target: Double) -> Float {
    Float(encoding.map { $0.isConstant ? 0 : $0.standardised(target) } ?? target)
  }
}

extension TrainingData {
  /// These rows as far as they have weight; nil for all where all have.
  fileprivate func counted(_ rows: [UInt32]?) -> [UInt32]? {
    guard let weights else { return rows }
    return (rows ?? Array(0..<UInt32(rowCount))).filter { weights[Int($0)] > 0 }
  }

  /// These rows, in this order.
  fileprivate func gathered(_ rows: [UInt32]?) -> TrainingData {
    guard let rows else { return self }
    return TrainingData(
      features: features.gathered(rows),
      target: rows.map { target[Int($0)] },
      weights: weights.map { weights in rows.map { weights[Int($0)] } },
      featureNames: featureNames,
      periods: periods
    )
  }

  /// The weights, 1 on average.
  fileprivate var relativeWeights: [Float]? {
    guard let weights, !weights.isEmpty else { return nil }
    let mean = weights.reduce(0, +) / Double(weights.count)
    return weights.map { Float($0 / mean) }
  }
}
