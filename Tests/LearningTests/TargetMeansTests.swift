import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct TargetMeansTests {
  private func fitted(
    _ codes: [UInt32],
    levelCount: Int,
    _ target: [Double],
    task: LearningTask,
    weights: [Double]? = nil,
    seed: UInt64 = 1
  ) -> FittedTargetMeans {
    FittedTargetMeans(
      codes,
      levelCount: levelCount,
      data: TrainingData(
        features: FeatureTable(
          rowCount: codes.count,
          columns: [.codes(codes, levelCount: levelCount)]
        ),
        target: target,
        weights: weights
      ),
      task: task,
      seed: seed
    )
  }

  @Test func `a level's mean is shrunk to the mean of all rows`() {
    // 30 rows of level 0 at 1, ten of level 1 at 0, none of level 2.
    let codes = (0..<40).map { UInt32($0 < 30 ? 0 : 1) }
    let target = codes.map { $0 == 0 ? 1.0 : 0 }
    let values = fitted(codes, levelCount: 3, target, task: .regression).means.values[0]
    // (30 + 10 * 0.75) / 40, (0 + 10 * 0.75) / 20, and 0.75 where there is no row.
    #expect(values == [0.9375, 0.375, 0.75, 0.75, 0.75])
  }

  @Test func `NULL is a level where training had NULLs`() {
    let codes: [UInt32] = (0..<40).map { $0 < 20 ? 0 : FeatureColumn.missingCode }
    let target = codes.map { $0 == 0 ? 0.0 : 8 }
    // Targets are in units of the largest: the mean of all is 0.5.
    let values = fitted(codes, levelCount: 1, target, task: .regression).means.values[0]
    #expect(abs(values[0] - 5.0 / 30) < 1e-15)
    #expect(abs(values[1] - 25.0 / 30) < 1e-15)
    #expect(values[2] == 0.5)
  }

  @Test func `two classes give one column of log-odds, more give one each`() {
    let codes = (0..<60).map { UInt32($0 % 3) }
    let binary = fitted(codes, levelCount: 3, codes.map { $0 == 0 ? 1 : 0 }, task: .binary)
    #expect(binary.means.values.count == 1)
    #expect(binary.means.values[0][0] > 0)
    #expect(binary.means.values[0][1] < 0)
    let classes = fitted(
      codes,
      levelCount: 3,
      codes.map { Double($0) },
      task: .multiclass(classCount: 3)
    )
    #expect(classes.means.values.count == 3)
    for level in 0..<3 {
      #expect(classes.means.values.map { $0[level] }.max() == classes.means.values[level][level])
    }
  }

  @Test func `a row's own target is no part of its value`() {
    var generator = SplitMix64(seed: 2)
    let codes = (0..<400).map { _ in UInt32.random(in: 0..<30, using: &generator) }
    let target = codes.map { _ in LinearTestData.normal(&generator) }
    let before = fitted(codes, levelCount: 30, target, task: .regression).trainingColumns[0]
    for row in stride(from: 0, to: 400, by: 41) {
      var changed = target
      // Smaller, so that the unit of the targets stays.
      changed[row] /= 2
      let after = fitted(codes, levelCount: 30, changed, task: .regression).trainingColumns[0]
      #expect(before.number(row) == after.number(row), "row \(row)")
      #expect(before != after, "row \(row)")
    }
  }

  @Test func `targets of 1e300 stay finite`() {
    let codes = (0..<400).map { UInt32($0 % 40) }
    let target = codes.map { $0 < 20 ? 1e300 : -1e300 }
    let fitted = fitted(codes, levelCount: 40, target, task: .regression)
    #expect(fitted.means.values[0].allSatisfy { $0.isFinite })
    #expect((0..<400).allSatisfy { fitted.trainingColumns[0].number($0).isFinite })
  }

  @Test func `rows of weight 0 count for nothing`() {
    let codes = (0..<90).map { UInt32($0 % 3) }
    let target = codes.map { Double($0) }
    let weights = codes.map { $0 == 2 ? 0.0 : 1 }
    let values = fitted(codes, levelCount: 3, target, task: .regression, weights: weights)
      .means.values[0]
    #expect(values[2] == values[4])
  }

  /// The harm of a random category of 500 levels: its part in the error on rows that were held out.
  private func harm(_ features: LinearFeatures, task: LearningTask, seed: UInt64) throws -> Double {
    let informative = LinearTestData.generated(rowCount: 3000, task: task, seed: seed)
    var generator = SplitMix64(seed: seed)
    let codes = (0..<3000).map { _ in UInt32.random(in: 0..<500, using: &generator) }
    let withNoise = informative.with(
      informative.features.columns + [.codes(codes, levelCount: 500)]
    )
    return try loss(withNoise, task, features) - loss(informative, task, .plain)
  }

  private func loss(
    _ data: TrainingData,
    _ task: LearningTask,
    _ features: LinearFeatures
  ) throws -> Double {
    let trainer = try CandidateTrainer(
      data: data,
      task: task,
      binCount: nil,
      seed: 1,
      threadCount: 1
    )
    let trained = try trainer.train(
      .linear(LinearSettings(lambda: 10, features: features)),
      rows: Array(0..<2000),
      validationRows: Array(2000..<3000),
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    let predictions = try #require(trained.validationPredictions)
    let target = Array(data.target[2000...])
    return task == .regression
      ? Metric.meanSquaredError.value(predictions: predictions, target: target)
      : Metric.logLoss.value(predictions: predictions, target: target)
  }

  @Test(arguments: [LearningTask.regression, .binary])
  func `a random category of many levels gains nothing by its mean targets`(task: LearningTask)
    throws
  {
    var harms: [Double] = []
    for seed in 1...4 as ClosedRange<UInt64> {
      harms.append(
        try harm(.targets, task: task, seed: seed) - harm(.plain, task: task, seed: seed)
      )
    }
    // About what four splits differ by; the targets' variance is above 10, and their logloss 0.7.
    let mean = harms.reduce(0, +) / 4
    #expect(abs(mean) < (task == .regression ? 0.1 : 0.002), "\(harms)")
  }

  @Test func `values of training rows tell nothing of their targets where the levels do not`() {
    var generator = SplitMix64(seed: 6)
    let codes = (0..<3000).map { _ in UInt32.random(in: 0..<500, using: &generator) }
    let target = codes.map { _ in LinearTestData.normal(&generator) }
    let fitted = fitted(codes, levelCount: 500, target, task: .regression)
    let outOfFold = (0..<3000).map { fitted.trainingColumns[0].number($0) }
    let inFold = codes.map { fitted.means.values[0][Int($0)] }
    #expect(abs(correlation(outOfFold, target)) < 0.05)
    // What a learner would be misled by.
    #expect(correlation(inFold, target) > 0.3)
  }

  private func correlation(_ left: [Double], _ right: [Double]) -> Double {
    let count = Double(left.count)
    let (a, b) = (left.reduce(0, +) / count, right.reduce(0, +) / count)
    var products = (0.0, 0.0, 0.0)
    for (x, y) in zip(left, right) {
      products.0 += (x - a) * (y - b)
      products.1 += (x - a) * (x - a)
      products.2 += (y - b) * (y - b)
    }
    return products.0 / (products.1 * products.2).squareRoot()
  }
}
