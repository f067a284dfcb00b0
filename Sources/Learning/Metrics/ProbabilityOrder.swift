import CKernels
import Parallel

/// Rows that follow each other by falling probability, all rows of their probabilities.
struct ProbabilityBlock: Sendable {
  /// The places.
  fileprivate let rows: Range<Int>
  /// Rows of the class above it, and others.
  let positivesAbove: Int
  let negativesAbove: Int
  /// Its rows of the class.
  let positiveCount: Int
  fileprivate let buckets: Range<Int>

  /// Its rows.
  var rowCount: Int { rows.count }
}

/// Rows of two classes by falling probability, in blocks that hang on nothing but the rows.
///
/// Keys are dealt out to buckets of probabilities by all threads, then sorted bucket by bucket.
struct ProbabilityOrder<Element: ProbabilityElement>: Sendable {
  /// The blocks from the highest probabilities down.
  let blocks: [ProbabilityBlock]
  /// The number of rows of the class, and of others.
  let positiveCount: Int
  let negativeCount: Int
  private let elements: SharedBuffer<Element>
  private let ends: [Int]
  private let threadCount: Int

  private static var bucketCount: Int { Int(AUTOML_PROBABILITY_BUCKETS) }
  /// The rows of a block, as long as no bucket has more.
  private static var blockRowCount: Int { 16_384 }
  private static var pieceRowCount: Int { 65_536 }

  /// Deals out keys, which some segments have.
  init(_ segments: [[UInt64]], threadCount: Int) {
    let rowCount = segments.reduce(0) { $0 + $1.count }
    let length = max(Self.pieceRowCount, rowCount / (8 * threadCount) + 1)
    let pieces = segments.flatMap { keys in
      stride(from: 0, to: keys.count, by: length).map { keys[$0..<min($0 + length, keys.count)] }
    }
    let firstRows = pieces.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let counts = concurrentMap(count: pieces.count, threadCount: threadCount) { index in
      Self.counts(pieces[index])
    }
    let table = BucketTable(counts)
    elements = SharedBuffer(zeroed: rowCount)
    let (elements, starts) = (elements, table.starts)
    concurrentPerform(pieceCount: pieces.count, threadCount: threadCount) { index in
      var places = starts[index]
      unsafe pieces[index].withUnsafeBufferPointer {
        unsafe Element.scatter($0, firstRow: firstRows[index], &places, elements.all)
      }
    }
    (positiveCount, negativeCount) = (table.positiveCount, rowCount - table.positiveCount)
    blocks = table.blocks(of: Self.blockRowCount)
    ends = table.ends
    self.threadCount = threadCount
  }

  private static func counts(_ keys: ArraySlice<UInt64>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 2 * bucketCount)
    unsafe keys.withUnsafeBufferPointer { keys in
      unsafe automl_count_probabilities(keys.baseAddress, Int64(keys.count), &counts)
    }
    return counts
  }

  /// Sorts each block, and gives what `body` makes of it.
  func sorted<Result: Sendable>(_ body: @Sendable (ProbabilityBlock, Span<Element>) -> Result)
    -> [Result]
  {
    concurrentMap(count: blocks.count, threadCount: threadCount) { index in
      sort(blocks[index])
      return unsafe body(blocks[index], elements.slice(blocks[index].rows).span)
    }
  }

  /// Calls `body` with each block, which is sorted.
  func forEach(_ body: @Sendable (Int, Span<Element>) -> Void) {
    concurrentPerform(pieceCount: blocks.count, threadCount: threadCount) { index in
      unsafe body(index, elements.slice(blocks[index].rows).span)
    }
  }

  private func sort(_ block: ProbabilityBlock) {
    let largest = block.buckets.map { ends[$0] - start(ofBucket: $0) }.max() ?? 0
    let room = SharedBuffer<Element>(zeroed: largest)
    for bucket in block.buckets {
      unsafe Element.sort(elements.slice(start(ofBucket: bucket)..<ends[bucket]), room.all)
    }
  }

  private func start(ofBucket bucket: Int) -> Int { bucket == 0 ? 0 : ends[bucket - 1] }
}

