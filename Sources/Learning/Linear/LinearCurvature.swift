import LinearAlgebra
import Models
import Parallel

/// An approximate inverse of the objective's second derivatives, by which steps are scaled.
///
/// Columns of the *core* (standardised values, the smaller indicator groups and the intercept) are
/// coupled through a Cholesky factor: all outputs together where that is small, else each output
/// for itself. The other columns, those of features with very many levels, are scaled one by one.
struct Preconditioner: Sendable {
  /// The factors: one over the core of all outputs, or one for each output; empty without a core.
  private let factors: [Cholesky]
  /// The core's columns within an output.
  private let core: [Int]
  private let stride: Int
  /// For each parameter the second derivative; read outside the core only.
  private let diagonal: [Double]

  init(factors: [Cholesky], core: [Int], stride: Int, diagonal: [Double]) {
    self.factors = factors
    self.core = core
    self.stride = stride
    self.diagonal = diagonal
  }

  /// Replaces a gradient by the step that the second derivatives make of it.
  func apply(to vector: inout [Double]) {
    let starts = Swift.stride(from: 0, to: vector.count, by: stride)
    let cores = factors.isEmpty ? [] : starts.map { start in core.map { vector[start + $0] } }
    for index in vector.indices { vector[index] /= diagonal[index] }
    guard !factors.isEmpty else { return }
    var solved: [Double]
    if factors.count == 1 {
      solved = Array(cores.joined())
      factors[0].solve(&solved)
    } else {
      solved = zip(factors, cores).flatMap { factor, core in
        var core = core
        factor.solve(&core)
        return core
      }
    }
    for (output, start) in starts.enumerated() {
      for (index, column) in core.enumerated() {
        vector[start + column] = solved[output * core.count + index]
      }
    }
  }
}

/// How second derivatives are found for one design: which columns are coupled, over which rows, at
/// what cost.
struct CurvaturePlan: Sendable {
  /// Cores of more columns than this are not coupled: a factor of 4,096 takes a second and 128 MB.
  private static let widestCore = 4096
  /// Up to this order all outputs are factored together.
  private static let widestJointCore = 1024

  /// Second derivatives are cheap if they take no more passes than this.
  static let cheapCost = 4.0

  /// The core's columns within an output: values, chosen indicator groups, the intercept.
  let core: [Int]
  /// The indicator groups in the core.
  let coreGroups: [Int]
  /// Whether outputs are coupled with each other.
  let isJoint: Bool
  /// The rows that are looked at.
  let blocks: [DesignBlock]
  /// What sums over `blocks` are multiplied by to stand for all rows.
  let scale: Double
  /// Whether `blocks` are all rows.
  var isExact: Bool { scale == 1 }
  /// What one evaluation of the curvature costs, in passes over the design.
  let passCost: Double

  init(_ objective: LinearObjective) {
    let design = objective.design
    let valueCount = design.encoding.valueCount
    var columns = valueCount < Self.widestCore ? Array(0..<valueCount) : []
    let bySize = design.groups.indices.sorted {
      (design.groups[$0].width, $0) < (design.groups[$1].width, $1)
    }
    // Small groups first: they are seen in many rows together, so their coupling matters most.
    let room = max(columns.count, Self.widestJointCore)
    var width = columns.count
    var coreGroups: [Int] = []
    for group in bySize where width + design.groups[group].columns.count <= room {
      coreGroups.append(group)
      width += design.groups[group].columns.count
    }
    coreGroups.sort()
    for group in coreGroups { columns += design.groups[group].columns }
    columns.append(design.encoding.columnCount)
    let isJoint = columns.count * objective.outputCount <= Self.widestJointCore
    self.coreGroups = coreGroups
    self.isJoint = isJoint
    core = columns

    func cost(_ blocks: [DesignBlock]) -> Double {
      Self.cost(
        rowCount: blocks.reduce(0) { $0 + $1.rowCount },
        valueCount: valueCount,
        order: columns.count,
        groupCount: coreGroups.count,
        outputCount: objective.outputCount,
        isJoint: isJoint
      )
    }
    let passNanoseconds =
      Double(design.blocks.reduce(0) { $0 + $1.rowCount } * objective.outputCount)
      * (Double(valueCount) * 0.2 + 2 * Double(design.groups.count) + 10)
    let exactCost = cost(design.blocks) / passNanoseconds
    let sampledCost = cost(design.sample) / passNanoseconds
    // A sample has to be much cheaper, for it takes more steps.
    if design.sample.isEmpty || exactCost < max(1, 8 * sampledCost) {
      blocks = design.blocks
      scale = 1
      passCost = exactCost
    } else {
      blocks = design.sample
      scale = design.totalWeight / design.sampleWeight
      passCost = sampledCost
    }
  }

