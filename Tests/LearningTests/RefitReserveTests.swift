import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

/// The seconds that a search keeps for training on all rows, by a clock that only goes on when it is
/// read: a group of candidates is timed from one reading to the next.
@Suite struct RefitReserveTests {
  private static let groupSeconds = 8.0
  private static let linear = Candidate.linear(LinearSettings(lambda: 1))
  private static let weaker = Candidate.linear(LinearSettings(lambda: 0.1))

  /// Every reserve that a search asked for time with, in its order.
  private func reserves(_ groups: [[Candidate]], rowCount: Int) throws -> [Double] {
    let clock = Mutex(0.0)
    let asked = Mutex<[Double]>([])
    let monitor = SearchMonitor(
      seconds: {
        clock.withLock { seconds in
          seconds += Self.groupSeconds
          return seconds
        }
      },
      shouldFinish: { reserve in
        asked.withLock { if $0.last != reserve { $0.append(reserve) } }
        return false
      }
    )
    _ = try CandidateSearch.run(
      data: LinearTestData.generated(rowCount: rowCount, numericCount: 1, task: .regression),
      settings: SearchSettings(
        task: .regression,
        metric: .meanSquaredError,
        candidates: groups,
        seed: 1,
        threadCount: 1
      ),
      monitor: monitor
    )
    return asked.withLock { $0 }
  }

  @Test(arguments: [(4_000, 5.0), (6_000, 3), (21_000, 1)])
  func `it is the best candidate's time on one fold and half as much again`(
    rowCount: Int,
    foldCount: Double
  ) throws {
    let reserves = try reserves([[.baseline], [Self.linear]], rowCount: rowCount)
    #expect(reserves == [1.5 * Self.groupSeconds / foldCount])
  }

  @Test func `candidates of a group share its time`() throws {
    let reserves = try reserves(
      [[Self.linear, Self.weaker], [.baseline]],
      rowCount: 4_000
    )
    #expect(reserves == [1.5 * Self.groupSeconds / 2 / 5])
  }

  @Test func `a linear model that was chosen on a part of the rows takes longer on all`() throws {
    let rowCount = 200_000
    let reserves = try reserves([[Self.linear], [.baseline]], rowCount: rowCount)
    let seenRows = 131_072.0
    #expect(reserves == [1.5 * Double(rowCount * 4 / 5) / seenRows * Self.groupSeconds])
  }
}
