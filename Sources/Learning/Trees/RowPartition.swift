internal import CKernels
import Parallel

/// The rows of a tree, grouped by node: each node has a range, in which its rows ascend.
///
/// There are two buffers. A node's rows are in the one of its depth, and parting them writes the children's
/// to the same range of the other.
struct RowPartition: Sendable {
  private let buffers: [SharedBuffer<UInt32>]

  /// One node to be split.
  struct Task: Sendable {
    let range: Range<Int>
    let feature: Int
    let leftBins: BinSet
  }

  /// A part of a task's rows, for one thread.
  private struct Chunk {
    let task: Int
    let range: Range<Int>
    /// Where its marks begin.
    let firstMark: Int
  }

  /// Rows of one node that one thread handles at a time.
  private static let chunkRowCount = 16_384

  init(capacity: Int) {
    buffers = (0..<2).map { _ in SharedBuffer(repeating: 0, count: capacity) }
  }

  /// Where the rows of nodes of a depth are, each node's in its range.
  func rows(atDepth depth: Int) -> SharedBuffer<UInt32> { buffers[depth & 1] }

  /// Puts all rows of a new tree into one group, of depth 0.
  func reset(to subset: Span<UInt32>) {
    let slice = unsafe buffers[0].slice(0..<subset.count)
    var output = unsafe slice.mutableSpan
    for index in subset.indices { output[index] = subset[index] }
  }

  /// Puts the left rows of each node's range before its right rows, both in their old order, and returns
  /// how many are left.
  ///
  /// Tasks are nodes of the same `depth`.
  ///
  /// - Complexity: O(rows of all tasks).
  func split(_ tasks: [Task], depth: Int, matrix: BinnedMatrix, threadCount: Int) -> [Int] {
    let (chunks, markCount) = chunks(of: tasks)
    let marks = SharedBuffer<UInt16>(repeating: 0, count: markCount)
    let source = rows(atDepth: depth)
    let leftCounts = concurrentMap(count: chunks.count, threadCount: threadCount) { index in
      mark(chunks[index], tasks[chunks[index].task], source, matrix, marks)
    }
    var results = [Int](repeating: 0, count: tasks.count)
    for (chunk, count) in zip(chunks, leftCounts) { results[chunk.task] += count }
    var nextLeft = tasks.map(\.range.lowerBound)
    var nextRight = zip(tasks, results).map { $0.range.lowerBound + $1 }
    var targets: [(left: Range<Int>, right: Range<Int>)] = []
    for (chunk, count) in zip(chunks, leftCounts) {
      let (left, right) = (nextLeft[chunk.task], nextRight[chunk.task])
      nextLeft[chunk.task] += count
      nextRight[chunk.task] += chunk.range.count - count
      targets.append((left..<nextLeft[chunk.task], right..<nextRight[chunk.task]))
    }
    let destinations = targets
    let target = rows(atDepth: depth + 1)
    concurrentPerform(pieceCount: chunks.count, threadCount: threadCount) { index in
      let (left, right) = destinations[index]
      unsafe automl_move_rows(
        source.slice(chunks[index].range).baseAddress,
        Int64(chunks[index].range.count),
        marks.slice(chunks[index].firstMark..<markCount).baseAddress,
        target.slice(left).baseAddress,
        target.slice(right).baseAddress
      )
    }
    return results
  }

  /// Cuts the rows of tasks into chunks; returns also how many marks they need.
  private func chunks(of tasks: [Task]) -> ([Chunk], markCount: Int) {
    var chunks: [Chunk] = []
    var markCount = 0
    for (index, task) in tasks.enumerated() {
      for start in stride(
        from: task.range.lowerBound,
        to: task.range.upperBound,
        by: Self.chunkRowCount
      ) {
        let range = start..<min(start + Self.chunkRowCount, task.range.upperBound)
        chunks.append(Chunk(task: index, range: range, firstMark: markCount))
        markCount += (range.count + 15) / 16
      }
    }
    return (chunks, markCount)
  }

  /// Marks the left rows of a chunk; returns how many there are.
  private func mark(
    _ chunk: Chunk,
    _ task: Task,
    _ rows: SharedBuffer<UInt32>,
    _ matrix: BinnedMatrix,
    _ marks: SharedBuffer<UInt16>
  ) -> Int {
    let table = task.leftBins.table
    let isLeft = table.span
    return unsafe isLeft.withUnsafeBufferPointer { isLeft in
      unsafe Int(
        automl_mark_left(
          rows.slice(chunk.range).baseAddress,
          Int64(chunk.range.count),
          matrix.columns[task.feature].all.baseAddress,
          isLeft.baseAddress,
          marks.slice(chunk.firstMark..<marks.count).baseAddress
        )
      )
    }
  }
}
