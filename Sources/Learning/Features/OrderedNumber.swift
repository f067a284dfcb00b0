internal import CKernels

/// A number whose bits can be had as an integer of the same order, which is quicker to sort and compare.
protocol OrderedNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  associatedtype Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// Ascends with the number; -0 is 0, and NaN is beyond an infinity.
  var orderedKey: Key { get }

  /// The number of a key.
  init(orderedKey key: Key)

  /// The range of fewer than 2^31 numbers.
  static func range(of numbers: Span<Self>) -> automl_range
}

extension Float: OrderedNumber {
  var orderedKey: UInt32 {
    let bits = (self + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }

  init(orderedKey key: UInt32) {
    self.init(bitPattern: key >> 31 == 1 ? key & ~(1 << 31) : ~key)
  }

  static func range(of numbers: Span<Float>) -> automl_range {
    var range = automl_range()
    unsafe numbers.withUnsafeBufferPointer {
      unsafe automl_range_of_floats($0.baseAddress, Int32($0.count), &range)
    }
    return range
  }
}

extension Double: OrderedNumber {
  var orderedKey: UInt64 {
    let bits = (self + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  init(orderedKey key: UInt64) {
    self.init(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }

  static func range(of numbers: Span<Double>) -> automl_range {
    var range = automl_range()
    unsafe numbers.withUnsafeBufferPointer {
      unsafe automl_range_of_doubles($0.baseAddress, Int32($0.count), &range)
    }
    return range
  }
}
