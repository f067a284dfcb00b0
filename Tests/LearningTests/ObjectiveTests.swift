import Foundation
import Models
import Parallel
import TestSupport
import Testing

@testable import Learning

@Suite struct ObjectiveTests {
  /// A central difference with this step has an error near its square, and gradients are `Float`.
  static let step = 1e-4
  static let finiteDifferenceTolerance = 2e-4

  static let smoothObjectives: [Objective] = [
    .squaredError, .squaredLogError, .logisticRegression, .binaryLogistic, .pseudoHuber(slope: 1.5),
    .tweedie(variancePower: 1.3), .poisson(maxDeltaStep: 0), .gamma,
  ]

  @Test(arguments: smoothObjectives)
  func `gradients and hessians are the loss's derivatives`(objective: Objective) {
    var random = SplitMix64(seed: 7)
    for _ in 0..<50 {
      let target = exampleTarget(objective, &random)
      let score = Double.random(in: -0.8..<2, using: &random)
      let (gradient, hessian) = derivatives(objective, [score], target)[0]
      let h = Self.step
      let below = loss(objective, [score - h], target)
      let above = loss(objective, [score + h], target)
      let middle = loss(objective, [score], target)
      #expect(abs(gradient - (above - below) / (2 * h)) < Self.finiteDifferenceTolerance)
      let second = (above - 2 * middle + below) / (h * h)
      // Hessians below a floor are raised to it.
      #expect(abs(hessian - max(second, 0)) < 1e-3 || hessian <= 1e-6)
    }
  }

