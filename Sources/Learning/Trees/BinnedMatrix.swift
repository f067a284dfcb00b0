import Models
import Parallel

/// The training features as bins, in both orders.
///
/// Row by row, eight bins in a word with feature 0 in the lowest byte, for histograms: most are of
/// scattered rows, and one cache line has a row's bins of up to 64 features. Column by column for
/// parting a node's rows, which asks for one feature of each: a column of a million rows stays in the
/// L2 cache. One order alone takes half the memory and 1.3 to 2 times as long.
package struct BinnedMatrix: Sendable {
  /// How many rows.
  package let rowCount: Int
  /// How bins came about, one for each feature.
  package let mappers: [BinMapper]
  /// `rowCount * wordsPerRow` words; bytes beyond the last feature are 0.
  let words: SharedBuffer<UInt64>
  /// `rowCount * featureCount` bins, feature 0 first.
  let columns: SharedBuffer<UInt8>

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
    columns = SharedBuffer(repeating: 0, count: features.rowCount * mappers.count)
    let binners = zip(features.columns, mappers).map { ColumnBinner(column: $0, mapper: $1) }
    let blockRowCount = 512
    let matrix = self
    concurrentPerform(
      pieceCount: (rowCount + blockRowCount - 1) / blockRowCount,
      threadCount: threadCount
    ) { block in
      let start = block * blockRowCount
      matrix.fill(start..<min(start + blockRowCount, matrix.rowCount), by: binners)
    }
  }

  /// The bin of one row and feature.
  subscript(row: Int, feature: Int) -> Int {
    Int(truncatingIfNeeded: words[row * wordsPerRow + feature >> 3] >> UInt64(feature & 7 * 8))
      & 255
  }

  /// Maps one block of rows.
  private func fill(_ rows: Range<Int>, by binners: [ColumnBinner]) {
    let wordsPerRow = wordsPerRow
    let wordSlice = unsafe words.slice(
      rows.lowerBound * wordsPerRow..<rows.upperBound * wordsPerRow
    )
    var output = unsafe wordSlice.mutableSpan
    for (feature, binner) in binners.enumerated() {
      let start = feature * rowCount
      let binSlice = unsafe columns.slice(start + rows.lowerBound..<start + rows.upperBound)
      var bins = unsafe binSlice.mutableSpan
      binner.fill(&bins, rows)
      let shift = UInt64(feature & 7 * 8)
      for index in bins.indices {
        output[index &* wordsPerRow &+ feature >> 3] |= UInt64(bins[index]) &<< shift
      }
    }
  }
}

/// One column on its way into a binned matrix.
private struct ColumnBinner: Sendable {
  private enum Source: Sendable {
    case float([Float], EdgeRanks)
    case double([Double], EdgeRanks)
    /// The bin of each code; codes beyond are missing.
    case codes([UInt32], bins: [UInt8])
  }

  private let source: Source
  private let missingBin: UInt8

  init(column: FeatureColumn, mapper: BinMapper) {
    missingBin = UInt8(mapper.missingBin)
    switch (column, mapper) {
    case (.float(let values), .numeric(let edges)): source = .float(values, EdgeRanks(edges: edges))
    case (.double(let values), .numeric(let edges)):
      source = .double(values, EdgeRanks(edges: edges))
    case (.codes(let codes, let levelCount), .ordinal(let edges)):
      let ranks = EdgeRanks(edges: edges)
      source = .codes(codes, bins: (0..<levelCount).map { ranks.rank(of: Double($0)) })
    case (.codes(let codes, let levelCount), _):
      source = .codes(codes, bins: (0..<levelCount).map { UInt8($0) })
    default: preconditionFailure("a mapper of another column")
    }
  }

  /// Writes the bins of `rows`.
  func fill(_ bins: inout MutableSpan<UInt8>, _ rows: Range<Int>) {
    switch source {
    case .float(let values, let ranks):
      ranks.fill(&bins, of: values.span.extracting(rows), missing: missingBin)
    case .double(let values, let ranks):
      ranks.fill(&bins, of: values.span.extracting(rows), missing: missingBin)
    case .codes(let codes, let codeBins):
      for index in bins.indices {
        let code = Int(codes[rows.lowerBound + index])
        bins[index] = code < codeBins.count ? codeBins[code] : missingBin
      }
    }
  }
}
