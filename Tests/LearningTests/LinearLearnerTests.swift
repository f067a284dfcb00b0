import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// The sameness of fits of the same rows, told in other ways; `LinearLawTests` has more laws.
@Suite struct LinearLearnerTests {
  /// Two fits of one optimum, each converged to 1e-10, differ by no more.
  private static let sameOptimum = 1e-7

  private static let tasks: [LearningTask] = [
    .regression, .binary, .multiclass(classCount: 4),
  ]

  private func mixed(_ task: LearningTask, seed: UInt64 = 3) -> TrainingData {
    LinearTestData.generated(
      rowCount: 400,
      numericCount: 3,
      levelCounts: [4, 30],
      missingShare: 0.1,
      task: task,
      seed: seed
    )
  }

  @Test(arguments: tasks)
  func `duplicating rows equals doubling weights`(_ task: LearningTask) throws {
    let data = mixed(task)
    let weights = (0..<data.rowCount).map { Double($0 % 3) }
    let rows = (0..<UInt32(data.rowCount)).flatMap { [UInt32](repeating: $0, count: Int($0 % 3)) }
    let weighted = try train(data.weighted(weights), task: task)
    let duplicated = try train(data, rows: rows, task: task)
    #expect(weighted.model.encoding.columnCount == duplicated.model.encoding.columnCount)
    #expect(
      largestDifference(
        weighted.model.coefficients.values,
        duplicated.model.coefficients.values
      )
        < Self.sameOptimum
    )
    #expect(
      largestDifference(weighted.model.intercepts, duplicated.model.intercepts)
        < Self.sameOptimum
    )
  }

  @Test func `two classes as multiclass give the binary model with twice the penalty`() throws {
    // softmax over (s/2, -s/2) has half the coefficients in each of two outputs: half their square
    // in all.
    let data = mixed(.binary)
    let binary = try train(data, settings: LinearSettings(lambda: 1, tolerance: 1e-10))
    let pair = try train(
      data,
      task: .multiclass(classCount: 2),
      settings: LinearSettings(lambda: 2, tolerance: 1e-10)
    )
    let scores = pair.model.scores(of: data.features)
    let differences = (0..<data.rowCount).map { scores[$0, 1] - scores[$0, 0] }
    #expect(
      largestDifference(differences, binary.model.scores(of: data.features).values)
        < Self.sameOptimum
    )
  }

  @Test(arguments: tasks)
  func `bytes are the same on 1, 2 and 4 threads`(_ task: LearningTask) throws {
    let data = LinearTestData.generated(
      rowCount: 20_000,
      numericCount: 3,
      levelCounts: [5],
      missingShare: 0.05,
      task: task
    )
    let fits = try [1, 2, 4].map { try train(data, task: task, threadCount: $0) }
    for fit in fits.dropFirst() {
      #expect(fit.model == fits[0].model)
      #expect(fit.convergence.iterations == fits[0].convergence.iterations)
      #expect(fit.convergence.objective.bitPattern == fits[0].convergence.objective.bitPattern)
    }
  }

  @Test func `bytes are the same on any threads in single precision, with sampled hessian`()
    throws
  {
    let data = LinearTestData.generated(
      rowCount: 40_000,
      numericCount: 5,
      levelCounts: [6, 30],
      missingShare: 0.01
    )
    let fits = try [1, 2, 4].map { threadCount in
      let design = try roughDesign(data, threadCount: threadCount)
      #expect(design.isSinglePrecision && design.sample != nil)
      return try LinearLearner.train(
        design,
        settings: LinearSettings(tolerance: 1e-8),
        threadCount: threadCount,
        monitor: TrainingMonitor()
      )
    }
    #expect(fits[0].convergence.isConverged)
    for fit in fits.dropFirst() {
      #expect(fit.model == fits[0].model)
      #expect(
        fit.convergence.gradientNorm.bitPattern == fits[0].convergence.gradientNorm.bitPattern
      )
    }
  }

  @Test func `a listed subset trains as if the other rows were not there`() throws {
    let data = mixed(.binary)
    let rows = (0..<UInt32(data.rowCount)).filter { $0 % 4 != 1 }
    let selection = rows.map { Int($0) }
    let alone = TrainingData(
      features: FeatureTable(
        rowCount: rows.count,
        columns: data.features.columns.map { column in
          switch column {
          case .float(let values): .float(selection.map { values[$0] })
          case .double(let values): .double(selection.map { values[$0] })
          case .codes(let codes, let count):
            .codes(selection.map { codes[$0] }, levelCount: count)
          }
        }
      ),
      target: selection.map { data.target[$0] }
    )
    #expect(try train(data, rows: rows).model == train(alone).model)
  }

  @Test func `a path ends where single fits do`() throws {
    let data = mixed(.binary)
    let lambdas = [100.0, 10, 1, 0.1]
    let design = try LinearLearner.prepare(data: data, rows: nil, task: .binary, threadCount: 1)
    let settings = LinearSettings(tolerance: 1e-10)
    let path = try LinearLearner.trainPath(
      design,
      lambdas: lambdas,
      settings: settings,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    #expect(path.map(\.lambda) == lambdas)
    for fit in path {
      let single = try train(
        data,
        settings: LinearSettings(lambda: fit.lambda, tolerance: 1e-10)
      )
      #expect(
        largestDifference(fit.model.coefficients.values, single.model.coefficients.values)
          < Self.sameOptimum
      )
    }
  }

  @Test func `a monitor that stops leaves an honest unfinished fit`() throws {
    let fit = try LinearLearner.train(
      data: mixed(.binary),
      rows: nil,
      task: .binary,
      settings: LinearSettings(),
      threadCount: 1,
      monitor: TrainingMonitor(shouldStop: { true })
    )
    #expect(fit.convergence.wasStopped)
    #expect(!fit.convergence.isConverged)
    #expect(fit.convergence.iterations == 0)
  }

  @Test func `too few iterations are reported as such`() throws {
    let fit = try train(
      mixed(.multiclass(classCount: 4)),
      task: .multiclass(classCount: 4),
      settings: LinearSettings(tolerance: 1e-10, maxIterations: 1)
    )
    #expect(!fit.convergence.isConverged)
    #expect(fit.convergence.iterations == 1)
    #expect(fit.convergence.gradientNorm > 1e-10)
  }

  @Test func `how a fit ended is told in a sentence`() throws {
    let data = mixed(.binary)
    #expect(try train(data).convergence.summary.hasPrefix("converged in "))
    let short = try train(data, settings: LinearSettings(tolerance: 1e-10, maxIterations: 1))
    #expect(short.convergence.summary == "not converged in 1 step: raise max_iterations")
    let twice = data.with(data.features.columns + [data.features.columns[0]])
    let collinear = try train(twice, settings: LinearSettings(lambda: 0, tolerance: 1e-9))
    #expect(collinear.convergence.remedies == [.collinearColumns])
    #expect(collinear.convergence.summary.hasSuffix("; some columns are combinations of others"))
    let penalised = try train(twice, settings: LinearSettings(lambda: 1, tolerance: 1e-9))
    #expect(penalised.convergence.remedies.isEmpty)
  }

  @Test func `a loss that is not the task's is refused`() {
    #expect(throws: LearningError.self) {
      try train(mixed(.binary), settings: LinearSettings(loss: .poisson))
    }
    #expect(
      throws: LearningError.targetOutOfRange(
        objective: "gamma",
        value: 0,
        requirement: "above 0"
      )
    ) {
      try train(
        TrainingData(
          features: FeatureTable(rowCount: 2, columns: [.double([1, 2])]),
          target: [1, 0]
        ),
        task: .regression,
        settings: LinearSettings(loss: .gamma)
      )
    }
  }
}
