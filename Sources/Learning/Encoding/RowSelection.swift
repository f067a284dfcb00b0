import Models

/// Which rows of a table are meant: all of them, or those listed.
struct RowSelection: Sendable {
  /// Row numbers, or nil for all.
  let rows: [UInt32]?
  /// The number of rows that are meant.
  let count: Int

  /// All rows of a table of `rowCount`, or `rows`.
  init(_ rows: [UInt32]?, rowCount: Int) {
    self.rows = rows
    count = rows?.count ?? rowCount
  }

  /// The row at a position among those meant.
  func row(at position: Int) -> UInt32 { rows.map { $0[position] } ?? UInt32(position) }

  /// The values of the rows at `positions` among those meant, as `Double`.
  func gather<T: BinaryFloatingPoint>(_ values: [T], _ positions: Range<Int>) -> [Double] {
    if let rows { return rows[positions].map { Double(values[Int($0)]) } }
    var gathered = [Double](repeating: 0, count: positions.count)
    var result = gathered.mutableSpan
    let source = values.span.extracting(positions)
    for index in source.indices { result[index] = Double(source[index]) }
    return gathered
  }

  /// The numbers of a numeric column.
  func gather(_ column: FeatureColumn, _ positions: Range<Int>) -> [Double] {
    switch column {
    case .float(let values): gather(values, positions)
    case .double(let values): gather(values, positions)
    case .codes: preconditionFailure("codes where numbers were expected")
    }
  }

  /// The codes of the rows at `positions` among those meant.
  func gather(_ codes: [UInt32], _ positions: Range<Int>) -> [UInt32] {
    guard let rows else { return Array(codes[positions]) }
    return rows[positions].map { codes[Int($0)] }
  }

  /// Ranges of positions that are read together.
  func blocks(of size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
