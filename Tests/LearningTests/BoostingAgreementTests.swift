import LinearAlgebra
import Models
import Testing

@testable import Learning

/// The same trainings by XGBoost 3.2.0 (`tree_method="hist"`, `max_bin=256`, one thread): scores of the
/// first rows by `Booster.inplace_predict(X, predict_type="margin")`.
///
/// Every feature has fewer distinct values than bins, so both look at the same splits.
@Suite struct BoostingAgreementTests {
  /// XGBoost sums in `Float`; three rounds of scores near 5 differ by a few of its roundings.
  static let singlePrecisionScores = 2e-5

  struct Case: Sendable, CustomTestStringConvertible {
    let objective: String
    let hyperparameters: [String: String]
    let target: @Sendable ([Double]) -> [Double]
    var hasMissing = false
    let scores: [Double]

    var testDescription: String { "\(objective) \(hyperparameters)" }
  }

  /// Every fifth value of the first feature is missing where a case asks for it.
  static let features: [[Double]] = {
    let rows = (0..<24).map(Double.init)
    return [
      rows.map { ($0 * 7).truncatingRemainder(dividingBy: 24) },
      rows.map { ($0 * 5).truncatingRemainder(dividingBy: 11) },
      rows.map { ($0 * 3).truncatingRemainder(dividingBy: 4) },
    ]
  }()

  static let target: [Double] = [
    0.0, 4.391, 4.547, 0.437, -2.65, 2.145, 5.996, 1.457, -2.483, 1.214, 4.261, 3.46, 2.323, 0.713,
    -0.814, 2.317, 4.786, 3.174, -1.961, 1.242, 4.288, 3.982, 0.04, -0.495,
  ]

  static let asIs: @Sendable ([Double]) -> [Double] = { $0 }
  static let isHigh: @Sendable ([Double]) -> [Double] = { $0.map { $0 > 1.5 ? 1 : 0 } }
  static let positive: @Sendable ([Double]) -> [Double] = { $0.map { abs($0) + 0.5 } }

  static let cases: [Case] = [
    Case(
      objective: "reg:squarederror",
      hyperparameters: ["num_round": "2", "max_depth": "3", "eta": "0.5"],
      target: asIs,
      scores: [
        0.508999, 3.110463, 3.343487, 1.340158, -0.279539, 2.001987, 3.343487, 0.588867, -0.279539,
        2.001987, 3.343487, 1.377405, 2.011339, 2.001987, 0.588867, 0.588867, 2.783968, 2.507164,
        0.588867, 1.340158, 2.783968, 3.110463, 1.377405, 1.340158,
      ]
    ),
    Case(
      objective: "binary:logistic",
      hyperparameters: [
        "num_round": "3", "max_depth": "2", "eta": "0.3", "min_child_weight": "0.5",
      ],
      target: isHigh,
      scores: [
        -0.684048, 0.298959, 0.169041, 0.298959, 0.169041, 0.298959, 0.169041, -0.684048, 0.169041,
        -0.034799,
      ]
    ),
    Case(
      objective: "reg:squarederror",
      hyperparameters: [
        "num_round": "2", "max_depth": "2", "eta": "1", "lambda": "0.5", "alpha": "0.3",
      ],
      target: asIs,
      hasMissing: true,
      scores: [
        3.392158, 4.029272, 3.491349, 0.461815, -1.571688, 1.489749, 3.491349, 1.358656, -1.571688,
        1.489749, 3.491349, 1.358656, 0.461815, 3.491349, 0.211216, 1.708445, 3.392158, 3.491349,
      ]
    ),
    Case(
      objective: "reg:squarederror",
      hyperparameters: ["num_round": "1", "max_depth": "4", "eta": "1", "gamma": "6"],
      target: asIs,
      scores: [0.113142, 3.379472, 2.599744, 2.599744, 0.113142, 2.599744, 2.599744, 0.113142]
    ),
    Case(
      objective: "binary:logistic",
      hyperparameters: [
        "num_round": "2", "max_depth": "2", "eta": "0.3", "max_delta_step": "0.5",
        "min_child_weight": "0",
      ],
      target: isHigh,
      scores: [-0.3, 0.128567, 0.128567, 0.128567, 0.128567, 0.128567, 0.128567, -0.3]
    ),
    Case(
      objective: "reg:squarederror",
      hyperparameters: [
        "num_round": "1", "max_depth": "0", "max_leaves": "5", "grow_policy": "lossguide",
        "eta": "1",
      ],
      target: asIs,
      scores: [-0.841896, 3.379472, 2.599744, 2.599744, -0.841896, 2.599744, 2.599744, 2.249854]
    ),
  ]

