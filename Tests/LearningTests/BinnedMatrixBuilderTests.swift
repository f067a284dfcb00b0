import Models
import TestSupport
import Testing

@testable import Learning
@testable import Parallel

@Suite struct BinnedMatrixBuilderTests {
  /// Numbers with missing values, 40 and 3,000 levels, and one-hot columns.
  private func columns(rowCount: Int) -> [FeatureColumn] {
    var random = SplitMix64(seed: 5)
    let kinds = (0..<rowCount).map { _ in Int.random(in: 0..<12, using: &random) }
    func codes(below count: UInt32) -> [UInt32] {
      (0..<rowCount).map { _ in UInt32.random(in: 0..<count, using: &random) }
    }
    return [
      .float(
        (0..<rowCount).map { $0 % 11 == 0 ? .nan : Float.random(in: -1..<1, using: &random) }
      ),
      .codes(codes(below: 40), levelCount: 40), .codes(codes(below: 3_000), levelCount: 3_000),
    ] + (0..<12).map { kind in .double(kinds.map { $0 == kind ? 1 : 0 }) }
  }

  private func cut(_ columns: [FeatureColumn], _ rows: Range<Int>) -> FeatureTable {
    FeatureTable(rowCount: rows.count, columns: columns.map { $0.gathered(Array(rows)) })
  }

  @Test(arguments: [1, 13, 512, 1_000])
  func `a matrix does not depend on parts or threads`(partSize: Int) {
    let rowCount = 2_047
    let columns = columns(rowCount: rowCount)
    let whole = BinnedMatrix(
      features: FeatureTable(rowCount: rowCount, columns: columns),
      maxBinCount: 256,
      threadCount: 1
    )
    var builder = BinnedMatrixBuilder(
      sample: columns,
      rowCount: rowCount,
      maxBinCount: 256,
      threadCount: 2
    )
    for start in stride(from: 0, to: rowCount, by: partSize) {
      builder.add(cut(columns, start..<min(start + partSize, rowCount)))
    }
    let matrix = builder.matrix
    #expect(matrix.mappers == whole.mappers && matrix.laneCount == 4)
    let used = rowCount * matrix.wordsPerRow
    #expect(elements(matrix.words, used) == elements(whole.words, used))
    for feature in columns.indices {
      let bins = elements(matrix.columns[feature], rowCount)
      #expect(bins == elements(whole.columns[feature], rowCount), "feature \(feature)")
      #expect(bins.map { Int($0) } == (0..<rowCount).map { matrix[$0, feature] })
    }
    let codes = elements(matrix.manyLevels[0].codes, rowCount)
    #expect(codes == elements(whole.manyLevels[0].codes, rowCount))
    #expect(columns[2] == .codes(codes, levelCount: 3_000))
  }

  private func elements<Element>(_ buffer: SharedBuffer<Element>, _ count: Int) -> [Element] {
    (0..<count).map { buffer[$0] }
  }

  @Test func `features that exclude each other in a sample alone part in the end`() {
    let rowCount = 3_000
    var hot = (0..<3).map { kind in (0..<rowCount).map { $0 % 4 == kind ? Float(1) : 0 } }
    hot[2][2_900] = 1
    hot[1][2_900] = 1
    var withNull = (0..<rowCount).map { $0 % 4 == 3 ? Float(1) : 0 }
    withNull[1_500] = .nan
    let columns = (hot + [withNull]).map { FeatureColumn.float($0) }
    var builder = BinnedMatrixBuilder(
      sample: cut(columns, 0..<1_000).columns,
      rowCount: rowCount,
      maxBinCount: 256,
      threadCount: 2
    )
    #expect(builder.matrix.laneCount == 1)
    for start in stride(from: 0, to: rowCount, by: 700) {
      builder.add(cut(columns, start..<min(start + 700, rowCount)))
    }
    #expect(builder.matrix.laneCount == 4)
    for (feature, column) in columns.enumerated() {
      guard case .float(let values) = column else { continue }
      let isEqual = values.enumerated().allSatisfy { row, value in
        builder.matrix[row, feature] == (value.isNaN ? 2 : Int(value))
      }
      #expect(isEqual, "feature \(feature)")
    }
  }

  @Test func `more features go behind those of a matrix`() {
    let columns = columns(rowCount: 700)
    func table(_ columns: [FeatureColumn]) -> FeatureTable {
      FeatureTable(rowCount: 700, columns: columns)
    }
    let base = BinnedMatrix(features: table(columns), maxBinCount: 64, threadCount: 2)
    let more: [FeatureColumn] = [.double((0..<700).map { Double($0 % 90) })]
    let wider = base.appending(more, maxBinCount: 64, threadCount: 2)
    let alone = BinnedMatrix(features: table(more), maxBinCount: 64, threadCount: 1)
    #expect(wider.laneCount == base.laneCount + 1)
    for row in 0..<700 {
      #expect(columns.indices.allSatisfy { wider[row, $0] == base[row, $0] })
      #expect(wider[row, columns.count] == alone[row, 0])
    }
  }
}
