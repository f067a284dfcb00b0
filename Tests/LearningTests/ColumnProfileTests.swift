@testable import Learning
import Models
import TestSupport
import Testing

@Suite struct ColumnProfileTests {
  @Test func `numbers are counted by what they are`() {
    let profile = ColumnProfile.profile(of: .double([1, .nan, 3, .infinity, 3, -2]))
    #expect(profile.missingCount == 1)
    #expect(profile.infiniteCount == 1)
    #expect(!profile.isConstant)
    #expect(profile.minimum == -2 && profile.maximum == 3)
    #expect(profile.isIntegral && !profile.isUnique)
  }

  @Test func `a fraction is not integral`() {
    #expect(!ColumnProfile.profile(of: .float([1, 2.5])).isIntegral)
  }

  @Test func `a profile does not depend on how a column is cut`() {
    var random = SplitMix64(seed: 6)
    var numbers = (0..<30_000).map { _ in Double(Int.random(in: -9...9, using: &random)) }
    numbers[500] = .nan
    numbers[900] = -.infinity
    var wide = (0..<30_000).map { Float($0) }
    wide[29_000] = 0.25
    let codes = (0..<30_000).map { UInt32($0 % 70) }
    for column in [FeatureColumn.double(numbers), .float(wide), .codes(codes, levelCount: 70)] {
      let whole = ColumnProfile.profile(of: column)
      for size in [1, 333, 9_999, 10_001] {
        var profiler = ColumnProfiler()
        for start in stride(from: 0, to: 30_000, by: size) {
          profiler.add(column.gathered(Array(start..<min(start + size, 30_000))))
        }
        #expect(profiler.profile == whole, "parts of \(size)")
      }
    }
  }

  @Test(arguments: [0x1p23, 0x1p52, 0x1p60, 0x1p-60])
  func `whole numbers are told from others at any size`(size: Double) {
    #expect(ColumnProfile.profile(of: .double([-size, 3, -0.0])).isIntegral == (size > 1))
    #expect(ColumnProfile.profile(of: .float([Float(size), 0])).isIntegral == (size > 1))
    #expect(!ColumnProfile.profile(of: .double([0x1p52 - 0.5, size])).isIntegral)
    #expect(!ColumnProfile.profile(of: .float([-0x1p22 + 0.5, Float(size)])).isIntegral)
  }

  @Test func `extremes are finite and 0 has no sign`() {
    let column: [Float] = [-0.0, .nan, -.nan, .infinity, -.infinity]
    let profile = ColumnProfile.profile(of: .float(column))
    #expect(profile.minimum == 0 && profile.minimum?.sign == .plus && profile.maximum == 0)
    #expect(profile.missingCount == 2 && profile.infiniteCount == 2)
    let limits = ColumnProfile.profile(of: .double([-1e308, 1e-300, -1e-300]))
    #expect(limits.minimum == -1e308 && limits.maximum == 1e-300)
  }

  @Test func `a column of NULLs has neither values nor limits`() {
    let profile = ColumnProfile.profile(of: .float([.nan, .nan]))
    #expect(profile.missingCount == 2 && !profile.isConstant && profile.minimum == nil)
  }

  @Test func `row numbers are unique and a repetition ends that`() {
    let numbers = (0..<20_000).map { Double($0) }
    #expect(ColumnProfile.profile(of: .double(numbers)).isUnique)
    #expect(!ColumnProfile.profile(of: .double([5] + numbers)).isUnique)
  }

  @Test func `a column is constant where all that have a value have the same`() {
    func isConstant(_ values: [Double]) -> Bool {
      ColumnProfile.profile(of: .double(values)).isConstant
    }
    #expect(isConstant([3]) && isConstant([.nan, 3, 3, .nan]) && isConstant([0, -0.0]))
    #expect(isConstant([.infinity, .infinity, .nan]))
    #expect(!isConstant([.infinity, -.infinity]) && !isConstant([.infinity, 3, 3]))
    #expect(!isConstant([3, 3, 4]) && !isConstant([.nan]) && !isConstant([]))
    let codes = FeatureColumn.codes([1, FeatureColumn.missingCode, 1], levelCount: 3)
    #expect(ColumnProfile.profile(of: codes).isConstant)
  }

  @Test func `text is counted by the levels that are there`() {
    let codes: [UInt32] = [0, 2, 2, FeatureColumn.missingCode]
    let column = FeatureColumn.codes(codes, levelCount: 4)
    let profile = ColumnProfile.profile(of: column)
    #expect(column.distinctCount == 2 && !profile.isConstant)
    #expect(profile.missingCount == 1 && !profile.isUnique)
  }

