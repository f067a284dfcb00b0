/// A number whose bits can be had as an integer of the same order, which is quicker to sort and compare.
protocol OrderedNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  associatedtype Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// Ascends with the number; -0 is 0, and NaN is beyond an infinity.
  var orderedKey: Key { get }

  /// The number of a key.
  init(orderedKey key: Key)

  /// The first power of two from which on every number is whole.
  static var wholeFrom: Self { get }
}

extension Float: OrderedNumber {
  var orderedKey: UInt32 {
    let bits = (self + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }

  init(orderedKey key: UInt32) {
    self.init(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)
  }

  static var wholeFrom: Float { 0x1p23 }
}

extension Double: OrderedNumber {
  var orderedKey: UInt64 {
    let bits = (self + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  init(orderedKey key: UInt64) {
    self.init(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  static var wholeFrom: Double { 0x1p52 }
}
