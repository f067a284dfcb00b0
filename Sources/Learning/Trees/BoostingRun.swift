import LinearAlgebra
import Models
import Parallel

/// One training: the boosting loop and early stopping.
struct BoostingRun {
  let matrix: BinnedMatrix
  let rows: BoostingRows
  let validationWeights: [Double]?
  /// The groups of the validation rows, where they are ranked.
  let validationGroups: RowGroups?
  let trainingRows: [UInt32]
  let validationRows: [UInt32]?
  let objective: Objective
  let settings: TreeSettings
  let threadCount: Int
  private let baseScores: [Double]
  private let encodings: [LevelEncoding]
  /// For each output the gradients of all rows, first as pairs of `Float`, then in units.
  private let gradients: [SharedBuffer<Int64>]
  private var grower: TreeGrower
  private var trees: [Tree] = []
  private var best: (round: Int, loss: Double, scores: Matrix?)?
  private var validationLosses: [Double] = []

  /// Rows whose scores one thread updates at a time.
  private static let blockRowCount = 8192

  init(
    matrix: BinnedMatrix,
    target: [Double],
    weights: [Double]?,
    validationWeights: [Double]?,
    groups: [UInt32]?,
    trainingRows: [UInt32],
    validationRows: [UInt32]?,
    objective: Objective,
    settings: TreeSettings,
    constraints: FeatureConstraints,
    threadCount: Int
  ) {
    // A class number has no mean, so several classes see the codes only.
    let levelStatistics =
      matrix.manyLevels.isEmpty || objective.outputCount > 1
      ? nil
      : LevelStatistics(
        of: matrix,
        target: target,
        weights: weights,
        rows: trainingRows,
        settings: settings,
        threadCount: max(threadCount, 1)
      )
    let matrix = levelStatistics?.matrix ?? matrix
    self.matrix = matrix
    encodings = levelStatistics?.encodings ?? []
    self.validationWeights = validationWeights
    validationGroups = groups.flatMap { codes in
      validationRows.map { RowGroups(codes: codes, rows: $0) }
    }
    self.trainingRows = trainingRows
    self.validationRows = validationRows
    self.objective = objective
    self.settings = settings.resolved(for: objective)
    self.threadCount = max(threadCount, 1)
    let baseScores =
      settings.basePrediction.map {
        Array(repeating: objective.score(ofPrediction: $0), count: objective.outputCount)
      } ?? objective.baseScores(target: target, weights: weights, rows: trainingRows)
    self.baseScores = baseScores
    rows = BoostingRows(
      target: target,
      weights: weights,
      scores: baseScores.map { SharedBuffer(repeating: $0, count: matrix.rowCount) },
      groups: groups.map { RowGroups(codes: $0, rows: trainingRows) }
    )
    gradients = baseScores.map { _ in SharedBuffer(repeating: 0, count: matrix.rowCount) }
    grower = TreeGrower(
      matrix: matrix,
      settings: self.settings,
      constraints: constraints.appending(encodings.map(\.feature)),
      threadCount: max(threadCount, 1)
    )
  }

  /// Runs the rounds.
  mutating func fit(_ monitor: TrainingMonitor) throws(LearningError) -> BoostedFit {
    var completedRounds = 0
    var wasStopped = false
    while completedRounds < settings.roundCount {
      if monitor.shouldStop() {
        wasStopped = true
        break
      }
      boost(round: completedRounds)
      completedRounds += 1
      monitor.progress(completedRounds, settings.roundCount)
      if isStale(after: completedRounds) { break }
    }
    guard completedRounds > 0 else { throw .interrupted }
    let keptRounds = best?.round ?? completedRounds
    return BoostedFit(
      ensemble: TreeEnsemble(
        trees: Array(trees.prefix(keptRounds * settings.parallelTreeCount * baseScores.count)),
        baseScores: baseScores,
        featureCount: matrix.featureCount - encodings.count,
        encodings: encodings
      ),
      validationScores: best?.scores ?? validationScores(),
      completedRounds: completedRounds,
      keptRounds: keptRounds,
      validationLosses: validationLosses,
      wasStopped: wasStopped
    )
  }