  /// What second derivatives take, in nanoseconds on one core: near enough to choose by.
  private static func cost(
    rowCount: Int,
    valueCount: Int,
    order: Int,
    groupCount: Int,
    outputCount: Int,
    isJoint: Bool
  ) -> Double {
    let (order, groups, outputs) = (Double(order), Double(groupCount), Double(outputCount))
    let pairs = isJoint ? outputs * (outputs + 1) / 2 : outputs
    let values = Double(valueCount)
    let perRow = values * values * 0.02 + groups * values + groups * groups / 2 + 10
    let factorOrder = isJoint ? order * outputs : order
    let factorCount = isJoint ? 1 : outputs
    return Double(rowCount) * pairs * perRow
      + factorCount * factorOrder * factorOrder * factorOrder * 0.01
  }
}

extension LinearObjective {
  /// Scales each parameter by its own second derivative, estimated without a pass over the design.
  func diagonalPreconditioner(at evaluation: Evaluation) -> Preconditioner {
    Preconditioner(
      factors: [],
      core: [],
      stride: stride,
      diagonal: diagonal(meanCurvatures: meanCurvatures(at: evaluation))
    )
  }

  /// The sum over the first blocks of each output's second derivatives, divided by their weight.
  private func meanCurvatures(at evaluation: Evaluation) -> [Double] {
    let tables = ScoreTables(evaluation.parameters, of: self)
    var sums = [Double](repeating: 0, count: outputCount)
    var weight = 0.0
    for block in (design.sample.isEmpty ? design.blocks : design.sample).prefix(32) {
      weight += block.weights.isEmpty ? Double(block.rowCount) : block.weights.reduce(0, +)
      let curvatures = rowCurvatures(block, tables)
      for output in 0..<outputCount {
        sums[output] += curvatures.diagonal(output, rowCount: block.rowCount).reduce(0, +)
      }
    }
    return sums.map { weight > 0 ? $0 / weight : 1 }
  }

  /// The second derivative of each parameter, as if rows had the mean one.
  private func diagonal(meanCurvatures: [Double]) -> [Double] {
    meanCurvatures.flatMap { mean in
      let curvature = max(mean, 1e-12)
      return design.columnSquares.map { max(curvature * $0 + lambda, .leastNormalMagnitude) }
        + [curvature * design.totalWeight]
    }
  }

  /// The second derivatives at a point, factored.
  func preconditioner(at evaluation: Evaluation, plan: CurvaturePlan) -> Preconditioner {
    let tables = ScoreTables(evaluation.parameters, of: self)
    let order = plan.core.count
    let pairs = outputPairs(plan)
    // A piece holds `pairs.count` matrices; together they are bounded to 32 MB, or to four pieces.
    let limit = min(16, max(4, (1 << 22) / (order * order * pairs.count)))
    let sums = sumOfPieces(plan.blocks, limit: limit) { blocks in
      var sums = CurvatureSums(self, plan: plan, pairCount: pairs.count)
      for block in blocks {
        let curvatures = rowCurvatures(block, tables)
        for (index, pair) in pairs.enumerated() {
          let weights = curvatures.magnitudes(pair.0, pair.1, block: block)
          sums.add(weights, block, pair: index, own: pair.0 == pair.1 ? pair.0 : nil)
        }
      }
      return sums
    } add: {
      $0.add($1)
    }
    let total = sums ?? CurvatureSums(self, plan: plan, pairCount: pairs.count)
    return factored(total, plan: plan, pairs: pairs, at: evaluation)
  }

