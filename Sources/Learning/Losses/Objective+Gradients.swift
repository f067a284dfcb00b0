internal import CKernels
import Models
import Parallel

/// The size of one output's gradients, summed over all rows, by which they are rounded.
struct GradientMagnitude: Sendable {
  /// The sum of absolute gradients.
  var gradient = 0.0
  /// The sum of hessians.
  var hessian = 0.0
  /// The sum of squared gradients, weighted once.
  var squaredGradient = 0.0

  /// The variance of a gradient for each unit of hessian: what a split gains by chance, about.
  var noise: Double { hessian > 0 ? squaredGradient / hessian : 0 }

  init(gradient: Double = 0, hessian: Double = 0, squaredGradient: Double = 0) {
    self.gradient = gradient
    self.hessian = hessian
    self.squaredGradient = squaredGradient
  }

  /// That of some rows of a buffer that `Objective.fillGradients` filled.
  init(of gradients: SharedBuffer<Int64>, rows: [UInt32]) {
    self.init()
    for row in rows {
      let pair = unpack(gradients[Int(row)])
      gradient += Double(abs(pair.gradient))
      hessian += Double(pair.hessian)
      squaredGradient += Double(pair.gradient) * Double(pair.gradient)
    }
  }

  static func + (a: GradientMagnitude, b: GradientMagnitude) -> GradientMagnitude {
    GradientMagnitude(
      gradient: a.gradient + b.gradient,
      hessian: a.hessian + b.hessian,
      squaredGradient: a.squaredGradient + b.squaredGradient
    )
  }
}

/// The rows that boosting looks at: targets, weights and the current scores.
struct BoostingRows: Sendable {
  /// One target for each row of the binned matrix.
  let target: [Double]
  /// One weight for each row, 0 where the row is not trained on; nil when all count once.
  let weights: [Double]?
  /// For each output the score of each row.
  let scores: [SharedBuffer<Double>]
  /// The groups of the rows that are trained on, where they are ranked.
  var groups: RowGroups?
}

extension Objective {
  /// Rows in a block, of which one thread takes a whole one; sums are added block by block, so they
  /// do not depend on the number of threads.
  private static let blockRowCount = 4096

  /// Fills `gradients` with a pair of `Float` for each row (bits of the gradient, then of the hessian).
  ///
  /// Shapes: one buffer and one result for each output; a buffer has an element for each row.
  ///
  /// - Complexity: O(rows x outputs).
  func fillGradients(
    of rows: BoostingRows,
    into gradients: [SharedBuffer<Int64>],
    threadCount: Int
  ) -> [GradientMagnitude] {
    if case .ranking(let loss) = self {
      return [fillRanking(loss, rows, gradients[0], threadCount)]
    }
    let rowCount = rows.target.count
    let blockCount = (rowCount + Self.blockRowCount - 1) / Self.blockRowCount
    let blocks = concurrentMap(count: blockCount, threadCount: threadCount) { block in
      let start = block * Self.blockRowCount
      let range = start..<min(start + Self.blockRowCount, rowCount)
      return fillBlock(range, of: rows, into: gradients)
    }
    return (0..<outputCount).map { output in
      blocks.reduce(GradientMagnitude()) { $0 + $1[output] }
    }
  }

  /// Groups that one thread takes at a time.
  private static let blockGroupCount = 32

  private func fillRanking(
    _ loss: RankingLoss,
    _ rows: BoostingRows,
    _ gradients: SharedBuffer<Int64>,
    _ threadCount: Int
  ) -> GradientMagnitude {
    guard let groups = rows.groups else { preconditionFailure("ranking without groups") }
    let starts = Array(stride(from: 0, to: groups.ranges.count, by: Self.blockGroupCount))
    let blocks = concurrentMap(count: starts.count, threadCount: threadCount) { block in
      groups.ranges[starts[block]...].prefix(Self.blockGroupCount).reduce(GradientMagnitude()) {
        $0 + loss.fillGradients(of: groups.rows[$1], in: rows, into: gradients)
      }
    }
    return blocks.reduce(GradientMagnitude(), +)
  }

  private func fillBlock(
    _ range: Range<Int>,
    of rows: BoostingRows,
    into gradients: [SharedBuffer<Int64>]
  ) -> [GradientMagnitude] {
    if let loss = pointwise { return [fill(range, loss, rows, gradients[0])] }
    return CrossEntropy.mapDerivatives(of: rows, in: range) { k, classGradients, hessians in
      packBlock(range, classGradients, hessians, rows.weights, gradients[k])
    }
  }

