import Models
import Parallel

/// Encodes stretches of rows.
struct BlockBuilder: Sendable {
  let data: TrainingData
  let encoding: LinearEncoding

  func blocks(
    of rows: RowSelection,
    size: Int,
    isSinglePrecision: Bool,
    threadCount: Int
  ) -> [DesignBlock] {
    let ranges = rows.blocks(of: size)
    return concurrentMap(count: ranges.count, threadCount: threadCount) { index in
      block(rows, ranges[index], isSinglePrecision: isSinglePrecision)
    }
  }

  private func block(
    _ rows: RowSelection,
    _ range: Range<Int>,
    isSinglePrecision: Bool
  ) -> DesignBlock {
    DesignBlock(
      rowCount: range.count,
      cells: isSinglePrecision
        ? .float(cells(rows, range) { Float($0) }) : .double(cells(rows, range, \.self)),
      slots: encoding.features.indices.compactMap { slots(ofFeature: $0, rows, range) },
      targets: rows.gather(data.target, range),
      weights: data.weights.map { rows.gather($0, range) } ?? []
    )
  }

  private func cells<T>(_ rows: RowSelection, _ range: Range<Int>, _ narrow: (Double) -> T) -> [T] {
    var cells = [T](repeating: narrow(0), count: range.count * encoding.valueCount)
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      let values = rows.gather(data.features.columns[index], range)
      let start = column * range.count
      for row in 0..<range.count { cells[start + row] = narrow(numeric.standardised(values[row])) }
    }
    return cells
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
