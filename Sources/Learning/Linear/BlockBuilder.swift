import Models
import Parallel

/// Encodes rows: all of them, and once more those of a sample.
struct BlockBuilder: Sendable {
  /// The ways to keep cells.
  enum Storage {
    case single, double
    /// Not at all: they are encoded whenever they are asked for, and there is no sample.
    case none
  }

  /// Encoded rows, and those of the sample among them.
  struct Built: Sendable {
    let blocks: [DesignBlock]
    /// In double precision, as far as the cells have it.
    let sample: [DesignBlock]
  }

  /// Bytes of cells in a block, which stay in the second-level cache.
  private static let blockBytes = 1 << 19
  /// Bytes of cells that a thread fills at a time, where there are so many: huge pages, of which no two
  /// threads wait for the same one.
  private static let pieceBytes = 8 << 20

  private let data: TrainingData
  private let encoding: LinearEncoding
  private let rows: RowSelection
  private let storage: Storage
  /// Positions among `rows`, ascending: the sample.
  private let sampled: [Int]

  /// A builder for models of so many outputs.
  init(
    data: TrainingData,
    encoding: LinearEncoding,
    rows: RowSelection,
    storage: Storage,
    outputCount: Int
  ) {
    self.data = data
    self.encoding = encoding
    self.rows = rows
    self.storage = storage
    let order = (encoding.columnCount + 1) * outputCount
    sampled =
      storage == .none ? [] : DesignSample.positions(rowCount: rows.count, order: order)
  }

  /// Encodes the rows.
  ///
  /// - Complexity: O(rows * features), on `threadCount` threads.
  func built(threadCount: Int) -> Built {
    switch storage {
    case .single: built(Float.self, threadCount: threadCount)
    case .double: built(Double.self, threadCount: threadCount)
    case .none: unencoded(threadCount: threadCount)
    }
  }

  /// Rows in a block: few enough for the cache, and at least eight blocks to share out if there are
  /// rows for them.
  private func blockRowCount(cellSize: Int) -> Int {
    let most = storage == .none ? LeastSquares.blockRowCount : 4096
    let fitting = Self.blockBytes / (cellSize * max(encoding.valueCount, 1))
    return max(min(fitting, most, rows.count / 8), 256)
  }

  private func unencoded(threadCount: Int) -> Built {
    let ranges = rows.blocks(of: blockRowCount(cellSize: MemoryLayout<Double>.stride))
    let blocks = concurrentMap(count: ranges.count, threadCount: threadCount) { index in
      block(ranges[index], .encoded(self, ranges[index]), slots(rows, ranges[index]))
    }
    return Built(blocks: blocks, sample: [])
  }

  /// The cells of a block's rows, in double precision.
  func cells(of range: Range<Int>) -> DenseCells {
    var cells = [Double](repeating: 0, count: range.count * encoding.valueCount)
    var result = cells.mutableSpan
    fill(&result, range)
    return .double(cells, 0..<cells.count)
  }

  /// Blocks whose cells share an array, and for each piece of them a block of the sample's rows.
  private func built<Cell: DesignCell>(_ type: Cell.Type, threadCount: Int) -> Built {
    let size = blockRowCount(cellSize: MemoryLayout<Cell>.stride)
    let width = encoding.valueCount
    let blockBytes = max(size * width * MemoryLayout<Cell>.stride, 1)
    // No fewer than eight pieces, so that threads have work to share.
    let blockCount = (rows.count + size - 1) / size
    let pieceLength = max(1, min(Self.pieceBytes / blockBytes, blockCount / 8))
    let pieces = rows.blocks(of: pieceLength * size)
    let (cells, parts) = concurrentArray(
      filling: pieces.map { $0.lowerBound * width..<$0.upperBound * width },
      threadCount: threadCount
    ) { (index, cells: inout MutableSpan<Cell>) in
      part(pieces[index], size, &cells)
    }
    let blocks = parts.flatMap(\.blocks).map { range, slots in
      block(
        range,
        .kept(Cell.cells(cells, range.lowerBound * width..<range.upperBound * width)),
        slots
      )
    }
    return Built(blocks: blocks, sample: parts.compactMap(\.sample))
  }

  /// The parts of a piece beside its cells: its blocks' rows and slots, and the sample's rows among
  /// them.
  private typealias Part = (blocks: [(rows: Range<Int>, slots: [[UInt32]])], sample: DesignBlock?)