  /// The mean loss of some rows, weighted; what early stopping watches.
  ///
  /// - Complexity: O(`subset.count` x outputs).
  func meanLoss(
    of subset: [UInt32],
    in rows: BoostingRows,
    weights: [Double]?,
    threadCount: Int
  ) -> Double {
    let blockCount = (subset.count + Self.blockRowCount - 1) / Self.blockRowCount
    let blocks = concurrentMap(count: blockCount, threadCount: threadCount) { block in
      let block = subset[(block * Self.blockRowCount)...].prefix(Self.blockRowCount)
      return sum(of: block, in: rows, weights: weights)
    }
    let weight = blocks.reduce(0) { $0 + $1.weight }
    return weight > 0 ? blocks.reduce(0) { $0 + $1.loss } / weight : 0
  }

  private func sum(
    of subset: ArraySlice<UInt32>,
    in rows: BoostingRows,
    weights: [Double]?
  ) -> (loss: Double, weight: Double) {
    if let loss = pointwise { return loss.sum(of: subset, in: rows, weights: weights) }
    if case .ranking = self { preconditionFailure("ranked rows have no loss of their own") }
    return CrossEntropy.sum(of: subset, in: rows, weights: weights)
  }

  /// The loss of one score; nil where a row has a score for each class, or is one of a group.
  var pointwise: (any PointwiseLoss)? {
    switch self {
    case .squaredError: SquaredLoss()
    case .squaredLogError: SquaredLogLoss()
    case .logisticRegression, .binaryLogistic: LogisticLoss()
    case .pseudoHuber(let slope): PseudoHuberLoss(slope: slope)
    case .tweedie(let power): TweedieLoss(variancePower: power)
    case .hinge: HingeLoss()
    case .poisson(let step): PoissonLoss(maxDeltaStep: step)
    case .gamma: GammaLoss()
    case .absoluteError: PinballLoss(level: 0.5, scale: 2)
    case .quantile(let level): PinballLoss(level: level, scale: 1)
    case .softmax, .softprob, .ranking: nil
    }
  }
}

/// Gradient and hessian as the halves of one element, for `quantize`.
func pack(_ gradient: Float, _ hessian: Float) -> Int64 {
  Int64(bitPattern: UInt64(gradient.bitPattern) << 32 | UInt64(hessian.bitPattern))
}

/// The two numbers that `pack` packed.
func unpack(_ pair: Int64) -> (gradient: Float, hessian: Float) {
  let bits = UInt64(bitPattern: pair)
  return (
    Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32)),
    Float(bitPattern: UInt32(truncatingIfNeeded: bits))
  )
}

/// Derivatives of a range of rows.
private func fill(
  _ range: Range<Int>,
  _ loss: some PointwiseLoss,
  _ rows: BoostingRows,
  _ output: SharedBuffer<Int64>
) -> GradientMagnitude {
  var gradientStorage = [Float](repeating: 0, count: range.count)
  var hessianStorage = [Float](repeating: 0, count: range.count)
  var gradients = gradientStorage.mutableSpan
  var hessians = hessianStorage.mutableSpan
  let scores = unsafe rows.scores[0].slice(range)
  loss.fillDerivatives(
    scores: unsafe scores.span,
    targets: rows.target.span.extracting(range),
    gradients: &gradients,
    hessians: &hessians
  )
  return packBlock(range, gradientStorage, hessianStorage, rows.weights, output)
}

/// Weights derivatives, packs them, and says how large they are.
private func packBlock(
  _ range: Range<Int>,
  _ gradients: [Float],
  _ hessians: [Float],
  _ weights: [Double]?,
  _ output: SharedBuffer<Int64>
) -> GradientMagnitude {
  var magnitude = automl_magnitude()
  let pairs = unsafe output.slice(range)
  func fill(_ weights: UnsafePointer<Double>?) {
    unsafe automl_pack_derivatives(
      gradients,
      hessians,
      weights,
      Int64(range.count),
      pairs.baseAddress,
      &magnitude
    )
  }
  if let weights {
    unsafe weights[range].withUnsafeBufferPointer { unsafe fill($0.baseAddress) }
  } else {
    fill(nil)
  }
  return GradientMagnitude(
    gradient: magnitude.gradient,
    hessian: magnitude.hessian,
    squaredGradient: magnitude.squared_gradient
  )
}
