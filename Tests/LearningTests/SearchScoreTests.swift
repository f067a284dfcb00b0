import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct SearchScoreTests {
  private static func rows(
    _ target: [Double],
    folds: [Range<Int>]? = nil,
    units: [UInt32]? = nil
  ) -> HeldOutRows {
    let data = TrainingData(
      features: FeatureTable(rowCount: target.count, columns: []),
      target: target
    )
    let folds = (folds ?? [0..<target.count]).map { range in
      // Four times as many were trained on.
      Fold(
        trainingRows: [UInt32](repeating: 0, count: 4 * target.count),
        validationRows: range.map { UInt32($0) }
      )
    }
    return HeldOutRows(of: folds, in: data, units: units)
  }

  /// Random probabilities of a few values, so that some tie, and classes that go with them.
  private static func random(
    _ count: Int,
    seed: UInt64
  ) -> (predictions: [Double], target: [Double], weights: [Double]) {
    var generator = SplitMix64(seed: seed)
    let predictions = (0..<count).map { _ in Double(Int.random(in: 0...16, using: &generator)) / 16
    }
    let target = predictions.map { $0 > Double.random(in: 0..<1, using: &generator) ? 1.0 : 0 }
    let weights = (0..<count).map { _ in Double(Int.random(in: 0...3, using: &generator)) }
    return (predictions, target, weights)
  }

  /// The share of pairs of a row of class 1 and another one that are in order, ties counted half.
  private static func area(_ scores: [Double], _ target: [Double], _ weights: [Double]) -> Double {
    var (right, all) = (0.0, 0.0)
    for a in scores.indices where target[a] == 1 {
      for b in scores.indices where target[b] != 1 {
        let weight = weights[a] * weights[b]
        right += weight * (scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0)
        all += weight
      }
    }
    return right / all
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `the area is the share of pairs in order`(seed: UInt64) {
    let (predictions, target, weights) = Self.random(70, seed: seed)
    let value = Metric.areaUnderROC.value(
      predictions: Self.column(predictions),
      target: target,
      weights: weights
    )
    #expect(abs(value - Self.area(predictions, target, weights)) < 1e-12)
  }

  private static func column(_ values: [Double]) -> Matrix {
    Matrix(rowCount: values.count, columnCount: 1, values: values)
  }

  @Test(arguments: [Metric.f1, .f1Macro, .accuracy], 0..<20 as Range<UInt64>)
  func `the best threshold is the best of all`(metric: Metric, seed: UInt64) {
    let (predictions, target, weights) = Self.random(60, seed: seed)
    let curve = ThresholdCurve(
      probabilities: predictions,
      isPositive: target.map { $0 == 1 }
    )
    func value(at threshold: Double) -> Double {
      var counts = DecisionCounts()
      for row in target.indices {
        counts.add(target[row] == 1, predictions[row] > threshold, weight: weights[row])
      }
      #expect(counts == curve.counts(at: threshold, weights))
      return counts.value(of: metric)
    }
    let thresholds = [0] + Set(predictions).sorted() + [1]
    let best = curve.best(by: metric, weights)
    #expect(best.counts.value(of: metric) == thresholds.map(value(at:)).max())
    #expect(value(at: best.threshold) == best.counts.value(of: metric))
    // Midway between probabilities that are there, so that rounding decides nothing.
    #expect(!predictions.contains(best.threshold) || best.threshold == 1)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `the points of a curve are the highest thresholds that find a share`(seed: UInt64) {
    let (predictions, target, weights) = Self.random(60, seed: seed)
    let curve = ThresholdCurve(probabilities: predictions, isPositive: target.map { $0 == 1 })
    let recalls = [0.9, 0.5, 0.1]
    let points = curve.points(recalls: recalls, weights)
    #expect(points.map(\.threshold) == points.map(\.threshold).sorted())
    for point in points {
      let counts = curve.counts(at: point.threshold, weights)
      #expect(abs(counts.recall - point.recall) < 1e-12)
      #expect(abs(counts.precision - point.precision) < 1e-12)
      #expect(abs(counts.value(of: .f1) - point.f1) < 1e-12)
    }
    for recall in recalls {
      let highest = Set(predictions).filter {
        curve.counts(at: $0.nextDown, weights).recall >= recall - 1e-12
      }.max()
      let point = points.last { $0.recall >= recall - 1e-12 }
      #expect(point.map { $0.threshold < highest ?? 0 } == true)
      #expect(curve.counts(at: highest ?? 1, weights).recall < recall)
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `scores are the metrics of the rows`(seed: UInt64) {
    let (predictions, target, weights) = Self.random(80, seed: seed)
    let rows = Self.rows(target)
    for metric in [Metric.areaUnderROC, .accuracy, .meanSquaredError, .logLoss] {
      let score = CandidateScore(metric, of: Self.column(predictions), rows: rows)
      let value = metric.value(
        predictions: Self.column(predictions),
        target: target,
        weights: weights
      )
      #expect(abs(score.best(weights).sums.value(of: metric) - value) < 1e-12, "\(metric)")
    }
    let shares = Matrix(
      rowCount: 80,
      columnCount: 3,
      values: predictions + predictions.map { 1 - $0 } + predictions.map { $0 * 0.5 }
    )
    for metric in [Metric.f1Macro, .accuracy, .areaUnderROC] {
      let score = CandidateScore(metric, of: shares, rows: rows)
      let value = metric.value(predictions: shares, target: target, weights: weights)
      #expect(abs(score.best(weights).sums.value(of: metric) - value) < 1e-12, "\(metric)")
    }
  }

  @Test func `the area is the mean of folds, F1 that of all rows`() {
    // In each fold the order is right, and the folds' probabilities do not compare.
    let target = [0.0, 1, 0, 1]
    let rows = Self.rows(target, folds: [0..<2, 2..<4])
    let predictions = Self.column([0.1, 0.2, 0.8, 0.9])
    let ones = [1.0, 1, 1, 1]
    let area = CandidateScore(.areaUnderROC, of: predictions, rows: rows)
    #expect(area.best(ones).sums.value(of: .areaUnderROC) == 1)
    let f1 = CandidateScore(.f1, of: predictions, rows: rows)
    #expect(f1.best(ones).sums.value(of: .f1) == 0.8)
  }

  private func scoring(_ metric: Metric, _ rows: HeldOutRows, costs: DecisionCosts? = nil)
    -> SearchScoring
  {
    SearchScoring(
      task: .binary,
      metric: metric,
      costs: costs,
      rows: rows,
      seed: 3,
      threadCount: 2
    )
  }

  @Test func `of many candidates that know nothing the best looks good, and is not shown so`()
    throws
  {
    // 200 rows, 40 candidates of chance: the best of them is right in some 58 %.
    var generator = SplitMix64(seed: 5)
    let target = (0..<200).map { Double($0 % 2) }
    let rows = Self.rows(target)
    let candidates = (0..<40).map { _ in
      Self.column(target.map { _ in Double.random(in: 0...1, using: &generator) })
    }
    let ranked = candidates.map { matrix in
      (matrix, Metric.accuracy.value(predictions: matrix, target: target))
    }.sorted { $0.1 > $1.1 }
    #expect(ranked[0].1 > 0.56)
    let score = try #require(
      scoring(.accuracy, rows)
        .score(of: ranked.map { HeldOutPredictions($0.0) }, baseline: 0.5)
    )
    #expect(abs(score.value - 0.5) < 0.03, "\(score.value)")
    // That of a share of 200 rows, and a quarter more for other training rows: sqrt(1.25 * 0.25 / 200).
    #expect(abs(score.standardError - 0.0395) < 0.006, "\(score.standardError)")
  }

  @Test func `rows of one unit are drawn together, so that the error is that of units`() throws {
    // 20 units of 10 rows, right or wrong as wholes.
    let target = [Double](repeating: 1, count: 200)
    let predictions = Self.column((0..<200).map { $0 / 10 % 2 == 0 ? 0.9 : 0.1 })
    let units = (0..<200).map { UInt32($0 / 10) }
    let alone = try #require(
      scoring(.accuracy, Self.rows(target)).score(
        of: [HeldOutPredictions(predictions)],
        baseline: 0
      )
    )
    let together = try #require(
      scoring(.accuracy, Self.rows(target, units: units))
        .score(of: [HeldOutPredictions(predictions)], baseline: 0)
    )
    let ratio = together.standardError / alone.standardError
    #expect((2.6...3.8).contains(ratio), "\(ratio), not about the root of 10")
  }

  @Test func `costs move the threshold to where wrong decisions are cheapest`() throws {
    var generator = SplitMix64(seed: 9)
    let probabilities = (0..<4000).map { _ in Double.random(in: 0...1, using: &generator) }
    let target = probabilities.map { $0 > Double.random(in: 0..<1, using: &generator) ? 1.0 : 0 }
    // With true probabilities it is a / (a + b) (Elkan 2001, IJCAI, equation 2).
    for (costs, expected) in [((1.0, 4.0), 0.2), ((3.0, 1.0), 0.75)] {
      let score = scoring(
        .areaUnderROC,
        Self.rows(target),
        costs: DecisionCosts(falsePositive: costs.0, falseNegative: costs.1)
      ).score(of: [HeldOutPredictions(Self.column(probabilities))], baseline: 0.5)
      let threshold = try #require(score?.decision?.threshold)
      #expect(abs(threshold - expected) < 0.06, "\(threshold)")
    }
  }

  @Test func `where nothing was wrong the error is not 0`() throws {
    let target = (0..<60).map { Double($0 % 2) }
    let right = Self.column(target.map { $0 == 1 ? 0.9 : 0.1 })
    let score = try #require(
      scoring(.accuracy, Self.rows(target)).score(of: [HeldOutPredictions(right)], baseline: 0.5)
    )
    // Agresti and Coull: 62 of 64 right.
    let share = 62.0 / 64
    #expect(abs(score.standardError - (1.25 * share * (1 - share) / 64).squareRoot()) < 1e-12)
    #expect(score.value == 1)
  }

  @Test func `a class that is never predicted is told`() throws {
    let target = (0..<100).map { $0 < 3 ? 1.0 : 0 }
    let predictions = Self.column((0..<100).map { $0 < 3 ? 0.2 : 0.1 })
    let score = scoring(.logLoss, Self.rows(target))
      .score(of: [HeldOutPredictions(predictions)], baseline: 1)
    #expect(try #require(score).neverPredicted == [1])
    #expect(score?.decision?.recall == 0)
  }
}
