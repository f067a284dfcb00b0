import LinearAlgebra
import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

@Suite struct RandomForestTests {
  private static let data = MixedData(rowCount: 600, seed: 5)

  private static func fit(
    _ data: MixedData = data,
    target: [Double]? = nil,
    weights: [Double]? = nil,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    task: LearningTask = .binary,
    outOfBag: OutOfBagRows = .unscored,
    threadCount: Int = 1,
    monitor: TrainingMonitor = TrainingMonitor(),
    _ change: (inout ForestSettings) -> Void = { _ in }
  ) throws -> ForestFit {
    var settings = ForestSettings()
    settings.treeCount = 20
    change(&settings)
    return try RandomForest.train(
      binned: GradientBoosting.prepare(
        features: data.table,
        maxBinCount: settings.maxBinCount,
        threadCount: threadCount
      ),
      target: target ?? data.target,
      weights: weights,
      rows: rows,
      validationRows: validationRows,
      task: task,
      settings: settings,
      seed: 7,
      outOfBag: outOfBag,
      threadCount: threadCount,
      monitor: monitor
    )
  }

  @Test func `a tree of all rows and features knows each row by heart`() throws {
    let fit = try Self.fit {
      $0.treeCount = 1
      $0.rowShare = 1
      $0.featureShare = 1
    }
    let scores = fit.ensemble.scores(of: Self.data.table)
    // No two rows are equal, so each leaf has one; leaves are kept as Float.
    #expect(zip(scores.values, Self.data.target).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `a row's out-of-bag score is the mean of the trees that did not draw it`() throws {
    let fit = try Self.fit(outOfBag: .scored(units: nil))
    let outOfBag = try #require(fit.outOfBag)
    var settings = ForestSettings()
    settings.treeCount = 20
    let sampler = Sampler(
      settings: settings.treeSettings(task: .binary, featureCount: 12, seed: 7),
      featureCount: 12
    )
    let rows = Array(0..<UInt32(600))
    let left = (0..<20).map { Set(sampler.rows(of: $0, from: rows).left) }
    #expect(outOfBag.rows == rows.filter { row in left.contains { $0.contains(row) } })
    for (index, row) in outOfBag.rows.enumerated() {
      let without = left.indices.filter { left[$0].contains(row) }
      let sum = without.reduce(0.0) {
        $0 + fit.ensemble.trees[$1].value(of: Int(row), in: Self.data.table)
      }
      let mean = fit.ensemble.baseScores[0] + 20 * sum / Double(without.count)
      #expect(abs(outOfBag.scores[index, 0] - mean) < 1e-6)
    }
  }

