import Foundation
import Models
import Testing

@Suite struct FeatureEncodingTests {
  @Test func `a timestamp becomes its seconds and its parts`() {
    let encoding = FeatureEncoding(inputs: [
      InputColumn(name: "at", kind: .timestamp, typeName: "TIMESTAMP")
    ])
    // 2024-02-29 23:59:30 UTC, a Thursday.
    let table = encoding.features(of: [.double([1_709_251_170, .nan])], rowCount: 2)
    let names = ["at", "at.year", "at.month", "at.day", "at.weekday", "at.hour"]
    #expect(encoding.featureNames == names)
    let first = table.columns.map { column -> Double in
      switch column {
      case .float(let values): Double(values[0])
      case .double(let values): values[0]
      case .codes: .nan
      }
    }
    #expect(first == [1_709_251_170, 2024, 2, 29, 4, 23])
    for case .float(let values) in table.columns { #expect(values[1].isNaN) }
  }

  @Test func `days agree with Foundation's calendar over ten thousand years`() throws {
    let encoding = FeatureEncoding(inputs: [
      InputColumn(name: "d", kind: .date, typeName: "DATE")
    ])
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    // From 1583, when both are Gregorian.
    let days = stride(from: -141_000, to: 2_932_000, by: 4_999).map { $0 }
    let table = encoding.features(of: [.float(days.map { Float($0) })], rowCount: days.count)
    for (row, day) in days.enumerated() {
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday],
        from: Date(timeIntervalSince1970: Double(day) * 86_400)
      )
      let weekday = try #require(parts.weekday)
      let expected = [parts.year, parts.month, parts.day, (weekday + 5) % 7 + 1]
      let actual = table.columns.dropFirst().map { column -> Int? in
        if case .float(let values) = column { Int(values[row]) } else { nil }
      }
      #expect(actual == expected, "day \(day)")
    }
  }

  @Test func `the parts of an infinite or absurd date are missing`() {
    let encoding = FeatureEncoding(inputs: [InputColumn(name: "d", kind: .date, typeName: "DATE")])
    let table = encoding.features(of: [.double([.infinity, -.infinity, 1e300])], rowCount: 3)
    for case .float(let values) in table.columns { #expect(!values.contains { !$0.isNaN }) }
  }

  @Test func `a column that is not used gives no feature`() {
    let encoding = FeatureEncoding(inputs: [
      InputColumn(name: "id", kind: .text, typeName: "VARCHAR", isUsed: false),
      InputColumn(name: "x", kind: .number, typeName: "DOUBLE"),
      InputColumn(name: "s", kind: .text, typeName: "VARCHAR", levels: ["a"]),
    ])
    #expect(encoding.featureNames == ["x", "s"])
    #expect(encoding.featureInputs == [1, 2])
    #expect(encoding.isCategory == [false, true])
  }
}
