import Models
import TestSupport
import Testing

@testable import Learning

/// The score shown is of a model of all rows, though the folds' models have seen fewer.
@Suite struct GainOfRowsTests {
  private let still = SearchMonitor(seconds: { 0 })

  /// Rows whose target is a product of columns, which trees need many rows for.
  private static func rows(_ rowCount: Int, seed: UInt64) -> TrainingData {
    var generator = SplitMix64(seed: seed)
    let columns = (0..<6).map { _ in
      (0..<rowCount).map { _ in Float.random(in: -1...1, using: &generator) }
    }
    let target = (0..<rowCount).map { row in
      Double(columns[0][row] * columns[1][row] + columns[2][row] * columns[3][row])
    }
    return TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: columns.map { .float($0) }),
      target: target
    )
  }

  private func settings(split: RowSplit = .drawn(units: nil), threadCount: Int = 2)
    -> SearchSettings
  {
    SearchSettings(
      task: .regression,
      metric: .meanSquaredError,
      candidates: SearchSpace.candidates(families: [.trees], task: .regression),
      split: split,
      seed: 7,
      threadCount: threadCount
    )
  }

  @Test func `where more rows teach more the score is that of the model of all rows`() throws {
    let data = Self.rows(1_500, seed: 1)
    let outcome = try CandidateSearch.run(data: data, settings: settings(), monitor: still)
    let score = try #require(outcome.score)
    // The folds' own score is that of models of four fifths of the rows.
    let ofFolds = try #require(outcome.leaderboard.first).metric
    let fresh = Self.rows(20_000, seed: 2)
    let predictions = CompiledLearner(outcome.winner.learner).predictions(of: fresh.features)
    let truth = Metric.meanSquaredError.value(predictions: predictions, target: fresh.target)
    #expect(truth < 0.93 * ofFolds, "\(truth) of new rows, \(ofFolds) of the folds'")
    #expect(abs(score.value - truth) < 0.5 * (ofFolds - truth), "\(score.value), not \(truth)")
    #expect(abs(score.value - truth) < 1.96 * score.standardError)
  }

  @Test func `threads change no bit of it, and rows in time have none`() throws {
    let data = Self.rows(400, seed: 3)
    let scores = try [1, 3].map { threads in
      try CandidateSearch.run(data: data, settings: settings(threadCount: threads), monitor: still)
        .score
    }
    #expect(scores[0] == scores[1])
    let times = (0..<400).map(Double.init)
    let forward = try CandidateSearch.run(
      data: data,
      settings: settings(split: .forward(times: times)),
      monitor: still
    )
    let best = try #require(forward.leaderboard.first)
    // One candidate of many is chosen: what is corrected for the choice is not better than it.
    #expect(try #require(forward.score).value >= best.metric)
  }
}
