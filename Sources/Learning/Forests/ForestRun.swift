import LinearAlgebra
import Models
import Parallel

/// One training of a forest: trees grown side by side on gradients that never change.
struct ForestRun {
  private let matrix: BinnedMatrix
  private let trainingRows: [UInt32]
  private let validationRows: [UInt32]?
  private let treeCount: Int
  private let settings: TreeSettings
  private let threadCount: Int
  private let targets: ForestTargets
  private let encodings: [LevelEncoding]
  private var validation: ForestVotes?
  private var outOfBag: ForestVotes?
  private let units: [UInt32]?
  private var trees: [Tree] = []

  /// Trees between two questions to the monitor, grown side by side.
  private static let batchTreeCount = 8

  /// A tree of each output, all grown on the same rows.
  private struct Growth: Sendable {
    let trees: [GrownTree]
    /// The rows that they were not grown on.
    let leftRows: [UInt32]
  }

  init(
    matrix: BinnedMatrix,
    target: [Double],
    weights: [Double]?,
    trainingRows: [UInt32],
    validationRows: [UInt32]?,
    task: LearningTask,
    settings: ForestSettings,
    seed: UInt64,
    outOfBag: OutOfBagRows,
    threadCount: Int
  ) {
    let trees = settings.treeSettings(task: task, featureCount: matrix.featureCount, seed: seed)
    // A class number has no mean, so several classes see the codes only.
    let statistics =
      matrix.manyLevels.isEmpty || task.outputCount > 1
      ? nil
      : LevelStatistics(
        of: matrix,
        target: target,
        weights: weights,
        rows: trainingRows,
        settings: trees,
        threadCount: threadCount
      )
    self.matrix = statistics?.matrix ?? matrix
    encodings = statistics?.encodings ?? []
    self.settings = trees
    self.trainingRows = trainingRows
    self.validationRows = validationRows
    self.threadCount = threadCount
    treeCount = settings.treeCount
    targets = ForestTargets(
      target: target,
      weights: weights,
      rows: trainingRows,
      outputCount: task.outputCount,
      seed: trees.seed
    )
    let (rowCount, outputCount) = (matrix.rowCount, task.outputCount)
    validation = validationRows.map { _ in ForestVotes(rowCount, outputCount) }
    units = outOfBag.units
    if case .scored = outOfBag { self.outOfBag = ForestVotes(rowCount, outputCount) }
  }

  /// Grows the trees.
  mutating func fit(_ monitor: TrainingMonitor) throws(LearningError) -> ForestFit {
    var grownCount = 0
    while grownCount < treeCount, !monitor.shouldStop() {
      let count = min(Self.batchTreeCount, treeCount - grownCount)
      keep(grow(grownCount..<grownCount + count))
      grownCount += count
      monitor.progress(grownCount, treeCount)
    }
    guard grownCount > 0 else { throw .interrupted }
    // Each tree has its share of a whole forest.
    let share = Double(treeCount) / Double(grownCount)
    return ForestFit(
      ensemble: TreeEnsemble(
        trees: grownCount == treeCount ? trees : trees.map { $0.scaled(by: share) },
        baseScores: targets.means,
        featureCount: matrix.featureCount - encodings.count,
        encodings: encodings
      ),
      validationScores: validationRows.flatMap { rows in
        validation?.scores(of: rows, means: targets.means, treeCount: treeCount)
      },
      outOfBag: outOfBag.map { votes in
        let rows = trainingRows.filter { votes.counts[Int($0)] > 0 }
        return OutOfBagScores(
          rows: rows,
          scores: votes.scores(of: rows, means: targets.means, treeCount: treeCount)
        )
      },
      wasStopped: grownCount < treeCount
    )
  }

  /// Grows some trees: a thread for each where there are as many, whose histograms share the room of one.
  private func grow(_ range: Range<Int>) -> [Growth] {
    let sideBySide = min(threadCount, range.count)
    let outputCount = targets.means.count
    return concurrentMap(count: range.count, threadCount: sideBySide) { index in
      let tree = range.lowerBound + index
      var grower = TreeGrower(
        matrix: matrix,
        settings: settings,
        constraints: FeatureConstraints.none.appending(encodings.map(\.feature)),
        histogramByteLimit: TreeGrower.wholeHistogramByteLimit / sideBySide,
        threadCount: max(threadCount / sideBySide, 1)
      )
      let sample =
        settings.rowShare < 1
        ? grower.sampler.rows(of: tree, from: trainingRows, units: units)
        : Sampler.DrawnRows(drawn: trainingRows, left: [])
      let grown = (0..<outputCount).map { output in
        grower.grow(
          tree: tree * outputCount + output,
          rows: sample.drawn,
          gradients: targets.gradients[output],
          scale: targets.scales[output]
        )
      }
      return Growth(trees: grown, leftRows: sample.left)
    }
  }

  /// Adds the trees to the model, and what they say to rows that they were not grown on.
  private mutating func keep(_ batch: [Growth]) {
    for growth in batch {
      if let validationRows { validation?.add(growth.trees, validationRows, matrix, threadCount) }
      outOfBag?.add(growth.trees, growth.leftRows, matrix, threadCount)
      for (grown, scale) in zip(growth.trees, targets.scales) {
        trees.append(Tree(grown, mappers: matrix.mappers, scale: scale))
      }
    }
  }
}
