import Models
import TestSupport
import Testing

@testable import Learning

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Kernels against their formulas, by the system's functions.
@Suite struct ScoreKernelsTests {
  /// Units in the last place that an exponential may be off, as its kernel says.
  private static let exponentialRounding = 2.5 * Double.ulpOfOne
  /// Of sums of losses, relative: one rounding for each operation.
  private static let rounding = 1e-14

  private func scores(_ count: Int, extent: Double, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double.random(in: -extent...extent, using: &generator) }
  }

  @Test(arguments: [1e-9, 1, 30, 700])
  func `exponentials are within two units in the last place`(_ extent: Double) {
    let arguments = scores(1_003, extent: extent, seed: 1)
    var values = arguments
    var span = values.mutableSpan
    ScoreKernels.exponentials(of: &span)
    for (value, argument) in zip(values, arguments) {
      #expect(abs(value - exp(argument)) <= Self.exponentialRounding * exp(argument))
    }
  }

  @Test func `exponentials beyond the range are 0, infinite or NaN`() {
    var values = [-.infinity, -1e300, -709, 0, 710, .infinity, .nan]
    var span = values.mutableSpan
    ScoreKernels.exponentials(of: &span)
    #expect(values[..<6] == [0, 0, 0, 1, .infinity, .infinity])
    #expect(values[6].isNaN)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 255, 256, 257, 700], [false, true])
  func `gradients, losses and hessians have their formulas`(_ count: Int, _ isWeighted: Bool) {
    for extent in [1e-3, 3, 40, 800] {
      let scores = scores(count, extent: extent, seed: 2)
      let targets = (0..<count).map { Double($0 % 3 == 0 ? 1 : 0) }
      let weights = isWeighted ? (0..<count).map { Double($0 % 4) } : []
      var (gradients, hessians) = (scores, scores)
      let loss = ScoreKernels.logisticGradients(
        of: &gradients,
        targets: targets.span,
        weights: weights.span
      )
      ScoreKernels.logisticHessians(of: &hessians, weights: weights.span)
      var wanted = 0.0
      for (row, z) in scores.enumerated() {
        let weight = isWeighted ? weights[row] : 1
        let (p, q) = (1 / (1 + exp(-z)), 1 / (1 + exp(z)))
        wanted += weight * (log1p(exp(-abs(z))) + max(z, 0) - targets[row] * z)
        #expect(abs(gradients[row] - weight * (p - targets[row])) <= Self.rounding)
        #expect(abs(hessians[row] - weight * p * q) <= Self.rounding)
      }
      #expect(abs(loss - wanted) <= Self.rounding * max(wanted, 1))
    }
  }

  @Test(arguments: [false, true])
  func `losses near 0 keep their digits`(_ isWeighted: Bool) {
    let targets = [Double](repeating: 1, count: 300)
    let weights = isWeighted ? targets : []
    var gradients = [Double](repeating: 30, count: 300)
    let loss = ScoreKernels.logisticGradients(
      of: &gradients,
      targets: targets.span,
      weights: weights.span
    )
    let wanted = 300 * log1p(exp(-30.0))
    #expect(abs(loss - wanted) <= Self.rounding * wanted)
  }

  @Test func `a row without weight adds nothing, even where its own loss overflows`() {
    var gradients = [Double.infinity, -.infinity, 0.5]
    let loss = ScoreKernels.logisticGradients(
      of: &gradients,
      targets: [0.0, 1, 1].span,
      weights: [0.0, 0, 2].span
    )
    #expect(gradients[..<2] == [0, 0])
    #expect(abs(loss - 2 * log1p(exp(-0.5))) < Self.rounding)
  }

  @Test(arguments: [0, 1, 8, 13, 300], [false, true])
  func `gradients of squares have their formula`(_ count: Int, _ isWeighted: Bool) {
    let scores = scores(count, extent: 5, seed: 3)
    let targets = self.scores(count, extent: 50, seed: 4)
    let weights = isWeighted ? (0..<count).map { Double($0 % 4) } : []
    let scale = NumericEncoding(
      unit: 0.5,
      mean: 3,
      inverseDeviation: 0.1,
      lowest: -.infinity,
      highest: .infinity,
      hasMissingIndicator: false
    )
    var gradients = scores
    let loss = ScoreKernels.squaredGradients(
      of: &gradients,
      targets: targets.span,
      scale: scale,
      weights: weights.span
    )
    var wanted = 0.0
    for row in 0..<count {
      let gradient = scores[row] - (targets[row] / 2 - 3) / 10
      let weight = isWeighted ? weights[row] : 1
      wanted += weight * gradient * gradient / 2
      #expect(abs(gradients[row] - weight * gradient) <= Self.rounding)
    }
    #expect(abs(loss - wanted) <= Self.rounding * max(wanted, 1))
  }
}
