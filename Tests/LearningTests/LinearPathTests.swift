import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// Fits of one design with many strengths, and designs with more columns than rows.
@Suite struct LinearPathTests {
  /// Two fits of one optimum, each converged to 1e-10, differ by no more.
  private static let sameOptimum = 1e-7

  private func path(
    _ design: LinearDesign,
    _ lambdas: [Double],
    alpha: Double = 0,
    threadCount: Int = 1
  ) throws -> [LinearFit] {
    try LinearLearner.trainPath(
      design,
      lambdas: lambdas,
      settings: LinearSettings(alpha: alpha, tolerance: 1e-10),
      threadCount: threadCount,
      monitor: TrainingMonitor()
    )
  }

  private func design(_ data: TrainingData, _ task: LearningTask) throws -> LinearDesign {
    try LinearLearner.prepare(data: data, rows: nil, task: task, threadCount: 1)
  }

  @Test(arguments: [LearningTask.regression, .binary, .multiclass(classCount: 3)], [0, 5.0])
  func `a path has the fits of single strengths, in fewer steps`(
    _ task: LearningTask,
    _ alpha: Double
  ) throws {
    let data = LinearTestData.generated(rowCount: 500, levelCounts: [6], task: task)
    let lambdas = (0..<10).map { 1000 / Double(1 << $0) }
    let design = try design(data, task)
    let fits = try path(design, lambdas, alpha: alpha)
    var singleSteps = 0
    for (fit, lambda) in zip(fits, lambdas) {
      let single = try path(design, [lambda], alpha: alpha)[0]
      singleSteps += single.convergence.iterations
      #expect(fit.convergence.isConverged)
      #expect(
        largestDifference(fit.model.coefficients.values, single.model.coefficients.values)
          < Self.sameOptimum
      )
    }
    #expect(fits.reduce(0) { $0 + $1.convergence.iterations } <= singleSteps)
  }

  @Test func `a path to choose by is near the optima, in fewer steps`() throws {
    let data = LinearTestData.generated(rowCount: 40_000, numericCount: 8, task: .binary)
    let design = try roughDesign(data)
    let lambdas = (0..<10).map { 1000 / Double(1 << $0) }
    let settings = LinearSettings()
    func fits(_ lambdas: [Double], _ settings: LinearSettings) throws -> [LinearFit] {
      try LinearLearner.trainPath(
        design,
        lambdas: lambdas,
        settings: settings,
        threadCount: 1,
        monitor: TrainingMonitor()
      )
    }
    let chosenFrom = try fits(lambdas, LinearSettings(tolerance: 1e-4))
    let exact = try fits(lambdas, settings)
    for (fit, exact) in zip(chosenFrom, exact) {
      #expect(fit.convergence.isConverged)
      // A gradient of 1e-4 in each of nine parameters, of hessians of about 0.1: 5e-8 each, beside
      // some tenths a row.
      #expect(fit.convergence.objective / exact.convergence.objective - 1 < 1e-5)
    }
    func stepCount(_ fits: [LinearFit]) -> Int { fits.reduce(0) { $0 + $1.convergence.iterations } }
    #expect(4 * stepCount(chosenFrom) < 3 * stepCount(exact))
  }

  @Test func `squares over many rows take one step`() throws {
    let data = LinearTestData.generated(rowCount: 100_000, numericCount: 8, task: .regression)
    let fit = try LinearLearner.train(
      try roughDesign(data, task: .regression),
      settings: LinearSettings(tolerance: 1e-8),
      threadCount: 2,
      monitor: TrainingMonitor()
    )
    #expect(fit.convergence.isConverged && fit.convergence.remedies.isEmpty)
    #expect(fit.convergence.iterations == 1)
  }

  /// A later strength of 0 keeps the first fit from being turned to its rows.
  @Test(arguments: [LearningTask.regression, .binary, .multiclass(classCount: 3)])
  func `more columns than rows: the turned problem has the optimum of the plain one`(
    _ task: LearningTask
  ) throws {
    var data = LinearTestData.generated(
      rowCount: 60,
      numericCount: 90,
      levelCounts: [20, 4],
      missingShare: 0.02,
      task: task
    )
    data = data.weighted((0..<60).map { Double($0 % 3) })
    let design = try design(data, task)
    for lambda in [100, 1, 1e-3] {
      // The penalty alone curves the objective by lambda: gradients tell the optimum so well.
      let turned = try path(design, [lambda])[0]
      let plain = try path(design, [lambda, 0])[0]
      #expect(turned.convergence.isConverged && plain.convergence.isConverged)
      #expect(
        largestDifference(turned.model.coefficients.values, plain.model.coefficients.values)
          < max(Self.sameOptimum, 2 * 1e-10 * design.totalWeight / lambda)
      )
    }
  }

  @Test func `many more columns than rows take few steps`() throws {
    let data = LinearTestData.generated(rowCount: 100, numericCount: 2_000)
    let fits = try path(try design(data, .binary), [10, 1])
    for fit in fits {
      #expect(fit.convergence.isConverged)
      #expect(fit.convergence.iterations < 30)
    }
    let others = try path(try design(data, .binary), [10, 1], threadCount: 2)
    #expect(fits.map(\.model) == others.map(\.model))
  }

  @Test func `many columns under an absolute penalty: those that stay 0 are left aside`() throws {
    for task in [LearningTask.regression, .multiclass(classCount: 3)] {
      let data = LinearTestData.generated(
        rowCount: 150,
        numericCount: 400,
        levelCounts: [5],
        missingShare: 0.01,
        task: task
      )
      let design = try design(data, task)
      let fits = try path(design, [1, 0.5], alpha: 12)
      for fit in fits {
        #expect(fit.convergence.isConverged, "gradient \(fit.convergence.gradientNorm)")
        let zeros = fit.model.coefficients.values.count { $0 == 0 }
        #expect(zeros > fit.model.coefficients.values.count / 2)
      }
      // The conditions of the optimum hold on every column.
      let objective = LinearObjective(
        design: design,
        loss: LinearLoss(for: task),
        lambda: 0.5,
        threadCount: 1
      )
      let point = objective.evaluate(fits[1].parameters)
      let scale = design.targetScale
      let alpha = task == .regression ? 12 * scale.unit * scale.inverseDeviation : 12
      for index in point.gradient.indices where index % objective.stride != objective.stride - 1 {
        let value = point.parameters[index]
        let gradient = point.gradient[index]
        #expect(
          value == 0
            ? abs(gradient) <= alpha + 1e-6
            : abs(gradient + (value > 0 ? alpha : -alpha)) < 1e-6
        )
      }
    }
  }

  @Test func `tolerances mean the same whatever the target's unit`() throws {
    let data = LinearTestData.generated(rowCount: 200, task: .regression)
    for loss in [LinearLoss.squared, .poisson, .gamma, .tweedie(power: 1.3)] {
      let norms = try [1, 1e6, 1e-6].map { unit in
        let target = data.target.map { max($0, 0.1) * unit }
        let fit = try train(
          TrainingData(features: data.features, target: target),
          task: .regression,
          settings: LinearSettings(lambda: 0, loss: loss, tolerance: 1e-9)
        )
        #expect(fit.convergence.isConverged, "\(loss) in units of \(unit)")
        return fit.model.ownScale.slopes.values.map { loss == .squared ? $0 / unit : $0 }
      }
      #expect(largestDifference(norms[0], norms[1]) < 1e-6)
      #expect(largestDifference(norms[0], norms[2]) < 1e-6)
    }
  }
}
