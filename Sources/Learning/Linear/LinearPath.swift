#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import LinearAlgebra
import Models

/// Fits of one design with one strength of penalty after another, each from where the one before ended
/// and with what that one knew of the second derivatives.
struct LinearPath {
  /// Rows of a sample for each column, from which on its optimum is a better start than one step with
  /// the second derivatives of all rows.
  private static let manyRows = 100

  private let design: LinearDesign
  private let loss: LinearLoss
  private let settings: LinearSettings
  private let threadCount: Int
  private let monitor: TrainingMonitor
  /// The design turned to its rows, where it has fewer of them than columns.
  private let rowSpace: RowSpace?
  /// The products that fits of the squared loss are found from, once they were summed.
  private var leastSquares: LeastSquares?
  private var last: Stage?
  private var lastTurned: Stage?

  /// Where a fit ended.
  private struct Stage {
    let outcome: LinearSolver.Outcome
    let lambda: Double
  }

  /// Prepares fits of strengths that are above 0 unless `mayTurn` is false.
  init(
    _ design: LinearDesign,
    loss: LinearLoss,
    settings: LinearSettings,
    mayTurn: Bool,
    threadCount: Int,
    monitor: TrainingMonitor
  ) {
    self.design = design
    self.loss = loss
    self.settings = settings
    self.threadCount = threadCount
    self.monitor = monitor
    rowSpace =
      mayTurn && settings.alpha == 0 ? RowSpace(design, threadCount: threadCount) : nil
  }

  /// Fits the next strength.
  mutating func fit(lambda: Double) -> (LinearObjective, LinearSolver.Outcome) {
    let objective = objective(design, lambda)
    if let outcome = fitLeastSquares(objective) { return (objective, outcome) }
    let (start, steps) = start(of: objective)
    let outcome = minimise(objective, from: start, last?.outcome.sums).after(steps)
    last = Stage(outcome: outcome, lambda: lambda)
    return (objective, outcome)
  }

  private mutating func fitLeastSquares(_ objective: LinearObjective) -> LinearSolver.Outcome? {
    guard rowSpace == nil,
      LeastSquares.suits(
        settings,
        lambda: objective.lambda,
        task: design.task,
        hasLevels: design.encoding.features.contains(where: \.isCategory)
      ),
      LeastSquares.suits(design.encoding, rowCount: design.rowCount)
    else { return nil }
    var squares = leastSquares ?? LeastSquares(objective)
    defer { leastSquares = squares }
    return squares.minimise(objective, tolerance: settings.tolerance)
  }

  private func objective(_ design: LinearDesign, _ lambda: Double) -> LinearObjective {
    LinearObjective(design: design, loss: loss, lambda: lambda, threadCount: threadCount)
  }

  /// Where steps begin, and how many were made to get there.
  private mutating func start(
    of objective: LinearObjective
  ) -> (LinearObjective.Evaluation, steps: Int) {
    guard let rowSpace else {
      return (resumed(last, objective) ?? coldStart(of: objective), 0)
    }
    let turned = self.objective(rowSpace.design, objective.lambda)
    let start = resumed(lastTurned, turned) ?? turned.evaluate(intercepts(of: rowSpace.design))
    let outcome = minimise(turned, from: start, lastTurned?.outcome.sums)
    lastTurned = Stage(outcome: outcome, lambda: objective.lambda)
    let parameters = rowSpace.parameters(
      turning: outcome.evaluation.parameters,
      outputCount: objective.outputCount
    )
    return (objective.evaluate(parameters), outcome.iterations)
  }

  /// The optimum over a sample of the rows, as well as a sample can tell it; where there is none, no
  /// coefficients.
  private func coldStart(of objective: LinearObjective) -> LinearObjective.Evaluation {
    let start = intercepts(of: design)
    guard settings.alpha == 0, let sampled = objective.onSample(),
      !HessianPlan(objective).isExact || sampled.rowCount >= Self.manyRows * objective.stride
    else { return objective.evaluate(start) }
    var settings = settings
    // A fifth of what the gradients of a sample differ by from those of all rows.
    settings.tolerance = max(settings.tolerance, 0.2 / Double(sampled.rowCount).squareRoot())
    var solver = LinearSolver(sampled, settings: settings)
    let outcome = solver.minimise(
      from: sampled.evaluate(start),
      monitor: TrainingMonitor(shouldStop: monitor.shouldStop)
    )
    let found = objective.evaluate(outcome.evaluation.parameters)
    return found.value.isFinite ? found : objective.evaluate(start)
  }

