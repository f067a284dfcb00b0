internal import CKernels

/// One feature as `ByteTrees` see it: a byte for each value, up to 254 thresholds or levels of it.
///
/// A feature of more has several of them.
struct ByteColumn: Sendable {
  /// The meaning of the bytes.
  private enum Source: Sendable {
    /// The number of thresholds below the value.
    case ranks(EdgeRanks)
    /// The level among the column's, counted from the first one.
    case levels(first: UInt32, end: UInt32)
  }

  /// Most thresholds or levels.
  static let limit = 254
  /// A missing value; for levels an unseen one too, and one that no column of the feature has.
  static let missing: UInt8 = 255
  /// A level that another column of the feature has.
  static let elsewhere: UInt8 = 254

  let feature: Int
  private let source: Source
  /// Where the bytes are put for nodes that send missing values right, or have sets; nil for nowhere.
  var place: Int?
  /// Where they are put for nodes that send missing values left: there missing is the least byte.
  var leftPlace: Int?

  /// A column of ranks among thresholds in ascending order.
  init(feature: Int, thresholds: some Collection<Double>) {
    self.feature = feature
    source = .ranks(EdgeRanks(edges: Array(thresholds)))
  }

  /// A column of levels from `first` on, of a feature whose columns have those before `end`.
  init(feature: Int, firstLevel first: Int, end: Int) {
    self.feature = feature
    source = .levels(first: UInt32(first), end: UInt32(end))
  }

  /// Writes the bytes of `rows` to the places, columns of `rowCount` bytes each.
  func fill(
    _ bytes: inout MutableSpan<Int8>,
    rowCount: Int,
    from column: FeatureColumn,
    rows: Range<Int>
  ) {
    var storage = InlineArray<512, UInt8>(repeating: Self.missing)
    var all = storage.mutableSpan
    var own = all._mutatingExtracting(0..<rows.count)
    switch source {
    case .ranks(let ranks): Self.fill(&own, ranks, from: column, rows: rows)
    case .levels(let first, let end):
      guard case .codes(let codes, _) = column else { break }
      Self.fill(&own, from: codes.span.extracting(rows), first: first, end: end)
    }
    if let leftPlace {
      Self.put(own.span, offset: 1, at: leftPlace * rowCount, in: &bytes)
    }
    guard let place else { return }
    if case .ranks = source {
      Self.put(own.span, offset: 0, at: place * rowCount, in: &bytes)
    } else {
      for row in own.indices { bytes[place * rowCount + row] = Int8(bitPattern: own[row]) }
    }
  }

  /// Writes ranks plus an offset as signed numbers of the same order.
  private static func put(
    _ ranks: Span<UInt8>,
    offset: UInt8,
    at start: Int,
    in bytes: inout MutableSpan<Int8>
  ) {
    var output = bytes._mutatingExtracting(start..<start + ranks.count)
    unsafe ranks.withUnsafeBufferPointer { ranks in
      unsafe output.withUnsafeMutableBufferPointer { output in
        let count = Int64(ranks.count)
        unsafe automl_shift_ranks(ranks.baseAddress, count, offset, output.baseAddress)
      }
    }
  }

  private static func fill(
    _ output: inout MutableSpan<UInt8>,
    _ ranks: EdgeRanks,
    from column: FeatureColumn,
    rows: Range<Int>
  ) {
    switch column {
    case .float(let values):
      ranks.fill(&output, of: values.span.extracting(rows), missing: missing)
    case .double(let values):
      ranks.fill(&output, of: values.span.extracting(rows), missing: missing)
    case .codes(let codes, _):
      let codes = codes.span.extracting(rows)
      for row in codes.indices {
        let isKnown = codes[row] < FeatureColumn.unseenCode
        output[row] = isKnown ? ranks.rank(of: Double(codes[row])) : missing
      }
    }
  }

  private static func fill(
    _ output: inout MutableSpan<UInt8>,
    from codes: Span<UInt32>,
    first: UInt32,
    end: UInt32
  ) {
    for row in codes.indices {
      let level = codes[row] &- first
      let other = codes[row] < end ? elsewhere : missing
      output[row] = level < UInt32(limit) && codes[row] < end ? UInt8(level) : other
    }
  }
}