  @Test func `rows of one unit are drawn together`() throws {
    let units = (0..<600).map { UInt32($0 / 6) }
    let fit = try Self.fit(outOfBag: .scored(units: units)) { $0.treeCount = 3 }
    let scored = Set(try #require(fit.outOfBag).rows)
    for unit in 0..<100 {
      let count = (0..<6).count { scored.contains(UInt32(unit * 6 + $0)) }
      #expect(count == 0 || count == 6)
    }
  }

  @Test(arguments: [2, 5])
  func `the forest is the same on any number of threads`(threadCount: Int) throws {
    let alone = try Self.fit(outOfBag: .scored(units: nil))
    let together = try Self.fit(outOfBag: .scored(units: nil), threadCount: threadCount)
    #expect(alone.ensemble == together.ensemble)
    #expect(alone.outOfBag?.scores == together.outOfBag?.scores)
  }

  @Test func `validation rows have the model's scores`() throws {
    let held = Array(UInt32(400)..<600)
    let fit = try Self.fit(rows: Array(0..<400), validationRows: held)
    let scores = fit.ensemble.scores(of: Self.data.table.gathered(held))
    let kept = try #require(fit.validationScores)
    #expect(zip(scores.values, kept.values).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `a whole weight is as many copies of the row`() throws {
    let weights = (0..<600).map { Double($0 % 3) }
    let copies = (0..<600).flatMap { [Int](repeating: $0, count: $0 % 3) }
    func whole(_ settings: inout ForestSettings) {
      settings.treeCount = 1
      settings.rowShare = 1
      settings.featureShare = 1
      settings.minLeafWeight = 6
    }
    // Few values, so that copies have the bins of the rows.
    let data = Self.data.with(columns: Array(Self.data.table.columns[1...2]))
    let weighted = try Self.fit(data, weights: weights, whole).ensemble
    let copied = try Self.fit(data.selecting(copies), whole).ensemble
    #expect(abs(weighted.baseScores[0] - copied.baseScores[0]) < 1e-12)
    let pairs = zip(weighted.scores(of: data.table).values, copied.scores(of: data.table).values)
    // Gradients are rounded by the row's number, so that splits as good as each other may change places.
    #expect(pairs.count { abs($0 - $1) < 1e-5 } > 540)
  }

  @Test func `a forest that is stopped is the mean of the trees so far`() throws {
    let all = try Self.fit()
    let asked = Counter()
    let stopped = try Self.fit(monitor: TrainingMonitor(shouldStop: { asked.next() > 1 }))
    #expect(stopped.wasStopped && stopped.ensemble.trees.count == 8)
    for (tree, whole) in zip(stopped.ensemble.trees, all.ensemble.trees) {
      #expect(
        zip(tree.nodes, whole.nodes).allSatisfy {
          abs($0.value - $1.value * 2.5) < 1e-5 || $0.kind != .leaf
        }
      )
    }
    #expect(throws: LearningError.interrupted) {
      try Self.fit(monitor: TrainingMonitor(shouldStop: { true }))
    }
  }

  @Test func `the shares of several classes add up to one`() throws {
    let target = Self.data.target.enumerated().map { $1 + Double($0 % 2) }
    let fit = try Self.fit(target: target, task: .multiclass(classCount: 3))
    var shares = fit.ensemble.scores(of: Self.data.table)
    RandomForest.link(for: .multiclass(classCount: 3)).apply(to: &shares)
    for row in 0..<600 {
      let sum = (0..<3).reduce(0) { $0 + shares[row, $1] }
      #expect(abs(sum - 1) < 1e-12 && (0..<3).allSatisfy { (0...1).contains(shares[row, $0]) })
    }
  }

  @Test func `scores out of range become shares`() {
    var one = Matrix(rowCount: 3, columnCount: 1, values: [-0.1, 0.25, 1.5])
    LinkFunction.shares.apply(to: &one)
    #expect(one.values == [0, 0.25, 1])
    var three = Matrix(rowCount: 2, columnCount: 3, values: [-1, 0.5, -1, 0.5, -1, 3])
    LinkFunction.shares.apply(to: &three)
    let third = 1.0 / 3
    let shares: [Double] = [third, 0.25, third, 0.25, third, 0.5]
    #expect(three.values == shares)
  }

  @Test func `a constant target is every score`() throws {
    let fit = try Self.fit(target: [Double](repeating: 3.5, count: 600), task: .regression)
    #expect(fit.ensemble.scores(of: Self.data.table).values.allSatisfy { $0 == 3.5 })
  }

  @Test func `one row is a forest too`() throws {
    let fit = try Self.fit(rows: [4], outOfBag: .scored(units: nil))
    #expect(
      fit.ensemble.scores(of: Self.data.table).values.allSatisfy { $0 == Self.data.target[4] }
    )
    #expect(fit.outOfBag?.rows.isEmpty == true)
  }

  @Test(arguments: [
    ("num_round", "10", "unknown"), ("n_estimators", "0", "range"), ("max_features", "2", "range"),
    ("extra_trees", "perhaps", "range"), ("subsample", "0", "range"), ("max_bin", "1", "range"),
  ])
  func `hyperparameters are checked`(key: String, value: String, kind: String) {
    let error = #expect(throws: LearningError.self) {
      try ForestSettings(hyperparameters: [(key, value)])
    }
    let isUnknown = if case .unknownHyperparameter? = error { true } else { false }
    #expect(isUnknown == (kind == "unknown"))
  }

  @Test func `a hyperparameter is given once, whatever its name`() throws {
    #expect(throws: LearningError.self) {
      try ForestSettings(hyperparameters: [("n_estimators", "10"), ("NUM_PARALLEL_TREE", "20")])
    }
    let settings = try ForestSettings(hyperparameters: [
      ("N_Estimators", "10"), ("min_samples_leaf", "3"), ("max_features", "0.5"),
      ("extra_trees", "true"),
      ("max_depth", "0"), ("random_state", "9"),
    ])
    #expect(settings.treeCount == 10 && settings.minLeafWeight == 3 && settings.featureShare == 0.5)
    #expect(settings.drawsThresholds && settings.maxDepth == 0 && settings.seed == 9)
  }
}

/// Counts the calls.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
