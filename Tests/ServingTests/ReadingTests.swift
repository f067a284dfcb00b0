import TestSupport
import Testing

@testable import Serving

/// Bytes to numbers and strings, beside the standard library's way.
@Suite struct ReadingTests {
  private func number(_ text: String) -> (value: Double, end: Int)? {
    let bytes = Array(text.utf8)
    return DecimalText.number(bytes.span, at: 0)
  }

  @Test func `numbers are read as the standard library reads them`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let digits = (0..<Int.random(in: 1...22, using: &random)).map { _ in
        String(Int.random(in: 0...9, using: &random))
      }.joined()
      let point = Int.random(in: 0...digits.count, using: &random)
      var text = Bool.random(using: &random) ? "-" : ""
      text +=
        digits.prefix(point) + (Bool.random(using: &random) ? "." : "") + digits.dropFirst(point)
      if Bool.random(using: &random) { text += "e\(Int.random(in: -330...310, using: &random))" }
      let expected: Double? = Double(text).flatMap { (value: Double) in value.isFinite ? value : nil
      }
      let found = number(text)
      let value = found.map(\.value)
      #expect(value == expected, "\(text)")
      if expected != nil { #expect(found.map(\.end) == text.utf8.count) }
    }
    let values: [Double] = [
      0.1, 1 / 3, .pi * 1e20, .leastNonzeroMagnitude, 1.7976931348623157e308, 9_007_199_254_740_994,
    ]
    for value in values {
      #expect(number("\(value)").map(\.value) == value)
    }
    #expect(number("18446744073709551616").map(\.value) == 18_446_744_073_709_551_616)
  }

  @Test(arguments: ["", "-", ".", "e5", "1e", "1e+", "nan", "inf", "x1", "1e999"])
  func `no number is none`(text: String) { #expect(number(text) == nil) }

  @Test(arguments: [
    (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\ud83d\ude00""#, "é😀"),
    (#""é😀""#, "é😀"), (#""\ud83d""#, "\u{FFFD}"), (#""""#, ""),
  ])
  func `strings of JSON are read with their escapes`(json: String, text: String) throws {
    let bytes = Array(json.utf8)
    var cursor = JSONCursor()
    #expect(try cursor.readString(bytes.span) == text)
    #expect(cursor.position == bytes.count)
    var writer = JSONWriter()
    writer.append(string: text)
    let written = writer.bytes
    var again = JSONCursor()
    #expect(try again.readString(written.span) == text)
  }

  @Test func `damaged JSON is refused, and never more`() {
    let text = Array(
      #"{"a":[1,{"b":"\u0041\n"}],"instances":[[1.5e3,null],{"x":-1,"y":"s"}]}"#.utf8
    )
    var random = SplitMix64(seed: 2)
    for _ in 0..<20_000 {
      var damaged = text
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
          in: 0...127,
          using: &random
        )
      }
      damaged.removeLast(Int.random(in: 0...10, using: &random))
      var rows = RequestRows(inputs: [])
      try? JSONRows(damaged).read(into: &rows)
      try? JSONRows(damaged).readLines(into: &rows)
      try? CSVRows(damaged).read(into: &rows)
    }
  }
}
