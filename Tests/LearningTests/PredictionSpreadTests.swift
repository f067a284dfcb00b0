import Models
import TestSupport
import Testing

@testable import Learning

/// Intervals around predictions, from the errors of rows that training had not seen.
@Suite struct PredictionSpreadTests {
  /// Rows of two numbers, and errors whose deviation is a function of the first.
  private static func rows(
    _ count: Int,
    seed: UInt64,
    deviation: (Double) -> Double
  ) -> (features: FeatureTable, errors: [Double]) {
    var generator = SplitMix64(seed: seed)
    let columns = (0..<2).map { _ in
      (0..<count).map { _ in Float.random(in: 0...1, using: &generator) }
    }
    let errors = (0..<count).map { row in
      // The sum of twelve is nearly normal, of deviation 1.
      let normal = (0..<12).reduce(-6.0) { sum, _ in
        sum + Double.random(in: 0...1, using: &generator)
      }
      return deviation(Double(columns[0][row])) * normal
    }
    return (FeatureTable(rowCount: count, columns: columns.map { .float($0) }), errors)
  }

  private func spread(
    _ rows: (features: FeatureTable, errors: [Double]),
    threadCount: Int = 2
  ) throws -> PredictionSpread? {
    try PredictionSpread.fitting(
      errors: rows.errors,
      rows: (0..<UInt32(rows.errors.count)).map { $0 },
      in: rows.features,
      seed: 5,
      threadCount: threadCount,
      monitor: TrainingMonitor()
    )
  }

  private func distances(
    _ spread: PredictionSpread,
    _ features: FeatureTable,
    level: Double
  ) -> [Double] {
    let levels = [Double](repeating: level, count: features.rowCount)
    return CompiledSpread(spread).distances(of: features, levels: levels)
  }

  @Test(arguments: [0.5, 0.8, 0.9, 0.99], [true, false])
  func `later rows are within as often as is said`(level: Double, isUneven: Bool) throws {
    let deviation = { (x: Double) in isUneven ? 0.1 + 4 * x * x : 2 }
    let spread = try #require(try spread(Self.rows(3_000, seed: 1, deviation: deviation)))
    #expect((spread.magnitudes != nil) == isUneven)
    let later = Self.rows(20_000, seed: 2, deviation: deviation)
    let distances = distances(spread, later.features, level: level)
    let within = zip(later.errors, distances).count { $0.magnitude <= $1 }
    // Three standard deviations of the coverage that 3,000 errors give (Vovk 2012), and of 20,000 rows.
    let deviationOfCoverage = (level * (1 - level) * (1 / 3_000 + 1 / 20_000)).squareRoot()
    #expect(abs(Double(within) / 20_000 - level) < 3 * deviationOfCoverage + 0.002)
  }

  @Test func `intervals are wide where errors are large`() throws {
    let deviation = { (x: Double) in 0.1 + 4 * x * x }
    let spread = try #require(try spread(Self.rows(3_000, seed: 1, deviation: deviation)))
    let later = Self.rows(5_000, seed: 2, deviation: deviation)
    let distances = distances(spread, later.features, level: 0.9)
    guard case .float(let places) = later.features.columns[0] else { return }
    func mean(_ range: ClosedRange<Float>) -> Double {
      let some = places.indices.filter { range.contains(places[$0]) }.map { distances[$0] }
      return some.reduce(0, +) / Double(some.count)
    }
    // 1.645 deviations: 0.26 about x = 0.1, 5.6 about 0.9.
    #expect(mean(0.05...0.15) < 0.6)
    #expect((4.5...7).contains(mean(0.85...0.95)))
  }

  @Test func `the fit is the same on any number of threads`() throws {
    let rows = Self.rows(1_000, seed: 3) { 0.1 + $0 }
    #expect(try spread(rows, threadCount: 1) == spread(rows, threadCount: 4))
  }

  @Test func `few errors, none and ones that are not finite`() throws {
    #expect(try spread(Self.rows(19, seed: 1) { _ in 1 }) == nil)
    let exact = try #require(try spread(Self.rows(30, seed: 1) { _ in 0 }))
    #expect(exact == PredictionSpread(magnitudes: nil, ratios: Array(repeating: 0, count: 30)))
    #expect(exact.ratio(ofLevel: 0.9) == 0)
    #expect(exact.ratio(ofLevel: 1) == .infinity)
    var rows = Self.rows(40, seed: 1) { _ in 1 }
    rows.errors[3] = .nan
    rows.errors[4] = .infinity
    #expect(try spread(rows)?.ratios.count == 38)
  }

  /// Of n errors the interval of level p reaches to the one of rank ceil((n + 1) p).
  @Test func `ranks are those of split-conformal prediction`() {
    let spread = PredictionSpread(magnitudes: nil, ratios: (1...9).map { Double($0) })
    #expect(
      [0.1, 0.5, 0.51, 0.9, 0.91].map { spread.ratio(ofLevel: $0) } == [1, 5, 6, 9, .infinity]
    )
    #expect(spread.ratio(ofLevel: 0) == 1)
  }
}
