import Benchmark
@testable import Learning
@testable import LinearAlgebra
@testable import Models

/// The passes of a linear fit beside the BLAS calls alone, and a path of strengths beside one.
///
/// On one thread. Within 1.5 times of what a pass cannot do without is the aim, and for a path within twice.
func linearKernelBenchmarks() {
  for (rowCount, columnCount) in [(10_000, 20), (200_000, 50), (100_000, 100), (20_000, 1_000)] {
    func measureKernel(_ name: String, _ body: @escaping (KernelInput) throws -> Void) {
      measure(
        "Linear/\(name), \(rowCount / 1_000)k x \(columnCount)",
        configuration: .init(maxDuration: .seconds(3)),
        input: { try KernelInput(rowCount: Size.rows(rowCount), columnCount: columnCount) }
      ) { _, input in try body(input) }
    }
    measureKernel("gradient pass") { input in
      let point = input.objective.evaluate(input.parameters)
      precondition(point.value > 0 && point.gradientNorm > 0)
    }
    measureKernel("gradient pass, GEMV alone") { input in
      precondition(input.productsAlone().isFinite)
    }
    measureKernel("Hessian pass") { input in
      let sums = input.objective.hessianSums(at: input.start, plan: input.plan)
      precondition(sums.grams[0][0] > 0)
    }
    measureKernel("Hessian pass, SYRK alone") { input in
      precondition(input.gramAlone() > 0)
    }
    let strengths = (0..<10).map { 512 / Double(1 << $0) }
    measureKernel("one strength") { try $0.fit([1], settings: LinearSettings()) }
    measureKernel("path of ten strengths, to choose by") {
      try $0.fit(strengths, settings: LinearSettings(tolerance: 1e-4))
    }
  }
}

/// A logistic regression, and a point that is not its optimum.
private struct KernelInput {
  let design: LinearDesign
  let objective: LinearObjective
  let plan: HessianPlan
  let parameters: [Double]
  let start: LinearObjective.Evaluation
  private var columnCount: Int { design.encoding.valueCount }

  init(rowCount: Int, columnCount: Int) throws {
    let features = Inputs.features(rowCount: rowCount, columnCount: columnCount)
    let data = TrainingData(features: features, target: Inputs.classes(of: features))
    design = try LinearLearner.prepare(data: data, rows: nil, task: .binary, threadCount: 2)
    objective = LinearObjective(design: design, loss: .logistic, lambda: 1, threadCount: 1)
    plan = HessianPlan(objective, mayChooseRows: false)
    parameters = [Double](repeating: 0.01, count: objective.parameterCount)
    start = objective.evaluate(parameters)
  }

  /// Fits strengths in turn.
  func fit(_ lambdas: [Double], settings: LinearSettings) throws {
    let fits = try LinearLearner.trainPath(
      design,
      lambdas: lambdas,
      settings: settings,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    precondition(fits.count == lambdas.count && fits.allSatisfy(\.convergence.isConverged))
  }

  /// The two products that a gradient takes, block by block; one of their elements.
  func productsAlone() -> Double {
    let coefficients = [Double](repeating: 0.01, count: columnCount)
    let single = coefficients.map { Float($0) }
    var (scores, sums) = (coefficients, coefficients)
    var (singleScores, singleSums) = (single, single)
    for block in design.blocks {
      let counts = (block.rowCount, columnCount)
      switch block.cells {
      case .float(let cells, let range):
        let cells = cells.span.extracting(range)
        if singleScores.count != counts.0 { singleScores = [Float](repeating: 0, count: counts.0) }
        var result = singleScores.mutableSpan
        BLAS.addProduct(
          cells,
          single.span,
          rowCount: counts.0,
          innerCount: counts.1,
          columnCount: 1,
          to: &result
        )
        var gradient = singleSums.mutableSpan
        BLAS.addTransposedProduct(
          cells,
          singleScores.span,
          rowCount: counts.0,
          leftColumnCount: counts.1,
          rightColumnCount: 1,
          to: &gradient
        )
      case .double(let cells, let range):
        let cells = cells.span.extracting(range)
        if scores.count != counts.0 { scores = [Double](repeating: 0, count: counts.0) }
        var result = scores.mutableSpan
        BLAS.addProduct(
          cells,
          coefficients.span,
          rowCount: counts.0,
          innerCount: counts.1,
          columnCount: 1,
          to: &result
        )
        var gradient = sums.mutableSpan
        BLAS.addTransposedProduct(
          cells,
          scores.span,
          rowCount: counts.0,
          leftColumnCount: counts.1,
          rightColumnCount: 1,
          to: &gradient
        )
      }
    }
    return sums[0] + Double(singleSums[0])
  }

  /// The Gram matrix of the cells without weights, block by block; its first element.
  func gramAlone() -> Double {
    var gram = [Double](repeating: 0, count: columnCount * columnCount)
    var singleGram = [Float](repeating: 0, count: columnCount * columnCount)
    for block in design.blocks {
      switch block.cells {
      case .float(let cells, let range):
        var result = singleGram.mutableSpan
        BLAS.addGram(
          cells.span.extracting(range),
          rowCount: block.rowCount,
          columnCount: columnCount,
          to: &result
        )
      case .double(let cells, let range):
        var result = gram.mutableSpan
        BLAS.addGram(
          cells.span.extracting(range),
          rowCount: block.rowCount,
          columnCount: columnCount,
          to: &result
        )
      }
    }
    return gram[0] + Double(singleGram[0])
  }
}