/// A row as it is sorted: its key, and what goes with it.
protocol ProbabilityElement: BitwiseCopyable, Sendable {
  /// The key.
  var key: UInt64 { get }
  /// Writes the elements of keys to the places of their buckets, each of which goes on to the next one.
  static func scatter(
    _ keys: UnsafeBufferPointer<UInt64>,
    firstRow: Int,
    _ places: inout [Int64],
    _ elements: UnsafeMutableBufferPointer<Self>
  )
  /// Sorts elements by their keys; there is room for as many.
  static func sort(
    _ elements: UnsafeMutableBufferPointer<Self>,
    _ room: UnsafeMutableBufferPointer<Self>
  )
}

extension UInt64: ProbabilityElement {
  var key: UInt64 { self }

  static func scatter(
    _ keys: UnsafeBufferPointer<UInt64>,
    firstRow: Int,
    _ places: inout [Int64],
    _ elements: UnsafeMutableBufferPointer<UInt64>
  ) {
    unsafe automl_scatter_probabilities(
      keys.baseAddress,
      Int64(keys.count),
      &places,
      elements.baseAddress
    )
  }

  static func sort(
    _ elements: UnsafeMutableBufferPointer<UInt64>,
    _ room: UnsafeMutableBufferPointer<UInt64>
  ) {
    unsafe automl_sort_keys(elements.baseAddress, Int64(elements.count), room.baseAddress)
  }
}

/// A key and the row that it is of.
struct KeyedRow: ProbabilityElement {
  let key: UInt64
  let row: UInt64

  static func scatter(
    _ keys: UnsafeBufferPointer<UInt64>,
    firstRow: Int,
    _ places: inout [Int64],
    _ elements: UnsafeMutableBufferPointer<KeyedRow>
  ) {
    unsafe elements.withMemoryRebound(to: automl_keyed_row.self) { elements in
      unsafe automl_scatter_rows(
        keys.baseAddress,
        Int64(keys.count),
        Int64(firstRow),
        &places,
        elements.baseAddress
      )
    }
  }

  static func sort(
    _ elements: UnsafeMutableBufferPointer<KeyedRow>,
    _ room: UnsafeMutableBufferPointer<KeyedRow>
  ) {
    unsafe elements.withMemoryRebound(to: automl_keyed_row.self) { elements in
      unsafe room.withMemoryRebound(to: automl_keyed_row.self) { room in
        unsafe automl_sort_rows(elements.baseAddress, Int64(elements.count), room.baseAddress)
      }
    }
  }
}

/// Where the rows of each piece go.
private struct BucketTable {
  /// By piece and bucket the first place.
  private(set) var starts: [[Int64]] = []
  /// Where each bucket ends.
  private(set) var ends: [Int] = []
  private var positives: [Int]
  /// The rows of the class.
  var positiveCount: Int { positives.reduce(0, +) }

  /// The table of pieces, whose rows are counted bucket by bucket: those not of the class, and those of it.
  init(_ counts: [[UInt32]]) {
    let bucketCount = Int(AUTOML_PROBABILITY_BUCKETS)
    starts = counts.map { _ in [Int64](repeating: 0, count: bucketCount) }
    positives = [Int](repeating: 0, count: bucketCount)
    var place = 0
    for bucket in 0..<bucketCount {
      for piece in counts.indices {
        starts[piece][bucket] = Int64(place)
        let ofClass = Int(counts[piece][2 * bucket + 1])
        place += Int(counts[piece][2 * bucket]) + ofClass
        positives[bucket] += ofClass
      }
      ends.append(place)
    }
  }

  /// Blocks of a number of rows, or of one bucket that has more.
  func blocks(of rowCount: Int) -> [ProbabilityBlock] {
    var blocks: [ProbabilityBlock] = []
    var (first, start, above, here) = (0, 0, 0, 0)
    for bucket in ends.indices {
      here += positives[bucket]
      let isLast = bucket == ends.count - 1
      guard isLast || ends[bucket + 1] - start > rowCount, ends[bucket] > start else { continue }
      blocks.append(
        ProbabilityBlock(
          rows: start..<ends[bucket],
          positivesAbove: above,
          negativesAbove: start - above,
          positiveCount: here,
          buckets: first..<bucket + 1
        )
      )
      (first, start, above, here) = (bucket + 1, ends[bucket], above + here, 0)
    }
    return blocks
  }
}
