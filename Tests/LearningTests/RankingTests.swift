import Foundation
import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// Ranking beside XGBoost 3.2.0 (`tree_method="hist"`, `max_bin=256`, one thread, rows sorted by group):
/// margins by `Booster.inplace_predict`, metrics by `Booster.eval_set`.
@Suite struct RankingTests {
  /// Features of `BoostingAgreementTests`; three groups, whose rows do not lie side by side.
  static let relevances: [Double] = [
    1, 3, 3, 1, 0, 2, 3, 1, 0, 1, 3, 2, 2, 1, 0, 2, 3, 2, 0, 1, 3, 2, 1, 0,
  ]
  static let groups = (0..<24).map { UInt32($0 % 3) }

  struct Case: Sendable, CustomTestStringConvertible {
    let objective: String
    let hyperparameters: [String: String]
    let scores: [Double]

    var testDescription: String { "\(objective) \(hyperparameters)" }
  }

  /// Three rounds of depth 2, `eta` 0.5 and no least hessian.
  static let cases = [
    Case(
      objective: "rank:ndcg",
      hyperparameters: [:],
      scores: [
        -0.41672, 0.55668, 0.42362, 0.15381, -0.01136, 0.18827, 0.81467, -0.41672, -0.41672,
        0.18827, 0.40931, -0.41672, -0.23724, -0.23351, -0.35015, 0.16812, -0.23724, -0.23351,
        -0.35015, -0.23724, 0.15381, -0.11067, -0.35015, -0.23724,
      ]
    ),
    Case(
      objective: "rank:pairwise",
      hyperparameters: [:],
      scores: [
        -0.21076, 0.31873, 0.47664, 0.07075, -0.33319, 0.31873, 0.47664, -0.87068, -0.01861,
        -0.30812, 0.31873, -0.87068, 0.73066, 0.47664, 0.00415, 0.22866, 0.73066, -0.12596,
        -0.6227, 0.07075, 0.53812, 0.37834, -0.30812, 0.07075,
      ]
    ),
    Case(
      objective: "rank:ndcg",
      hyperparameters: ["lambdarank_num_pair_per_sample": "2"],
      scores: [
        -0.70894, 0.27457, 0.72537, 0.58177, -0.70894, -0.0979, 0.87154, -0.70894, -0.70894,
        -0.0979, 0.87154, -0.70894, -0.52307, -0.2389, -0.60577, -0.52307, 0.06078, -0.2389,
        -0.60577, -0.52307, 0.58177, -0.42202, -0.60577, 0.06078,
      ]
    ),
    Case(
      objective: "rank:ndcg",
      hyperparameters: ["ndcg_exp_gain": "0"],
      scores: [
        -0.30293, 0.58073, 0.70351, -0.19095, -0.14045, -0.07941, 0.70351, -0.80059, -0.00042,
        -0.27511, 0.23422, -0.80059, -0.00042, -0.08425, -0.80059, -0.00042, 0.30672, -0.08425,
        -0.80059, -0.00042, 0.30672, 0.43286, -0.42626, 0.4692,
      ]
    ),
    Case(
      objective: "rank:pairwise",
      hyperparameters: ["lambdarank_num_pair_per_sample": "3"],
      scores: [
        -0.34075, 0.56595, 0.56595, -0.40465, 0.02787, -0.24707, 0.56595, -0.78515, 0.2451,
        -0.24707, 0.52769, -0.78515, 0.2451, -0.21458, -0.78515, 0.2451, -0.12352, 0.52769,
        -0.78515, 0.2451, 0.03975, 0.35824, -0.24707, 0.2451,
      ]
    ),
  ]

  @Test(arguments: cases)
  func `scores are XGBoost's, wherever a group's rows stand`(example: Case) throws {
    let table = FeatureTable(
      rowCount: 24,
      columns: BoostingAgreementTests.features.map(FeatureColumn.double)
    )
    let fit = try fit(
      table,
      example.objective,
      example.hyperparameters.merging(["max_depth": "2", "min_child_weight": "0"]) { $1 },
      Self.relevances,
      groups: Self.groups
    )
    for (row, (score, expected)) in zip(fit.ensemble.scores(of: table).values, example.scores)
      .enumerated()
    {
      // XGBoost's gradients are sums in `Float`, and the expected values have five digits.
      #expect(abs(score - expected) < 3e-5, "row \(row): \(score), \(expected)")
    }
  }

