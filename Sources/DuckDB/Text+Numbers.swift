// Text is built as UTF-8 bytes, so that a dictionary can be asked for it without making a String.
extension [UInt8] {
  mutating func append(_ text: String) { append(contentsOf: text.utf8) }

  mutating func append(_ character: Unicode.Scalar) { append(UInt8(ascii: character)) }

  mutating func append(_ value: Int64) {
    if value < 0 { append("-" as Unicode.Scalar) }
    append(digits: value.magnitude, count: 1)
  }

  /// Appends a number with zeros in front, up to `count` digits.
  mutating func append(digits value: UInt64, count: Int) {
    var digitCount = 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      digitCount += 1
    }
    let end = self.count + Swift.max(digitCount, count)
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: end - self.count))
    rest = value
    for index in (end - digitCount..<end).reversed() {
      self[index] += UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// Appends a fraction of `count` digits without the zeros at its end, and its point; nothing if
  /// it is zero.
  mutating func append(fraction: UInt64, count: Int) {
    guard fraction > 0 else { return }
    append("." as Unicode.Scalar)
    append(digits: fraction, count: count)
    while last == UInt8(ascii: "0") { removeLast() }
  }

  /// Appends an integer of up to `width` digits with the point set `scale` digits from its end.
  mutating func append(decimal value: Int128, width: Int, scale: Int) {
    if value < 0 { append("-" as Unicode.Scalar) }
    // Like DuckDB, no zero before the point where the type has no room for one.
    let minimum = Swift.min(scale + 1, width)
    let written = [UInt8](String(value.magnitude).utf8)
    let zeros = repeatElement(UInt8(ascii: "0"), count: Swift.max(minimum - written.count, 0))
    let digits = zeros + written
    append(contentsOf: digits.dropLast(scale))
    guard scale > 0 else { return }
    append("." as Unicode.Scalar)
    append(contentsOf: digits.suffix(scale))
  }

  /// Appends a floating-point number, given as Swift writes it: the same digits, with an exponent
  /// below 10^-4 and from 10^16, and with `.0` where it would look like an integer.
  ///
  /// DuckDB writes one large FLOAT in 200 with more digits than tell it from its neighbours; this
  /// does not.
  mutating func append(number swift: String) {
    let (zero, point) = (UInt8(ascii: "0"), UInt8(ascii: "."))
    var digits: [UInt8] = []
    var exponent = -1
    var hasPoint = false
    for (index, byte) in swift.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-"): append(byte)
      case point: hasPoint = true
      case zero...(zero + 9):
        if !digits.isEmpty || byte != zero { digits.append(byte) }
        // Each digit before the point is worth ten times more, each zero behind it ten times less.
        if !hasPoint, !digits.isEmpty { exponent += 1 }
        if hasPoint, digits.isEmpty { exponent -= 1 }
      case UInt8(ascii: "e"):
        exponent += Int(swift.dropFirst(index + 1)) ?? 0
        return append(digits: digits, exponent: exponent)
      default: return append(contentsOf: swift.utf8.dropFirst(index))  // inf or nan
      }
    }
    if digits.isEmpty { append("0.0") } else { append(digits: digits, exponent: exponent) }
  }

  /// Appends `digits`, the first of them worth 10^`exponent`, without the zeros at their end.
  private mutating func append(digits written: [UInt8], exponent: Int) {
    let zero = UInt8(ascii: "0")
    let digits = Array(written[...(written.lastIndex { $0 != zero } ?? 0)])
    if exponent < -4 || exponent >= 16 {
      append(digits[0])
      if digits.count > 1 { append("." as Unicode.Scalar) }
      append(contentsOf: digits.dropFirst())
      append(exponent < 0 ? "e-" : "e+")
      append(digits: UInt64(exponent.magnitude), count: 2)
    } else if exponent < 0 {
      append("0.")
      append(contentsOf: repeatElement(zero, count: -exponent - 1))
      append(contentsOf: digits)
    } else {
      append(contentsOf: digits.prefix(exponent + 1))
      append(contentsOf: repeatElement(zero, count: Swift.max(exponent + 1 - digits.count, 0)))
      append("." as Unicode.Scalar)
      append(contentsOf: digits.count > exponent + 1 ? digits[(exponent + 1)...] : [zero])
    }
  }

  /// Appends bytes, those that are not plain ASCII as `\xAB`.
  mutating func append(blob bytes: UnsafeBufferPointer<UInt8>) {
    for index in 0..<bytes.count {
      let byte = unsafe bytes[index]
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), ..<32, 127...:
        append(byte < 16 ? "\\x0" : "\\x")
        append(String(byte, radix: 16, uppercase: true))
      default: append(byte)
      }
    }
  }

  /// Appends the bits of a BIT: a byte that says how many of the first ones are padding, and the
  /// bits.
  mutating func append(bits bytes: UnsafeBufferPointer<UInt8>) {
    let padding = unsafe Int(bytes.first ?? 0)
    for bit in padding..<Swift.max((bytes.count - 1) * 8, padding) {
      let isOne = unsafe bytes[1 + bit >> 3] & (0x80 >> UInt8(bit & 7)) != 0
      append(isOne ? "1" as Unicode.Scalar : "0")
    }
  }

  /// Appends a UUID's 16 bytes, most significant first.
  mutating func append(uuid value: UInt128) {
    let digits = [UInt8](String(value, radix: 16).utf8)
    let padded = [UInt8](repeating: UInt8(ascii: "0"), count: 32 - digits.count) + digits
    for (index, digit) in padded.enumerated() {
      if [8, 12, 16, 20].contains(index) { append("-" as Unicode.Scalar) }
      append(digit)
    }
  }

  /// Appends a BIGNUM: three bytes of length and sign, then the magnitude, most significant byte
  /// first; where it is negative all bits are flipped.
  mutating func append(bignum bytes: UnsafeBufferPointer<UInt8>) {
    let isNegative = unsafe bytes[0] & 0x80 == 0
    var magnitude = unsafe bytes.dropFirst(3).map { isNegative ? ~$0 : $0 }
    var groups: [UInt64] = []
    repeat {
      var remainder: UInt64 = 0
      for index in magnitude.indices {
        remainder = remainder << 8 | UInt64(magnitude[index])
        magnitude[index] = UInt8(remainder / 1_000_000_000)
        remainder %= 1_000_000_000
      }
      groups.append(remainder)
    } while magnitude.contains { $0 != 0 }
    if isNegative { append("-" as Unicode.Scalar) }
    append(digits: groups.removeLast(), count: 1)
    for group in groups.reversed() { append(digits: group, count: 9) }
  }
}
