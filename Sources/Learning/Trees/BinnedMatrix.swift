import Models
import Parallel

/// The training features as bins, in both orders; made by `BinnedMatrixBuilder`.
///
/// Row by row, eight bins in a word with lane 0 in the lowest byte, for histograms: most are of
/// scattered rows, and one cache line has a row's bins of up to 64 features; `FeatureBundles` share a
/// lane. Column by column for parting a node's rows, which asks for one feature of each: a column of a
/// million rows stays in the L2 cache. One order alone takes half the memory and 1.3 to 2 times as long.
package struct BinnedMatrix: Sendable {
  /// The number of rows.
  package let rowCount: Int
  /// The mappings to bins, one for each feature.
  package let mappers: [BinMapper]
  /// `rowCount * wordsPerRow` words and a few more; bytes beyond the last lane are 0.
  let words: SharedBuffer<UInt64>
  /// Where each feature's bins are in a row's words.
  let places: [BinPlace]
  /// For each feature the bin of each row, and a few more.
  let columns: [SharedBuffer<UInt8>]
  /// The codes of features with more levels than bins, from which `LevelStatistics` are made.
  let manyLevels: [ManyLevels]
  /// Bytes of a row that are used.
  let laneCount: Int

  /// A categorical feature with more levels than bins.
  struct ManyLevels: Sendable {
    let feature: Int
    let codes: SharedBuffer<UInt32>
    let levelCount: Int
  }

  /// The number of features.
  package var featureCount: Int { mappers.count }
  /// Words of a row.
  var wordsPerRow: Int { (laneCount + 7) / 8 }

  /// A matrix of these columns, in memory for its words that is yet to be filled.
  init(
    rowCount: Int,
    mappers: [BinMapper],
    places: [BinPlace],
    columns: [SharedBuffer<UInt8>],
    manyLevels: [ManyLevels]
  ) {
    self.rowCount = rowCount
    self.mappers = mappers
    self.places = places
    laneCount = (places.map(\.lane).max() ?? -1) + 1
    words = SharedBuffer(zeroed: (rowCount + Self.spareRows) * ((laneCount + 7) / 8))
    self.columns = columns
    self.manyLevels = manyLevels
  }

  /// Fits bins to every column and maps all rows.
  ///
  /// - Complexity: O(rows x features), on `threadCount` threads.
  init(features: FeatureTable, maxBinCount: Int, threadCount: Int) {
    let empty = BinnedMatrix(
      rowCount: features.rowCount,
      mappers: [],
      places: [],
      columns: [],
      manyLevels: []
    )
    self = empty.appending(features.columns, maxBinCount: maxBinCount, threadCount: threadCount)
  }

  /// The matrix with more features behind the present ones.
  func appending(_ more: [FeatureColumn], maxBinCount: Int, threadCount: Int) -> BinnedMatrix {
    var sample = more
    if rowCount > PositionSample.limit {
      let rows = PositionSample.rows(of: rowCount)
      sample = concurrentMap(count: more.count, threadCount: threadCount) {
        more[$0].gathered(rows)
      }
    }
    var builder = BinnedMatrixBuilder(
      after: self,
      sample: sample,
      maxBinCount: maxBinCount,
      threadCount: threadCount
    )
    builder.add(FeatureTable(rowCount: rowCount, columns: more))
    return builder.matrix
  }

  /// The bin of one row and feature.
  subscript(row: Int, feature: Int) -> Int {
    let place = places[feature]
    let word = words[row * wordsPerRow + place.lane >> 3]
    let byte = word >> UInt64(place.lane & 7 * 8) & 255
    return place.isBundled ? (byte == place.code ? 1 : 0) : Int(truncatingIfNeeded: byte)
  }

  /// Rows that there is room for beyond the last one: `pack` takes eight at a time.
  static let spareRows = 8
}
