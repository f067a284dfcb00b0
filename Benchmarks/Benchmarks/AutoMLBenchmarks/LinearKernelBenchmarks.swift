import Benchmark
@testable import Learning
@testable import LinearAlgebra
@testable import Models

/// The passes of a linear fit on one thread, each beside the BLAS call that it cannot do without: within
/// 1.5 times of that is the aim.
func linearKernelBenchmarks() {
  measureKernel("gradient pass") { input in
    let point = input.objective.evaluate(input.parameters)
    precondition(point.value > 0 && point.gradientNorm > 0)
  }
  measureKernel("gradient pass, GEMV alone") { input in
    var scores = [Float](repeating: 0, count: 1 << 17)
    var sums = [Float](repeating: 0, count: input.columnCount)
    let coefficients = [Float](repeating: 0.01, count: input.columnCount)
    for block in input.design.blocks {
      guard case .float(let cells, let range) = block.cells else { continue }
      let values = cells.span.extracting(range)
      var blockScores = [Float](scores[..<block.rowCount])
      var result = blockScores.mutableSpan
      BLAS.addProduct(
        values,
        coefficients.span,
        rowCount: block.rowCount,
        innerCount: input.columnCount,
        columnCount: 1,
        to: &result
      )
      var gradient = sums.mutableSpan
      BLAS.addTransposedProduct(
        values,
        blockScores.span,
        rowCount: block.rowCount,
        leftColumnCount: input.columnCount,
        rightColumnCount: 1,
        to: &gradient
      )
    }
    scores[0] = sums[0]
    precondition(scores[0].isFinite)
  }
  measureKernel("Hessian pass") { input in
    let sums = input.objective.curvatureSums(at: input.start, plan: input.plan)
    precondition(sums.grams[0][0] > 0)
  }
  measureKernel("Hessian pass, SYRK alone") { input in
    var gram = [Float](repeating: 0, count: input.columnCount * input.columnCount)
    for block in input.design.blocks {
      guard case .float(let cells, let range) = block.cells else { continue }
      var result = gram.mutableSpan
      BLAS.addGram(
        cells.span.extracting(range),
        rowCount: block.rowCount,
        columnCount: input.columnCount,
        to: &result
      )
    }
    precondition(gram[0] > 0)
  }
  for (name, lambdas) in [
    ("one strength", [1.0]), ("ten strengths", (0..<10).map { 512 / Double(1 << $0) }),
  ] {
    measureKernel("path of \(name)") { input in
      let fits = try LinearLearner.trainPath(
        input.design,
        lambdas: lambdas,
        settings: LinearSettings(),
        threadCount: 1,
        monitor: TrainingMonitor()
      )
      precondition(fits.count == lambdas.count && fits.allSatisfy(\.convergence.isConverged))
    }
  }
}

private func measureKernel(_ name: String, _ body: @escaping (KernelInput) throws -> Void) {
  measure(
    "Linear/\(name), 200k x 50",
    configuration: .init(maxDuration: .seconds(3)),
    input: { try KernelInput() }
  ) { _, input in try body(input) }
}

/// A logistic regression in single precision, and a point that is not its optimum.
private struct KernelInput {
  let design: LinearDesign
  let objective: LinearObjective
  let plan: CurvaturePlan
  let parameters: [Double]
  let start: LinearObjective.Evaluation
  var columnCount: Int { design.encoding.valueCount }

  init() throws {
    let features = Inputs.features(rowCount: 200_000, columnCount: 50)
    let data = TrainingData(features: features, target: Inputs.classes(of: features))
    design = try LinearLearner.prepare(data: data, rows: nil, task: .binary, threadCount: 2)
    objective = LinearObjective(design: design, loss: .logistic, lambda: 1, threadCount: 1)
    plan = CurvaturePlan(objective, mayChooseRows: false)
    parameters = [Double](repeating: 0.01, count: objective.parameterCount)
    start = objective.evaluate(parameters)
  }
}
