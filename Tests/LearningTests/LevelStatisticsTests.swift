import Models
import Testing

@testable import Learning

/// The mean target of levels that are too many for bins.
@Suite struct LevelStatisticsTests {
  private static let levelCount = 300

  private func statistics(
    _ codes: [UInt32],
    _ target: [Double],
    weights: [Double]? = nil,
    rows: [UInt32]? = nil
  ) -> LevelStatistics {
    LevelStatistics(
      of: BinnedMatrix(
        features: FeatureTable(
          rowCount: codes.count,
          columns: [.codes(codes, levelCount: Self.levelCount)]
        ),
        maxBinCount: 256,
        threadCount: 1
      ),
      target: target,
      weights: weights,
      rows: rows ?? Array(0..<UInt32(codes.count)),
      settings: TreeSettings(seed: 1),
      threadCount: 1
    )
  }

  @Test func `a level's mean is drawn to that of all rows by ten rows`() throws {
    // Level 0 has 40 rows of 1, level 1 five of 1, and all others have rows of 0.
    let codes = (0..<900).map { (row: UInt32) in row < 40 ? 0 : row < 45 ? 1 : 2 + row % 298 }
    let target = codes.map { $0 < 2 ? 1.0 : 0 }
    let encoding = try #require(statistics(codes, target).encodings.first)
    let mean = 45.0 / 900
    #expect(encoding.feature == 0)
    #expect(abs(encoding.values[0] - (40 + 10 * mean) / 50) < 1e-12)
    #expect(abs(encoding.values[1] - (5 + 10 * mean) / 15) < 1e-12)
    let others = codes.count { $0 == 2 }
    #expect(abs(encoding.values[2] - 10 * mean / Double(others + 10)) < 1e-12)
  }

  @Test func `weights count as rows, and rows that are not trained on as none`() throws {
    let codes = (0..<900).map { UInt32($0 % 300) }
    let target = (0..<900).map { $0 < 300 ? 1.0 : $0 < 600 ? 0 : 5 }
    let encoding = try #require(
      statistics(
        codes,
        target,
        weights: target.map { $0 == 1 ? 3 : 1 },
        rows: Array(0..<600)
      ).encodings.first
    )
    // A weight of 3 with target 1, of 1 with target 0, and ten rows of the mean of all.
    #expect(encoding.values.allSatisfy { abs($0 - (3 + 10 * 0.75) / 14) < 1e-12 })
  }
}
