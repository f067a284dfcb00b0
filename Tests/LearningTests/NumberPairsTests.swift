import Testing
import TestSupport

@testable import Learning

/// Numbers and their predictions, judged as they come, beside the same rows in arrays.
@Suite struct NumberPairsTests {
  /// Rows in arrays.
  private struct Rows {
    var actual: [Double] = []
    var predicted: [Double] = []

    /// Judged in parts, one after the other in an order, on so many threads.
    func metrics(parts: Int = 1, order: [Int]? = nil, threadCount: Int = 1) -> [JudgedMetric] {
      let order = order ?? Array(actual.indices)
      var whole = NumberPairs()
      for part in 0..<parts {
        var pairs = NumberPairs()
        let own = order[part * order.count / parts..<(part + 1) * order.count / parts]
        for start in stride(from: own.startIndex, to: own.endIndex, by: 2048) {
          let chunk = own[start..<min(start + 2048, own.endIndex)]
          pairs.add(
            actual: chunk.map { actual[$0] }[...],
            predicted: chunk.map { predicted[$0] }[...]
          )
        }
        whole.add(pairs)
      }
      return whole.metrics(threadCount: threadCount)
    }

    /// Judged by the plain definitions.
    func plainMetrics() -> [JudgedMetric] {
      let kept = actual.indices.filter { !actual[$0].isNaN && !predicted[$0].isNaN }
      return JudgedNumbers(
        actual: kept.map { actual[$0] },
        predicted: kept.map { predicted[$0] },
        leftOutCount: actual.count - kept.count
      ).metrics()
    }
  }

  /// Kinds of numbers, with rows of each.
  private enum Kind: String, CaseIterable {
    case smooth, tied, constant, exact, far, large, infinite, missing, zeros

    func rows(_ count: Int) -> Rows {
      var random = SplitMix64(seed: 11)
      var rows = Rows()
      for index in 0..<count {
        let (a, b) = (
          Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random)
        )
        let (actual, predicted): (Double, Double) =
          switch self {
          case .smooth: (a * 10, a * 10 + b)
          case .tied: ((a * 3).rounded(), (a * 3 + b).rounded())
          case .constant: (4.25, 4.25 + b)
          case .exact: (a, a)
          case .far: (1e3 + a, 1e3 + a + b * 1e-3)
          case .large: (a * 1e200, b * 1e200)
          case .infinite: (index == 3 ? .infinity : a, b)
          case .missing: (index % 7 == 2 ? .nan : a, index % 5 == 1 ? .nan : a + b)
          case .zeros: (index % 3 == 0 ? 0 : a, b)
          }
        rows.actual.append(actual)
        rows.predicted.append(predicted)
      }
      return rows
    }
  }

  @Test(arguments: Kind.allCases.map(\.rawValue))
  func `metrics are those of the plain definitions`(_ kind: String) throws {
    let kind = try #require(Kind(rawValue: kind))
    for count in [0, 1, 2, 3, 9, 1_000, 50_001] {
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
    if own.isNaN && plain.isNaN || own == plain { return }
    let isClose = (own - plain).magnitude <= 1e-11 * plain.magnitude + 1e-15
    #expect(isClose, "\(text): \(own), not \(plain)")
  }

  @Test(arguments: Kind.allCases.map(\.rawValue))
  func `parts, their order and threads change no digit`(_ kind: String) throws {
    let kind = try #require(Kind(rawValue: kind))
    let rows = kind.rows(150_000)
    let one = rows.metrics()
    let order = rows.actual.indices.map { $0 * 77_773 % rows.actual.count }
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
}
