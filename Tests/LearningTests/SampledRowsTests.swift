import Testing

@testable import Learning

@Suite struct SampledRowsTests {
  @Test func `all rows of a small table are taken, and as many as asked for of a large one`() {
    #expect(sampledRows(of: 5, limit: 5, seed: 1) == [0, 1, 2, 3, 4])
    for rowCount in [6, 99, 10_000] {
      let rows = sampledRows(of: rowCount, limit: 5, seed: 1)
      #expect(rows.count == 5)
      #expect(zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 })
      #expect(rows.allSatisfy { $0 < rowCount })
    }
  }

  @Test func `a column that repeats is seen whole`() {
    let rows = sampledRows(of: 70_000, limit: 1_000, seed: 2)
    #expect(Set(rows.map { $0 % 7 }).count == 7)
    #expect(Set(rows.map { $0 % 70 }).count > 50)
  }
}
