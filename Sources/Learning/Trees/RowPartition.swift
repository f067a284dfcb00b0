import Parallel

/// The rows of a tree, grouped by node: each node has a range, in which its rows ascend.
struct RowPartition: Sendable {
  /// Rows of the matrix; those of one node lie side by side.
  let rows: SharedBuffer<UInt32>
  private let scratch: SharedBuffer<UInt32>

  /// One node to be split.
  struct Task: Sendable {
    let range: Range<Int>
    let feature: Int
    let leftBins: BinSet
  }

  /// Rows of one node that one thread handles at a time.
  private static let chunkRowCount = 16_384

  init(capacity: Int) {
    rows = SharedBuffer(repeating: 0, count: capacity)
    scratch = SharedBuffer(repeating: 0, count: capacity)
  }

  /// Puts all rows of a new tree into one group.
  func reset(to subset: Span<UInt32>) {
    let slice = unsafe rows.slice(0..<subset.count)
    var output = unsafe slice.mutableSpan
    for index in subset.indices { output[index] = subset[index] }
  }

  /// Moves the left rows of each task's range before its right rows, both in their old order, and
  /// returns how many are left.
  ///
  /// Each chunk is parted into `scratch`, left rows from its start, right rows backwards from its end;
  /// then each chunk copies both to where they belong.
  ///
  /// - Complexity: O(rows of all tasks).
  func split(_ tasks: [Task], matrix: BinnedMatrix, threadCount: Int) -> [Int] {
    var chunks: [(task: Int, range: Range<Int>)] = []
    for (index, task) in tasks.enumerated() {
      for start in stride(
        from: task.range.lowerBound,
        to: task.range.upperBound,
        by: Self.chunkRowCount
      ) {
        chunks.append((index, start..<min(start + Self.chunkRowCount, task.range.upperBound)))
      }
    }
    let sources = chunks
    let leftCounts = concurrentMap(count: chunks.count, threadCount: threadCount) { chunk in
      part(sources[chunk].range, tasks[sources[chunk].task], matrix)
    }
    var results = [Int](repeating: 0, count: tasks.count)
    for (chunk, count) in zip(chunks, leftCounts) { results[chunk.task] += count }
    var nextLeft = tasks.map(\.range.lowerBound)
    var nextRight = zip(tasks, results).map { $0.range.lowerBound + $1 }
    var targets: [(left: Int, right: Int)] = []
    for (chunk, count) in zip(chunks, leftCounts) {
      targets.append((nextLeft[chunk.task], nextRight[chunk.task]))
      nextLeft[chunk.task] += count
      nextRight[chunk.task] += chunk.range.count - count
    }
    let destinations = targets
    concurrentPerform(pieceCount: chunks.count, threadCount: threadCount) { chunk in
      let (left, right) = destinations[chunk]
      copy(sources[chunk].range, leftCount: leftCounts[chunk], left: left, right: right)
    }
    return results
  }

  /// Parts one chunk into `scratch`.
  private func part(_ range: Range<Int>, _ task: Task, _ matrix: BinnedMatrix) -> Int {
    let sourceSlice = unsafe rows.slice(range)
    let source = unsafe sourceSlice.span
    let outputSlice = unsafe scratch.slice(range)
    var output = unsafe outputSlice.mutableSpan
    let binSlice = unsafe matrix.columns[task.feature].all
    let bins = unsafe binSlice.span
    let table = task.leftBins.table
    let isLeftBin = table.span
    var left = 0
    // Both ends are written and one of them advances: no branch to mispredict.
    var right = source.count - 1
    for index in source.indices {
      let row = source[index]
      let isLeft = Int(isLeftBin[Int(bins[Int(row)])])
      output[left] = row
      output[right] = row
      left &+= isLeft
      right &-= 1 &- isLeft
    }
    return left
  }

  /// Copies one chunk from `scratch` to its places in `rows`.
  private func copy(_ range: Range<Int>, leftCount: Int, left: Int, right: Int) {
    let sourceSlice = unsafe scratch.slice(range)
    let source = unsafe sourceSlice.span
    let leftSlice = unsafe rows.slice(left..<left + leftCount)
    var leftRows = unsafe leftSlice.mutableSpan
    for index in leftRows.indices { leftRows[index] = source[index] }
    let rightCount = range.count - leftCount
    let rightSlice = unsafe rows.slice(right..<right + rightCount)
    var rightRows = unsafe rightSlice.mutableSpan
    for index in rightRows.indices { rightRows[index] = source[source.count - 1 - index] }
  }
}
