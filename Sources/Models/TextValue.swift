/// A number, a date, a timestamp or a time of day that stands in a text: read in one way at training and at
/// prediction, whatever the locale.
///
/// A text is read as a whole, but for white space at its ends, and all of it is ASCII.
///
/// - `numberText`: `12`, `-0.50`, `.5`, `+1e-5`, `00123`: a sign, digits with a point among them, a
///   power of ten. The value is the nearest `Double`: integers beyond 2^53 are rounded.
/// - `dateText`: `2024-03-01`, `2024/03/01`: days that exist, from year 1 to 9999. The value is the
///   days since 1970-01-01.
/// - `timestampText`: a date, `T` or a space, `12:30`, `12:30:05` or `12:30:05.25`; then nothing, `Z`,
///   `+02`, `+0200` or `+02:00`. The value is the seconds since 1970-01-01 00:00 UTC, their fraction
///   cut after six digits; without a zone the clock is UTC's.
/// - `timeText`: `9:30`, `09:30`, `12:30:05`, `12:30:05.25`. The value is the seconds since midnight,
///   cut in the same way.
///
/// Nothing else is read: no `nan`, `inf`, hexadecimal digits, separators of thousands or names of
/// months, nor a number beyond the largest `Double`, or of more than 64 characters.
package struct TextValue: Sendable, Equatable {
  /// One of the kinds above.
  package let kind: InputKind
  /// The value, in the kind's unit.
  package let value: Double

  /// More characters than a number has in any use.
  private static let numberLengthLimit = 64

  /// The value of a text; nil where it is none.
  package init?(_ text: String) {
    var cursor = TextCursor(text)
    guard let first = cursor.rest.first, TextCursor.startsValue(first) else { return nil }
    if let number = Self.number(cursor.rest) {
      (kind, value) = (.numberText, number)
    } else if let date = cursor.taking({ $0.takeDate() }) {
      if cursor.isAtEnd {
        (kind, value) = (.dateText, Double(date))
      } else if let microseconds = cursor.takeTimestamp(day: date), cursor.isAtEnd {
        (kind, value) = (.timestampText, Double(microseconds) / 1e6)
      } else {
        return nil
      }
    } else if let microseconds = cursor.takeTime(hourDigits: 1...2), cursor.isAtEnd {
      (kind, value) = (.timeText, Double(microseconds) / 1e6)
    } else {
      return nil
    }
  }

  /// The value in a column of a kind; NaN where it is none of it.
  ///
  /// A date is the timestamp of its midnight.
  package func value(in kind: InputKind) -> Double {
    if self.kind == kind { return value }
    return kind == .timestampText && self.kind == .dateText ? value * 86_400 : .nan
  }

  /// Whether there is nothing but white space in a text.
  package static func isBlank(_ text: String) -> Bool { TextCursor(text).isAtEnd }

  private static func number(_ text: Substring.UTF8View) -> Double? {
    var cursor = TextCursor(text)
    cursor.skipSign()
    var digits = cursor.skipDigits()
    if cursor.take(".") { digits += cursor.skipDigits() }
    guard digits > 0 else { return nil }
    if cursor.take("e") || cursor.take("E") {
      cursor.skipSign()
      guard cursor.skipDigits() > 0 else { return nil }
    }
    guard cursor.isAtEnd, text.count <= numberLengthLimit, let number = Double(Substring(text)),
      number.isFinite
    else { return nil }
    return number
  }
}

extension InputKind {
  /// The values of rows by the codes of their texts, NaN where there is none of this kind; `text`
  /// gives that of a code below `levelCount`, and is asked once for each.
  package func values(
    of codes: [UInt32],
    levelCount: Int,
    text: (UInt32) -> String
  ) -> [Double] {
    let values = (0..<UInt32(levelCount)).map { TextValue(text($0))?.value(in: self) ?? .nan }
    return codes.map { $0 < UInt32(levelCount) ? values[Int($0)] : .nan }
  }
}

/// The rest of a text while it is read.
private struct TextCursor {
  private(set) var rest: Substring.UTF8View

