import Models
import Parallel

/// Encodes stretches of rows.
struct BlockBuilder: Sendable {
  let data: TrainingData
  let encoding: LinearEncoding

  /// Bytes of cells that share an array, where there are so many.
  private static let roomBytes = 8 << 20

  func blocks(
    of rows: RowSelection,
    size: Int,
    isSinglePrecision: Bool,
    threadCount: Int
  ) -> [DesignBlock] {
    let ranges = rows.blocks(of: size)
    let bytes = size * encoding.valueCount * (isSinglePrecision ? 4 : 8)
    // No fewer than eight arrays, so that threads have work to share.
    let runLength = max(1, min(Self.roomBytes / max(bytes, 1), ranges.count / 8))
    let runCount = (ranges.count + runLength - 1) / runLength
    let runs = concurrentMap(count: runCount, threadCount: threadCount) { run in
      let ranges = ranges[run * runLength..<min((run + 1) * runLength, ranges.count)]
      return isSinglePrecision
        ? blocks(rows, ranges, narrow: { Float($0) }, cells: { .float($0, $1) })
        : blocks(rows, ranges, narrow: { $0 }, cells: { .double($0, $1) })
    }
    return Array(runs.joined())
  }

  /// Blocks whose cells share an array.
  private func blocks<Cell: BinaryFloatingPoint & BitwiseCopyable>(
    _ rows: RowSelection,
    _ ranges: ArraySlice<Range<Int>>,
    narrow: (Double) -> Cell,
    cells: ([Cell], Range<Int>) -> DenseCells
  ) -> [DesignBlock] {
    let rowCount = ranges.reduce(0) { $0 + $1.count }
    var room: [Cell] = ColumnRoom.array(for: rowCount * encoding.valueCount)
    var stretches: [Range<Int>] = []
    for range in ranges {
      let start = room.count
      room.append(contentsOf: repeatElement(0, count: range.count * encoding.valueCount))
      fill(&room, from: start, rows, range, narrow)
      stretches.append(start..<room.count)
    }
    return zip(ranges, stretches).map { range, stretch in
      DesignBlock(
        rowCount: range.count,
        cells: cells(room, stretch),
        slots: encoding.features.indices.compactMap { slots(ofFeature: $0, rows, range) },
        targets: rows.rows == nil ? data.target[range] : rows.gather(data.target, range)[...],
        weights: data.weights.map { rows.gather($0, range) } ?? []
      )
    }
  }

  /// Standardises the rows of `range` into `room`, column by column.
  private func fill<Cell: BinaryFloatingPoint & BitwiseCopyable>(
    _ room: inout [Cell],
    from start: Int,
    _ rows: RowSelection,
    _ range: Range<Int>,
    _ narrow: (Double) -> Cell
  ) {
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      let first = start + column * range.count
      var cells = room.mutableSpan
      var result = cells._mutatingExtracting(first..<first + range.count)
      switch data.features.columns[index] {
      case .double(let values) where rows.rows == nil:
        standardise(values.span.extracting(range), numeric, into: &result, narrow)
      case .float(let values) where rows.rows == nil:
        standardise(values.span.extracting(range), numeric, into: &result, narrow)
      default:
        let values = rows.gather(data.features.columns[index], range)
        standardise(values.span, numeric, into: &result, narrow)
      }
    }
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

/// `NumericEncoding.standardised` of each value, with its numbers at hand and without a branch.
@inline(__always)
private func standardise<Value: BinaryFloatingPoint, Cell: BinaryFloatingPoint>(
  _ values: Span<Value>,
  _ numeric: NumericEncoding,
  into cells: inout MutableSpan<Cell>,
  _ narrow: (Double) -> Cell
) {
  let (unit, mean, inverseDeviation) = (numeric.unit, numeric.mean, numeric.inverseDeviation)
  let (limit, lowest, highest) = (NumericEncoding.limit, numeric.lowest, numeric.highest)
  for row in values.indices {
    let z = (Double(values[row]) * unit - mean) * inverseDeviation
    let clipped = z > limit ? highest : z < -limit ? lowest : z
    cells[row] = narrow(clipped == clipped ? clipped : 0)
  }
}
