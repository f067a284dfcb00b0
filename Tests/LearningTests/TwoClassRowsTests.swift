import CKernels
import Testing
import TestSupport

@testable import Learning

/// Rows of two classes, judged as they come, beside the same rows in arrays.
@Suite struct TwoClassRowsTests {
  /// Rows in arrays.
  private struct Rows {
    var classes: [UInt32] = []
    var probabilities: [Double] = []

    /// Judged in parts, one after the other in an order, on so many threads.
    func metrics(parts: Int = 1, order: [Int]? = nil, threadCount: Int = 1) -> [JudgedMetric] {
      let order = order ?? Array(classes.indices)
      let count = Int((classes.max { $0 &+ 1 < $1 &+ 1 } ?? 0) &+ 1)
      let all = (0..<parts).map { part in
        var rows = TwoClassRows(threshold: 0.5)
        let own = order[part * order.count / parts..<(part + 1) * order.count / parts]
        for start in stride(from: own.startIndex, to: own.endIndex, by: 2048) {
          let chunk = own[start..<min(start + 2048, own.endIndex)]
          rows.add(
            classes: chunk.map { classes[$0] }[...],
            probabilities: chunk.map { probabilities[$0] }[...],
            classCount: count
          )
        }
        return rows
      }
      var whole = TwoClassRows(threshold: 0.5)
      for rows in all { whole.add(rows, classes: (0..<UInt32(max(count, 2))).map { $0 }) }
      let labels = ["no", "yes"] + (2..<max(count, 3)).map { "\($0)" }
      return whole.metrics(
        labels: labels,
        places: Array(labels.indices),
        threadCount: threadCount
      )
    }

    /// Judged by the plain definitions.
    func plainMetrics() -> [JudgedMetric] {
      let kept = classes.indices.filter { classes[$0] != .max && !probabilities[$0].isNaN }
      let count = max(Int(kept.map { classes[$0] }.max() ?? 0) + 1, 3)
      return JudgedClasses(
        labels: ["no", "yes"] + (2..<count).map { "\($0)" },
        actual: kept.map { classes[$0] },
        predicted: kept.map { probabilities[$0] > 0.5 ? 1 : 0 },
        probabilities: .one(class: 1, kept.map { probabilities[$0] }),
        leftOutCount: classes.count - kept.count
      ).metrics()
    }
  }

  /// Kinds of probabilities, with rows of each.
  private enum Kind: String, CaseIterable {
    case smooth, tied, alike, certain, tiny, perfect, third, missing, positive, negative

    func rows(_ count: Int) -> Rows {
      var random = SplitMix64(seed: 17)
      var rows = Rows()
      for index in 0..<count {
        let uniform = Double.random(in: 0...1, using: &random)
        let probability =
          switch self {
          case .tied: (uniform * 7).rounded() / 7
          case .alike: 0.3
          case .certain: uniform < 0.2 ? 0 : uniform > 0.7 ? 1 : uniform
          case .tiny: uniform < 0.5 ? uniform * 1e-12 : 1 - uniform * 1e-12
          case .missing: index % 5 == 0 ? .nan : uniform
          default: uniform
          }
        let isPositive =
          switch self {
          case .perfect: uniform > 0.4
          case .positive: true
          case .negative: false
          default: Double.random(in: 0...1, using: &random) < probability
          }
        let isThird = self == .third && index % 11 == 0
        let isMissing = self == .missing && index % 7 == 0
        rows.classes.append(isMissing ? .max : isThird ? 2 : isPositive ? 1 : 0)
        rows.probabilities.append(probability)
      }
      return rows
    }
  }

  @Test(arguments: Kind.allCases.map(\.rawValue))
  func `metrics are those of the plain definitions`(_ kind: String) throws {
    let kind = try #require(Kind(rawValue: kind))
    for count in [0, 1, 2, 3, 10, 5_000, 60_000] {
      let rows = kind.rows(count)
      let (own, plain) = (rows.metrics(), rows.plainMetrics())
      #expect(own.map(\.name) == plain.map(\.name))
      for (own, plain) in zip(own, plain) {
        expectClose(own.value, plain.value, "\(kind) \(count) \(own.name)")
        expectClose(own.standardError, plain.standardError, "\(kind) \(count) \(own.name) error")
        expectClose(own.baseline, plain.baseline, "\(kind) \(count) \(own.name) baseline")
      }
    }
  }

  private func expectClose(_ own: Double, _ plain: Double, _ text: String) {
    if own.isNaN && plain.isNaN { return }
    // Plain sums of differences lose digits where there are many rows.
    let isClose = (own - plain).magnitude <= 1e-7 * plain.magnitude + 1e-12
    #expect(isClose, "\(text): \(own), not \(plain)")
  }

  @Test(arguments: Kind.allCases.map(\.rawValue))
  func `parts, their order and threads change no digit`(_ kind: String) throws {
    let kind = try #require(Kind(rawValue: kind))
    let rows = kind.rows(150_000)
    let one = rows.metrics()
    let order = rows.classes.indices.map { $0 * 77_773 % rows.classes.count }
    #expect(Set(order).count == order.count)
    for (parts, threads) in [(1, 3), (2, 1), (5, 2)] {
      for order in [nil, order] {
        let other = rows.metrics(parts: parts, order: order, threadCount: threads)
        for (one, other) in zip(one, other) {
          #expect(one.value.bitPattern == other.value.bitPattern, "\(kind) \(one.name)")
          #expect(
            one.standardError.bitPattern == other.standardError.bitPattern,
            "\(kind) \(one.name) error"
          )
        }
      }
    }
  }

  @Test func `keys are sorted, those that differ in any bit`() {
    var random = SplitMix64(seed: 3)
    for count in [0, 1, 24, 25, 1_000, 20_000] {
      for mask in [0, 1, 0xFF, 0xFFFF, .max, 0xFF00_0000_0000_0001] as [UInt64] {
        var keys = (0..<count).map { _ in random.next() & mask }
        let expected = keys.sorted()
        var room = keys
        unsafe automl_sort_keys(&keys, Int64(count), &room)
        #expect(keys == expected, "\(count) \(mask)")
      }
    }
  }

  @Test func `losses are logarithms within two units of the last place`() {
    var random = SplitMix64(seed: 5)
    var probabilities = [0, 1, 0.5, 0.25, Double(0.5).nextUp, Double(1).nextDown, 1e-300, 1e-15]
    for _ in 0..<20_000 {
      let uniform = Double.random(in: 0...1, using: &random)
      probabilities += [uniform, uniform * uniform * uniform * 1e-9]
    }
    for isPositive in [true, false] {
      let keys = probabilities.map {
        (Double(1).bitPattern - $0.bitPattern) << 1 | (isPositive ? 1 : 0)
      }
      for (loss, p) in zip(ProbabilityKeys.logLosses(keys.span), probabilities) {
        let expected = logLoss(probability: isPositive ? p : 1 - p)
        #expect((loss - expected).magnitude <= 2 * expected.ulp, "\(p): \(loss), \(expected)")
      }
    }
  }
}
