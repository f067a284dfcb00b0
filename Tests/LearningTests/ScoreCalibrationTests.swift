import Foundation
import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct ScoreCalibrationTests {
  /// Rows of classes drawn from probabilities, in so many folds, and the scores that these come from.
  private struct Drawn {
    var scores: Matrix
    var rows: HeldOutRows

    init(
      rowCount: Int,
      classCount: Int,
      foldCount: Int,
      units: [UInt32]? = nil,
      weights: [Double]? = nil,
      seed: UInt64 = 1
    ) {
      var generator = SplitMix64(seed: seed)
      let outputCount = classCount == 2 ? 1 : classCount
      scores = Matrix(
        rowCount: rowCount,
        columnCount: outputCount,
        values: (0..<rowCount * outputCount).map { _ in 1.5 * LinearTestData.normal(&generator) }
      )
      var probabilities = scores
      let link: LinkFunction = classCount == 2 ? .logistic : .softmax
      link.apply(to: &probabilities)
      let target = (0..<rowCount).map { row in
        var chance = Double.random(in: 0..<1, using: &generator)
        if classCount == 2 { return chance < probabilities[row, 0] ? 1.0 : 0 }
        for output in 0..<classCount {
          chance -= probabilities[row, output]
          if chance < 0 { return Double(output) }
        }
        return 0.0
      }
      let data = TrainingData(
        features: FeatureTable(rowCount: rowCount, columns: []),
        target: target,
        weights: weights
      )
      let folds = (0..<foldCount).map { fold in
        Fold(
          trainingRows: [0],
          validationRows: (rowCount * fold / foldCount..<rowCount * (fold + 1) / foldCount)
            .map { UInt32($0) }
        )
      }
      rows = HeldOutRows(of: folds, in: data, units: units)
    }

    /// Probabilities of scores that are so many times as large, with as much added.
    func predictions(slope: Double, shift: Double = 0) -> Matrix {
      var predictions = scores
      for i in predictions.values.indices {
        predictions.values[i] = slope * predictions.values[i] + shift
      }
      let link: LinkFunction = predictions.columnCount == 1 ? .logistic : .softmax
      link.apply(to: &predictions)
      return predictions
    }
  }

  @Test(arguments: [2, 4], [1, 5])
  func `scores that are too large are brought back`(classCount: Int, foldCount: Int) throws {
    let drawn = Drawn(rowCount: 4000, classCount: classCount, foldCount: foldCount)
    let found = try #require(
      ScoreCalibration(of: drawn.predictions(slope: 4), rows: drawn.rows)
    )
    #expect(abs(found.map.slope - 0.25) < 0.03)
    #expect(abs(found.map.shift) < 0.15)
    #expect(found.loss < found.lossBefore)
    let best = Metric.logLoss.value(
      predictions: drawn.predictions(slope: 1),
      target: drawn.rows.target
    )
    #expect(abs(found.loss - best) < 0.005)
  }

  @Test func `scores that are too small are spread, and those beside the mark moved`() throws {
    let drawn = Drawn(rowCount: 4000, classCount: 2, foldCount: 3)
    let found = try #require(
      ScoreCalibration(of: drawn.predictions(slope: 0.5, shift: 1), rows: drawn.rows)
    )
    #expect(abs(found.map.slope - 2) < 0.2)
    #expect(abs(found.map.shift + 2) < 0.3)
  }

  @Test(arguments: [2, 4], 1...5 as ClosedRange<UInt64>)
  func `probabilities that are right are left alone`(classCount: Int, seed: UInt64) {
    let drawn = Drawn(rowCount: 2000, classCount: classCount, foldCount: 5, seed: seed)
    #expect(ScoreCalibration(of: drawn.predictions(slope: 1), rows: drawn.rows) == nil)
  }

  @Test func `rows of one unit count as one`() {
    let rowCount = 60
    let whole = Drawn(
      rowCount: rowCount,
      classCount: 2,
      foldCount: 1,
      units: (0..<rowCount).map { UInt32($0 / 30) }
    )
    let apart = Drawn(rowCount: rowCount, classCount: 2, foldCount: 1)
    #expect(ScoreCalibration(of: apart.predictions(slope: 8), rows: apart.rows) != nil)
    #expect(ScoreCalibration(of: whole.predictions(slope: 8), rows: whole.rows) == nil)
  }

  @Test func `a weight of 2 is two rows to the fit`() throws {
    let rowCount = 1000
    let weights = (0..<rowCount).map { Double(1 + $0 % 2) }
    let weighted = Drawn(rowCount: rowCount, classCount: 2, foldCount: 2, weights: weights)
    let found = try #require(
      ScoreCalibration(of: weighted.predictions(slope: 3), rows: weighted.rows)
    )
    var sums = (before: 0.0, all: 0.0)
    let losses = Metric.logLoss.rowValues(weighted.predictions(slope: 3), weighted.rows.target)
    for (loss, weight) in zip(losses, weights) {
      sums = (sums.before + weight * loss, sums.all + weight)
    }
    #expect(abs(found.lossBefore - sums.before / sums.all) < 1e-6)
  }

  @Test func `one class tells nothing`() {
    let drawn = Drawn(rowCount: 100, classCount: 2, foldCount: 2)
    let data = TrainingData(
      features: FeatureTable(rowCount: 100, columns: []),
      target: [Double](repeating: 1, count: 100)
    )
    let rows = HeldOutRows(
      of: [Fold(trainingRows: [0], validationRows: (0..<100).map { UInt32($0) })],
      in: data,
      units: nil
    )
    #expect(ScoreCalibration(of: drawn.predictions(slope: 3), rows: rows) == nil)
  }

  @Test(arguments: [LearningTask.binary, .multiclass(classCount: 3)])
  func `a mapped learner predicts what the map makes of its predictions`(
    task: LearningTask
  ) throws {
    let data = LinearTestData.generated(rowCount: 300, levelCounts: [4], task: task)
    let trainer = try CandidateTrainer(
      data: data,
      task: task,
      binCount: 64,
      seed: 1,
      threadCount: 1
    )
    let map = ScoreMap(slope: 0.5, shift: task == .binary ? -0.25 : 0)
    for candidate in [
      Candidate.baseline, .linear(LinearSettings()), .trees(TreeSettings(roundCount: 5)),
    ] {
      let trained = try trainer.train(candidate, threadCount: 1, monitor: TrainingMonitor())
      let before = trained.learner.predictions(of: data.features)
      let after = trained.learner.mapped(by: map).predictions(of: data.features)
      for (a, b) in zip(map.predictions(before).values, after.values) {
        #expect(abs(a - b) < 1e-9)
      }
    }
  }

  /// Thirty columns of noise beside one that tells a little: nearly without a penalty they are learnt too.
  private static func noisy(rowCount: Int) -> TrainingData {
    var generator = SplitMix64(seed: 5)
    let columns = (0..<31).map { _ in
      (0..<rowCount).map { _ in LinearTestData.normal(&generator) }
    }
    let target = (0..<rowCount).map { row in
      columns[0][row] > 3 * LinearTestData.normal(&generator) ? 1.0 : 0
    }
    return TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: columns.map { .double($0) }),
      target: target
    )
  }

  private func search(lambda: Double, threadCount: Int) throws -> SearchOutcome {
    try CandidateSearch.run(
      data: Self.noisy(rowCount: 200),
      settings: SearchSettings(
        task: .binary,
        metric: .f1,
        candidates: [[.linear(LinearSettings(lambda: lambda))]],
        seed: 1,
        threadCount: threadCount
      ),
      monitor: SearchMonitor(seconds: { 0 })
    )
  }

  @Test func `a winner that is too sure is corrected, and the threshold goes with it`() throws {
    let outcome = try search(lambda: 1e-4, threadCount: 1)
    let found = try #require(outcome.calibration)
    #expect(found.map.slope < 0.7)
    let best = try #require(outcome.leaderboard.first?.predictions?.matrix)
    let mapped = found.map.predictions(best)
    let threshold = try #require(outcome.score?.decision?.threshold)
    // Half of the rows are of class 1, and the best F1 finds most of them.
    let share = mapped.values.count { $0 > threshold }
    #expect(share > 50 && share < 200)
    #expect(outcome.score?.decision?.threshold != 0.5)
    let again = try search(lambda: 1e-4, threadCount: 3)
    #expect(again.winner.learner == outcome.winner.learner)
    #expect(again.calibration == outcome.calibration)
  }
}
