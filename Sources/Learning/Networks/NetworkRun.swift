import Models
import Parallel

/// The epochs of one training.
struct NetworkRun {
  /// Rows that are held out, to tell which epoch does best.
  struct Validation {
    let rows: NetworkRows
    let loss: NetworkLoss
  }

  /// The end of a training.
  struct Outcome {
    /// The epoch whose parameters were kept, from 1 on.
    let epoch: Int
    /// The loss of the rows held out after each epoch.
    let losses: [Double]
    /// Whether the monitor ended it before its time.
    let wasStopped: Bool
  }

  /// Parts that a batch is cut into at most: what each comes to is added up in their order, so that no
  /// bit depends on threads.
  private static let sliceLimit = 4
  /// Rows that are worth a part of their own.
  private static let leastSliceRows = 32

  private let rows: NetworkRows
  private let loss: NetworkLoss
  private let validation: Validation?
  private let settings: NeuralSettings
  private let task: LearningTask
  private let seed: UInt64
  /// Epochs that are trained; the schedule has those of the settings.
  private let lastEpoch: Int
  private let threadCount: Int
  private let parameters: NetworkParameters
  private let batchCount: Int
  private let sliceCount: Int
  private let passes: [NetworkPass]

  /// A training of `lastEpoch` epochs, all where that is nil.
  init(
    rows: NetworkRows,
    loss: NetworkLoss,
    validation: Validation?,
    task: LearningTask,
    settings: NeuralSettings,
    lastEpoch: Int?,
    seed: UInt64,
    threadCount: Int
  ) {
    self.rows = rows
    self.loss = loss
    self.validation = validation
    self.task = task
    self.settings = settings
    self.seed = seed
    self.threadCount = threadCount
    self.lastEpoch = min(lastEpoch ?? settings.epochCount, settings.epochCount)
    let shape = NetworkShape(
      widths: [rows.columnCount] + settings.hiddenLayers + [loss.outputCount]
    )
    parameters = NetworkParameters(
      shape,
      settings: settings,
      valueCount: rows.encoding.valueCount,
      seed: SeededGenerator.mixed(seed)
    )
    batchCount = max(1, rows.rowCount / settings.batchSize)
    let batchLimit = (rows.rowCount + batchCount - 1) / batchCount
    let sliceCount = min(max(batchLimit / Self.leastSliceRows, 1), Self.sliceLimit)
    self.sliceCount = sliceCount
    let rowLimit = (batchLimit + sliceCount - 1) / sliceCount
    let activation = settings.activation(of: task)
    passes = (0..<sliceCount).map { _ in
      NetworkPass(shape, activation: activation, rowLimit: rowLimit)
    }
  }

  /// Goes through the rows, epoch after epoch.
  func run(_ monitor: TrainingMonitor) -> (layers: [NeuralModel.Layer], outcome: Outcome) {
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 1))
    var order = Array(0..<UInt32(rows.rowCount))
    let rests = Set(settings.schedule.rests(epochCount: settings.epochCount))
    var losses: [Double] = []
    var best: (epoch: Int, loss: HeldOutLoss, values: [Float])?
    var (step, epoch, wasStopped) = (0, 0, false)
    training: while epoch < lastEpoch {
      generator.shuffle(&order)
      for batch in 0..<batchCount {
        if monitor.shouldStop() {
          wasStopped = true
          break training
        }
        let done = Double(step) / Double(batchCount * settings.epochCount)
        step += 1
        take(
          order[batch * order.count / batchCount..<(batch + 1) * order.count / batchCount],
          step: step,
          rate: settings.learningRate(of: task) * settings.schedule.share(done)
        )
      }
      epoch += 1
      monitor.progress(epoch, lastEpoch)
      guard let validation else { continue }
      let loss = self.loss(of: validation)
      losses.append(loss.mean)
      if rests.contains(epoch), best.map({ !$0.loss.isBetter(than: loss) }) ?? true {
        best = (epoch, loss, parameters.snapshot)
      }
    }
    if let best { parameters.restore(best.values) }
    return (
      parameters.layers(isBinary: task == .binary),
      Outcome(epoch: best?.epoch ?? epoch, losses: losses, wasStopped: wasStopped)
    )
  }

  /// A step against the gradient of a batch.
  private func take(_ batch: ArraySlice<UInt32>, step: Int, rate: Double) {
    let divisor = Double(batch.count)
    let (passes, parameters, sliceCount) = (passes, parameters, sliceCount)
    concurrentPerform(pieceCount: sliceCount, threadCount: threadCount) { slice in
      let start = batch.startIndex + slice * batch.count / sliceCount
      let end = batch.startIndex + (slice + 1) * batch.count / sliceCount
      let part = batch[start..<end]
      let pass = passes[slice]
      pass.withInputs(rowCount: part.count) { rows.fill(&$0, rows: part) }
      pass.goForward(
        rowCount: part.count,
        parameters: parameters.values,
        first: parameters.first,
        dropout: settings.dropout > 0
          ? NetworkDropout(
            share: settings.dropout,
            seed: SeededGenerator.mixed(seed &+ UInt64(step * sliceCount + slice))
          ) : nil
      )
      pass.withOutputs(rowCount: part.count) { outputs, gradients in
        loss.setGradients(&gradients, of: outputs, rows: part, divisor: divisor)
      }
      pass.goBack(rowCount: part.count, parameters: parameters.values)
    }
    parameters.move(
      against: passes.map(\.gradients),
      step: step,
      rate: rate,
      threadCount: threadCount
    )
  }

  /// The loss of the rows held out.
  private func loss(of validation: Validation) -> HeldOutLoss {
    let size = passes[0].rowLimit
    let count = validation.rows.rowCount
    let order = Array(0..<UInt32(count))
    let chunkCount = (count + size - 1) / size
    let (passes, parameters, sliceCount) = (passes, parameters, sliceCount)
    // Each pass takes every so many of the chunks.
    let parts = concurrentMap(count: sliceCount, threadCount: threadCount) { slice in
      stride(from: slice, to: chunkCount, by: sliceCount).reduce(into: (0.0, 0.0)) { sum, chunk in
        let part = order[chunk * size..<min((chunk + 1) * size, count)]
        let pass = passes[slice]
        pass.withInputs(rowCount: part.count) { validation.rows.fill(&$0, rows: part) }
        pass.goForward(
          rowCount: part.count,
          parameters: parameters.values,
          first: parameters.first,
          dropout: nil
        )
        pass.withOutputs(rowCount: part.count) { outputs, _ in
          let sums = validation.loss.sums(of: outputs, rows: part, isSmoothed: true)
          sum.0 += sums.loss
          sum.1 += sums.wrong
        }
      }
    }
    let total = Double(max(count, 1))
    return HeldOutLoss(
      wrong: parts.reduce(0) { $0 + $1.1 } / total,
      mean: parts.reduce(0) { $0 + $1.0 } / total
    )
  }
}

/// The loss by which an epoch is chosen: of classes first the share of those taken for another, as
/// Holzmüller and others (2024) do.
private struct HeldOutLoss {
  /// The share of classes taken for another; 0 of numbers.
  let wrong: Double
  /// The mean loss.
  let mean: Double

  func isBetter(than other: HeldOutLoss) -> Bool {
    (wrong, mean) < (other.wrong, other.mean)
  }
}
