import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct BinMapperTests {
  @Test(arguments: [(20, 20), (96, 32), (300, 100), (3000, 255)])
  func `bins have three rows, unless they would be few`(rowCount: Int, binCount: Int) {
    let column = FeatureColumn.double((0..<rowCount).map(Double.init))
    #expect(BinMapper(fitting: column, maxBinCount: 256).valueBinCount == binCount)
  }

  @Test func `few distinct values have a bin each, with edges between them`() {
    let mapper = BinMapper(fitting: .double([3, 1, .nan, 2, 1]), maxBinCount: 256)
    #expect(mapper == .numeric(edges: [1.5, 2.5]))
    #expect(mapper.valueBinCount == 3)
    #expect(mapper.missingBin == 3)
  }

  @Test func `infinities are values with bins of their own`() {
    let values: [Double] = [-.infinity, 0, .infinity, .nan]
    let mapper = BinMapper(fitting: .double(values), maxBinCount: 256)
    #expect(mapper == .numeric(edges: [-.infinity, 0]))
    #expect(bins(.double(values)) == [0, 1, 2, 3])
  }

  @Test func `neighbouring floats are told apart`() {
    let values: [Float] = [1, Float(1).nextUp, Float(1).nextDown]
    #expect(bins(.float(values)) == [1, 2, 0])
  }

  @Test func `values 600 orders of magnitude apart are told apart`() {
    #expect(bins(.double([1e300, 1e-300, -1e-300, -1e300])) == [3, 2, 1, 0])
    #expect(bins(.float([.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0])) == [2, 1, 0])
  }

  @Test func `both zeros are one value`() {
    #expect(bins(.double([0, -0.0, 1])) == [0, 0, 1])
    #expect(bins(.float([-0.0, 0, -1])) == [1, 1, 0])
  }

  @Test func `a constant and an empty column have one bin`() {
    #expect(BinMapper(fitting: .double([7, 7, 7]), maxBinCount: 256).valueBinCount == 1)
    #expect(BinMapper(fitting: .float([.nan, .nan]), maxBinCount: 256).valueBinCount == 1)
    #expect(bins(.float([.nan, .nan])) == [1, 1])
  }

  @Test func `many values have bins of equal weight`() {
    var random = SplitMix64(seed: 1)
    let values = (0..<100_000).map { _ in Float.random(in: 0..<1, using: &random) }
    let mapper = BinMapper(fitting: .float(values), maxBinCount: 256)
    #expect(mapper.valueBinCount == 255)
    var counts = [Int](repeating: 0, count: 255)
    for bin in bins(.float(values)) { counts[bin] += 1 }
    #expect(counts.allSatisfy { abs($0 - 392) < 20 })
  }

  @Test func `a value that half of the rows have does not cost the others their bins`() {
    var random = SplitMix64(seed: 2)
    let values = (0..<50_000).map { $0 % 2 == 0 ? 0 : Double.random(in: -1..<1, using: &random) }
    #expect(BinMapper(fitting: .double(values), maxBinCount: 256).valueBinCount >= 250)
  }

  @Test func `the bin limit is kept`() {
    let values = (0..<1000).map(Double.init)
    for limit in [2, 3, 17, 256] {
      let mapper = BinMapper(fitting: .double(values), maxBinCount: limit)
      #expect(mapper.binCount <= limit)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a value's bin is decided as its thresholds decide`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let values = (0..<5000).map { _ in
      Double.random(in: -1..<1, using: &random) * (Bool.random(using: &random) ? 1e-3 : 1e3)
    }
    for column in [FeatureColumn.double(values), .float(values.map(Float.init))] {
      let mapper = BinMapper(fitting: column, maxBinCount: 64)
      for (row, bin) in bins(column, maxBinCount: 64).enumerated() {
        let value = if case .float(let floats) = column { Double(floats[row]) } else { values[row] }
        #expect(value <= mapper.threshold(after: bin))
        if bin > 0 { #expect(value > mapper.threshold(after: bin - 1)) }
      }
    }
  }

  @Test func `up to 254 levels are their own bins, and NULL and unseen are missing`() {
    let codes: [UInt32] = [0, 253, FeatureColumn.missingCode, FeatureColumn.unseenCode]
    let column = FeatureColumn.codes(codes, levelCount: 254)
    #expect(BinMapper(fitting: column, maxBinCount: 256) == .categorical(levelCount: 254))
    #expect(bins(column) == [0, 253, 254, 254])
  }

  @Test func `60,000 levels are ordered numbers`() {
    let codes = (0..<60_000).map { UInt32($0) } + [FeatureColumn.missingCode]
    let column = FeatureColumn.codes(codes, levelCount: 60_000)
    let mapper = BinMapper(fitting: column, maxBinCount: 256)
    let result = bins(column)
    #expect(mapper.valueBinCount == 255)
    #expect(zip(result, result.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(result.last == mapper.missingBin)
  }

  @Test func `radix sort sorts`() {
    var random = SplitMix64(seed: 3)
    var short = (0..<1000).map { _ in UInt32.random(in: 0...(.max), using: &random) }
    var long = (0..<1000).map { _ in UInt64.random(in: 0...(.max), using: &random) }
    let expectedShort = short.sorted()
    let expectedLong = long.sorted()
    radixSort(&short)
    radixSort(&long)
    #expect(short == expectedShort)
    #expect(long == expectedLong)
  }

  private func bins(_ column: FeatureColumn, maxBinCount: Int = 256) -> [Int] {
    let table = FeatureTable(rowCount: column.count, columns: [column])
    let matrix = BinnedMatrix(features: table, maxBinCount: maxBinCount, threadCount: 1)
    return (0..<column.count).map { matrix[$0, 0] }
  }
}
