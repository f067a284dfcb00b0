internal import CKernels
import Parallel

/// Sums of gradients and hessians as integers: exact, so no result depends on an order of additions.
///
/// Two 32-bit sums share one word: the gradient in the high half, the hessian, 0 or more, in the low
/// one. `GradientScale` chooses units in which no sum over a data set leaves its half, so
/// adding and subtracting words adds and subtracts both sums.
struct GradientSum: BitwiseCopyable, Sendable, Equatable {
  /// Both sums.
  var word: Int64 = 0

  /// The gradient's units.
  var gradient: Int32 { Int32(truncatingIfNeeded: word >> 32) }
  /// The hessian's units.
  var hessian: Int32 { Int32(truncatingIfNeeded: word) }

  static func + (a: GradientSum, b: GradientSum) -> GradientSum {
    GradientSum(word: a.word &+ b.word)
  }
  static func - (a: GradientSum, b: GradientSum) -> GradientSum {
    GradientSum(word: a.word &- b.word)
  }
}

/// The number of units of one gradient and of one hessian, as powers of two.
///
/// The units are chosen by the sums over all rows and not by the largest row, so rows with large
/// gradients do not take the resolution of the others: with a million rows the mean gradient has 11
/// bits, with ten thousand 17.
struct GradientScale: Sendable, Equatable {
  /// Units of a gradient of 1.
  let gradientUnits: Double
  /// Units of a hessian of 1.
  let hessianUnits: Double
  /// `GradientMagnitude.noise` of all rows.
  let noise: Double

  /// Rounding adds less than a unit to each row, so `rowCount` units are kept free.
  init(_ magnitude: GradientMagnitude, rowCount: Int) {
    precondition(rowCount < 1 << 30, "\(rowCount) rows")
    noise = magnitude.noise
    gradientUnits = Self.units(Double(Int32.max) - Double(rowCount), magnitude.gradient)
    hessianUnits = Self.units(Double(Int32.max) - Double(rowCount), magnitude.hessian)
  }

  /// The largest power of two that takes `sum` to at most `limit`.
  private static func units(_ limit: Double, _ sum: Double) -> Double {
    guard sum > 0 else { return 1 }
    let ratio = limit / sum
    return Double(sign: .plus, exponent: ratio.exponent, significand: 1)
  }

  /// The gradient of a sum.
  func gradient(_ sum: GradientSum) -> Double { Double(sum.gradient) / gradientUnits }
  /// The hessian of a sum.
  func hessian(_ sum: GradientSum) -> Double { Double(sum.hessian) / hessianUnits }
}

/// Rounds a range of `Objective.fillGradients`' pairs to units, in place.
///
/// Rounding goes up with the probability of the fraction (by a Weyl sequence over rows, shifted each
/// round by `salt`), so that sums of many small gradients keep their mean.
func quantize(
  _ pairs: inout MutableSpan<Int64>,
  firstRow: Int,
  scale: GradientScale,
  salt: UInt32
) {
  unsafe pairs.withUnsafeMutableBufferPointer { pairs in
    unsafe automl_quantize(
      pairs.baseAddress,
      Int64(pairs.count),
      UInt32(truncatingIfNeeded: firstRow),
      scale.gradientUnits,
      scale.hessianUnits,
      salt
    )
  }
}

/// The histograms of one tree's nodes: for each feature 256 sums, of which `BinMapper.binCount` count.
///
/// Slots are reused from node to node. A histogram is one allocation of whole words of features,
/// so an index is the feature's byte and the bin's byte side by side.
struct HistogramPool {
  /// Sums of one slot.
  let elementCount: Int
  private(set) var slots: [SharedBuffer<Int64>] = []
  private var free: [Int] = []

  init(featureCount: Int) { elementCount = (featureCount + 7) / 8 * 2048 }

  /// A slot with unknown content.
  mutating func take() -> Int {
    if let slot = free.popLast() { return slot }
    slots.append(SharedBuffer(repeating: 0, count: elementCount))
    return slots.count - 1
  }

  /// Returns a slot.
  mutating func release(_ slot: Int) { free.append(slot) }

  /// The number of slots in use.
  var usedCount: Int { slots.count - free.count }
}
