@testable import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

@Suite struct LinearObjectiveTests {
  /// Central differences of width 1e-5 lose about half of the 16 digits.
  private static let finiteDifference = 1e-6

  private static let cases: [(LinearLoss, LearningTask)] = [
    (.squared, .regression), (.poisson, .regression), (.gamma, .regression),
    (.tweedie(power: 1.3), .regression), (.logistic, .binary),
    (.logistic, .multiclass(classCount: 3)),
  ]

  private func objective(
    _ loss: LinearLoss,
    _ task: LearningTask,
    rowCount: Int = 60
  ) throws -> LinearObjective {
    let data = LinearTestData.generated(
      rowCount: rowCount,
      numericCount: 2,
      levelCounts: [3],
      missingShare: 0.1,
      task: task
    )
    let positive = TrainingData(
      features: data.features,
      target: task == .regression ? data.target.map(abs) : data.target,
      weights: (0..<rowCount).map { Double($0 % 4) / 2 }
    )
    let design = try LinearLearner.prepare(
      data: positive,
      rows: nil,
      task: task,
      minimumLevelWeight: 1,
      threadCount: 1
    )
    return LinearObjective(design: design, loss: loss, lambda: 0.7, threadCount: 1)
  }

  private func parameters(_ objective: LinearObjective, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<objective.parameterCount).map { _ in
      0.3 * LinearTestData.normal(&generator)
    }
  }

  @Test(arguments: cases.indices)
  func `the gradient is that of finite differences`(_ index: Int) throws {
    let objective = try objective(Self.cases[index].0, Self.cases[index].1)
    for seed in 1...3 as ClosedRange<UInt64> {
      let point = parameters(objective, seed: seed)
      let evaluation = objective.evaluate(point)
      for parameter in point.indices {
        let width = 1e-5
        var (above, below) = (point, point)
        above[parameter] += width
        below[parameter] -= width
        let expected =
          (objective.evaluate(above).value - objective.evaluate(below).value) / (2 * width)
        let difference = abs(expected - evaluation.gradient[parameter]) / max(1, abs(expected))
        #expect(difference < Self.finiteDifference, "seed \(seed), parameter \(parameter)")
      }
    }
  }

  @Test(arguments: cases.indices)
  func `the preconditioner undoes the second derivatives`(_ index: Int) throws {
    let objective = try objective(Self.cases[index].0, Self.cases[index].1)
    let point = parameters(objective, seed: 5)
    let plan = HessianPlan(objective)
    let preconditioner = Preconditioner(
      objective.hessian(at: objective.evaluate(point), plan: plan)
    )
    let direction = parameters(objective, seed: 6)
    let width = 1e-5
    let above = objective.evaluate(zip(point, direction).map { $0 + width * $1 })
    let below = objective.evaluate(zip(point, direction).map { $0 - width * $1 })
    var product = zip(above.gradient, below.gradient).map { ($0 - $1) / (2 * width) }
    preconditioner.apply(to: &product)
    // The intercepts of several classes are free together: compare what a prediction can see.
    let stride = objective.stride
    func visible(_ vector: [Double]) -> [Double] {
      let intercepts = Swift.stride(from: stride - 1, to: vector.count, by: stride).map {
        vector[$0]
      }
      let mean = intercepts.count > 1 ? intercepts.reduce(0, +) / Double(intercepts.count) : 0
      return vector.indices.map { $0 % stride == stride - 1 ? vector[$0] - mean : vector[$0] }
    }
    #expect(largestDifference(visible(product), visible(direction)) < 1e-4)
  }

  @Test func `a design of single precision has the gradient of one of double to six digits`() throws
  {
    let rowCount = 40_000
    let data = LinearTestData.generated(rowCount: rowCount, numericCount: 8, task: .binary)
    let whole = try roughDesign(data)
    #expect(whole.isSinglePrecision)
    #expect(whole.sample != nil)
    let objective = LinearObjective(design: whole, loss: .logistic, lambda: 1, threadCount: 2)
    let point = parameters(objective, seed: 7)
    let gradient = objective.evaluate(point).gradient
    var sum = [Double](repeating: 0, count: gradient.count)
    for start in stride(from: 0, to: rowCount, by: 10_000) {
      for row in start..<start + 10_000 {
        var z = point[8]
        for column in 0..<8 {
          guard case .numeric(let numeric) = whole.encoding.features[column] else { continue }
          z += point[column] * numeric.standardised(data.features.columns[column].number(row))
        }
        let residual = sigmoid(z) - data.target[row]
        for column in 0..<8 {
          guard case .numeric(let numeric) = whole.encoding.features[column] else { continue }
          sum[column] +=
            residual * numeric.standardised(data.features.columns[column].number(row))
        }
        sum[8] += residual
      }
    }
    for column in 0..<8 { sum[column] += point[column] }
    #expect(largestDifference(gradient, sum) < 1e-6)
  }

  @Test func `a pass that begins with the last rows has the same bytes`() throws {
    let data = LinearTestData.generated(rowCount: 40_000, numericCount: 8, task: .binary)
    let objective = LinearObjective(
      design: try roughDesign(data),
      loss: .logistic,
      lambda: 1,
      threadCount: 2
    )
    let point = parameters(objective, seed: 8)
    let forward = objective.evaluate(point)
    let backward = objective.evaluate(point, isBackward: true)
    #expect(forward.value == backward.value && forward.gradient == backward.gradient)
  }

  @Test func `coefficients rounded to single precision are right in the mean over blocks`() {
    let coefficients = [0.1, -0.3, 1.0 / 1024, 0]
    let blockCount = 1_000
    for (column, coefficient) in coefficients.enumerated() {
      let cells = DenseCells.float((0..<4).map { $0 == column ? 1 : 0 }, 0..<4)
      var scores = [0.0]
      for block in 0..<blockCount {
        cells.addProduct(
          coefficients,
          rowCount: 1,
          columnCount: 4,
          outputCount: 1,
          rounding: block,
          to: &scores
        )
      }
      // One coefficient rounded to the nearest is off by a quarter of a unit on average.
      let unit = Double(Float(coefficient).ulp)
      #expect(abs(scores[0] / Double(blockCount) - coefficient) <= unit / 200)
    }
  }

  @Test(arguments: cases.indices)
  func `a sample of the rows has the objective of all, to what a sample can tell`(
    _ index: Int
  ) throws {
    let objective = try objective(Self.cases[index].0, Self.cases[index].1, rowCount: 40_000)
    let sampled = try #require(objective.onSample())
    let point = parameters(objective, seed: 10)
    let (all, some) = (objective.evaluate(point), sampled.evaluate(point))
    let scale = objective.totalWeight / sampled.totalWeight
    #expect(scale > 4)
    // Some 5,000 rows, whose gradients have a standard deviation of up to ten units.
    #expect(abs(some.value * scale / all.value - 1) < 0.1)
    let unit = objective.gradientUnit
    let differences = zip(all.gradient, some.gradient).map { abs($0 - $1 * scale) / unit }
    #expect(differences.allSatisfy { $0 < 0.3 }, "\(differences)")
  }
}
