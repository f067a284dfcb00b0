#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import LinearAlgebra
import Models

extension LinearObjective {
  /// Each parameter's own second derivative, estimated without a pass over the design.
  func diagonalHessian(at evaluation: Evaluation) -> Hessian {
    Hessian(
      matrices: [],
      core: [],
      stride: stride,
      diagonal: diagonal(meanHessians: meanHessians(at: evaluation)),
      isRough: false
    )
  }

  /// The sum over the first blocks of each output's second derivatives, divided by their weight.
  private func meanHessians(at evaluation: Evaluation) -> [Double] {
    let tables = ScoreTables(evaluation.parameters, of: self)
    var sums = [Double](repeating: 0, count: outputCount)
    var weight = 0.0
    for block in (design.sample?.blocks ?? design.blocks).prefix(32) {
      weight += block.weights.isEmpty ? Double(block.rowCount) : block.weights.reduce(0, +)
      let hessians = rowHessians(block, tables)
      for output in 0..<outputCount {
        sums[output] += hessians.magnitudes(output, output, block).reduce(0, +)
      }
    }
    return sums.map { weight > 0 ? $0 / weight : 1 }
  }

  /// The second derivative of each parameter, as if rows had the mean one.
  private func diagonal(meanHessians: [Double]) -> [Double] {
    let share = totalWeight / design.totalWeight
    return meanHessians.flatMap { mean in
      let hessian = max(mean, 1e-12)
      return design.columnSquares.map {
        max(hessian * share * $0 + lambda, .leastNormalMagnitude)
      }
        + [hessian * totalWeight]
    }
  }

  /// The second derivatives at a point.
  func hessian(at evaluation: Evaluation, plan: HessianPlan) -> Hessian {
    hessian(from: hessianSums(at: evaluation, plan: plan), plan: plan, at: evaluation)
  }

  /// The sums that the second derivatives at a point are made of; the penalty is no part of it.
  ///
  /// - Complexity: O(rows * outputs^2 * columns^2), columns and outputs as far as `plan` couples
  ///   them.
  func hessianSums(at evaluation: Evaluation, plan: HessianPlan) -> HessianSums {
    let tables = ScoreTables(evaluation.parameters, of: self)
    let order = plan.core.count
    let pairs = outputPairs(plan)
    // A piece holds `pairs.count` sums, and their `GramRoom`: the sums of all pieces are bounded to 16 MB, or
    // to two pieces.
    let limit = min(16, max(2, (1 << 21) / (order * order * pairs.count)))
    // Few rows have to tell much: they are worth the precision. Cells that are not kept are encoded
    // here once.
    let isDouble = isSampled || !plan.isExact || !design.isSinglePrecision
    let sums = sumOfPieces(plan.blocks, limit: limit) { blocks in
      var sums = HessianSums(self, plan: plan, pairCount: pairs.count)
      var room = GramRoom(columnCount: sums.valueCount, kindCount: pairs.count)
      for block in blocks {
        let block = isDouble ? block.inDouble : block
        let hessians = rowHessians(block, tables)
        for (index, pair) in pairs.enumerated() {
          let weights = hessians.magnitudes(pair.0, pair.1, block)
          let own = pair.0 == pair.1 ? pair.0 : nil
          sums.add(weights, block, pair: index, own: own, &room)
        }
      }
      sums.addValues(&room)
      return sums
    } add: {
      $0.add($1)
    }
    return sums ?? HessianSums(self, plan: plan, pairCount: pairs.count)
  }

  /// The pairs of outputs whose coupling is looked at, the first never the larger.
  private func outputPairs(_ plan: HessianPlan) -> [(Int, Int)] {
    (0..<outputCount).flatMap { left in
      (left..<(plan.isJoint ? outputCount : left + 1)).map { (left, $0) }
    }
  }