  /// The pairs of outputs whose coupling is looked at, the first never the larger.
  private func outputPairs(_ plan: CurvaturePlan) -> [(Int, Int)] {
    (0..<outputCount).flatMap { left in
      (left..<(plan.isJoint ? outputCount : left + 1)).map { (left, $0) }
    }
  }

  private func factored(
    _ sums: CurvatureSums,
    plan: CurvaturePlan,
    pairs: [(Int, Int)],
    at evaluation: Evaluation
  ) -> Preconditioner {
    let order = plan.core.count
    var diagonal = diagonal(meanCurvatures: meanCurvatures(at: evaluation))
    sums.replaceIndicatorDiagonal(&diagonal, objective: self, plan: plan)
    let matrixOrder = plan.isJoint ? order * outputCount : order
    var matrices = [Matrix](
      repeating: Matrix(rowCount: matrixOrder, columnCount: matrixOrder),
      count: plan.isJoint ? 1 : outputCount
    )
    for (index, pair) in pairs.enumerated() {
      let sign = pair.0 == pair.1 ? plan.scale : -plan.scale
      let matrix = plan.isJoint ? 0 : pair.0
      let (left, right) = plan.isJoint ? (pair.0 * order, pair.1 * order) : (0, 0)
      for column in 0..<order {
        for row in column..<order {
          let value = sign * sums.grams[index][column * order + row]
          matrices[matrix][right + row, left + column] = value
          matrices[matrix][right + column, left + row] = value
        }
      }
    }
    var factors: [Cholesky] = []
    for (index, matrix) in matrices.enumerated() {
      let outputs = plan.isJoint ? 0..<outputCount : index..<index + 1
      let columns = outputs.flatMap { output in plan.core.map { (output, column: $0) } }
      let raised = columns.map { output, column in
        !plan.isExact && column < stride - 1 && design.isUndersampled[column]
          ? diagonal[output * stride + column] : 0
      }
      let isFree = columns.map { $0.column == stride - 1 }
      factors.append(factor(matrix, raised: raised, isFree: isFree, plan: plan))
    }
    return Preconditioner(factors: factors, core: plan.core, stride: stride, diagonal: diagonal)
  }

  /// Factors a matrix of second derivatives, with the penalty.
  ///
  /// A choice of rows may miss what is rare, so that a diagonal element is too small and a step too
  /// long: `raised` is the least that it may be. Collinear columns have no factor without the
  /// penalty: ever larger parts of the diagonal are added until there is one. Steps are then
  /// shorter along such columns, the optimum is the same.
  private func factor(
    _ matrix: Matrix,
    raised: [Double],
    isFree: [Bool],
    plan: CurvaturePlan
  ) -> Cholesky {
    var matrix = matrix
    for index in 0..<matrix.rowCount {
      let penalty = isFree[index] ? 0 : lambda
      matrix[index, index] = max(matrix[index, index] + penalty, raised[index])
    }
    let scales = (0..<matrix.rowCount).map { max(matrix[$0, $0], .leastNormalMagnitude) }
    // Added shares of the diagonal, each with the least pivot that is more than its rounding.
    let attempts: [(share: Double, pivot: Double)] =
      design.isSinglePrecision && plan.isExact
      ? [(1e-7, 1e-6), (1e-5, 0), (1e-3, 0)] : [(1e-14, 1e-11), (1e-8, 0), (1e-4, 0)]
    for attempt in attempts {
      for index in 0..<matrix.rowCount {
        matrix[index, index] = scales[index] * (1 + attempt.share)
      }
      if let factor = try? Cholesky(matrix), factor.leastPivotShare >= attempt.pivot {
        return factor
      }
    }
    var diagonal = Matrix(rowCount: matrix.rowCount, columnCount: matrix.rowCount)
    for index in 0..<matrix.rowCount {
      diagonal[index, index] = scales[index].isFinite ? scales[index] : 1
    }
    guard let factor = try? Cholesky(diagonal) else {
      preconditionFailure("a positive diagonal has a factor")
    }
    return factor
  }

