package import Models
import Parallel

/// Bins rows part by part: the bins are fitted to a sample, and the rows need not all be in memory.
///
/// The matrix is the same however the rows are cut into parts, but for which features share lanes.
package struct BinnedMatrixBuilder: Sendable {
  /// The matrix: complete once all of its rows were added.
  private(set) package var matrix: BinnedMatrix
  /// The number of rows added.
  private(set) package var filledRowCount = 0
  private let firstFeature: Int
  private let bins: [FeatureBins]
  private let threadCount: Int

  /// Fits bins to a sample of rows, or to all.
  ///
  /// - Parameters:
  ///   - sample: a column for each feature.
  ///   - rowCount: how many rows will be added.
  ///   - maxBinCount: 2...256, the bin for missing values included.
  ///   - threadCount: threads to use, the caller's among them.
  /// - Complexity: O(rows of the sample x features).
  package init(sample: [FeatureColumn], rowCount: Int, maxBinCount: Int, threadCount: Int) {
    let empty = BinnedMatrix(
      rowCount: rowCount,
      mappers: [],
      places: [],
      columns: [],
      manyLevels: []
    )
    self.init(after: empty, sample: sample, maxBinCount: maxBinCount, threadCount: threadCount)
  }

  /// Fits bins to features that go behind those of a matrix.
  init(after base: BinnedMatrix, sample: [FeatureColumn], maxBinCount: Int, threadCount: Int) {
    let rowCount = base.rowCount
    let mappers = concurrentMap(count: sample.count, threadCount: threadCount) { index in
      BinMapper(fitting: sample[index], maxBinCount: maxBinCount)
    }
    var manyLevels = base.manyLevels
    for (index, mapper) in mappers.enumerated() {
      guard case .codes(_, let levelCount) = sample[index], case .ordinal = mapper else { continue }
      manyLevels.append(
        BinnedMatrix.ManyLevels(
          feature: base.featureCount + index,
          codes: SharedBuffer(zeroed: rowCount),
          levelCount: levelCount
        )
      )
    }
    matrix = BinnedMatrix(
      rowCount: rowCount,
      mappers: base.mappers + mappers,
      places: base.places
        + FeatureBundles(of: sample, mappers, threadCount: threadCount)
        .places(featureCount: sample.count, firstLane: base.laneCount),
      columns: base.columns
        + sample.map { _ in SharedBuffer(zeroed: rowCount + BinnedMatrix.spareRows) },
      manyLevels: manyLevels
    )
    firstFeature = base.featureCount
    bins = zip(sample, mappers).map { FeatureBins(column: $0, mapper: $1) }
    self.threadCount = threadCount
  }

  /// Bins the rows that follow those added before.
  ///
  /// - Precondition: no more rows than were said, and as many columns as the sample had.
  /// - Complexity: O(rows x features).
  package mutating func add(_ features: FeatureTable) {
    let rows = filledRowCount..<filledRowCount + features.rowCount
    precondition(rows.upperBound <= matrix.rowCount, "\(rows.upperBound) rows")
    precondition(features.columns.count == bins.count, "\(features.columns.count) columns")
    let (matrix, bins, firstFeature) = (matrix, bins, firstFeature)
    let conflicts = Self.forBlocks(of: rows, threadCount) { block in
      let source = block.lowerBound - rows.lowerBound..<block.upperBound - rows.lowerBound
      for (index, bins) in bins.enumerated() {
        let slice = unsafe matrix.columns[firstFeature + index].slice(block)
        var output = unsafe slice.mutableSpan
        bins.fill(&output, of: features.columns[index], source)
      }
      matrix.keepLevels(of: features, firstFeature: firstFeature, from: source, to: block)
      return matrix.pack(block)
    }
    filledRowCount = rows.upperBound
    if !conflicts.isEmpty { separate(lanes: conflicts) }
  }

  /// Gives the features of some shared lanes lanes of their own, and makes the words anew.
  private mutating func separate(lanes: Set<Int>) {
    var places = matrix.places
    // A feature stays where it was, so that lanes without a feature go to the first of those that move.
    var free = lanes.sorted()
    for (feature, place) in places.enumerated() where place.isBundled && lanes.contains(place.lane)
    {
      let lane = free.isEmpty ? (places.map(\.lane).max() ?? -1) + 1 : free.removeFirst()
      places[feature] = BinPlace(lane: lane, code: 1, isBundled: false)
    }
    matrix = BinnedMatrix(
      rowCount: matrix.rowCount,
      mappers: matrix.mappers,
      places: places,
      columns: matrix.columns,
      manyLevels: matrix.manyLevels
    )
    let wider = matrix
    _ = Self.forBlocks(of: 0..<filledRowCount, threadCount) { wider.pack($0) }
  }

  /// The lanes that any of the blocks returns.
  private static func forBlocks(
    of rows: Range<Int>,
    _ threadCount: Int,
    _ body: @Sendable (Range<Int>) -> [Int]
  ) -> Set<Int> {
    let size = BinnedMatrix.blockRowCount
    let lanes = concurrentMap(count: (rows.count + size - 1) / size, threadCount: threadCount) {
      let start = rows.lowerBound + $0 * size
      return body(start..<min(start + size, rows.upperBound))
    }
    return Set(lanes.joined())
  }
}

extension BinnedMatrix {
  /// Keeps the codes of features with many levels.
  fileprivate func keepLevels(
    of features: FeatureTable,
    firstFeature: Int,
    from source: Range<Int>,
    to rows: Range<Int>
  ) {
    for levels in manyLevels where levels.feature >= firstFeature {
      guard case .codes(let codes, _) = features.columns[levels.feature - firstFeature] else {
        continue
      }
      let slice = unsafe levels.codes.slice(rows)
      var output = unsafe slice.mutableSpan
      for (index, row) in source.enumerated() { output[index] = codes[row] }
    }
  }
}

/// The mapping of one feature's values to bins, as tables to look up.
private enum FeatureBins: Sendable {
  case numbers(EdgeRanks, missing: UInt8)
  /// The bin of each code; codes beyond are missing.
  case codes([UInt8], missing: UInt8)

  init(column: FeatureColumn, mapper: BinMapper) {
    let missing = UInt8(mapper.missingBin)
    switch (column, mapper) {
    case (.codes(_, let levelCount), .ordinal(let edges)):
      let ranks = EdgeRanks(edges: edges)
      self = .codes((0..<levelCount).map { ranks.rank(of: Double($0)) }, missing: missing)
    case (.codes(_, let levelCount), _):
      self = .codes((0..<levelCount).map { UInt8($0) }, missing: missing)
    case (_, .numeric(let edges)):
      self = .numbers(EdgeRanks(edges: edges), missing: missing)
    default: preconditionFailure("a mapper of another column")
    }
  }

  /// Writes the bins of some rows of a column.
  func fill(_ bins: inout MutableSpan<UInt8>, of column: FeatureColumn, _ rows: Range<Int>) {
    switch (self, column) {
    case (.numbers(let ranks, let missing), .float(let values)):
      ranks.fill(&bins, of: values.span.extracting(rows), missing: missing)
    case (.numbers(let ranks, let missing), .double(let values)):
      ranks.fill(&bins, of: values.span.extracting(rows), missing: missing)
    case (.codes(let binOfCode, let missing), .codes(let codes, _)):
      for index in bins.indices {
        let code = Int(codes[rows.lowerBound + index])
        bins[index] = code < binOfCode.count ? binOfCode[code] : missing
      }
    default: preconditionFailure("a column of another kind than the sample's")
    }
  }
}
