import Models
import TestSupport
import Testing

/// Expected values are those of Python 3.11.7: `float(text).hex()`, `datetime.strptime(text, "%Y-%m-%d")` and
/// `fromisoformat`, with `-` for `/`, blanks at the ends left out, and UTC where there is no zone.
@Suite struct TextValueTests {
  @Test(arguments: [
    ("00123", 0x1.ec00000000000p+6),
    ("1.10", 0x1.199999999999ap+0),
    (" 12 ", 0x1.8000000000000p+3),
    ("1e5", 0x1.86a0000000000p+16),
    ("-3", -0x1.8000000000000p+1),
    ("+7", 0x1.c000000000000p+2),
    (".5", 0x1.0000000000000p-1),
    ("5.", 0x1.4000000000000p+2),
    ("-.25e-3", -0x1.0624dd2f1a9fcp-12),
    ("1E+2", 0x1.9000000000000p+6),
    ("0", 0x0.0p+0),
    ("-0", -0x0.0p+0),
    ("007.50", 0x1.e000000000000p+2),
    ("9007199254740993", 0x1.0000000000000p+53),
    ("18446744073709551615", 0x1.0000000000000p+64),
    ("123456789012345678901234567890", 0x1.8ee90ff6c373ep+96),
    ("0.1", 0x1.999999999999ap-4),
    ("2.2250738585072014e-308", 0x1.0000000000000p-1022),
    ("5e-324", 0x0.0000000000001p-1022),
    ("1e-400", 0x0.0p+0),
    ("1.7976931348623157e308", 0x1.fffffffffffffp+1023),
    ("3.141592653589793238462643383279", 0x1.921fb54442d18p+1),
    ("\t42\n", 0x1.5000000000000p+5),
    ("1e05", 0x1.86a0000000000p+16),
    ("0e0", 0x0.0p+0),
    ("179769313486231570000e288", 0x1.fffffffffffffp+1023),
  ])
  func `a number is the nearest double`(text: String, number: Double) throws {
    let value = try #require(TextValue(text))
    #expect(value.kind == .numberText && value.value.bitPattern == number.bitPattern)
  }

  @Test(arguments: [
    ("2024-03-01", 19783),
    ("2024/03/01", 19783),
    ("1970-01-01", 0),
    ("0001-01-01", -719162),
    ("9999-12-31", 2932896),
    ("2000-02-29", 11016),
    ("1900-03-01", -25508),
    (" 1969-12-31 ", -1),
    ("1582-10-10", -141432),
  ])
  func `a date is days since 1970`(text: String, days: Double) {
    #expect(TextValue(text)?.kind == .dateText && TextValue(text)?.value == days)
    #expect(TextValue(text)?.value(in: .timestampText) == days * 86_400)
    #expect(TextValue(text)?.value(in: .numberText).isNaN == true)
  }

  @Test(arguments: [
    ("2024-03-01 12:30:00", 1709296200000000),
    ("2024-03-01T12:30:00", 1709296200000000),
    ("2024-03-01 12:30", 1709296200000000),
    ("2024-03-01T12:30:05.25", 1709296205250000),
    ("2024-03-01T12:30:05.1234569", 1709296205123456),
    ("2024-03-01T12:30:05Z", 1709296205000000),
    ("2024-03-01 12:30:05+02", 1709289005000000),
    ("2024-03-01T12:30:05+0530", 1709276405000000),
    ("2024-03-01T12:30:05.5-03:30", 1709308805500000),
    ("1969-12-31 23:59:59.999999", -1),
    ("0001-01-01 00:00:00", -62135596800000000),
    ("9999-12-31T23:59:59.5", 253_402_300_799_500_000),
    ("2024-03-01T00:15+01:00", 1709248500000000),
    ("2000/02/29 23:59:59", 951868799000000),
  ])
  func `a timestamp is seconds since 1970`(text: String, microseconds: Double) {
    #expect(TextValue(text)?.kind == .timestampText)
    #expect(TextValue(text)?.value == microseconds / 1e6)
    #expect(TextValue(text)?.value(in: .dateText).isNaN == true)
  }

