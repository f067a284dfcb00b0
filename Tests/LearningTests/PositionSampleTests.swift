import Models
import Testing

@testable import Learning

@Suite struct PositionSampleTests {
  @Test func `up to the limit all rows are taken, and the columns are the same`() {
    let column = FeatureColumn.double([3, 1, 2])
    var sample = PositionSample(limit: 3)
    sample.add([column], rowCount: 3)
    #expect(sample.rows == [0, 1, 2] && sample.columns == [column])
  }

  @Test func `rows are the same however they are cut into parts`() {
    let values = (0..<10_000).map { Float($0) }
    var whole = PositionSample(limit: 1_000)
    whole.add([.float(values)], rowCount: values.count)
    #expect((500...1_000).contains(whole.rows.count))
    #expect(whole.columns == [.float(whole.rows.map { Float($0) })])
    for size in [1, 7, 999, 4_000] {
      var parts = PositionSample(limit: 1_000)
      for start in stride(from: 0, to: values.count, by: size) {
        let part = Array(values[start..<min(start + size, values.count)])
        parts.add([.float(part)], rowCount: part.count)
      }
      #expect(parts.rows == whole.rows && parts.columns == whole.columns, "parts of \(size)")
    }
    #expect(PositionSample.rows(of: 10_000, limit: 1_000) == whole.rows)
  }

  @Test func `rows that repeat with any period are all among the sample`() {
    let rows = PositionSample.rows(of: 1_000_000, limit: 10_000)
    for period in [2, 5, 8, 128] { #expect(Set(rows.map { $0 % period }).count == period) }
    // Half a sample is below the middle: within five standard errors.
    let low = Double(rows.count { $0 < 500_000 })
    let count = Double(rows.count)
    #expect(abs(low - count / 2) < 2.5 * count.squareRoot())
  }

  @Test func `levels that come later are the sample's too`() {
    var sample = PositionSample(limit: 10)
    sample.add([.codes([0, 0], levelCount: 1)], rowCount: 2)
    sample.add([.codes([1], levelCount: 2)], rowCount: 1)
    #expect(sample.columns == [.codes([0, 0, 1], levelCount: 2)])
  }
}