  /// One round: trees for all outputs, grown one after the other on the same scores.
  private mutating func boost(round: Int) {
    var waiting: [[GrownTree]] = []
    for parallel in 0..<settings.parallelTreeCount {
      let forest = growTrees(round * settings.parallelTreeCount + parallel)
      if settings.parallelTreeCount > 1 { waiting.append(forest) }
    }
    let allRows = waiting.isEmpty ? [] : trainingRows + (validationRows ?? [])
    for forest in waiting {
      for (grown, scores) in zip(forest, rows.scores) {
        addValues(of: grown, toRows: allRows, scores)
      }
    }
  }

  /// Gradients of all outputs, then a tree for each; their values are added to the scores unless other
  /// trees of the round still need these.
  private mutating func growTrees(_ forest: Int) -> [GrownTree] {
    var magnitudes = objective.fillGradients(
      of: rows,
      into: gradients,
      threadCount: threads(for: matrix.rowCount * baseScores.count)
    )
    let sample = drawRows(forest, &magnitudes)
    let walkedRows = (sample?.left ?? []) + (validationRows ?? [])
    var result: [GrownTree] = []
    for output in baseScores.indices {
      let tree = forest * baseScores.count + output
      let scale = GradientScale(magnitudes[output], rowCount: matrix.rowCount)
      quantize(
        gradients[output],
        scale,
        salt: UInt32(truncatingIfNeeded: SeededGenerator.mixed(UInt64(tree)))
      )
      var grown = grower.grow(
        tree: tree,
        rows: sample?.drawn ?? trainingRows,
        gradients: gradients[output],
        scale: scale
      )
      if let level = objective.leafQuantile { takeQuantiles(level, &grown, rows.scores[output]) }
      if settings.parallelTreeCount == 1 {
        addLeafValues(of: grown, to: rows.scores[output])
        addValues(of: grown, toRows: walkedRows, rows.scores[output])
      }
      trees.append(Tree(grown, mappers: matrix.mappers, scale: scale))
      result.append(grown)
    }
    return result
  }

  /// The rows of some trees, nil for all.
  ///
  /// Drawing by gradients weights these, so their sums change.
  private func drawRows(
    _ forest: Int,
    _ magnitudes: inout [GradientMagnitude]
  ) -> Sampler.DrawnRows? {
    guard settings.rowShare < 1 else { return nil }
    guard settings.samplingMethod == .gradientBased else {
      return grower.sampler.rows(of: forest, from: trainingRows)
    }
    let sample = grower.sampler.rows(of: forest, from: trainingRows, byGradients: gradients)
    magnitudes = gradients.map { GradientMagnitude(of: $0, rows: sample.drawn) }
    return sample
  }

  private func quantize(_ gradients: SharedBuffer<Int64>, _ scale: GradientScale, salt: UInt32) {
    forBlocks(of: gradients.count) { range in
      let slice = unsafe gradients.slice(range)
      var pairs = unsafe slice.mutableSpan
      Learning.quantize(&pairs, firstRow: range.lowerBound, scale: scale, salt: salt)
    }
  }

  /// Replaces leaf values by the quantile of what their rows still lack.
  private func takeQuantiles(
    _ level: Double,
    _ grown: inout GrownTree,
    _ scores: SharedBuffer<Double>
  ) {
    let leaves = grown.leaves
    let threads = threads(for: trainingRows.count)
    let values = concurrentMap(count: leaves.count, threadCount: threads) { index in
      let rowBuffer = grower.partition.rows(atDepth: leaves[index].depth)
      let leafRows = leaves[index].rows.map { Int(rowBuffer[$0]) }
      return settings.learningRate
        * weightedQuantile(
          level,
          of: leafRows.map { rows.target[$0] - scores[$0] },
          rows.weights.map { weights in leafRows.map { weights[$0] } }
        )
    }
    for (leaf, value) in zip(leaves, values) { grown.nodes[leaf.node] = .leaf(value: value) }
  }

