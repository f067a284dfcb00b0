import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

/// The progress that a search tells of: its groups share the first 85 hundredths, the training on all
/// rows has the rest.
@Suite struct SearchProgressTests {
  private struct Step {
    let fraction: Double
    let detail: String
  }

  private func steps(_ groups: [[Candidate]], rowCount: Int) throws -> [Step] {
    let steps = Mutex<[Step]>([])
    let monitor = SearchMonitor(
      seconds: { 0 },
      progress: { fraction, detail in
        steps.withLock { $0.append(Step(fraction: fraction, detail: detail)) }
      }
    )
    _ = try CandidateSearch.run(
      data: LinearTestData.generated(rowCount: rowCount, numericCount: 2),
      settings: SearchSettings(
        task: .binary,
        metric: .logLoss,
        candidates: groups,
        seed: 1,
        threadCount: 1
      ),
      monitor: monitor
    )
    return steps.withLock { $0 }
  }

  private static func trees() throws -> Candidate {
    try Candidate(
      .trees,
      hyperparameters: [("num_round", "4"), ("max_depth", "2")],
      objective: nil
    )
  }

  @Test func `groups have equal parts, and the training on all rows begins at 0.85`() throws {
    let steps = try steps([[.baseline], [Self.trees()]], rowCount: 400)
    #expect(steps.prefix(2).map(\.fraction) == [0, 0.425])
    #expect(steps.prefix(2).map(\.detail) == ["baseline (1 of 2)", "xgboost (2 of 2)"])
    let refit = steps.dropFirst(2)
    #expect(refit.map(\.fraction) == [0, 0.25, 0.5, 0.75, 1].map { 0.85 + 0.15 * $0 })
    #expect(refit.allSatisfy { $0.detail == "training xgboost on all rows" })
  }

  @Test func `rounds on one holdout are told within the group's part`() throws {
    let steps = try steps([[.baseline], [Self.trees()]], rowCount: 21_000)
    let rounds = steps.filter { $0.detail == "xgboost (2 of 2)" }.map(\.fraction)
    #expect(rounds == [0.425, 0.425 * 1.25, 0.425 * 1.5, 0.425 * 1.75, 0.85])
  }
}
