import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

@Suite struct ShapleySamplingTests {
  private let rowCount = 200
  private let columns: [FeatureColumn] = {
    var generator = SplitMix64(seed: 3)
    return (0..<3).map { _ in
      .double((0..<200).map { _ in Double.random(in: -1...1, using: &generator) })
    }
  }()

  private func number(_ column: FeatureColumn, _ row: Int) -> Double {
    if case .double(let values) = column { values[row] } else { .nan }
  }

  /// `3 a - b`, which column `c` has no part in.
  private func explained(seed: UInt64) -> ShapleySampling {
    ShapleySampling(columns: columns, rowCount: rowCount, seed: seed) { columns, rowCount in
      Matrix(
        rowCount: rowCount,
        columnCount: 1,
        values: (0..<rowCount).map { 3 * number(columns[0], $0) - number(columns[1], $0) }
      )
    }
  }

  @Test func `an additive model is explained by its terms`() {
    let magnitudes = explained(seed: 1).meanMagnitudes[0]
    #expect(magnitudes[0] > 2 * magnitudes[1])
    #expect(magnitudes[1] > 0.1)
    #expect(magnitudes[2] == 0)
  }

  /// Whatever the order in which columns become known, values are the terms of the explained row less
  /// those of the other one.
  ///
  /// Rows are told by what is to be predicted: of each path the other row first and the explained one
  /// last.
  @Test func `an additive model's values are exact`() throws {
    var seen: [[Double]] = []
    func score(_ row: [Double]) -> Double { 3 * row[0] - row[1] }
    let shapley = ShapleySampling(columns: columns, rowCount: rowCount, seed: 5) { columns, count in
      let batch = (0..<count).map { row in columns.map { number($0, row) } }
      seen += batch
      return Matrix(rowCount: count, columnCount: 1, values: batch.map(score))
    }
    let paths = stride(from: 0, to: seen.count, by: 4).map { (other: seen[$0], row: seen[$0 + 3]) }
    let explained = Set(paths.map(\.row))
    #expect(paths.count == 256 && explained.count == 64)
    for (column, slope) in [3.0, -1, 0].enumerated() {
      let values = explained.map { row in
        let others = paths.filter { $0.row == row }.map(\.other[column])
        return slope * (row[column] - others.reduce(0, +) / Double(others.count))
      }
      let mean = values.reduce(0) { $0 + abs($1) } / 64
      #expect(abs(shapley.meanMagnitudes[0][column] - mean) < 1e-12)
    }
    let expected = explained.reduce(0) { $0 + score($1) } / 64
    #expect(abs(shapley.expectedValues[0] - expected) < 1e-12)
  }

  @Test func `rows are explained once each, where they are few all of them`() {
    let shapley = ShapleySampling(columns: [.double([1, 2, 6])], rowCount: 3, seed: 1) {
      columns,
      count in
      Matrix(rowCount: count, columnCount: 1, values: (0..<count).map { number(columns[0], $0) })
    }
    #expect(abs(shapley.expectedValues[0] - 3) < 1e-12)
  }

  @Test func `the seed decides`() {
    #expect(explained(seed: 1).meanMagnitudes == explained(seed: 1).meanMagnitudes)
    #expect(explained(seed: 1).meanMagnitudes != explained(seed: 2).meanMagnitudes)
  }

  @Test func `one row has nothing that moves it`() {
    let shapley = ShapleySampling(columns: [.float([2])], rowCount: 1, seed: 0) { _, count in
      Matrix(rowCount: count, columnCount: 1, repeating: 5)
    }
    #expect(shapley.meanMagnitudes == [[0]] && shapley.expectedValues == [5])
  }
}