  /// The second derivatives of each row's loss in its scores.
  private func rowCurvatures(_ block: DesignBlock, _ tables: ScoreTables) -> RowCurvatures {
    var scores = tables.scores(of: block, block.cells)
    if outputCount > 1 {
      _ = replaceBySoftmax(&scores, rowCount: block.rowCount)
      return .probabilities(scores, weights: block.weights)
    }
    loss.curvatures(
      of: &scores,
      targets: scaledTargets(of: block).span,
      weights: block.weights.span
    )
    return .single(scores)
  }
}

/// Second derivatives of the losses of a block's rows in their scores.
private enum RowCurvatures {
  /// One output: the derivative itself.
  case single([Double])
  /// Several: `w * p_k * (1 - p_k)`, and `-w * p_k * p_l` across outputs.
  case probabilities([Double], weights: [Double])

  func diagonal(_ output: Int, rowCount: Int) -> [Double] {
    magnitudes(output, output, rowCount: rowCount)
  }

  func magnitudes(_ left: Int, _ right: Int, block: DesignBlock) -> [Double] {
    magnitudes(left, right, rowCount: block.rowCount)
  }

  /// The derivative in two outputs' scores, without its sign, which is plus for one output and
  /// minus across.
  private func magnitudes(_ left: Int, _ right: Int, rowCount: Int) -> [Double] {
    switch self {
    case .single(let values): return values
    case .probabilities(let p, let weights):
      let (l, r) = (left * rowCount, right * rowCount)
      return (0..<rowCount).map { row in
        let weight = weights.isEmpty ? 1 : weights[row]
        return weight * p[l + row] * (left == right ? 1 - p[r + row] : p[r + row])
      }
    }
  }
}

/// Weighted Gram matrices of the core's columns, in their lower triangles, one for each pair of
/// outputs.
private struct CurvatureSums: Sendable {
  var grams: [[Double]]
  /// For each output and indicator group the weight of each slot.
  private var slotSums: [[[Double]]]
  private let groups: [LinearDesign.IndicatorGroup]
  private let coreGroups: [Int]
  private let order: Int
  private let valueCount: Int

  init(_ objective: LinearObjective, plan: CurvaturePlan, pairCount: Int) {
    groups = objective.design.groups
    coreGroups = plan.coreGroups
    order = plan.core.count
    valueCount = plan.core.first == 0 ? objective.design.encoding.valueCount : 0
    grams = [[Double]](repeating: [Double](repeating: 0, count: order * order), count: pairCount)
    slotSums = (0..<objective.outputCount).map { _ in
      objective.design.groups.map { [Double](repeating: 0, count: $0.width) }
    }
  }

  /// Adds one block's rows with their weights; `own` is the output when the pair is of one with
  /// itself.
  mutating func add(_ weights: [Double], _ block: DesignBlock, pair: Int, own: Int?) {
    if let own {
      for (group, slots) in block.slots.enumerated() {
        addBySlot(weights.span, slots.span, to: &slotSums[own][group], from: 0)
      }
    }
    addValues(weights, block, pair: pair)
    var first = valueCount
    for (position, group) in coreGroups.enumerated() {
      addGroup(weights, block, pair: pair, group: group, first: first)
      var other = first + groups[group].columns.count
      for next in coreGroups[(position + 1)...] {
        addGroups(weights, block, pair: pair, group, first: first, next, nextFirst: other)
        other += groups[next].columns.count
      }
      first += groups[group].columns.count
    }
    grams[pair][order * order - 1] += weights.reduce(0, +)
  }

