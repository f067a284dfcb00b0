import Foundation
import LinearAlgebra
import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

@Suite struct CandidateSearchTests {
  private let search = SearchSettings(
    task: .binary,
    metric: .logLoss,
    candidates: SearchSpace.candidates(families: Family.predicting, task: .regression),
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
    #expect(Set(outcome.leaderboard.map(\.candidate.family)) == Set(Family.predicting))
    let candidates = Array(search.candidates.joined())
    #expect(outcome.leaderboard.allSatisfy { candidates.contains($0.candidate) })
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
      candidates: SearchSpace.candidates(families: [.linear], task: .regression),
      seed: 7,
      threadCount: 1
    )
    let outcome = try CandidateSearch.run(data: data, settings: settings, monitor: still)
    let best = try #require(outcome.leaderboard.first)
    #expect(outcome.leaderboard.filter { $0.metric == 1 }.count > 1)
    #expect(best.loss == outcome.leaderboard.filter { $0.metric == 1 }.map(\.loss).min())
    #expect(best.candidate.linearSettings.lambda < 1000)
  }

  private func applicable(_ data: TrainingData, _ task: LearningTask) -> Set<[String]> {
    let groups = SearchSpace.candidates(families: [.linear], task: .regression)
    let applicable = SearchSpace.applicable(groups, to: data, task: task)
    return Set(applicable.compactMap { $0.first?.shown.map(\.text).filter { $0 != "1000" } })
  }

  @Test func `features that would be the same twice are tried once`() {
    let levels = TrainingData(
      features: FeatureTable(
        rowCount: 60,
        columns: [.codes((0..<60).map { $0 % 4 }, levelCount: 4)]
      ),
      target: (0..<60).map { Double($0 % 2) }
    )
    #expect(applicable(levels, .binary) == [["plain"]])
    let numbers = LinearTestData.generated(rowCount: 400)
    #expect(applicable(numbers, .binary) == [["plain"], ["scaled"], ["enriched"], ["crossed"]])
  }

  @Test func `a logarithmic link is tried on targets of 0 or more`() {
    let data = LinearTestData.generated(rowCount: 400, task: .regression)
    let positive = TrainingData(features: data.features, target: data.target.map(abs))
    let poisson: Set<[String]> = [["enriched", "poisson"], ["crossed", "poisson"]]
    #expect(applicable(positive, .regression).isSuperset(of: poisson))
    #expect(applicable(data, .regression).isDisjoint(with: poisson))
  }

  @Test func `what grows by factors is predicted on a logarithmic link`() throws {
    var generator = SplitMix64(seed: 3)
    let columns = (0..<3).map { _ in (0..<900).map { _ in LinearTestData.normal(&generator) } }
    let target = (0..<900).map { row in
      (exp(1 + columns[0][row] + columns[1][row]) * Double.random(in: 0.8..<1.2, using: &generator))
    }
    let settings = SearchSettings(
      task: .regression,
      metric: .meanSquaredError,
      candidates: SearchSpace.candidates(families: [.linear], task: .regression),
      seed: 7,
      threadCount: 2
    )
    let data = TrainingData(
      features: FeatureTable(rowCount: 900, columns: columns.map { .double($0) }),
      target: target
    )
    let outcome = try CandidateSearch.run(data: data, settings: settings, monitor: still)
    #expect(outcome.leaderboard.first?.candidate.linearSettings.loss == .poisson)
    #expect(outcome.winner.learner.link == .exponential)
    #expect(outcome.isComplete)
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
    #expect(outcome.winner.learner.scorer == .baseline(BaselineModel(scores: [3])))
  }

  @Test func `no row is refused`() {
    let data = TrainingData(features: FeatureTable(rowCount: 0, columns: []), target: [])
    #expect(throws: LearningError.noRows) {
      try CandidateSearch.run(data: data, settings: search, monitor: still)
    }
  }
}