  private func part<Cell: DesignCell>(
    _ piece: Range<Int>,
    _ size: Int,
    _ cells: inout MutableSpan<Cell>
  ) -> Part {
    let width = encoding.valueCount
    let positions = sampled[in: piece]
    var sample = [Double](repeating: 0, count: positions.count * width)
    var blocks: [(rows: Range<Int>, slots: [[UInt32]])] = []
    for first in stride(from: piece.lowerBound, to: piece.upperBound, by: size) {
      let range = first..<min(first + size, piece.upperBound)
      let start = (first - piece.lowerBound) * width
      var own = cells._mutatingExtracting(start..<start + range.count * width)
      fill(&own, range)
      copySample(positions, of: own.span, range, to: &sample)
      blocks.append((range, slots(rows, range)))
    }
    guard !positions.isEmpty else { return (blocks, nil) }
    return (blocks, sampleBlock(positions, .double(sample, 0..<sample.count)))
  }

  private func block(
    _ range: Range<Int>,
    _ source: DesignBlock.Source,
    _ slots: [[UInt32]]
  ) -> DesignBlock {
    DesignBlock(
      rowCount: range.count,
      source: source,
      slots: slots,
      targets: rows.rows == nil ? data.target[range] : rows.gather(data.target, range)[...],
      weights: data.weights.map { rows.gather($0, range) } ?? []
    )
  }

  private func sampleBlock(_ positions: ArraySlice<Int>, _ cells: DenseCells) -> DesignBlock {
    let chosen = RowSelection(positions.map(rows.row(at:)), rowCount: positions.count)
    let all = 0..<chosen.count
    return DesignBlock(
      rowCount: chosen.count,
      source: .kept(cells),
      slots: slots(chosen, all),
      targets: chosen.gather(data.target, all)[...],
      weights: data.weights.map { chosen.gather($0, all) } ?? []
    )
  }

  /// Standardises the rows of `range`, column by column.
  func fill<Cell: DesignCell>(_ cells: inout MutableSpan<Cell>, _ range: Range<Int>) {
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      let first = column * range.count
      var result = cells._mutatingExtracting(first..<first + range.count)
      switch data.features.columns[index] {
      case .double(let values) where rows.rows == nil:
        Cell.standardise(values.span.extracting(range), numeric, into: &result)
      case .float(let values) where rows.rows == nil:
        Cell.standardise(values.span.extracting(range), numeric, into: &result)
      default:
        let values = rows.gather(data.features.columns[index], range)
        Cell.standardise(values.span, numeric, into: &result)
      }
    }
  }

  /// Copies the cells of those rows of a block that are among the positions.
  ///
  /// Shapes: `cells` are `range.count` x columns, `sample` `positions.count` x columns.
  private func copySample<Cell: DesignCell>(
    _ positions: ArraySlice<Int>,
    of cells: Span<Cell>,
    _ range: Range<Int>,
    to sample: inout [Double]
  ) {
    let present = positions[in: range]
    let places = present.map { $0 - range.lowerBound }
    let offset = present.startIndex - positions.startIndex
    var sample = sample.mutableSpan
    for column in 0..<encoding.valueCount {
      let (source, target) = (column * range.count, column * positions.count + offset)
      for (index, place) in places.enumerated() {
        sample[target + index] = Double(cells[source + place])
      }
    }
  }

  /// For each feature with 0/1 columns each row's slot among them.
  private func slots(_ rows: RowSelection, _ range: Range<Int>) -> [[UInt32]] {
    encoding.features.indices.compactMap { slots(ofFeature: $0, rows, range) }
  }

  /// Each row's slot among the feature's 0/1 columns; nil if it has none.
  private func slots(
    ofFeature index: Int,
    _ rows: RowSelection,
    _ range: Range<Int>
  ) -> [UInt32]? {
    let column = data.features.columns[index]
    switch (encoding.features[index], column) {
    case (.category(let category), .codes(let codes, _)) where category.slotCount > 0:
      return rows.gather(codes, range).map { category.slot(ofCode: $0) }
    case (.numeric(let numeric), _) where numeric.hasMissingIndicator:
      return rows.gather(column, range).map { $0.isNaN ? 0 : 1 }
    default: return nil
    }
  }
}

extension RandomAccessCollection
where Element == Int, Index == Int, SubSequence == ArraySlice<Int> {
  /// The elements within a range, of ascending ones.
  ///
  /// - Complexity: O(log n).
  fileprivate subscript(in range: Range<Int>) -> ArraySlice<Int> {
    self[firstIndex(notBelow: range.lowerBound)..<firstIndex(notBelow: range.upperBound)]
  }

  private func firstIndex(notBelow bound: Int) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
