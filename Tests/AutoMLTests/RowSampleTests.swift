import Models
import TestSupport
import Testing

@testable import AutoML

@Suite struct RowSampleTests {
  /// The sample's rows and weights, with rows that come in parts.
  private func sample(
    _ target: [Float],
    limit: Int,
    partSize: Int
  ) -> (rows: [Int], weights: [Double]?) {
    var sample = RowSample(limit: limit, seed: 3)
    var held: [Int] = []
    func sortOut() {
      let kept = sample.sortOut(by: .float(held.map { target[$0] }))
      held = kept.map { held[$0] }
    }
    for start in stride(from: 0, to: target.count, by: partSize) {
      let part = start..<min(start + partSize, target.count)
      held += part
      if sample.add(part.count) { sortOut() }
    }
    if sample.isOverfull { sortOut() }
    return (held, sample.weights)
  }

  @Test(arguments: [1, 2_048, 50_000])
  func `a rare class is kept, and weighs what it does`(partSize: Int) throws {
    // 2 rows of 50,000 are of class 1, every hundredth of class 2.
    let target = (0..<50_000).map { Float($0 == 77 || $0 == 33_333 ? 1 : $0 % 100 == 5 ? 2 : 0) }
    let (rows, weights) = sample(target, limit: 1_000, partSize: partSize)
    #expect(rows.count == 1_000 && rows == rows.sorted())
    #expect(rows.contains(77) && rows.contains(33_333))
    let shares = try #require(weights)
    #expect(abs(shares.reduce(0, +) - 1_000) < 1e-9)
    for (value, all) in [(Float(0), 49_498.0), (1, 2), (2, 500)] {
      let weight = zip(rows, shares).filter { target[$0.0] == value }.reduce(0) { $0 + $1.1 }
      #expect(abs(weight / 1_000 - all / 50_000) < 1e-12)
    }
    #expect(rows == sample(target, limit: 1_000, partSize: 777).rows)
  }

  @Test func `where no class is rare the sample is uniform`() {
    let target = (0..<20_000).map { Float($0 % 3) }
    let (rows, weights) = sample(target, limit: 5_000, partSize: 2_048)
    #expect(rows.count == 5_000 && weights == nil)
    // Of numbers too, which are no classes.
    let (some, none) = sample((0..<20_000).map { Float($0) }, limit: 5_000, partSize: 2_048)
    #expect(some == rows && none == nil)
  }

  @Test func `fewer rows than classes are still as many as asked for`() {
    let target = (0..<10_000).map { Float($0 % 500) }
    #expect(sample(target, limit: 100, partSize: 2_048).rows.count == 100)
  }
}