  /// The whole of `text` but for white space at its ends.
  init(_ text: String) {
    rest = Substring(text).utf8
    while let first = rest.first, Self.isSpace(first) { rest.removeFirst() }
    while let last = rest.last, Self.isSpace(last) { rest.removeLast() }
  }

  init(_ text: Substring.UTF8View) { rest = text }

  var isAtEnd: Bool { rest.isEmpty }

  /// Whether any value starts with a byte.
  static func startsValue(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A space, a tab, or one of the four line ends between U+000A and U+000D.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// Takes a byte if it is the next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: scalar) else { return false }
    rest.removeFirst()
    return true
  }

  /// Passes over a plus or a minus.
  mutating func skipSign() { if !take("-") { _ = take("+") } }

  /// Passes over digits, and tells how many there were.
  mutating func skipDigits() -> Int {
    let digits = rest.prefix(while: Self.isDigit)
    rest.removeFirst(digits.count)
    return digits.count
  }

  /// The value that `body` reads; where it reads nothing, nothing is taken.
  mutating func taking<Value>(_ body: (inout TextCursor) -> Value?) -> Value? {
    var attempt = self
    guard let value = body(&attempt) else { return nil }
    self = attempt
    return value
  }

  /// A number of so many digits, four at most; all digits that are next are taken.
  private mutating func takeNumber(digits: ClosedRange<Int>) -> Int? {
    let taken = rest.prefix(while: Self.isDigit)
    guard digits.contains(taken.count) else { return nil }
    rest.removeFirst(taken.count)
    return taken.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// A number of two digits in a range.
  private mutating func takeTwoDigits(_ range: ClosedRange<Int>) -> Int? {
    takeNumber(digits: 2...2).flatMap { range.contains($0) ? $0 : nil }
  }

  /// A date, as days since 1970-01-01.
  mutating func takeDate() -> Int? {
    guard let year = takeNumber(digits: 4...4), year > 0 else { return nil }
    let separator: Unicode.Scalar = take("-") ? "-" : "/"
    guard separator == "-" || take("/"), let month = takeTwoDigits(1...12), take(separator),
      let day = takeTwoDigits(1...CalendarDay.count(ofMonth: month, year: year))
    else { return nil }
    return CalendarDay.daysSince1970(year: year, month: month, day: day)
  }

  /// The rest of a timestamp on a day, as microseconds since 1970-01-01 00:00 UTC.
  mutating func takeTimestamp(day: Int) -> Int? {
    guard take("T") || take(" "), let time = takeTime(hourDigits: 2...2),
      let seconds = isAtEnd ? 0 : takeZone()
    else { return nil }
    return (day * 86_400 - seconds) * 1_000_000 + time
  }

  /// A time of day, as microseconds since midnight.
  mutating func takeTime(hourDigits: ClosedRange<Int>) -> Int? {
    guard let hour = takeNumber(digits: hourDigits), hour < 24, take(":"),
      let minute = takeTwoDigits(0...59)
    else { return nil }
    let microseconds = (hour * 60 + minute) * 60_000_000
    guard take(":") else { return microseconds }
    guard let second = takeTwoDigits(0...59) else { return nil }
    guard take(".") else { return microseconds + second * 1_000_000 }
    let digits = rest.prefix(while: Self.isDigit)
    guard !digits.isEmpty else { return nil }
    rest.removeFirst(digits.count)
    let shown = digits.prefix(6)
    var fraction = shown.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    for _ in shown.count..<6 { fraction *= 10 }
    return microseconds + second * 1_000_000 + fraction
  }

  /// A zone, as seconds that its clock is ahead of UTC.
  private mutating func takeZone() -> Int? {
    if take("Z") { return 0 }
    let isBehind = take("-")
    guard isBehind || take("+") else { return nil }
    var hour: Int?
    var minute: Int? = 0
    if let both = taking({ $0.takeNumber(digits: 4...4) }) {
      (hour, minute) = (both / 100, both % 100)
    } else {
      hour = takeNumber(digits: 2...2)
      if take(":") { minute = takeNumber(digits: 2...2) }
    }
    guard let hour, hour < 24, let minute, minute < 60 else { return nil }
    return (isBehind ? -1 : 1) * (hour * 60 + minute) * 60
  }
}