  @Test func `softmax gradients are the loss's derivatives, its hessians 4/3 of the diagonal`() {
    let scores = [0.3, -1.2, 2.0, 0.1]
    for target in 0..<4 {
      let result = derivatives(.softprob(classCount: 4), scores, Double(target))
      func loss(_ scores: [Double]) -> Double { CrossEntropy.loss(scores: scores, target: target) }
      for k in 0..<4 {
        var above = scores
        var below = scores
        above[k] += Self.step
        below[k] -= Self.step
        let (up, down) = (loss(above), loss(below))
        let middle = loss(scores)
        #expect(
          abs(result[k].gradient - (up - down) / (2 * Self.step)) < Self.finiteDifferenceTolerance
        )
        let second = (up - 2 * middle + down) / (Self.step * Self.step)
        #expect(abs(result[k].hessian - 4 / 3 * second) < 1e-3)
      }
    }
  }

  @Test func `pinball and hinge have their gradients`() {
    #expect(derivatives(.absoluteError, [3], 1)[0].gradient == 1)
    #expect(derivatives(.absoluteError, [0], 1)[0].gradient == -1)
    #expect(abs(derivatives(.quantile(level: 0.9), [0], 1)[0].gradient + 0.9) < 1e-6)
    #expect(abs(derivatives(.quantile(level: 0.9), [2], 1)[0].gradient - 0.1) < 1e-6)
    #expect(derivatives(.hinge, [0.5], 1)[0].gradient == -1)
    #expect(derivatives(.hinge, [1.5], 1)[0].gradient == 0)
    #expect(derivatives(.hinge, [-0.5], 0)[0].gradient == 1)
  }

  @Test(arguments: smoothObjectives)
  func `extreme scores give finite derivatives`(objective: Objective) {
    for score in [-1e4, -100, 100, 1e4] {
      let (gradient, hessian) = derivatives(objective, [score], 1)[0]
      #expect(gradient.isFinite && hessian.isFinite && hessian > 0)
    }
  }

  @Test func `the log loss of a block has the derivatives of its rows`() {
    // Beyond 87 a probability is 0 or 1 to the last place, whatever the exponential says.
    let scores = (-9000...9001).map { Double($0) / 100 }
    var gradients = [Float](repeating: .nan, count: scores.count)
    var hessians = gradients
    var gradientSpan = gradients.mutableSpan
    var hessianSpan = hessians.mutableSpan
    LogisticLoss().fillDerivatives(
      scores: scores.span,
      targets: [Double](repeating: 1, count: scores.count).span,
      gradients: &gradientSpan,
      hessians: &hessianSpan
    )
    for (index, score) in scores.enumerated() {
      let (gradient, hessian) = LogisticLoss().derivatives(score: score, target: 1)
      // An exponential within two units of the last place, and three roundings.
      #expect(abs(gradients[index] - gradient) <= 4e-7, "score \(score)")
      #expect(abs(hessians[index] - hessian) <= 4e-7, "score \(score)")
    }
  }

  @Test func `weights scale gradients, and rows do not depend on the block or the threads`() {
    var random = SplitMix64(seed: 11)
    let count = 9001
    let target = (0..<count).map { _ in Double(Int.random(in: 0...1, using: &random)) }
    let weights = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &random)) }
    let rows = BoostingRows(
      target: target,
      weights: weights,
      scores: [SharedBuffer(repeating: 0.25, count: count)]
    )
    var results: [[Int64]] = []
    var magnitudes: [Double] = []
    for threadCount in [1, 3] {
      let output = SharedBuffer<Int64>(repeating: 0, count: count)
      let sums = Objective.binaryLogistic.fillGradients(
        of: rows,
        into: [output],
        threadCount: threadCount
      )
      results.append((0..<count).map { output[$0] })
      magnitudes.append(sums[0].gradient)
    }
    #expect(results[0] == results[1])
    #expect(magnitudes[0] == magnitudes[1])
    let unweighted = derivatives(.binaryLogistic, [0.25], target[17])[0]
    #expect(unpacked(results[0][17]).gradient == unweighted.gradient * weights[17])
  }

  @Test(arguments: [
    (Objective.tweedie(variancePower: 1.5), -1.0), (.poisson(maxDeltaStep: 0.7), -0.5), (.gamma, 0),
    (.binaryLogistic, 2), (.binaryLogistic, 0.5), (.logisticRegression, 1.5),
    (.softprob(classCount: 3), 3), (.softmax(classCount: 3), 0.5), (.squaredLogError, -1),
    (.squaredError, 1e300), (.squaredError, .nan),
  ])
  func `targets out of range are refused`(objective: Objective, value: Double) {
    #expect(throws: LearningError.self) { try objective.check(target: [0.25, value]) }
    #expect(throws: LearningError.self) { try objective.check(target: [value]) }
  }

  @Test(arguments: Objective.Kind.allCases)
  func `an objective of a kind has its name and XGBoost's link`(kind: Objective.Kind) throws {
    let objective = try Objective(kind, settings: TreeSettings(), classCount: 3)
    #expect(objective.kind == kind)
    #expect(objective.name == kind.rawValue)
    #expect(try objective.xgboostObjective.link == kind.link)
    let problems: [Substring: Objective.Problem] = [
      "reg": .number, "count": .number, "binary": .twoClasses, "multi": .classes, "rank": .ranking,
    ]
    #expect(kind.problem == problems[kind.rawValue.prefix { $0 != ":" }])
  }

  @Test func `an objective takes its parameters of the settings`() throws {
    let settings = TreeSettings(
      maxDeltaStep: 0.2,
      classCount: 4,
      tweedieVariancePower: 1.2,
      huberSlope: 3,
      quantileLevel: 0.9,
      rankingPairCount: 5,
      hasExponentialGain: false
    )
    let expected: [Objective.Kind: Objective] = [
      .tweedie: .tweedie(variancePower: 1.2), .pseudoHuber: .pseudoHuber(slope: 3),
      .quantile: .quantile(level: 0.9), .poisson: .poisson(maxDeltaStep: 0.2),
      .softmax: .softmax(classCount: 4), .softprob: .softprob(classCount: 4),
      .rankNDCG: .ranking(
        RankingLoss(weighting: .ndcg, pairCount: 5, hasExponentialGain: false)
      ),
    ]
    for (kind, objective) in expected {
      #expect(try Objective(kind, settings: settings) == objective)
    }
    #expect(throws: LearningError.self) { try Objective(.softmax, settings: TreeSettings()) }
  }

  private func exampleTarget(_ objective: Objective, _ random: inout SplitMix64) -> Double {
    switch objective {
    case .binaryLogistic: Double(Int.random(in: 0...1, using: &random))
    case .logisticRegression: Double.random(in: 0...1, using: &random)
    default: Double.random(in: 0.1..<3, using: &random)
    }
  }

  private func derivatives(
    _ objective: Objective,
    _ scores: [Double],
    _ target: Double
  ) -> [(gradient: Double, hessian: Double)] {
    let rows = BoostingRows(
      target: [target],
      weights: nil,
      scores: scores.map { SharedBuffer(repeating: $0, count: 1) }
    )
    let outputs = scores.map { _ in SharedBuffer<Int64>(repeating: 0, count: 1) }
    _ = objective.fillGradients(of: rows, into: outputs, threadCount: 1)
    return outputs.map { unpacked($0[0]) }
  }

  private func unpacked(_ pair: Int64) -> (gradient: Double, hessian: Double) {
    let bits = UInt64(bitPattern: pair)
    return (
      Double(Float(bitPattern: UInt32(bits >> 32))),
      Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    )
  }

  private func loss(_ objective: Objective, _ scores: [Double], _ target: Double) -> Double {
    let rows = BoostingRows(
      target: [target],
      weights: nil,
      scores: scores.map { SharedBuffer(repeating: $0, count: 1) }
    )
    return objective.meanLoss(of: [0], in: rows, weights: nil, threadCount: 1)
  }
}