  @Test func `metrics are XGBoost's`() {
    let ndcg = RankingMetric.ndcg.value(
      scores: Self.cases[0].scores,
      relevances: Self.relevances,
      groups: Self.groups
    )
    #expect(abs(ndcg - 0.949364316822323) < 1e-9)
    // XGBoost's `map` takes relevances of 0 and 1 only.
    let map = RankingMetric.meanAveragePrecision.value(
      scores: Self.cases[0].scores,
      relevances: Self.relevances.map { $0 > 1 ? 1 : 0 },
      groups: Self.groups
    )
    #expect(abs(map - 0.841666666666667) < 1e-9)
  }

  @Test func `a group without anything relevant counts as well ordered`() {
    for metric in RankingMetric.allCases {
      #expect(metric.value(scores: [1, 2, 3], relevances: [0, 0, 0], groups: [7, 7, 9]) == 1)
    }
  }

  @Test(arguments: [RankingLoss.Weighting.pairwise, .ndcg], [2, 32])
  func `gradients are the derivatives of the pairs' loss with weights held still`(
    weighting: RankingLoss.Weighting,
    pairCount: Int
  ) {
    let loss = RankingLoss(weighting: weighting, pairCount: pairCount, hasExponentialGain: true)
    let relevances = [0.0, 3, 1, 0, 2, 2]
    let scores = [0.4, -0.3, 0.1, 0.9, 0.2, -0.7]
    let pairs = pairs(loss, scores, relevances)
    let step = 1e-4
    for (row, (gradient, hessian)) in loss.derivatives(scores: scores, relevances: relevances)
      .enumerated()
    {
      let values = [-step, 0, step].map { shift in
        pairs.reduce(0.0) { sum, pair in
          var moved = scores
          moved[row] += shift
          return sum + pair.weight * log1p(exp(moved[pair.worse] - moved[pair.better]))
        }
      }
      #expect(abs(gradient - (values[2] - values[0]) / (2 * step)) < 1e-7)
      // As XGBoost's, twice the second derivative.
      let second = (values[2] - 2 * values[1] + values[0]) / (step * step)
      #expect(abs(hessian - 2 * second) < 1e-5)
    }
  }

  /// The pairs with their weights, each by its definition: what swapping two rows does to the metric.
  private func pairs(
    _ loss: RankingLoss,
    _ scores: [Double],
    _ relevances: [Double]
  ) -> [(better: Int, worse: Int, weight: Double)] {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    func gain(_ order: [Int]) -> Double {
      order.enumerated().reduce(0) {
        $0 + (pow(2, relevances[$1.element]) - 1) / log2(Double($1.offset) + 2)
      }
    }
    let best = gain(
      Array(scores.indices.sorted { relevances[$0] > relevances[$1] }.prefix(loss.pairCount))
    )
    var pairs: [(better: Int, worse: Int, weight: Double)] = []
    for first in order.indices.prefix(loss.pairCount) {
      for second in order.indices.dropFirst(first + 1)
      where relevances[order[first]] != relevances[order[second]] {
        var swapped = order
        swapped.swapAt(first, second)
        let change = loss.weighting == .pairwise ? 1 : abs(gain(order) - gain(swapped)) / best
        let (a, b) = (order[first], order[second])
        let weight = change / (abs(scores[a] - scores[b]) + 0.01)
        pairs.append(relevances[a] > relevances[b] ? (a, b, weight) : (b, a, weight))
      }
    }
    let pushes = pairs.reduce(0.0) {
      $0 + 2 * $1.weight / (1 + exp(scores[$1.better] - scores[$1.worse]))
    }
    return pairs.map { ($0.better, $0.worse, $0.weight * log2(1 + pushes) / pushes) }
  }

  @Test func `an order within groups is learnt, and on any number of threads`() throws {
    // A group's level would mislead: relevance is the order of a feature within the group.
    var random = SplitMix64(seed: 5)
    let groups = (0..<6000).map { _ in UInt32.random(in: 0..<300, using: &random) }
    let signal = (0..<6000).map { _ in Double.random(in: 0..<1, using: &random) }
    let level = groups.map { Double(SeededGenerator.mixed(UInt64($0)) % 100) }
    let relevances = signal.map { ($0 * 3 + Double.random(in: 0..<1, using: &random)).rounded() }
    let table = FeatureTable(rowCount: 6000, columns: [.double(signal), .double(level)])
    for objective in ["rank:ndcg", "rank:pairwise"] {
      let fits = try [1, 3].map {
        try fit(table, objective, ["num_round": "20"], relevances, groups: groups, threadCount: $0)
      }
      #expect(fits[0].ensemble == fits[1].ensemble)
      let ndcg = RankingMetric.ndcg.value(
        scores: fits[0].ensemble.scores(of: table).values,
        relevances: relevances,
        groups: groups
      )
      // The order of the feature itself, which is as good as can be known.
      let best = RankingMetric.ndcg.value(scores: signal, relevances: relevances, groups: groups)
      #expect(ndcg > best - 0.01, "\(objective): \(ndcg), \(best)")
    }
  }

