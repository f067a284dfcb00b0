import Models
import Parallel

/// The training features as bins, in both orders.
///
/// Row by row, eight bins in a word with lane 0 in the lowest byte, for histograms: most are of
/// scattered rows, and one cache line has a row's bins of up to 64 features; `FeatureBundles` share a lane. Column by column for
/// parting a node's rows, which asks for one feature of each: a column of a million rows stays in the
/// L2 cache. One order alone takes half the memory and 1.3 to 2 times as long.
package struct BinnedMatrix: Sendable {
  /// How many rows.
  package let rowCount: Int
  /// How bins came about, one for each feature.
  package let mappers: [BinMapper]
  /// `rowCount * wordsPerRow` words; bytes beyond the last lane are 0.
  let words: SharedBuffer<UInt64>
  /// Where each feature's bins are in a row's words.
  let places: [BinPlace]
  /// For each feature the bin of each row.
  let columns: [SharedBuffer<UInt8>]
  /// The codes of features with more levels than bins, from which `LevelStatistics` are made.
  let manyLevels: [ManyLevels]

  /// A categorical feature with more levels than bins.
  struct ManyLevels: Sendable {
    let feature: Int
    let codes: [UInt32]
    let levelCount: Int
  }

  /// How many features.
  package var featureCount: Int { mappers.count }
  /// Bytes of a row that are used.
  let laneCount: Int
  /// Words of a row.
  var wordsPerRow: Int { (laneCount + 7) / 8 }

  /// Rows that one thread maps at a time.
  private static let blockRowCount = 512

  /// Fits bins to every column and maps all rows.
  ///
  /// - Complexity: O(rows x features), on `threadCount` threads.
  init(features: FeatureTable, maxBinCount: Int, threadCount: Int) {
    let empty = BinnedMatrix(
      rowCount: features.rowCount,
      mappers: [],
      words: SharedBuffer(repeating: 0, count: 0),
      places: [],
      columns: [],
      manyLevels: []
    )
    self = empty.appending(features.columns, maxBinCount: maxBinCount, threadCount: threadCount)
  }

  private init(
    rowCount: Int,
    mappers: [BinMapper],
    words: SharedBuffer<UInt64>,
    places: [BinPlace],
    columns: [SharedBuffer<UInt8>],
    manyLevels: [ManyLevels]
  ) {
    self.rowCount = rowCount
    self.mappers = mappers
    self.words = words
    self.places = places
    laneCount = (places.map(\.lane).max() ?? -1) + 1
    self.columns = columns
    self.manyLevels = manyLevels
  }

  /// The matrix with more features behind the present ones.
  func appending(_ more: [FeatureColumn], maxBinCount: Int, threadCount: Int) -> BinnedMatrix {
    let fitted = concurrentMap(count: more.count, threadCount: threadCount) { index in
      BinMapper(fitting: more[index], maxBinCount: maxBinCount)
    }
    var manyLevels = manyLevels
    for (index, (column, mapper)) in zip(more, fitted).enumerated() {
      guard case .codes(let codes, let levelCount) = column, case .ordinal = mapper else {
        continue
      }
      manyLevels.append(
        ManyLevels(feature: featureCount + index, codes: codes, levelCount: levelCount)
      )
    }
    let places =
      places
      + FeatureBundles(of: more, fitted, threadCount: threadCount)
      .places(featureCount: more.count, firstLane: laneCount)
    let laneCount = (places.map(\.lane).max() ?? -1) + 1
    let wider = BinnedMatrix(
      rowCount: rowCount,
      mappers: mappers + fitted,
      words: SharedBuffer(repeating: 0, count: rowCount * ((laneCount + 7) / 8)),
      places: places,
      columns: columns + more.map { _ in SharedBuffer(repeating: 0, count: rowCount) },
      manyLevels: manyLevels
    )
    let binners = zip(more, fitted).map { ColumnBinner(column: $0, mapper: $1) }
    concurrentPerform(
      pieceCount: (rowCount + Self.blockRowCount - 1) / Self.blockRowCount,
      threadCount: threadCount
    ) { block in
      let start = block * Self.blockRowCount
      let rows = start..<min(start + Self.blockRowCount, rowCount)
      wider.copyWords(of: self, rows)
      wider.fill(rows, by: binners, firstFeature: featureCount)
    }
    return wider
  }

  /// The bin of one row and feature.
  subscript(row: Int, feature: Int) -> Int {
    let place = places[feature]
    let word = words[row * wordsPerRow + place.lane >> 3]
    let byte = word >> UInt64(place.lane & 7 * 8) & 255
    return place.isBundled ? (byte == place.code ? 1 : 0) : Int(truncatingIfNeeded: byte)
  }

  /// Copies what a narrower matrix of the same rows has.
  private func copyWords(of other: BinnedMatrix, _ rows: Range<Int>) {
    for row in rows {
      for word in 0..<other.wordsPerRow {
        words[row * wordsPerRow + word] = other.words[row * other.wordsPerRow + word]
      }
    }
  }

  /// Maps one block of rows.
  private func fill(_ rows: Range<Int>, by binners: [ColumnBinner], firstFeature: Int) {
    let wordsPerRow = wordsPerRow
    let wordSlice = unsafe words.slice(
      rows.lowerBound * wordsPerRow..<rows.upperBound * wordsPerRow
    )
    var output = unsafe wordSlice.mutableSpan
    for (index, binner) in binners.enumerated() {
      let feature = firstFeature + index
      let binSlice = unsafe columns[feature].slice(rows)
      var bins = unsafe binSlice.mutableSpan
      binner.fill(&bins, rows)
      let place = places[feature]
      let shift = UInt64(place.lane & 7 * 8)
      for index in bins.indices {
        // A bundled feature's bins are 0 and 1, and 0 wherever another of the bundle has 1.
        let byte = UInt64(bins[index]) &* place.code
        output[index &* wordsPerRow &+ place.lane >> 3] |= byte &<< shift
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