  /// The second derivatives: the sums of pairs of outputs in one matrix, or one for each output, with
  /// the penalty.
  ///
  /// A choice of rows may miss what is rare, so that a diagonal element is too small and a step too
  /// long: for such columns it is raised to what the mean row would give.
  func hessian(
    from sums: HessianSums,
    plan: HessianPlan,
    at evaluation: Evaluation
  ) -> Hessian {
    let order = plan.core.count
    let pairs = outputPairs(plan)
    var diagonal: [Double] = []
    if plan.needsDiagonal {
      diagonal = self.diagonal(meanHessians: meanHessians(at: evaluation))
      sums.replaceIndicatorDiagonal(&diagonal, objective: self, plan: plan)
    }
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
          // The rest of a part below the diagonal, which is symmetric in itself.
          if left != right { matrices[matrix][right + column, left + row] = value }
        }
      }
    }
    for output in 0..<outputCount {
      for (index, column) in plan.core.enumerated() {
        let (matrix, place) = plan.isJoint ? (0, output * order + index) : (output, index)
        let isFree = column == stride - 1
        let isMissed = !isFree && plan.isUndersampled[column]
        matrices[matrix][place, place] = max(
          matrices[matrix][place, place] + (isFree ? 0 : lambda),
          isMissed ? diagonal[output * stride + column] : .leastNormalMagnitude
        )
      }
    }
    return Hessian(
      matrices: matrices,
      core: plan.core,
      stride: stride,
      diagonal: diagonal,
      isRough: design.isSinglePrecision && plan.isExact && !isSampled
    )
  }

  /// The weighted sum of the squares of the rows' residuals, each over the variance that the loss
  /// assumes up to a factor (Pearson's statistic); nil for losses that assume the factor too.
  func pearsonStatistic(at evaluation: Evaluation) -> Double? {
    guard let power = loss.variancePower else { return nil }
    let tables = ScoreTables(evaluation.parameters, of: self)
    return sumOfPieces(blocks, limit: 32) { blocks in
      blocks.reduce(0.0) { sum, block in
        let scores = tables.scores(of: block, block.cells.inDouble)
        let targets = block.targets
        return sum
          + scores.indices.reduce(0.0) { sum, row in
            let mean = loss == .squared ? scores[row] : exp(scores[row])
            let target = targets[targets.startIndex + row]
            let residual = (loss == .squared ? scaled(target) : target) - mean
            let weight = block.weights.isEmpty ? 1 : block.weights[row]
            return sum + (weight > 0 ? weight * residual * residual / pow(mean, power) : 0)
          }
      }
    } add: {
      $0 += $1
    }
  }

  /// A target as the squared loss sees it.
  private func scaled(_ target: Double) -> Double {
    let scale = design.targetScale
    return (target * scale.unit - scale.mean) * scale.inverseDeviation
  }

  /// The second derivatives of each row's loss in its scores.
  private func rowHessians(_ block: DesignBlock, _ tables: ScoreTables) -> RowHessians {
    if loss == .squared {
      let ones = [Double](repeating: 1, count: block.rowCount)
      return .single(block.weights.isEmpty ? ones : block.weights)
    }
    var scores = tables.scores(of: block, block.cells)
    if outputCount > 1 {
      CrossEntropy.replaceByProbabilities(&scores, rowCount: block.rowCount)
      return .probabilities(scores, weights: block.weights)
    }
    // Both are the same but for exponential links, whose hessian is linear in the target.
    let isExpected = isExpected && design.task == .regression
    let targets = isExpected ? scores.map { exp($0) }[...] : block.targets
    loss.hessians(of: &scores, targets: targets.span, weights: block.weights.span)
    return .single(scores)
  }
}

/// Second derivatives of the losses of a block's rows in their scores.
private enum RowHessians {
  /// One output: the derivative itself.
  case single([Double])
  /// Several: `w * p_k * (1 - p_k)`, and `-w * p_k * p_l` across outputs.
  case probabilities([Double], weights: [Double])

  /// The derivative in two outputs' scores, without its sign, which is plus for one output and
  /// minus across.
  func magnitudes(_ left: Int, _ right: Int, _ block: DesignBlock) -> [Double] {
    switch self {
    case .single(let values): return values
    case .probabilities(let p, let weights):
      let rowCount = block.rowCount
      let (l, r) = (left * rowCount, right * rowCount)
      return (0..<rowCount).map { row in
        let weight = weights.isEmpty ? 1 : weights[row]
        guard left == right else { return weight * p[l + row] * p[r + row] }
        var others = 0.0
        for start in Swift.stride(from: row, to: p.count, by: rowCount) where start != l + row {
          others += p[start]
        }
        return weight * p[l + row] * others
      }
    }
  }
}
