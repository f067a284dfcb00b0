import Learning
import LinearAlgebra
import Models
import Synchronization
import Testing

@Suite struct CandidateSearchTests {
  private let search = SearchSettings(
    task: .binary,
    metric: .logLoss,
    candidates: SearchSpace.candidates(families: Family.allCases),
    seed: 7,
    threadCount: 2
  )
  private let still = SearchMonitor(seconds: { 0 })

  private func search(threadCount: Int) -> SearchSettings {
    SearchSettings(
      task: search.task,
      metric: search.metric,
      candidates: search.candidates,
      seed: search.seed,
      threadCount: threadCount
    )
  }

  @Test func `the leaderboard is sorted and beats the baseline`() throws {
    let data = LinearTestData.generated(rowCount: 600, levelCounts: [5])
    let outcome = try CandidateSearch.run(data: data, settings: search, monitor: still)
    let metrics = outcome.leaderboard.map(\.metric)
    #expect(metrics == metrics.sorted())
    #expect(outcome.leaderboard.count == search.candidates.joined().count)
    #expect(outcome.leaderboard.last?.candidate.family == .baseline)
    #expect(outcome.isComplete && outcome.isRefit)
  }

  @Test func `of candidates that are right alike the surer one is taken`() throws {
    // Two classes far apart: any strength of the penalty finds an accuracy of 1.
    let values = (0..<200).map { Float($0 % 2 == 0 ? $0 : $0 + 10_000) }
    let data = TrainingData(
      features: FeatureTable(rowCount: 200, columns: [.float(values)]),
      target: values.map { $0 < 10_000 ? 0 : 1 }
    )
    let settings = SearchSettings(
      task: .binary,
      metric: .accuracy,
      candidates: SearchSpace.candidates(families: [.linearLearner]),
      seed: 7,
      threadCount: 1
    )
    let outcome = try CandidateSearch.run(data: data, settings: settings, monitor: still)
    let best = try #require(outcome.leaderboard.first)
    #expect(outcome.leaderboard.filter { $0.metric == 1 }.count > 1)
    #expect(best.loss == outcome.leaderboard.filter { $0.metric == 1 }.map(\.loss).min())
    #expect(!best.candidate.settings.contains { $0.value == "1000" })
  }

  @Test func `threads change nothing`() throws {
    let data = LinearTestData.generated(rowCount: 500, levelCounts: [4], missingShare: 0.1)
    let one = try CandidateSearch.run(data: data, settings: search(threadCount: 1), monitor: still)
    for threadCount in [2, 4] {
      let more = try CandidateSearch.run(
        data: data,
        settings: search(threadCount: threadCount),
        monitor: still
      )
      #expect(more.leaderboard.map(\.metric) == one.leaderboard.map(\.metric))
      #expect(more.winner.learner == one.winner.learner)
    }
  }

  @Test func `a search that must finish keeps the best so far`() throws {
    let data = LinearTestData.generated(rowCount: 400)
    let monitor = SearchMonitor(seconds: { 0 }, shouldFinish: { _ in true })
    let outcome = try CandidateSearch.run(data: data, settings: search, monitor: monitor)
    #expect(!outcome.isComplete)
    #expect(outcome.leaderboard.map(\.candidate.family) == [.baseline])
  }

  @Test func `a search that is given up throws`() {
    let data = LinearTestData.generated(rowCount: 400)
    let monitor = SearchMonitor(seconds: { 0 }, shouldAbort: { true })
    #expect(throws: LearningError.interrupted) {
      try CandidateSearch.run(data: data, settings: search, monitor: monitor)
    }
  }

  @Test func `progress never goes back and ends near the whole`() throws {
    let data = LinearTestData.generated(rowCount: 300)
    let seen = Mutex<[Double]>([])
    let monitor = SearchMonitor(
      seconds: { 0 },
      progress: { fraction, _ in seen.withLock { $0.append(fraction) } }
    )
    _ = try CandidateSearch.run(data: data, settings: search(threadCount: 1), monitor: monitor)
    let fractions = seen.withLock { $0 }
    #expect(fractions == fractions.sorted())
    #expect((fractions.last ?? 0) >= 0.85)
  }

  @Test func `one row is predicted by itself`() throws {
    let data = TrainingData(
      features: FeatureTable(rowCount: 1, columns: [.float([1])]),
      target: [3]
    )
    let outcome = try CandidateSearch.run(
      data: data,
      settings: SearchSettings(
        task: .regression,
        metric: .meanSquaredError,
        candidates: search.candidates,
        seed: 0,
        threadCount: 1
      ),
      monitor: still
    )
    #expect(outcome.winner.learner == .baseline(BaselineModel(scores: [3])))
  }

  @Test func `no row is refused`() {
    let data = TrainingData(features: FeatureTable(rowCount: 0, columns: []), target: [])
    #expect(throws: LearningError.noRows) {
      try CandidateSearch.run(data: data, settings: search, monitor: still)
    }
  }
}
