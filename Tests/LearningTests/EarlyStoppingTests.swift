import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

/// The rounds without progress that boosting waits in a search.
@Suite struct EarlyStoppingTests {
  /// Rounds kept of those trained, on noise that few rounds exhaust.
  private func rounds(_ settings: [(key: String, value: String)]) throws -> (
    kept: Int, trained: Int
  ) {
    var generator = SplitMix64(seed: 4)
    let data = TrainingData(
      features: FeatureTable(
        rowCount: 600,
        columns: [.double((0..<600).map { _ in .random(in: 0..<1, using: &generator) })]
      ),
      target: (0..<600).map { _ in Double(Int.random(in: 0...1, using: &generator)) }
    )
    let trained = Mutex(0)
    let candidate = try CandidateTrainer(
      data: data,
      task: .binary,
      binCount: 256,
      seed: 1,
      threadCount: 1
    ).train(
      Candidate(.trees, hyperparameters: settings, objective: nil),
      rows: Array(0..<400),
      validationRows: Array(400..<600),
      rounds: 1_000,
      threadCount: 1,
      monitor: TrainingMonitor(progress: { completed, _ in trained.withLock { $0 = completed } })
    )
    return (try #require(candidate.rounds), trained.withLock { $0 })
  }

  @Test func `a candidate ends after 30 rounds that are no better`() throws {
    let (kept, trained) = try rounds([])
    #expect(trained == kept + 30)
  }

  @Test func `a candidate's own patience comes first`() throws {
    let (kept, trained) = try rounds([("early_stopping_rounds", "7")])
    #expect(trained == kept + 7)
  }
}
