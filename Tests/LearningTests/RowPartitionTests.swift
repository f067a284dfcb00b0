import CKernels
import Models
import Parallel
import TestSupport
import Testing

@testable import Learning

@Suite struct RowPartitionTests {
  @Test(arguments: [1, 3])
  func `rows of each node are parted in their order`(threadCount: Int) {
    var random = SplitMix64(seed: 5)
    // Larger than a chunk, and no multiple of the rows of a mark.
    let values = (0..<40_011).map { _ in Float(Int.random(in: 0..<200, using: &random)) }
    let table = FeatureTable(rowCount: values.count, columns: [.float(values)])
    let matrix = BinnedMatrix(features: table, maxBinCount: 256, threadCount: 1)
    let rows = (0..<40_011).filter { _ in Bool.random(using: &random) }.map(UInt32.init)
    let partition = RowPartition(capacity: values.count)
    partition.reset(to: rows.span)
    let split = partition.split(
      [task(0..<rows.count, below: 80)],
      depth: 0,
      matrix: matrix,
      threadCount: threadCount
    )
    let left = rows.filter { values[Int($0)] < 80 }
    let right = rows.filter { values[Int($0)] >= 80 }
    #expect(split == [left.count])
    #expect(contents(partition, depth: 1, 0..<rows.count) == left + right)

    let nodes = [0..<left.count, left.count..<rows.count]
    let second = partition.split(
      [task(nodes[0], below: 7), task(nodes[1], below: 150)],
      depth: 1,
      matrix: matrix,
      threadCount: threadCount
    )
    let groups = [
      left.filter { values[Int($0)] < 7 }, left.filter { values[Int($0)] >= 7 },
      right.filter { values[Int($0)] < 150 }, right.filter { values[Int($0)] >= 150 },
    ]
    #expect(second == [groups[0].count, groups[2].count])
    #expect(contents(partition, depth: 2, 0..<rows.count) == groups.flatMap(\.self))
  }

  @Test func `all versions move rows alike, and write nothing else`() {
    var random = SplitMix64(seed: 6)
    for count in [0, 1, 15, 16, 17, 100] {
      let rows = (0..<count).map { UInt32(3 * $0) }
      let marks = (0...count / 16).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
      let isLeft = (0..<count).map { marks[$0 / 16] >> ($0 % 16) & 1 == 1 }
      for isPlain in [false, true] {
        var left = [UInt32](repeating: 1, count: count + 16)
        var right = left
        if isPlain {
          unsafe automl_move_rows_plainly(rows, Int64(count), marks, &left, &right)
        } else {
          unsafe automl_move_rows(rows, Int64(count), marks, &left, &right)
        }
        let lefts = rows.indices.filter { isLeft[$0] }.map { rows[$0] }
        let rights = rows.indices.filter { !isLeft[$0] }.map { rows[$0] }
        #expect(left == lefts + [UInt32](repeating: 1, count: count + 16 - lefts.count))
        #expect(right == rights + [UInt32](repeating: 1, count: count + 16 - rights.count))
      }
    }
  }

  private func task(_ range: Range<Int>, below value: Int) -> RowPartition.Task {
    RowPartition.Task(range: range, feature: 0, leftBins: BinSet(below: value))
  }

  private func contents(_ partition: RowPartition, depth: Int, _ range: Range<Int>) -> [UInt32] {
    let rows = partition.rows(atDepth: depth)
    return range.map { rows[$0] }
  }
}