  /// Adds each leaf's value to the scores of its rows.
  ///
  /// Each piece has the rows of a range, in all leaves: pieces of whole leaves would write to the same
  /// cache lines.
  private func addLeafValues(of grown: GrownTree, to scores: SharedBuffer<Double>) {
    let leaves = grown.leaves.compactMap { leaf in
      grown.nodes[leaf.node].leafValue.map {
        (rows: grower.partition.rows(atDepth: leaf.depth), range: leaf.rows, value: $0)
      }
    }
    forBlocks(of: matrix.rowCount, size: max(Self.blockRowCount, matrix.rowCount / 16)) { block in
      let scoreSlice = unsafe scores.slice(block)
      var blockScores = unsafe scoreSlice.mutableSpan
      for (rows, range, value) in leaves {
        let rowSlice = unsafe rows.slice(range)
        let leafRows = unsafe rowSlice.span
        var index = leafRows.firstIndex(ofRowFrom: block.lowerBound)
        while index < leafRows.count, leafRows[index] < block.upperBound {
          blockScores[Int(leafRows[index]) &- block.lowerBound] += value
          index &+= 1
        }
      }
    }
  }

  /// Adds a tree's values to the scores of rows that it was not grown on.
  private func addValues(
    of grown: GrownTree,
    toRows walkedRows: [UInt32],
    _ scores: SharedBuffer<Double>
  ) {
    forBlocks(of: walkedRows.count) { range in
      for index in range {
        let row = Int(walkedRows[index])
        scores[row] += grown.value(ofRow: row, in: matrix)
      }
    }
  }

  /// Whether the validation loss has not fallen for so many rounds; keeps the best round.
  private mutating func isStale(after round: Int) -> Bool {
    guard let patience = settings.earlyStoppingRoundCount, let validationRows else { return false }
    let loss = validationLoss(of: validationRows)
    validationLosses.append(loss)
    if loss < best?.loss ?? .infinity || best == nil {
      best = (round, loss, validationScores())
      return false
    }
    return round - (best?.round ?? 0) >= patience
  }

  /// The loss that early stopping watches: the mean, and of ranked rows what the order lacks of the
  /// best.
  private func validationLoss(of validationRows: [UInt32]) -> Double {
    if case .ranking(let loss) = objective, let validationGroups {
      return 1
        - RankingMetric.ndcg.value(
          of: validationGroups,
          hasExponentialGain: loss.hasExponentialGain,
          score: { rows.scores[0][$0] },
          relevance: { rows.target[$0] }
        )
    }
    return objective.meanLoss(
      of: validationRows,
      in: rows,
      weights: validationWeights,
      threadCount: threads(for: validationRows.count * baseScores.count)
    )
  }

  private func validationScores() -> Matrix? {
    validationRows.map { validationRows in
      Matrix(
        rowCount: validationRows.count,
        columnCount: baseScores.count,
        values: rows.scores.flatMap { scores in validationRows.map { scores[Int($0)] } }
      )
    }
  }

  private func forBlocks(
    of count: Int,
    size: Int = Self.blockRowCount,
    _ body: @Sendable (Range<Int>) -> Void
  ) {
    concurrentPerform(pieceCount: (count + size - 1) / size, threadCount: threads(for: count)) {
      body($0 * size..<min(($0 + 1) * size, count))
    }
  }

  /// One thread for so few rows that another would wake up too late.
  private func threads(for rowCount: Int) -> Int {
    rowCount > Self.blockRowCount ? threadCount : 1
  }
}

extension Span<UInt32> {
  /// Where the first row that is not below `row` stands, in ascending rows; `count` if there is none.
  ///
  /// - Complexity: O(log `count`).
  fileprivate func firstIndex(ofRowFrom row: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
