import Models
import Parallel

/// The training features as bins, row by row: eight bins in a word, feature 0 in the lowest byte.
///
/// Row by row because most histograms are of scattered rows: one cache line then has a row's bins of
/// up to 64 features, where a column layout reads a line for each feature.
package struct BinnedMatrix: Sendable {
  /// How many rows.
  package let rowCount: Int
  /// How bins came about, one for each feature.
  package let mappers: [BinMapper]
  /// `rowCount * wordsPerRow` words; bytes beyond the last feature are 0.
  let words: SharedBuffer<UInt64>

  /// How many features.
  package var featureCount: Int { mappers.count }
  /// Words of a row.
  var wordsPerRow: Int { (mappers.count + 7) / 8 }

  /// Fits bins to every column and maps all rows.
  ///
  /// - Complexity: O(rows x features), on `threadCount` threads.
  init(features: FeatureTable, maxBinCount: Int, threadCount: Int) {
    rowCount = features.rowCount
    mappers = concurrentMap(count: features.columns.count, threadCount: threadCount) { feature in
      BinMapper(fitting: features.columns[feature], maxBinCount: maxBinCount)
    }
    words = SharedBuffer(repeating: 0, count: features.rowCount * ((mappers.count + 7) / 8))
    let columns = zip(features.columns, mappers).map { ColumnBinner(column: $0, mapper: $1) }
    let blockRowCount = 512
    let matrix = self
    concurrentPerform(
      pieceCount: (rowCount + blockRowCount - 1) / blockRowCount,
      threadCount: threadCount
    ) { block in
      let start = block * blockRowCount
      matrix.fill(start..<min(start + blockRowCount, matrix.rowCount), from: columns)
    }
  }

  /// The bin of one row and feature.
  subscript(row: Int, feature: Int) -> Int {
    Int(truncatingIfNeeded: words[row * wordsPerRow + feature >> 3] >> UInt64(feature & 7 * 8))
      & 255
  }

  /// Maps one block of rows.
  private func fill(_ rows: Range<Int>, from columns: [ColumnBinner]) {
    let wordsPerRow = wordsPerRow
    let slice = unsafe words.slice(rows.lowerBound * wordsPerRow..<rows.upperBound * wordsPerRow)
    var output = unsafe slice.mutableSpan
    for (feature, column) in columns.enumerated() {
      column.add(rows, to: &output, word: feature >> 3, of: wordsPerRow, shift: feature & 7 * 8)
    }
  }
}

/// One column on its way into a binned matrix.
private struct ColumnBinner: Sendable {
  /// The column's values, and what the search needs of the edges.
  private enum Source: Sendable {
    /// Thresholds as the largest `Float` that is not above them: `value <= edge` is the same decision.
    case float([Float], edges: [Float])
    case double([Double], edges: [Double])
    /// The bin of each code; codes beyond are missing.
    case codes([UInt32], bins: [UInt8])
  }

  private let source: Source
  private let missingBin: UInt64

  init(column: FeatureColumn, mapper: BinMapper) {
    missingBin = UInt64(mapper.missingBin)
    switch (column, mapper) {
    case (.float(let values), .numeric(let edges)):
      source = .float(values, edges: padded(edges.map(floatAtMost)))
    case (.double(let values), .numeric(let edges)):
      source = .double(values, edges: padded(edges))
    case (.codes(let codes, let levelCount), .ordinal(let edges)):
      let padded = padded(edges)
      source = .codes(
        codes,
        bins: (0..<levelCount).map { UInt8(binIndex(of: Double($0), in: padded.span)) }
      )
    case (.codes(let codes, let levelCount), _):
      source = .codes(codes, bins: (0..<levelCount).map { UInt8($0) })
    default: preconditionFailure("a mapper of another column")
    }
  }

  /// Adds the bins of `rows` to their words, at `shift` bits.
  func add(
    _ rows: Range<Int>,
    to output: inout MutableSpan<UInt64>,
    word: Int,
    of wordsPerRow: Int,
    shift: Int
  ) {
    switch source {
    case .float(let values, let edges):
      addBins(of: values.span.extracting(rows), edges.span, &output, word, wordsPerRow, shift)
    case .double(let values, let edges):
      addBins(of: values.span.extracting(rows), edges.span, &output, word, wordsPerRow, shift)
    case .codes(let codes, let bins):
      for index in 0..<rows.count {
        let code = Int(codes[rows.lowerBound + index])
        let bin = code < bins.count ? UInt64(bins[code]) : missingBin
        output[index * wordsPerRow + word] |= bin << UInt64(shift)
      }
    }
  }

  private func addBins<Value: BinaryFloatingPoint & BitwiseCopyable>(
    of values: Span<Value>,
    _ edges: Span<Value>,
    _ output: inout MutableSpan<UInt64>,
    _ word: Int,
    _ wordsPerRow: Int,
    _ shift: Int
  ) {
    for index in values.indices {
      let value = values[index]
      let bin = value.isNaN ? missingBin : UInt64(binIndex(of: value, in: edges))
      output[index * wordsPerRow + word] |= bin << UInt64(shift)
    }
  }
}

/// The largest `Float` that is not above `value`.
func floatAtMost(_ value: Double) -> Float {
  let rounded = Float(value)
  return Double(rounded) > value ? rounded.nextDown : rounded
}

/// Edges filled up with infinity to 255, so that a search takes eight steps.
private func padded<Value: BinaryFloatingPoint>(_ edges: [Value]) -> [Value] {
  edges + [Value](repeating: .infinity, count: 255 - edges.count)
}

/// How many of 255 ascending `edges` are below `value`: its bin.
@inline(always)
private func binIndex<Value: BinaryFloatingPoint & BitwiseCopyable>(
  of value: Value,
  in edges: Span<Value>
) -> Int {
  var bin = 0
  var half = 128
  while half > 0 {
    bin &+= edges[bin &+ half &- 1] < value ? half : 0
    half >>= 1
  }
  return bin
}
