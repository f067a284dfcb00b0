/// Numbers as integers whose order is that of the numbers turned round: sorting them sorts the numbers from
/// the greatest down.
enum FallingKey {
  /// The key of a number that is not NaN; zeros are one number.
  @inline(__always)
  static func key(_ number: Double) -> UInt64 {
    let bits = (number == 0 ? 0 : number).bitPattern
    return bits >> 63 == 0 ? ~bits ^ (1 << 63) : bits
  }

  /// The number of a key.
  @inline(__always)
  static func number(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 0 ? ~(key ^ (1 << 63)) : key)
  }

  static let digitBits = 11
  static let digitCount = 1 << digitBits
  static let digits = (UInt64.bitWidth + digitBits - 1) / digitBits

  @inline(__always)
  static func digit(_ key: UInt64, _ index: Int) -> Int {
    Int(truncatingIfNeeded: key >> UInt64(truncatingIfNeeded: index &* digitBits))
      & (digitCount - 1)
  }

  /// The number of keys that have each value of a digit, one digit's counts after the other's.
  static func counts(_ keys: Span<UInt64>) -> [Int] {
    var counts = [Int](repeating: 0, count: digits * digitCount)
    var span = counts.mutableSpan
    for index in keys.indices {
      let key = keys[index]
      for place in 0..<digits { span[place &* digitCount &+ digit(key, place)] &+= 1 }
    }
    return counts
  }

  /// Where each value of a digit begins; nil where all keys have one.
  static func starts(_ counts: ArraySlice<Int>, keyCount: Int) -> [Int]? {
    guard !counts.contains(keyCount) else { return nil }
    var starts: [Int] = []
    starts.reserveCapacity(counts.count)
    var start = 0
    for count in counts {
      starts.append(start)
      start += count
    }
    return starts
  }

  /// Keys in rising order, by digits of 11 bits from the lowest on.
  ///
  /// - Complexity: O(`keys.count`).
  static func sorted(_ keys: [UInt64]) -> [UInt64] {
    var keys = keys
    var others = [UInt64](repeating: 0, count: keys.count)
    let counts = counts(keys.span)
    for place in 0..<digits {
      let own = counts[place * digitCount..<(place + 1) * digitCount]
      guard var starts = starts(own, keyCount: keys.count) else { continue }
      scatter(keys.span, place, &starts, &others)
      swap(&keys, &others)
    }
    return keys
  }

  private static func scatter(
    _ keys: Span<UInt64>,
    _ place: Int,
    _ starts: inout [Int],
    _ others: inout [UInt64]
  ) {
    var starts = starts.mutableSpan
    var others = others.mutableSpan
    for index in keys.indices {
      let key = keys[index]
      let digit = digit(key, place)
      let target = starts[digit]
      starts[digit] = target &+ 1
      others[target] = key
    }
  }
}