  @Test(arguments: [
    ("12:30", 45000000000),
    ("12:30:05", 45005000000),
    ("00:00", 0),
    ("23:59:59.999999", 86399999999),
    ("09:05", 32700000000),
    ("12:30:05.5", 45005500000),
    ("12:30:05.0000019", 45005000001),
    ("9:30", 34200000000), ("0:00:01", 1000000),
  ])
  func `a time is seconds since midnight`(text: String, microseconds: Double) {
    #expect(TextValue(text)?.kind == .timeText)
    #expect(TextValue(text)?.value == microseconds / 1e6)
  }

  @Test(arguments: [
    "", " ", "n/a", "unknown", "nan", "NaN", "-nan", "inf", "-inf", "Infinity", "0x10", "0x1p3",
    "1_000", "1,5",
    "1,000", "1 2", "1e", "1e+", "e5", ".", "-", "+", ".e1", "--1", "+-1", "1.2.3", "1e5.0", "1d",
    "12%", "$12",
    "12\0", "\012", "\u{661}\u{662}", "\u{FF11}", "\u{A0}12", "12\u{301}", "1e999", "-1e309",
    String(repeating: "1", count: 65),
  ])
  func `what is no number is none`(text: String) { #expect(TextValue(text) == nil) }

  @Test(arguments: [
    "2024-02-30", "2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10",
    "2024-01-00", "0000-01-01",
    "2024-3-1", "24-03-01", "01/03/2024", "2024-03/01", "2024/03-01", "2024.03.01", "+2024-03-01",
    "12024-03-01",
    "2024-03", "2024-03-01T", "2024-03-01  12:30", "2024-03-01t12:30", "2024-03-01 24:00",
    "2024-03-01 12:60",
    "2024-03-01 12:30:60", "2024-03-01 12", "2024-03-01 1:30", "2024-03-01 12:30:",
    "2024-03-01 12:30:05.",
    "2024-03-01 12:30 UTC", "2024-03-01 12:30+", "2024-03-01 12:30+1", "2024-03-01 12:30+24",
    "2024-03-01 12:30+0260", "2024-03-01 12:30+02:", "2024-03-01 12:30+02:0", "2024-03-01 12:30Z1",
    "2024-03-01 12:30-+1", "24:00", "12:60", "12:30:60", "1:2", "123:00", "12:30:5", "12:30 PM",
    "12:30Z", "-1:00",
    "12:", ":30", "12:30:05.", "12:30:05.5s",
  ])
  func `what is no date or time is none`(text: String) { #expect(TextValue(text) == nil) }

  @Test func `fractions of any length are cut`() {
    let digits = String(repeating: "9", count: 100_000)
    #expect(TextValue("12:30:05." + digits)?.value == 45_005.999_999)
  }

  @Test func `any text has a finite value or none`() {
    var random = SplitMix64(seed: 7)
    let alphabet = Array("0123456789012345678901234567890+-.eE:/TZ \t\0x\u{E9}".unicodeScalars)
    var readCount = 0
    for _ in 0..<100_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...20, using: &random) {
        text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
      }
      guard let value = TextValue(String(text)) else { continue }
      readCount += 1
      #expect(value.value.isFinite, "\(text)")
    }
    #expect(readCount > 1_000)
  }

  @Test func `codes have the values of their texts`() {
    let texts = ["7", "2024-03-01", "n/a"]
    let codes: [UInt32] = [2, 0, 1, 0, FeatureColumn.missingCode, FeatureColumn.unseenCode]
    let values = InputKind.numberText.values(of: codes, levelCount: 3) { texts[Int($0)] }
    #expect(values.map { $0.isNaN ? -1 : $0 } == [-1, 7, -1, 7, -1, -1])
  }
}