  /// Values with values, and with the intercept.
  private mutating func addValues(_ weights: [Double], _ block: DesignBlock, pair: Int) {
    guard valueCount > 0 else { return }
    var gram = [Double](repeating: 0, count: valueCount * valueCount)
    block.cells.addGram(
      weights,
      rowCount: block.rowCount,
      columnCount: valueCount,
      to: &gram
    )
    var sums = [Double](repeating: 0, count: valueCount)
    block.cells.addTransposedProduct(
      weights,
      rowCount: block.rowCount,
      columnCount: valueCount,
      outputCount: 1,
      to: &sums
    )
    for column in 0..<valueCount {
      for row in column..<valueCount {
        grams[pair][column * order + row] += gram[column * valueCount + row]
      }
      grams[pair][column * order + order - 1] += sums[column]
    }
  }

  /// One indicator group with the values, with itself and with the intercept.
  private mutating func addGroup(
    _ weights: [Double],
    _ block: DesignBlock,
    pair: Int,
    group: Int,
    first: Int
  ) {
    let width = groups[group].width
    if valueCount > 0 {
      var sums = [Double](repeating: 0, count: width * valueCount)
      block.cells.addSums(
        bySlot: block.slots[group],
        width: width,
        weights,
        columnCount: valueCount,
        to: &sums
      )
      for column in 0..<valueCount {
        for slot in 0..<width - 1 {
          grams[pair][column * order + first + slot] += sums[column * width + slot]
        }
      }
    }
    let slots = block.slots[group]
    addGroupWeights(
      weights.span,
      slots.span,
      first: first,
      none: width - 1,
      order: order,
      to: &grams[pair]
    )
  }

  /// Two indicator groups with each other; the second one's columns come later.
  private mutating func addGroups(
    _ weights: [Double],
    _ block: DesignBlock,
    pair: Int,
    _ group: Int,
    first: Int,
    _ next: Int,
    nextFirst: Int
  ) {
    let (slots, nextSlots) = (block.slots[group], block.slots[next])
    addPairWeights(
      weights.span,
      slots.span,
      first: first,
      none: groups[group].width - 1,
      nextSlots.span,
      nextFirst: nextFirst,
      nextNone: groups[next].width - 1,
      order: order,
      to: &grams[pair]
    )
  }

  mutating func add(_ other: CurvatureSums) {
    for pair in grams.indices {
      for index in grams[pair].indices { grams[pair][index] += other.grams[pair][index] }
    }
    for output in slotSums.indices {
      for group in groups.indices {
        for slot in slotSums[output][group].indices {
          slotSums[output][group][slot] += other.slotSums[output][group][slot]
        }
      }
    }
  }

  /// Puts what was summed in the place of what was estimated, for columns that were seen enough.
  func replaceIndicatorDiagonal(
    _ diagonal: inout [Double],
    objective: LinearObjective,
    plan: CurvaturePlan
  ) {
    for (output, sums) in slotSums.enumerated() {
      for (group, sums) in zip(groups, sums) {
        for (column, sum) in zip(group.columns, sums)
        where plan.isExact || !objective.design.isUndersampled[column] {
          diagonal[output * objective.stride + column] =
            max(plan.scale * sum + objective.lambda, .leastNormalMagnitude)
        }
      }
    }
  }
}

/// Adds each row's weight where its slot meets itself and the intercept, which is last.
private func addGroupWeights(
  _ weights: Span<Double>,
  _ slots: Span<UInt32>,
  first: Int,
  none: Int,
  order: Int,
  to gram: inout [Double]
) {
  var gram = gram.mutableSpan
  for row in slots.indices {
    let slot = Int(slots[row])
    guard slot < none else { continue }
    let column = first + slot
    gram[column * order + column] += weights[row]
    gram[column * order + order - 1] += weights[row]
  }
}

/// Adds each row's weight where its slots of two groups meet.
private func addPairWeights(
  _ weights: Span<Double>,
  _ slots: Span<UInt32>,
  first: Int,
  none: Int,
  _ nextSlots: Span<UInt32>,
  nextFirst: Int,
  nextNone: Int,
  order: Int,
  to gram: inout [Double]
) {
  var gram = gram.mutableSpan
  for row in slots.indices {
    let (slot, nextSlot) = (Int(slots[row]), Int(nextSlots[row]))
    guard slot < none, nextSlot < nextNone else { continue }
    gram[(first + slot) * order + nextFirst + nextSlot] += weights[row]
  }
}
