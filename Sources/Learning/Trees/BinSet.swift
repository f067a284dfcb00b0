/// A set of the 256 bins of a feature.
struct BinSet: BitwiseCopyable, Sendable {
  private var words: InlineArray<4, UInt64> = InlineArray(repeating: 0)

  /// The empty set.
  init() {}

  /// The bins of `0..<count`.
  init(below count: Int) {
    for bin in 0..<count { insert(bin) }
  }

  /// Adds a bin, 0...255.
  mutating func insert(_ bin: Int) { words[bin >> 6] |= 1 << UInt64(bin & 63) }

  /// 1 if the bin, 0...255, is in the set, else 0: a number, so that callers need no branch.
  @inline(always)
  func membership(_ bin: Int) -> Int {
    Int(truncatingIfNeeded: words[bin >> 6] >> UInt64(bin & 63)) & 1
  }

  /// Whether the bin, 0...255, is in the set.
  func contains(_ bin: Int) -> Bool { membership(bin) == 1 }

  /// 1 for each bin of the set, 0 for the others: what a loop over many rows looks up.
  var table: InlineArray<256, UInt8> {
    var table = InlineArray<256, UInt8>(repeating: 0)
    for bin in 0..<256 { table[bin] = contains(bin) ? 1 : 0 }
    return table
  }

  /// The words of the first `count` bins, for an archive.
  func prefixWords(_ count: Int) -> [UInt64] { (0..<(count + 63) / 64).map { words[$0] } }
}
