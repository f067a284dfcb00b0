import LinearAlgebra
import Parallel

/// The values of trees for rows that these were not grown on, added up tree by tree.
struct ForestVotes {
  /// For each output and row of the matrix the sum of leaf values.
  private let sums: [SharedBuffer<Double>]
  /// For each row of the matrix the number of trees.
  let counts: SharedBuffer<UInt32>

  /// Rows that one thread takes at a time.
  private static let blockRowCount = 4096

  init(_ rowCount: Int, _ outputCount: Int) {
    sums = (0..<outputCount).map { _ in SharedBuffer(repeating: 0, count: rowCount) }
    counts = SharedBuffer(repeating: 0, count: rowCount)
  }

  /// Adds the values of a tree of each output.
  ///
  /// - Complexity: O(rows x depth).
  func add(_ trees: [GrownTree], _ rows: [UInt32], _ matrix: BinnedMatrix, _ threadCount: Int) {
    let size = Self.blockRowCount
    concurrentPerform(pieceCount: (rows.count + size - 1) / size, threadCount: threadCount) {
      for index in $0 * size..<min(($0 + 1) * size, rows.count) {
        let row = Int(rows[index])
        counts[row] += 1
        for (tree, sums) in zip(trees, sums) { sums[row] += tree.value(ofRow: row, in: matrix) }
      }
    }
  }

  /// The scores of rows that some tree was not grown on: a row for each, a column for each output.
  ///
  /// Leaf values are those of a forest of `treeCount` trees, around `means`.
  func scores(of rows: [UInt32], means: [Double], treeCount: Int) -> Matrix {
    Matrix(
      rowCount: rows.count,
      columnCount: means.count,
      values: zip(sums, means).flatMap { sums, mean in
        rows.map { row in
          mean + sums[Int(row)] * Double(treeCount) / Double(max(counts[Int(row)], 1))
        }
      }
    )
  }
}
