import LinearAlgebra
import Models

/// How precisely a linear model's numbers are known, in the units of the features.
package struct LinearStandardErrors: Sendable, Equatable {
  /// The standard error of the own-scale intercept.
  package let intercept: Double
  /// For each feature the standard error of its own-scale slope; nil where it has none.
  package let slopes: [Double?]
}

extension LinearLearner {
  /// The standard errors of a fit, from the second derivatives at its optimum (Fisher information).
  ///
  /// They are defined without penalties, for one output, for squared, logistic and Poisson losses,
  /// and where no column is a combination of others; nil otherwise. Weights count rows.
  ///
  /// - Complexity: that of one Newton step over all rows.
  package static func standardErrors(
    of fit: LinearFit,
    on design: LinearDesign,
    settings: LinearSettings,
    threadCount: Int
  ) -> LinearStandardErrors? {
    let loss = settings.loss ?? LinearLoss(for: design.task)
    let freedom = design.totalWeight - Double(design.outputStride)
    guard settings.lambda == 0, settings.alpha == 0, design.task.outputCount == 1, freedom > 0
    else { return nil }
    let objective = LinearObjective(
      design: design,
      loss: loss,
      lambda: 0,
      threadCount: threadCount
    )
    let point = objective.evaluate(fit.parameters)
    let plan = CurvaturePlan(objective, mayChooseRows: false)
    guard plan.isComplete, let dispersion = dispersion(loss, point.value, freedom: freedom),
      let factor = try? Cholesky(objective.curvature(at: point, plan: plan).matrices[0]),
      factor.leastPivotShare > (design.isSinglePrecision ? 1e-5 : 1e-11)
    else { return nil }

    /// The standard error of a weighted sum of the parameters.
    func error(_ combination: [Double]) -> Double {
      var solved = combination
      factor.solve(&solved)
      return (dispersion * BLAS.dot(combination.span, solved.span)).squareRoot()
    }
    let scale = design.targetScale
    let targetUnit = loss == .squared ? 1 / (scale.inverseDeviation * scale.unit) : 1
    var intercept = [Double](repeating: 0, count: design.outputStride)
    intercept[design.outputStride - 1] = 1
    var slopes: [Double?] = []
    for (index, feature) in design.encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature,
        let column = design.encoding.valueColumns[index]
      else {
        slopes.append(nil)
        continue
      }
      var slope = [Double](repeating: 0, count: design.outputStride)
      slope[column] = numeric.inverseDeviation * numeric.unit
      slopes.append(error(slope) * targetUnit)
      intercept[column] = -numeric.inverseDeviation * numeric.mean
    }
    return LinearStandardErrors(intercept: error(intercept) * targetUnit, slopes: slopes)
  }

  /// The variance of a row about its prediction, over what the loss assumes; nil where that is
  /// unknown.
  private static func dispersion(_ loss: LinearLoss, _ value: Double, freedom: Double) -> Double? {
    switch loss {
    case .squared: value > 0 ? 2 * value / freedom : nil
    case .logistic, .poisson: 1
    case .gamma, .tweedie: nil
    }
  }
}