  @Test func `different numbers are counted up to a limit`() {
    let few: [Double] = [1, .nan, 3, .infinity, 3, -2, 0.5, 5_000, -0.0, 0]
    #expect(FeatureColumn.double(few).distinctCount == 7)
    #expect(FeatureColumn.float((0..<3_000).map { Float($0) }).distinctCount == 1_001)
    #expect(FeatureColumn.double((0..<3_000).map { -Double($0) }).distinctCount == 1_001)
  }
}

@Suite struct SingleColumnStrengthTests {
  private let target = (0..<1_000).map { Double($0 % 2) }

  private func strength(_ column: FeatureColumn, classCount: Int? = 2) -> Double {
    findings([column], classCount: classCount)[0].strength
  }

  private func findings(
    _ columns: [FeatureColumn],
    classCount: Int? = 2,
    threadCount: Int = 1
  ) -> [ColumnFindings] {
    ColumnFindings.findings(
      of: columns,
      profiles: nil,
      strength: SingleColumnStrength(target: target, classCount: classCount),
      threadCount: threadCount
    )
  }

  @Test func `side by side is one after the other`() {
    let columns = (1...5).map { k in FeatureColumn.float((0..<1_000).map { Float($0 % k) }) }
    let (one, three) = (findings(columns), findings(columns, threadCount: 3))
    #expect(one.map(\.profile) == three.map(\.profile))
    #expect(one.map(\.profile) == columns.map { ColumnProfile.profile(of: $0) })
    #expect(one.map(\.strength) == three.map(\.strength))
  }

  @Test func `a pass with moments gives the profile of a pass without`() {
    var random = SplitMix64(seed: 3)
    let plain = (0..<20_000).map { _ in Double.random(in: -4..<9, using: &random) }
    for changes in [
      [:], [12_345: Double.nan], [9_000: .infinity, 15_000: 1e9], [19_999: -.infinity, 5: .nan],
      [8_192: -1e300, 8_191: 1e300],
    ] {
      var values = plain
      for (row, value) in changes { values[row] = value }
      let column = FeatureColumn.double(values)
      let found = ColumnFindings.findings(
        of: [column, .double(values.map { $0.rounded() })],
        profiles: nil,
        strength: SingleColumnStrength(
          target: values.indices.map { Double($0 % 2) },
          classCount: 2
        ),
        threadCount: 1
      )
      #expect(found[0].profile == ColumnProfile.profile(of: column))
      #expect(found[0].profile.isIntegral == false && found[1].profile.isIntegral)
      let moments = ColumnMoments(
        column,
        rows: RowSelection(nil, rowCount: 20_000),
        weights: nil
      )
      #expect(found[0].moments?.mean == moments?.mean)
      #expect(found[0].moments?.squares == moments?.squares)
    }
  }

  @Test func `a column that tells the target is told from a few rows on`() {
    let noisy = (0..<1_000).map { row in Float(target[row]) + Float(row % 7) / 8 }
    #expect(strength(.float(noisy)) == 1)
    let often = (0..<1_000).map { row in row % 5 == 0 ? Float(row % 3) : Float(target[row]) }
    let share = strength(.float(often))
    #expect(share > 0.3 && share < 0.99)
  }

  @Test func `a copy of a class that is rare among the first rows tells it completely`() {
    // 135 rows of 2,560, but 7 of the 256 that are looked at first.
    let target = (0..<2_560).map { $0 % 20 == 7 || $0 % 400 == 0 ? 1.0 : 0 }
    let opposite = FeatureColumn.float(target.map { 1 - Float($0) })
    let found = ColumnFindings.findings(
      of: [opposite],
      profiles: nil,
      strength: SingleColumnStrength(target: target, classCount: 2),
      threadCount: 1
    )
    #expect(found[0].strength == 1)
  }

  @Test func `a copy of the target tells it completely`() {
    let copy = FeatureColumn.float(target.map { Float($0) })
    #expect(strength(copy) == 1)
    #expect(strength(copy, classCount: nil) == 1)
  }

  @Test func `a column that has nothing to do with it tells little`() {
    #expect(strength(.float((0..<1_000).map { Float($0 / 2 % 7) })) < 0.1)
  }

  @Test func `identifiers are not taken for knowledge`() {
    #expect(strength(.codes((0..<1_000).map { UInt32($0) }, levelCount: 1_000)) == 0)
  }

  @Test func `missing values are a group of their own`() {
    let told = FeatureColumn.double(target.map { $0 == 1 ? .nan : 5 })
    #expect(strength(told) == 1)
  }
}
