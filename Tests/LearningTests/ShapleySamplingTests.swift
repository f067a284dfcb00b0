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
