import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct FeatureConstraintsTests {
  /// As `BoostingAgreementTests`: scores by XGBoost 3.2.0 with the same data and hyperparameters.
  static let cases: [BoostingAgreementTests.Case] = [
    BoostingAgreementTests.Case(
      objective: "reg:squarederror",
      hyperparameters: [
        "num_round": "3", "max_depth": "4", "eta": "0.5", "monotone_constraints": "(1,-1,0)",
      ],
      target: BoostingAgreementTests.asIs,
      scores: [
        0.222314, 2.227915, 4.160924, 1.621121, -1.161739, 2.227915, 4.160924, 1.131049, -1.161739,
        2.227915, 4.160924, 1.621121, 2.242226, 1.487096, -0.48001, 1.621121, 3.668671, 2.614825,
        -0.48001, 1.621121, 3.668671, 2.227915, 0.110552, 1.621121,
      ]
    ),
    BoostingAgreementTests.Case(
      objective: "reg:squarederror",
      hyperparameters: [
        "num_round": "3", "max_depth": "4", "eta": "0.5", "max_delta_step": "2",
        "monotone_constraints": "(-1,1)",
      ],
      target: BoostingAgreementTests.asIs,
      hasMissing: true,
      scores: [
        1.18137, 3.464764, 4.06586, 0.389613, 0.796537, 1.851672, 4.06586, 1.647878, 0.796537,
        1.44436, 4.06586, 1.647878, 0.796537, 2.036855, 0.056698, 2.186195, 0.796537, 2.036855,
        -0.242395, 1.647878, 3.223785, 3.617295, -0.242395, 0.389613,
      ]
    ),
    BoostingAgreementTests.Case(
      objective: "binary:logistic",
      hyperparameters: [
        "num_round": "3", "max_depth": "0", "max_leaves": "6", "grow_policy": "lossguide",
        "eta": "0.5", "min_child_weight": "0.2", "monotone_constraints": "(0,1,-1)",
      ],
      target: BoostingAgreementTests.isHigh,
      scores: [
        -1.023207, 0.451986, 0.742603, -0.783523, 0.161638, 0.451986, 0.501333, -1.023207, 0.588951,
        -1.0788, 0.585362, -0.114728, 0.588951, -0.00185, -1.023207, 0.742603, 0.588951, 0.875979,
        -0.587744, -0.03907, 0.35461, 0.161638, -0.587744, -0.28034,
      ]
    ),
    BoostingAgreementTests.Case(
      objective: "reg:squarederror",
      hyperparameters: [
        "num_round": "3", "max_depth": "4", "eta": "0.5",
        "interaction_constraints": "[[0, 1], [2]]",
      ],
      target: BoostingAgreementTests.asIs,
      scores: [
        1.403919, 3.469142, 3.611301, 0.502679, -1.282969, 1.704957, 4.358941, 0.801669, -1.282969,
        1.704957, 3.17485, 1.403919, 2.08777, 1.795164, 0.801669, 2.084301, 3.71579, 3.17485,
        -0.283732, 1.462816, 3.71579, 3.469142, 0.318519, 0.502679,
      ]
    ),
    BoostingAgreementTests.Case(
      objective: "reg:squarederror",
      hyperparameters: [
        "num_round": "3", "max_depth": "4", "eta": "0.5",
        "interaction_constraints": "[[0, 2], [1, 2]]",
      ],
      target: BoostingAgreementTests.asIs,
      scores: [
        0.080864, 3.469142, 4.221619, 0.624643, -0.685187, 1.984863, 4.221619, 1.883898, -1.27579,
        1.201105, 3.837759, 1.883898, 2.734851, 1.201105, -0.042938, 2.315181, 3.521502, 2.579754,
        -0.633542, 0.93445, 3.521502, 3.469142, 0.194015, 0.624643,
      ]
    ),
  ]

  @Test(arguments: cases)
  func `scores under constraints are XGBoost's`(example: BoostingAgreementTests.Case) throws {
    let agreement = BoostingAgreementTests()
    let target = example.target(BoostingAgreementTests.target)
    agreement.expect(
      try agreement.scores(
        example.objective,
        example.hyperparameters,
        target,
        hasMissing: example.hasMissing
      )[0],
      are: example.scores
    )
  }

  private static let names = ["rising", "falling", "free"]

  /// Features whose effects go up and down, missing values among them.
  private func data(seed: UInt64) -> (table: FeatureTable, target: [Double]) {
    var random = SplitMix64(seed: seed)
    let columns = (0..<3).map { _ in
      (0..<800).map { _ in
        Int.random(in: 0..<12, using: &random) == 0
          ? .nan : Double.random(in: -3..<3, using: &random)
      }
    }
    let target = (0..<800).map { row in
      let x = columns.map { $0[row].isNaN ? 1 : $0[row] }
      let waves = x[0] * x[0] - x[1] * x[2] + x[0] - x[1]
      return waves + Double.random(in: -1..<1, using: &random)
    }
    return (FeatureTable(rowCount: 800, columns: columns.map(FeatureColumn.double)), target)
  }

  private func fit(
    _ data: (table: FeatureTable, target: [Double]),
    _ hyperparameters: [(key: String, value: String)],
    objective: Objective = .squaredError,
    names: [String] = names
  ) throws -> TreeEnsemble {
    let settings = try TreeSettings(hyperparameters: hyperparameters)
    return try GradientBoosting.train(
      binned: GradientBoosting.prepare(features: data.table, maxBinCount: 64, threadCount: 2),
      target: data.target,
      objective: objective,
      settings: settings,
      featureNames: names,
      threadCount: 2
    ).ensemble
  }

  @Test(arguments: ["depthwise", "lossguide"], [UInt64(1), 2, 3])
  func `scores never go against a monotone constraint`(policy: String, seed: UInt64) throws {
    let data = data(seed: seed)
    let shape = [
      (key: "grow_policy", value: policy), ("max_leaves", "24"), ("num_round", "30"),
      ("max_depth", "7"),
    ]
    let ensemble = try fit(
      data,
      shape + [(key: "monotone_constraints", value: "{\"Rising\": 1, \"falling\": -1}")]
    )
    #expect(violations(of: ensemble, data.table) == 0)
    // The data tempt: without the constraints the same test finds what it looks for.
    #expect(violations(of: try fit(data, shape), data.table) > 100)
  }

  /// The number of steps along a constrained feature, all others as in some row, that go the wrong way.
  private func violations(of ensemble: TreeEnsemble, _ table: FeatureTable) -> Int {
    let grid = stride(from: -3.2, through: 3.2, by: 0.05).map { $0 }
    let rows = table.columns.map { column -> [Double] in
      if case .double(let values) = column { Array(values.prefix(40)) } else { [] }
    }
    var count = 0
    for row in 0..<40 {
      for (feature, direction) in [(0, 1.0), (1, -1.0)] {
        let columns = (0..<3).map { other in
          FeatureColumn.double(
            other == feature ? grid : Array(repeating: rows[other][row], count: grid.count)
          )
        }
        let scores = ensemble.scores(of: FeatureTable(rowCount: grid.count, columns: columns))
        for (low, high) in zip(scores.values, scores.values.dropFirst())
        where (high - low) * direction < 0 {
          count += 1
        }
      }
    }
    return count
  }

  @Test(arguments: ["depthwise", "lossguide", "symmetric"])
  func `a way to a leaf keeps to one group of features`(policy: String) throws {
    let data = data(seed: 4)
    let shape = [(key: "grow_policy", value: policy), ("num_round", "20")]
    let groups = [
      (key: "interaction_constraints", value: "[[\"rising\", \"free\"], [\"falling\"]]")
    ]
    #expect(mixesGroups(try fit(data, shape + groups)) == false)
    #expect(mixesGroups(try fit(data, shape)))
  }

  /// Whether some way to a leaf asks for feature 1 and for another.
  private func mixesGroups(_ ensemble: TreeEnsemble) -> Bool {
    ensemble.trees.contains { tree in
      var paths = [Set<Int>](repeating: [], count: tree.nodes.count)
      for (index, node) in tree.nodes.enumerated() where node.kind != .leaf {
        for child in [Int(node.leftChild), Int(node.leftChild) + 1] {
          paths[child] = paths[index].union([node.feature])
        }
      }
      return paths.contains { $0.contains(1) && $0.count > 1 }
    }
  }

  @Test func `constraints that cannot hold are refused`() throws {
    let data = data(seed: 5)
    let text = FeatureTable(
      rowCount: 800,
      columns: [.codes((0..<800).map { UInt32($0 % 3) }, levelCount: 3)] + data.table.columns
    )
    let refused: [(FeatureTable, String, String, Objective, value: String)] = [
      (data.table, "monotone_constraints", "(0,0,0,1)", .squaredError, "3"),
      (data.table, "monotone_constraints", "{\"risen\": 1}", .squaredError, "risen"),
      (data.table, "interaction_constraints", "[[0, 3]]", .squaredError, "3"),
      (data.table, "interaction_constraints", "[[\"x\"]]", .squaredError, "x"),
      (data.table, "monotone_constraints", "(1)", .absoluteError, "0"),
      (text, "monotone_constraints", "(1)", .squaredError, "0"),
    ]
    for (table, key, text, objective, value) in refused {
      let error = #expect(throws: LearningError.self, "\(text)") {
        try fit((table, data.target), [(key, text)], objective: objective)
      }
      guard case .invalidHyperparameter(key, value, _) = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
    }
    // None of a text is no constraint.
    _ = try fit((text, data.target), [("monotone_constraints", "(0,1)")], names: [])
  }
}
