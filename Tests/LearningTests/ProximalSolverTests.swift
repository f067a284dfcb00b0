import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

@Suite struct ProximalSolverTests {
  /// Gradients at an optimum that converged to 1e-10 of the rows' weight.
  private static let gradientTolerance = 1e-6

  @Test(arguments: [
    LearningTask.regression, LearningTask.binary, LearningTask.multiclass(classCount: 3),
  ])
  func `a strong absolute penalty leaves intercepts only, a weaker one few coefficients`(
    _ task: LearningTask
  ) throws {
    let data = LinearTestData.generated(
      rowCount: 500,
      numericCount: 6,
      levelCounts: [40],
      missingShare: 0.05,
      task: task
    )
    var counts: [Int] = []
    for alpha in [1e9, 20, 5, 0.1] {
      let fit = try train(
        data,
        task: task,
        settings: LinearSettings(lambda: 0.1, alpha: alpha, tolerance: 1e-10)
      )
      #expect(
        fit.convergence.isConverged,
        "alpha \(alpha): gradient \(fit.convergence.gradientNorm)"
      )
      counts.append(fit.model.coefficients.values.count { $0 != 0 })
    }
    #expect(counts[0] == 0)
    #expect(counts == counts.sorted())
    #expect(counts[3] > counts[1])
  }

  @Test func `next to no absolute penalty gives the fit without one`() throws {
    for task in [LearningTask.regression, .binary, .multiclass(classCount: 3)] {
      let data = LinearTestData.generated(rowCount: 300, levelCounts: [5], task: task)
      let plain = try train(data, task: task)
      let nearly = try train(
        data,
        task: task,
        settings: LinearSettings(alpha: 1e-9, tolerance: 1e-10)
      )
      #expect(nearly.convergence.isConverged)
      #expect(
        largestDifference(nearly.model.coefficients.values, plain.model.coefficients.values)
          < Self.gradientTolerance
      )
    }
  }

  @Test func `more columns than rows, collinear columns and single precision converge`() throws {
    let wide = LinearTestData.generated(rowCount: 40, numericCount: 120, task: .regression)
    let settings = LinearSettings(lambda: 0, alpha: 3, tolerance: 1e-8)
    let sparse = try train(wide, task: .regression, settings: settings)
    #expect(sparse.convergence.isConverged)
    #expect(sparse.model.coefficients.values.count { $0 != 0 } <= 40)
    let column = wide.features.columns[0]
    let twins = try train(
      wide.with([column, column, wide.features.columns[1]]),
      task: .regression,
      settings: settings
    )
    #expect(twins.convergence.isConverged)
    let many = try LinearLearner.train(
      try roughDesign(LinearTestData.generated(rowCount: 30_000, numericCount: 8)),
      settings: LinearSettings(lambda: 0, alpha: 100, tolerance: 1e-8),
      threadCount: 2,
      monitor: TrainingMonitor()
    )
    #expect(many.convergence.isConverged, "gradient \(many.convergence.gradientNorm)")
  }
}