  /// Three rounds of depth 2, `eta` 0.5 and no least hessian, for every other objective.
  static let objectives: [(String, @Sendable ([Double]) -> [Double], [Double])] = [
    (
      "reg:squaredlogerror", positive,
      [0.53758, 1.59659, 1.59659, 1.59659, 1.59659, 1.59659, 1.59659, 1.30095]
    ),
    (
      "reg:pseudohubererror", positive,
      [1.4292, 2.78357, 5.81255, 3.80155, 2.78357, 2.78357, 6.1707, 1.83735]
    ),
    (
      "reg:tweedie", positive,
      [0.44374, 1.12603, 1.24618, 0.99274, 1.22859, 1.12603, 1.24618, 0.6109]
    ),
    (
      "reg:gamma", positive, [0.34252, 1.14472, 1.1448, 1.03625, 1.35461, 1.03625, 1.1448, 0.62658]
    ),
    (
      "reg:absoluteerror", positive,
      [1.67437, 3.76356, 3.26706, 3.61437, 3.29419, 2.6075, 3.26706, 1.67437]
    ),
    (
      "reg:quantileerror", positive,
      [3.68255, 4.64365, 5.37435, 4.84908, 3.4132, 4.05033, 5.37435, 3.68255]
    ),
    ("binary:hinge", isHigh, [-1.125, 0.075, 0.075, 0.075, 0.075, 0.075, 0.075, -1.125]),
    (
      "reg:logistic", isHigh,
      [-1.06065, 0.33515, 0.11692, 0.33515, 0.11692, 0.33515, 0.11692, -1.06065]
    ),
    (
      "count:poisson", positive,
      [0.59175, 1.13263, 1.13757, 1.07047, 1.26382, 1.07047, 1.13757, 0.82106]
    ),
  ]

  @Test(arguments: cases)
  func `scores are XGBoost's`(example: Case) throws {
    expect(
      try scores(
        example.objective,
        example.hyperparameters,
        example.target(Self.target),
        hasMissing: example.hasMissing
      )[0],
      are: example.scores
    )
  }

  @Test(arguments: objectives)
  func `every objective's scores are XGBoost's`(
    name: String,
    target: @Sendable ([Double]) -> [Double],
    scores: [Double]
  ) throws {
    let hyperparameters = [
      "num_round": "3", "max_depth": "2", "eta": "0.5", "min_child_weight": "0",
      "quantile_alpha": name == "reg:quantileerror" ? "0.7" : "0.5",
    ]
    expect(
      try self.scores(name, hyperparameters, target(Self.target))[0],
      are: scores
    )
  }

  @Test func `the scores of three classes are XGBoost's`() throws {
    let target = (0..<24).map { row in
      Self.features[0][row] > 15 ? 2 : Double(row % 3)
    }
    let result = try scores(
      "multi:softprob",
      [
        // XGBoost ran with eta 0.5 and lambda 1; its hessians are 4/3 of ours.
        "num_round": "3", "max_depth": "2", "eta": "0.375", "lambda": "0.75",
        "min_child_weight": "0",
      ],
      target
    )
    expect(result[0], are: [0.36115, 0.15976, -0.27981, -0.8337])
    expect(result[1], are: [-0.37797, -0.08296, -1.01679, -1.01679])
    expect(result[2], are: [0.06663, 0.06663, 0.97688, 1.46151])
  }

  func expect(_ scores: [Double], are expected: [Double]) {
    for (row, (score, value)) in zip(scores, expected).enumerated() {
      #expect(abs(score - value) < Self.singlePrecisionScores, "row \(row): \(score), \(value)")
    }
  }

  func scores(
    _ objective: String,
    _ hyperparameters: [String: String],
    _ target: [Double],
    hasMissing: Bool = false
  ) throws -> [[Double]] {
    var columns = Self.features
    if hasMissing { for row in stride(from: 0, to: 24, by: 5) { columns[0][row] = .nan } }
    let table = FeatureTable(rowCount: 24, columns: columns.map(FeatureColumn.double))
    let settings = try TreeSettings(
      hyperparameters: hyperparameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    )
    let kind = try #require(Objective.Kind(rawValue: objective))
    let fit = try GradientBoosting.train(
      binned: GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 1),
      target: target,
      objective: Objective(kind, settings: settings, classCount: 3),
      settings: settings,
      threadCount: 1
    )
    let scores = fit.ensemble.scores(of: table)
    return (0..<scores.columnCount).map { Array(scores.values[scores.columnRange($0)]) }
  }
}
