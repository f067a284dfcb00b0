/// Numbers in falling order with the places that they had; equal ones in the order in which they came.
///
/// Sorted by digits of 11 bits: a million numbers in a third of the time that comparing them takes.
///
/// - Complexity: O(n).
struct FallingOrder {
  /// The places, from that of the greatest number on.
  private(set) var places: [UInt32]

  /// The order of numbers, none of which is NaN.
  ///
  /// - Precondition: at most 2^32 numbers.
  init(_ numbers: [Double]) {
    var keys = numbers.map { FallingKey.key($0) }
    places = (0..<UInt32(numbers.count)).map { $0 }
    var (otherKeys, otherPlaces) = (keys, places)
    let counts = FallingKey.counts(keys.span)
    for digit in 0..<FallingKey.digits {
      let own = counts[digit * FallingKey.digitCount..<(digit + 1) * FallingKey.digitCount]
      guard var starts = FallingKey.starts(own, keyCount: keys.count) else { continue }
      Self.scatter(keys.span, places.span, digit, &starts, &otherKeys, &otherPlaces)
      swap(&keys, &otherKeys)
      swap(&places, &otherPlaces)
    }
  }

  private static func scatter(
    _ keys: Span<UInt64>,
    _ places: Span<UInt32>,
    _ place: Int,
    _ starts: inout [Int],
    _ otherKeys: inout [UInt64],
    _ otherPlaces: inout [UInt32]
  ) {
    var starts = starts.mutableSpan
    var otherKeys = otherKeys.mutableSpan
    var otherPlaces = otherPlaces.mutableSpan
    for index in keys.indices {
      let digit = FallingKey.digit(keys[index], place)
      let target = starts[digit]
      starts[digit] = target &+ 1
      otherKeys[target] = keys[index]
      otherPlaces[target] = places[index]
    }
  }
}