  @Test func `early stopping watches the order of held-out groups`() throws {
    let folds = TrainingSplit.folds(
      rowCount: 24,
      classes: nil,
      split: .drawn(units: (0..<24).map { UInt32($0 % 6) }),
      count: 3,
      seed: 1
    )
    #expect(folds.count == 3)
    for fold in folds {
      #expect(Set(fold.validationRows.map { $0 % 6 }).count == 2)
      #expect(Set(fold.trainingRows + fold.validationRows).count == 24)
    }
    let table = FeatureTable(rowCount: 24, columns: [.double(Self.relevances)])
    let settings = try TreeSettings(
      hyperparameters: [
        ("num_round", "50"), ("early_stopping_rounds", "3"), ("min_child_weight", "0"),
      ]
    )
    let fit = try GradientBoosting.train(
      binned: GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 1),
      target: Self.relevances,
      groups: (0..<24).map { UInt32($0 % 6) },
      rows: folds[0].trainingRows,
      validationRows: folds[0].validationRows,
      objective: Objective(.rankNDCG, settings: settings),
      settings: settings,
      threadCount: 1
    )
    #expect(fit.completedRounds < 50)
  }

  @Test func `groups are asked for by ranking and by nothing else`() {
    let table = FeatureTable(rowCount: 24, columns: [.double(Self.relevances)])
    #expect(throws: LearningError.missingGroups(objective: "rank:ndcg")) {
      try fit(table, "rank:ndcg", [:], Self.relevances, groups: nil)
    }
    #expect(throws: LearningError.unusedGroups(objective: "reg:squarederror")) {
      try fit(table, "reg:squarederror", [:], Self.relevances, groups: Self.groups)
    }
  }

  @Test func `groups that teach nothing train`() throws {
    let table = FeatureTable(rowCount: 4, columns: [.double([1, 2, 3, 4])])
    let ways: [([Double], [UInt32])] = [
      ([0, 1, 2, 3], [0, 1, 2, 3]), ([2, 2, 2, 2], [0, 0, 0, 0]), ([0, 0, 0, 0], [0, 0, 1, 1]),
      ([0, 1e-300, 0, 0], [5, 5, 9, 9]),
    ]
    for (relevances, groups) in ways {
      for objective in ["rank:ndcg", "rank:pairwise"] {
        let fit = try fit(table, objective, ["min_child_weight": "0"], relevances, groups: groups)
        #expect(fit.ensemble.scores(of: table).values.allSatisfy { $0.isFinite })
      }
    }
  }

  @Test func `relevances are bounded where they are exponents`() throws {
    let table = FeatureTable(rowCount: 2, columns: [.double([1, 2])])
    for target in [[0, 32.0], [-1, 0]] {
      #expect(throws: LearningError.self) {
        try fit(table, "rank:ndcg", [:], target, groups: [0, 0])
      }
    }
    let plain = try fit(table, "rank:ndcg", ["ndcg_exp_gain": "false"], [0, 32], groups: [0, 0])
    #expect(plain.ensemble.scores(of: table).values.allSatisfy { $0.isFinite })
  }

  @discardableResult
  private func fit(
    _ table: FeatureTable,
    _ objective: String,
    _ hyperparameters: [String: String],
    _ target: [Double],
    groups: [UInt32]?,
    threadCount: Int = 1
  ) throws -> BoostedFit {
    let merged = ["num_round": "3", "eta": "0.5"].merging(hyperparameters) { $1 }
    let settings = try TreeSettings(
      hyperparameters: merged.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    )
    let kind = try #require(Objective.Kind(rawValue: objective))
    return try GradientBoosting.train(
      binned: GradientBoosting.prepare(
        features: table,
        maxBinCount: 256,
        threadCount: threadCount
      ),
      target: target,
      groups: groups,
      objective: Objective(kind, settings: settings),
      settings: settings,
      threadCount: threadCount
    )
  }
}
