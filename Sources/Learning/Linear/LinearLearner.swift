import Dispatch
import LinearAlgebra
package import Models

/// The result of training.
package struct LinearFit: Sendable {
  /// The model, on the target's own scale.
  package let model: LinearModel
  /// The way from its scores to predictions.
  package let link: LinkFunction
  /// The strength of the squared penalty.
  package let lambda: Double
  /// The end of the fit.
  package let convergence: LinearConvergence
  /// Where it ended, as the objective has its parameters.
  let parameters: [Double]
}

/// Trains ridge, logistic, multinomial, Poisson, gamma and tweedie regression, with a squared
/// penalty.
package enum LinearLearner {
  /// Begins to open OpenBLAS on a thread of its own, while rows are still being read.
  ///
  /// That takes some milliseconds, as small trainings do. Whether it is there shows when rows are
  /// encoded.
  package static func loadLibrary() {
    DispatchQueue.global().async { try? BLAS.load() }
  }

  /// Encodes the rows: what `train` and `trainPath` then work on, as often as wanted.
  ///
  /// With `settings` it suits fits of that loss and kind of penalty best.
  ///
  /// - Throws: `noRows` when no row has weight.
  package static func prepare(
    data: TrainingData,
    rows: [UInt32]?,
    task: LearningTask,
    minimumLevelWeight: Double = 5,
    settings: LinearSettings? = nil,
    threadCount: Int
  ) throws(LearningError) -> LinearDesign {
    let hasLevels = data.features.columns.contains { column in
      if case .codes = column { true } else { false }
    }
    return try LinearDesign(
      data,
      rows: rows,
      task: task,
      minimumLevelWeight: minimumLevelWeight,
      threadCount: threadCount,
      isReadOnce: settings.map {
        LeastSquares.suits($0, lambda: $0.lambda, task: task, hasLevels: hasLevels)
      } ?? false
    )
  }

  /// Encodes the rows and trains on them.
  package static func train(
    data: TrainingData,
    rows: [UInt32]?,
    task: LearningTask,
    settings: LinearSettings,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(LearningError) -> LinearFit {
    let design = try prepare(
      data: data,
      rows: rows,
      task: task,
      settings: settings,
      threadCount: threadCount
    )
    return try train(design, settings: settings, threadCount: threadCount, monitor: monitor)
  }

  /// Trains on encoded rows.
  ///
  /// - Throws: `invalidHyperparameter` when the loss is not one of the task's, `targetOutOfRange`
  ///   when it is not defined for a target.
  package static func train(
    _ design: LinearDesign,
    settings: LinearSettings,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(LearningError) -> LinearFit {
    let fits = try trainPath(
      design,
      lambdas: [settings.lambda],
      settings: settings,
      threadCount: threadCount,
      monitor: monitor
    )
    guard let fit = fits.first else { throw .interrupted }
    return fit
  }

  /// Trains once for each of `lambdas`, each from where the one before ended and with what that one
  /// knew of the second derivatives; strongest first is quickest.
  ///
  /// Once the monitor stops, the fits so far are returned, the last of them unfinished; a fit after
  /// which `goesOn` is false is the last.
  package static func trainPath(
    _ design: LinearDesign,
    lambdas: [Double],
    settings: LinearSettings,
    threadCount: Int,
    monitor: TrainingMonitor,
    goesOn: (LinearFit) -> Bool = { _ in true }
  ) throws(LearningError) -> [LinearFit] {
    let loss = settings.loss ?? LinearLoss(for: design.task)
    for block in design.blocks { try loss.validate(block.targets, task: design.task) }
    var path = LinearPath(
      design,
      loss: loss,
      settings: settings,
      mayTurn: lambdas.allSatisfy { $0 > 0 },
      threadCount: threadCount,
      monitor: monitor
    )
    var fits: [LinearFit] = []
    for lambda in lambdas {
      let (objective, outcome) = path.fit(lambda: lambda)
      let fit = fit(outcome, objective, isCentred: settings.alpha == 0)
      fits.append(fit)
      if !goesOn(fit) || outcome.ending == .stopped { break }
    }
    return fits
  }

  private static func fit(
    _ outcome: LinearSolver.Outcome,
    _ objective: LinearObjective,
    isCentred: Bool
  ) -> LinearFit {
    LinearFit(
      model: model(outcome.evaluation.parameters, objective, isCentred: isCentred),
      link: objective.loss.link(for: objective.design.task),
      lambda: objective.lambda,
      convergence: outcome.convergence(gradientUnit: objective.gradientUnit),
      parameters: outcome.evaluation.parameters
    )
  }

  /// The parameters on the target's own scale.
  ///
  /// Only differences of the classes' scores matter: intercepts of several classes have mean 0,
  /// and coefficients too unless an absolute penalty says otherwise. A squared one agrees, but a weak
  /// one cannot see to it.
  private static func model(
    _ parameters: [Double],
    _ objective: LinearObjective,
    isCentred: Bool
  ) -> LinearModel {
    let design = objective.design
    let columnCount = design.encoding.columnCount
    var coefficients = Matrix(rowCount: columnCount, columnCount: objective.outputCount)
    var intercepts: [Double] = []
    for output in 0..<objective.outputCount {
      let start = output * objective.stride
      for column in 0..<columnCount { coefficients[column, output] = parameters[start + column] }
      intercepts.append(parameters[start + columnCount])
    }
    if intercepts.count > 1 {
      let mean = intercepts.reduce(0, +) / Double(intercepts.count)
      intercepts = intercepts.map { $0 - mean }
    }
    if isCentred, objective.outputCount > 1 { coefficients.subtractRowMeans() }
    if objective.loss == .squared {
      let scale = design.targetScale
      let deviation = scale.isConstant ? 0 : 1 / scale.inverseDeviation
      coefficients.values = coefficients.values.map { $0 * deviation / scale.unit }
      intercepts = intercepts.map { ($0 * deviation + scale.mean) / scale.unit }
    }
    return LinearModel(
      encoding: design.encoding,
      coefficients: coefficients,
      intercepts: intercepts
    )
  }
}

extension Matrix {
  /// Takes from each element the mean of its row.
  fileprivate mutating func subtractRowMeans() {
    for row in 0..<rowCount {
      let mean = (0..<columnCount).reduce(0) { $0 + self[row, $1] } / Double(columnCount)
      for column in 0..<columnCount { self[row, column] -= mean }
    }
  }
}
