import Models
import Parallel
import TestSupport
import Testing

@testable import Learning

@Suite struct HistogramTests {
  @Test(arguments: [1, 5, 8, 9, 28])
  func `a histogram is the sum over each bin's rows`(featureCount: Int) {
    let (matrix, gradients) = randomMatrix(rowCount: 1500, featureCount: featureCount)
    let rows = (0..<UInt32(1500)).filter { $0 % 3 != 1 }
    let histogram = build(rows, matrix, gradients)
    for (feature, mapper) in matrix.mappers.enumerated() {
      var expected = [Int64](repeating: 0, count: mapper.binCount)
      for row in rows { expected[matrix[Int(row), feature]] &+= gradients[Int(row)] }
      #expect(Array(histogram[feature << 8..<feature << 8 + mapper.binCount]) == expected)
    }
  }

  @Test func `subtracting a child gives its sibling`() {
    let (matrix, gradients) = randomMatrix(rowCount: 2000, featureCount: 11)
    let left = (0..<UInt32(2000)).filter { $0 % 7 < 3 }
    let right = (0..<UInt32(2000)).filter { $0 % 7 >= 3 }
    var difference = build(Array(0..<2000), matrix, gradients)
    let child = build(left, matrix, gradients)
    var span = difference.mutableSpan
    subtract(child.span, from: &span, 0..<11, matrix.mappers)
    let sibling = build(right, matrix, gradients)
    for (feature, mapper) in matrix.mappers.enumerated() {
      for index in feature << 8..<feature << 8 + mapper.binCount {
        #expect(difference[index] == sibling[index])
      }
    }
  }

  @Test func `both sums of a word are kept apart, whatever their signs`() {
    let sum = GradientSum(word: -5 &<< 32 &+ 7) + GradientSum(word: 3 &<< 32 &+ 1)
    #expect(sum.gradient == -2)
    #expect(sum.hessian == 8)
    #expect((sum - GradientSum(word: 3 &<< 32 &+ 1)).gradient == -5)
  }

  @Test func `no sum leaves its half of the word`() {
    // All gradients of one sign: the largest sum there can be.
    for rowCount in [1, 2, 1000, 300_000] {
      let magnitude = GradientMagnitude(
        gradient: Double(rowCount) * 0.7,
        hessian: Double(rowCount) * 0.3
      )
      let units = roundedPairs(
        [(Float, Float)](repeating: (-0.7, 0.3), count: rowCount),
        GradientScale(magnitude, rowCount: rowCount)
      )
      let sum = GradientSum(word: units.reduce(0, &+))
      let gradientSum = units.reduce(0) { $0 + GradientSum(word: $1).gradient }
      let hessianSum = units.reduce(0) { $0 + GradientSum(word: $1).hessian }
      #expect(sum.gradient == gradientSum)
      #expect(sum.hessian == hessianSum)
    }
  }

  @Test func `whole hessians are counted exactly`() {
    let scale = GradientScale(GradientMagnitude(gradient: 10, hessian: 5000), rowCount: 5000)
    let units = roundedPairs([(Float, Float)](repeating: (0.1, 1), count: 5000), scale)
    #expect(scale.hessian(GradientSum(word: units.reduce(0, &+))) == 5000)
  }

  @Test func `rounding keeps the mean of gradients that are far below a unit`() {
    let scale = GradientScale(GradientMagnitude(gradient: 1e9, hessian: 1e9), rowCount: 100_000)
    let tiny: Float = 0.1
    let units = roundedPairs([(Float, Float)](repeating: (tiny, tiny), count: 100_000), scale)
    let sum = GradientSum(word: units.reduce(0, &+))
    // A Weyl sequence is off by a few units at most, where a coin would be off by about 90.
    #expect(abs(Double(sum.gradient) - 1e4 * scale.gradientUnits) < 5)
    #expect(abs(Double(sum.hessian) - 1e4 * scale.hessianUnits) < 5)
  }

  private func roundedPairs(_ pairs: [(Float, Float)], _ scale: GradientScale) -> [Int64] {
    var words = pairs.map { Int64(bitPattern: UInt64($0.bitPattern) << 32 | UInt64($1.bitPattern)) }
    var span = words.mutableSpan
    quantize(&span, firstRow: 0, scale: scale, salt: 12345)
    return words
  }

  private func build(_ rows: [UInt32], _ matrix: BinnedMatrix, _ gradients: [Int64]) -> [Int64] {
    let buffer = SharedBuffer<Int64>(repeating: 0, count: gradients.count)
    for (index, gradient) in gradients.enumerated() { buffer[index] = gradient }
    // What was in the slot before must not matter.
    var histogram = [Int64](
      repeating: 99,
      count: HistogramPool(featureCount: matrix.featureCount).elementCount
    )
    var span = histogram.mutableSpan
    HistogramBuilder(matrix: matrix, gradients: buffer).build(rows.span, into: &span)
    return histogram
  }

  /// One-hot columns between others: a bundled matrix has the bins and sums of the columns alone.
  @Test func `columns that exclude each other share a lane and nothing else changes`() {
    var random = SplitMix64(seed: 44)
    let rowCount = 3_000
    let kinds = (0..<rowCount).map { _ in Int.random(in: 0..<60, using: &random) }
    var columns = (0..<50).map { kind in
      FeatureColumn.float(kinds.map { $0 == kind ? 1 : 0 })
    }
    columns.insert(.float((0..<rowCount).map { Float($0 % 300) }), at: 7)
    columns.insert(.double((0..<rowCount).map { $0 % 2 == 0 ? 0.25 : 0.5 }), at: 20)
    columns.insert(.double((0..<rowCount).map { $0 == 9 ? .nan : kinds[$0] == 55 ? 2 : 1 }), at: 30)
    let table = FeatureTable(rowCount: rowCount, columns: columns)
    let matrix = BinnedMatrix(features: table, maxBinCount: 256, threadCount: 2)
    #expect(matrix.laneCount == 4)
    let gradients = (0..<rowCount).map { row in Int64(row % 97 - 40) &<< 32 &+ Int64(row % 31) }
    let rows = (0..<rowCount).filter { $0 % 3 != 1 }.map { UInt32($0) }
    let sums = build(rows, matrix, gradients)
    for (feature, column) in columns.enumerated() {
      let alone = BinnedMatrix(
        features: FeatureTable(rowCount: rowCount, columns: [column]),
        maxBinCount: 256,
        threadCount: 1
      )
      #expect((0..<rowCount).allSatisfy { matrix[$0, feature] == alone[$0, 0] })
      let binCount = matrix.mappers[feature].binCount
      let expected = build(rows, alone, gradients).prefix(binCount)
      #expect(sums[feature << 8..<feature << 8 + binCount].elementsEqual(expected), "\(feature)")
    }
  }

  private func randomMatrix(rowCount: Int, featureCount: Int) -> (BinnedMatrix, [Int64]) {
    var random = SplitMix64(seed: UInt64(featureCount))
    let columns = (0..<featureCount).map { feature in
      FeatureColumn.float(
        (0..<rowCount).map { _ in
          Int.random(in: 0..<20, using: &random) == 0
            ? .nan : Float(Int.random(in: 0..<(3 + feature * 40), using: &random))
        }
      )
    }
    let gradients = (0..<rowCount).map { _ in
      Int64.random(in: -1000...1000, using: &random) &<< 32
        &+ Int64.random(in: 0...1000, using: &random)
    }
    let table = FeatureTable(rowCount: rowCount, columns: columns)
    return (BinnedMatrix(features: table, maxBinCount: 256, threadCount: 2), gradients)
  }
}
