import Testing

@testable import Learning

/// The generator that every seeded choice rests on.
///
/// Bounds of chi-square are those that an even choice passes 999
/// times in 1,000.
@Suite struct SeededGeneratorTests {
  /// The sum of squared differences from even counts, in units of their variance.
  private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  private func counts(_ draws: Int, _ kinds: Int, _ draw: () -> Int) -> [Int] {
    var counts = [Int](repeating: 0, count: kinds)
    for _ in 0..<draws { counts[draw()] += 1 }
    return counts
  }

  @Test func `numbers are those published for SplitMix64`() {
    var zero = SeededGenerator(seed: 0)
    #expect(
      (0..<5).map { _ in zero.next() } == [
        0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F,
        0xF88B_B8A8_724C_81EC, 0x1B39_896A_51A8_749B,
      ]
    )
    var other = SeededGenerator(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in other.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ]
    )
  }

  @Test func `a hash is the first number of its seed`() {
    for seed in [0, 1, UInt64.max] {
      var generator = SeededGenerator(seed: seed)
      #expect(SeededGenerator.mixed(seed) == generator.next())
    }
  }

  @Test func `choices are the same in every version`() {
    var generator = SeededGenerator(seed: 42)
    #expect((0..<8).map { _ in generator.below(100) } == [74, 15, 27, 34, 3, 86, 21, 80])
    #expect(generator.shuffled(Array(0..<8)) == [2, 5, 3, 1, 6, 4, 7, 0])
    #expect(generator.sample(4, outOf: 100) == [9, 10, 19, 49])
  }

  @Test func `numbers below a bound are even`() {
    var generator = SeededGenerator(seed: 1)
    #expect(chiSquare(counts(100_000, 10) { generator.below(10) }) < 27.88)
  }

  /// Where three bits of the product's lower half decide, the third of three numbers would come a
  /// quarter of the time without rejection.
  @Test func `numbers below a bound that divides no power of two are even`() {
    var generator = SeededGenerator(seed: 2)
    #expect(chiSquare(counts(30_000, 3) { generator.below(3 << 61) % 3 }) < 13.82)
  }

  @Test(arguments: [Int(UInt32.max) - 1, Int(UInt32.max), Int(UInt32.max) + 1])
  func `numbers below a large bound are even`(bound: Int) {
    var generator = SeededGenerator(seed: 3)
    // A number out of 0..<`bound` would be out of the counts, too.
    #expect(chiSquare(counts(80_000, 8) { generator.below(bound) * 8 / bound }) < 24.32)
  }

  @Test func `a single number is chosen`() {
    var generator = SeededGenerator(seed: 4)
    #expect((0..<100).allSatisfy { _ in generator.below(1) == 0 })
    #expect(generator.shuffled([7]) == [7])
    #expect(generator.shuffled([Int]()).isEmpty)
    #expect(generator.sample(1, outOf: 1) == [0])
    #expect(generator.sample(0, outOf: 5).isEmpty)
  }

  @Test func `shuffled values are the same ones, in each order as often`() {
    var generator = SeededGenerator(seed: 5)
    #expect(generator.shuffled(Array(0..<1_000)).sorted() == Array(0..<1_000))
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    let counts = counts(60_000, 6) { orders.firstIndex(of: generator.shuffled([0, 1, 2])) ?? 6 }
    #expect(chiSquare(counts) < 20.52)
  }

  @Test func `a sample has no number twice, and each choice as often`() {
    var generator = SeededGenerator(seed: 6)
    for (count, total) in [(1, 9), (5, 9), (9, 9), (64, 1_000_000)] {
      let sample = generator.sample(count, outOf: total)
      #expect(sample.count == count)
      #expect(zip(sample, sample.dropFirst()).allSatisfy { $0 < $1 })
      #expect(sample.allSatisfy { 0..<total ~= $0 })
    }
    let pairs = (0..<5).flatMap { first in (first + 1..<5).map { [first, $0] } }
    let counts = counts(100_000, 10) { pairs.firstIndex(of: generator.sample(2, outOf: 5)) ?? 10 }
    #expect(chiSquare(counts) < 27.88)
  }
}
