/// Numbers as people read them.
enum NumberText {
  /// `1,234,567`.
  static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  /// A count with its noun: `1 row`, `1,234 rows`.
  static func counted(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `number` with `digitCount` digits after the point, rounded half away from zero.
  static func fixed(_ number: Double, _ digitCount: Int) -> String {
    var scale = 1.0
    for _ in 0..<digitCount { scale *= 10 }
    let scaled = (number.magnitude * scale).rounded()
    // Where Double holds no fraction, or no number, its own text says it all.
    guard scaled < 0x1p53 else { return "\(number)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, digitCount + 1 - digits.count)) + digits
    let sign = number < 0 && scaled > 0 ? "-" : ""
    let whole = sign + padded.dropLast(digitCount)
    return digitCount == 0 ? whole : "\(whole).\(padded.suffix(digitCount))"
  }

  /// `number` with four significant digits or more, and no exponent where it has a plain size.
  static func significant(_ number: Double) -> String {
    switch number.magnitude {
    case 0: "0"
    case ..<0.0001: scientific(number)
    case ..<10: fixed(number, number.magnitude < 0.1 ? 6 : 4)
    case ..<1000: fixed(number, 2)
    case ..<1e9: fixed(number, 1)
    default: number.isFinite ? scientific(number) : "\(number)"
    }
  }

  /// `0.5806 ± 0.0416`: the error with as many digits after the point as the number, where it shows in them.
  static func significant(_ number: Double, error: Double) -> String {
    let text = significant(number)
    let digits = text.split(separator: ".").dropFirst().first ?? ""
    let short = fixed(error, digits.count)
    let isSeen = digits.allSatisfy(\.isNumber) && short.contains { $0.isNumber && $0 != "0" }
    return "\(text) ± \(isSeen ? short : significant(error))"
  }

  /// `5.7732e-8`, `3.2598e+15`.
  private static func scientific(_ number: Double) -> String {
    var scaled = number
    var exponent = 0
    while scaled.magnitude < 1 {
      scaled *= 10
      exponent -= 1
    }
    while scaled.magnitude >= 10 {
      scaled /= 10
      exponent += 1
    }
    return "\(fixed(scaled, 4))e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
  }

  /// `1.50 s`.
  static func seconds(_ number: Double) -> String { "\(fixed(number, 2)) s" }

  /// `1.3 ms` below a second, `2.50 s` from there on.
  static func time(_ duration: Duration) -> String {
    let number = duration / .seconds(1)
    return number < 1 ? "\(fixed(number * 1000, 1)) ms" : seconds(number)
  }

  /// `12.3 MB`, in powers of 1000.
  static func bytes(_ count: Int) -> String {
    var size = Double(count)
    for unit in ["B", "kB", "MB", "GB"] {
      if size < 1000 { return "\(fixed(size, unit == "B" ? 0 : 1)) \(unit)" }
      size /= 1000
    }
    return "\(fixed(size, 1)) TB"
  }

  /// `$2.82`, and `under $0.01` for what a cent is too much for.
  static func dollars(_ amount: Double) -> String {
    amount > 0 && amount < 0.01 ? "under $0.01" : "$\(fixed(amount, 2))"
  }

  /// `1:05` for 65 seconds.
  static func clock(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
