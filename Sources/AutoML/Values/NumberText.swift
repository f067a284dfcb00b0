#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A whole number with commas between the thousands.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + text
}

/// A number without a fraction that is none: `-1`, `0.5`, `1e+16`.
func shortest(_ number: Double) -> String {
  number.magnitude < 1e15 ? Int(exactly: number)?.description ?? "\(number)" : "\(number)"
}

/// A number with just so many digits after the point.
func fixed(_ number: Double, digits: Int) -> String {
  guard number.isFinite, number.magnitude < 1e15 else { return "\(number)" }
  var scale = 1
  for _ in 0..<digits { scale *= 10 }
  // Large numbers keep their integer part exactly; their fraction is what a Double still has.
  let whole = number.magnitude.rounded(.down)
  var fraction = Int(((number.magnitude - whole) * Double(scale)).rounded())
  var integer = Int(whole)
  if fraction == scale {
    integer += 1
    fraction = 0
  }
  let sign = number < 0 && (integer > 0 || fraction > 0) ? "-" : ""
  guard digits > 0 else { return "\(sign)\(integer)" }
  let text = String(fraction)
  return "\(sign)\(integer)." + String(repeating: "0", count: digits - text.count) + text
}

/// A number with six significant digits at most.
func significant(_ number: Double) -> String { significant(number, digits: 6) }

/// A number with so many significant digits at most.
func significant(_ number: Double, digits: Int) -> String {
  guard number.isFinite, number != 0 else { return shortest(number) }
  if number.magnitude >= 1e15 { return powered(number, digits: digits) }
  let scale = pow(10, Double(digits - 1) - floor(log10(number.magnitude)))
  let rounded = (number * scale).rounded() / scale
  return shortest(rounded.isFinite ? rounded : number)
}

/// A number with four significant digits, commas between thousands: `0.6345`, `12,346`, `3.26e+15`.
func short(_ number: Double) -> String {
  let size = number.magnitude
  guard number.isFinite, number != 0 else { return shortest(number) }
  guard size < 1e9, size >= 1e-4 else { return powered(number, digits: 4) }
  if size >= 999.95 { return grouped(Int(number.rounded())) }
  let whole = size >= 99.995 ? 3 : size >= 9.9995 ? 2 : 1
  let zeros = size >= 1 ? 0 : max(0, Int(-floor(log10(size))) - 1)
  let digits = 4 - whole + (size < 0.99995 ? 1 + zeros : 0)
  return withoutTrailingZeros(fixed(number, digits: digits))
}

/// A share of 1 in percent: `31.2 %`.
func percent(_ share: Double) -> String { "\(fixed(100 * share, digits: 1)) %" }

/// A number as so many digits and a power of ten: `3.26e+15`.
private func powered(_ number: Double, digits: Int) -> String {
  var exponent = Int(floor(log10(number.magnitude)))
  // The least numbers have powers of ten that are no numbers.
  let scaled = exponent < -300 ? number * 1e300 : number
  let power = pow(10, Double(exponent < -300 ? exponent + 300 : exponent))
  var text = fixed(scaled / power, digits: digits - 1)
  if text.hasPrefix("10.") || text.hasPrefix("-10.") {
    exponent += 1
    text = text.hasPrefix("-") ? "-1" : "1"
  }
  return "\(withoutTrailingZeros(text))e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
}

/// A count of bytes in the unit that it has three digits of: `12.3 kB`.
func byteText(_ count: Int) -> String {
  guard count >= 1000 else { return "\(count) B" }
  var size = Double(count) / 1000
  for unit in ["kB", "MB", "GB"] {
    if size < 999.95 { return "\(fixed(size, digits: 1)) \(unit)" }
    size /= 1000
  }
  return "\(fixed(size, digits: 1)) TB"
}

private func withoutTrailingZeros(_ text: String) -> String {
  guard text.contains(".") else { return text }
  var text = text
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}