  private func resumed(
    _ stage: Stage?,
    _ objective: LinearObjective
  ) -> LinearObjective.Evaluation? {
    stage.map { objective.evaluation($0.outcome.evaluation, penalisedBy: $0.lambda) }
  }

  private func minimise(
    _ objective: LinearObjective,
    from start: LinearObjective.Evaluation,
    _ sums: HessianSums?
  ) -> LinearSolver.Outcome {
    guard settings.alpha > 0 else {
      var solver = LinearSolver(objective, settings: settings, knowing: sums)
      return solver.minimise(from: start, monitor: monitor)
    }
    // The squared loss sees the target in deviations: squares shrink twice, the penalty once.
    let scale = objective.design.targetScale
    let isScaled = objective.loss == .squared && !scale.isConstant
    let alpha = settings.alpha * (isScaled ? scale.unit * scale.inverseDeviation : 1)
    let (screened, steps) = screenedStart(of: objective, from: start, alpha: alpha)
    var solver = ProximalSolver(objective, settings: settings, alpha: alpha, knowing: sums)
    return solver.minimise(from: screened, monitor: monitor).after(steps)
  }

  /// The optimum over the columns that matter, if they are few of many; and how many steps were made.
  private func screenedStart(
    of objective: LinearObjective,
    from start: LinearObjective.Evaluation,
    alpha: Double
  ) -> (LinearObjective.Evaluation, steps: Int) {
    var (point, steps, active) = (start, 0, [Int]())
    guard design.encoding.valueCount > ActiveColumns.fewColumns else { return (start, 0) }
    while !monitor.shouldStop(), steps < settings.maxIterations,
      let columns = ActiveColumns.next(
        after: active,
        at: point,
        of: design,
        alpha: alpha,
        tolerance: settings.tolerance * objective.gradientUnit
      ),
      columns.count <= design.encoding.valueCount / 2
    {
      let reduced = ActiveColumns(columns, of: design)
      let part = self.objective(reduced.design, objective.lambda)
      var solver = ProximalSolver(part, settings: settings, alpha: alpha)
      let outcome = solver.minimise(
        from: part.evaluate(reduced.reduced(point.parameters)),
        monitor: monitor
      )
      point = objective.evaluate(reduced.expanded(outcome.evaluation.parameters))
      steps += outcome.iterations
      active = columns
    }
    return (point, steps)
  }

  /// No coefficients, and intercepts that predict the mean, or each class as often as it is there.
  private func intercepts(of design: LinearDesign) -> [Double] {
    let sums = design.targetSums
    let intercepts: [Double] =
      switch (loss, design.task) {
      case (.squared, _): [0]
      case (.logistic, .multiclass): sums.map { log($0 + 0.5) }
      case (.logistic, _): [log((sums[1] + 0.5) / (sums[0] + 0.5))]
      case (.poisson, _), (.gamma, _), (.tweedie, _):
        [log(max(sums[0], .leastNormalMagnitude))]
      }
    let mean = intercepts.reduce(0, +) / Double(intercepts.count)
    let zeros = [Double](repeating: 0, count: design.encoding.columnCount)
    return intercepts.flatMap { zeros + [intercepts.count > 1 ? $0 - mean : $0] }
  }
}

extension LinearSolver.Outcome {
  /// The same outcome with the steps counted that led to its start.
  fileprivate func after(_ steps: Int) -> LinearSolver.Outcome {
    LinearSolver.Outcome(
      evaluation: evaluation,
      value: value,
      gradientNorm: gradientNorm,
      iterations: iterations + steps,
      ending: ending,
      remedies: remedies,
      sums: sums
    )
  }
}
