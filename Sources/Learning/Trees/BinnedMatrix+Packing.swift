import Parallel

extension BinnedMatrix {
  /// Rows that `pack` takes at most.
  static let blockRowCount = 512

  /// Makes the words of a block of rows from their columns, and of up to seven rows beyond.
  ///
  /// Returns the shared lanes whose features do not exclude each other in these rows.
  ///
  /// - Complexity: O(rows x features).
  func pack(_ rows: Range<Int>) -> [Int] {
    precondition(rows.count <= Self.blockRowCount, "\(rows.count) rows")
    // What no feature has stays 0.
    let shared = SharedBuffer<UInt8>(zeroed: wordsPerRow * 8 * Self.blockRowCount)
    guard let room = unsafe shared.all.baseAddress else { return [] }
    var lanes = unsafe (0..<wordsPerRow * 8).map { unsafe room + $0 * Self.blockRowCount }
    var conflicts: [Int] = []
    for (feature, place) in places.enumerated() {
      let column = unsafe columns[feature].slice(rows)
      if !place.isBundled, let start = column.baseAddress {
        unsafe lanes[place.lane] = start
      } else {
        let first = place.lane * Self.blockRowCount
        let slice = unsafe shared.slice(first..<first + rows.count)
        var lane = unsafe slice.mutableSpan
        let isExclusive = unsafe share(&lane, column.span, code: UInt8(place.code))
        if !isExclusive { conflicts.append(place.lane) }
      }
    }
    unsafe transpose(lanes, rows)
    return conflicts
  }

  /// Eight rows of eight lanes at a time.
  private func transpose(_ lanes: [UnsafeMutablePointer<UInt8>], _ rows: Range<Int>) {
    let wordsPerRow = wordsPerRow
    guard let output = unsafe words.all.baseAddress else { return }
    for word in 0..<wordsPerRow {
      for start in stride(from: 0, to: rows.count, by: 8) {
        var block = InlineArray<8, UInt64>(repeating: 0)
        for lane in 0..<8 {
          let bytes = unsafe UnsafeRawPointer(lanes[word * 8 + lane])
          block[lane] = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        }
        block.transposeBytes()
        let first = (rows.lowerBound + start) * wordsPerRow + word
        for row in 0..<8 { unsafe output[first + row * wordsPerRow] = block[row] }
      }
    }
  }
}

/// Puts a feature's code wherever its bin is 1; false where a row is taken, or its bin neither 0 nor 1.
private func share(_ lane: inout MutableSpan<UInt8>, _ bins: Span<UInt8>, code: UInt8) -> Bool {
  var conflicts: UInt8 = 0
  for index in bins.indices {
    let bin = bins[index]
    conflicts |= bin > 1 || (bin == 1 && lane[index] != 0) ? 1 : 0
    lane[index] |= bin == 0 ? 0 : code
  }
  return conflicts == 0
}

extension InlineArray where count == 8, Element == UInt64 {
  /// Makes byte `i` of element `j` byte `j` of element `i` (Warren 2013, "Hacker's Delight", section 7-3).
  fileprivate mutating func transposeBytes() {
    for index in [0, 2, 4, 6] { exchange(index, index + 1, 8, 0x00FF_00FF_00FF_00FF) }
    for index in [0, 1, 4, 5] { exchange(index, index + 2, 16, 0x0000_FFFF_0000_FFFF) }
    for index in [0, 1, 2, 3] { exchange(index, index + 4, 32, 0x0000_0000_FFFF_FFFF) }
  }

  /// Swaps the high parts of one element with the low parts of another.
  private mutating func exchange(_ low: Int, _ high: Int, _ shift: UInt64, _ mask: UInt64) {
    let difference = (self[low] &>> shift ^ self[high]) & mask
    self[high] ^= difference
    self[low] ^= difference &<< shift
  }
}
