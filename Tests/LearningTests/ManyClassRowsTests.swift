import Testing
import TestSupport

@testable import Learning

/// Rows of several classes, judged as they come, beside the same rows in arrays.
@Suite struct ManyClassRowsTests {
  /// Rows in arrays.
  private struct Rows {
    let scoredCount: Int
    var classes: [UInt32] = []
    var probabilities: [Double] = []
    private static let labels = ["a", "b", "c", "d", "e", "f"]

    /// Random rows: some of a class without a probability, some without a class or a probability.
    init(_ count: Int, scoredCount: Int, isTied: Bool) {
      self.scoredCount = scoredCount
      var random = SplitMix64(seed: 29)
      for row in 0..<count {
        var k = Int.random(in: 0..<scoredCount, using: &random)
        var own = (0..<scoredCount).map { scored in
          let uniform = Double.random(in: 0.01...1, using: &random) + (scored == k ? 0.4 : 0)
          return isTied ? (uniform * 4).rounded(.up) : uniform
        }
        let sum = own.reduce(0, +)
        own = own.map { $0 / sum }
        if row % 17 == 3 { k = scoredCount }
        if row % 23 == 5 { own[1] = .nan }
        classes.append(row % 29 == 7 ? .max : UInt32(k))
        probabilities += own
      }
    }

    private func own(_ row: Int) -> ArraySlice<Double> {
      probabilities[row * scoredCount..<(row + 1) * scoredCount]
    }

    /// Judged in parts, one after the other in an order, on so many threads.
    func metrics(parts: Int = 1, order: [Int]? = nil, threadCount: Int = 1) -> [JudgedMetric] {
      let order = order ?? Array(classes.indices)
      let labelCount = scoredCount + 1
      var whole = ManyClassRows(scoredCount: scoredCount)
      for part in 0..<parts {
        var rows = ManyClassRows(scoredCount: scoredCount)
        let mine = order[part * order.count / parts..<(part + 1) * order.count / parts]
        for start in stride(from: mine.startIndex, to: mine.endIndex, by: 2048) {
          let chunk = mine[start..<min(start + 2048, mine.endIndex)]
          rows.add(
            classes: chunk.map { classes[$0] }[...],
            probabilities: chunk.flatMap { own($0) },
            classCount: labelCount
          )
        }
        whole.add(rows, classes: (0..<UInt32(labelCount)).map { $0 })
      }
      return whole.metrics(
        labels: Array(Self.labels.prefix(labelCount)),
        places: Array(0..<labelCount),
        threadCount: threadCount
      )
    }

    /// Judged by the plain definitions.
    func plainMetrics() -> [JudgedMetric] {
      let kept = classes.indices.filter { row in
        classes[row] != .max && own(row).allSatisfy { !$0.isNaN }
      }
      return JudgedClasses(
        labels: Array(Self.labels.prefix(scoredCount + 1)),
        actual: kept.map { classes[$0] },
        predicted: kept.map { row in
          let own = Array(own(row))
          let best = own.indices.max { own[$0] < own[$1] || (own[$0] == own[$1] && $0 > $1) }
          return UInt32(best ?? 0)
        },
        probabilities: .each(count: scoredCount, kept.flatMap { own($0) }),
        leftOutCount: classes.count - kept.count
      ).metrics()
    }
  }

  @Test(arguments: [3, 5], [true, false])
  func `metrics are those of the plain definitions`(_ scoredCount: Int, _ isTied: Bool) {
    for count in [0, 1, 2, 40, 5_000, 40_000] {
      let rows = Rows(count, scoredCount: scoredCount, isTied: isTied)
      let (own, plain) = (rows.metrics(), rows.plainMetrics())
      #expect(own.map(\.name) == plain.map(\.name))
      for (own, plain) in zip(own, plain) {
        expectClose(own.value, plain.value, "\(count) \(own.name)")
        expectClose(own.standardError, plain.standardError, "\(count) \(own.name) error")
        expectClose(own.baseline, plain.baseline, "\(count) \(own.name) baseline")
      }
    }
  }

  private func expectClose(_ own: Double, _ plain: Double, _ text: String) {
    if own.isNaN && plain.isNaN { return }
    // Plain sums of differences lose digits where there are many rows.
    let isClose = (own - plain).magnitude <= 1e-7 * plain.magnitude + 1e-12
    #expect(isClose, "\(text): \(own), not \(plain)")
  }

  @Test func `parts, their order and threads change no digit`() {
    let rows = Rows(150_000, scoredCount: 4, isTied: false)
    let one = rows.metrics()
    let order = rows.classes.indices.map { $0 * 77_773 % rows.classes.count }
    for (parts, threads) in [(1, 3), (2, 1), (5, 2)] {
      for order in [nil, order] {
        let other = rows.metrics(parts: parts, order: order, threadCount: threads)
        for (one, other) in zip(one, other) {
          #expect(one.value.bitPattern == other.value.bitPattern, "\(one.name)")
          #expect(one.standardError.bitPattern == other.standardError.bitPattern, "\(one.name)")
        }
      }
    }
  }
}
