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
func significant(_ number: Double) -> String {
  guard number.isFinite, number != 0 else { return shortest(number) }
  let scale = pow(10, 5 - floor(log10(number.magnitude)))
  let rounded = (number * scale).rounded() / scale
  return shortest(rounded.isFinite ? rounded : number)
}
