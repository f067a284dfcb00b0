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
  /// They are defined without penalties, for one output, and where no column is a combination of
  /// others; nil otherwise. Weights count rows. What the variance is multiplied by is 1 for logistic
  /// and Poisson losses, and Pearson's estimate for the others, as in R's `summary.glm`.
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
    var objective = LinearObjective(
      design: design,
      loss: loss,
      lambda: 0,
      threadCount: threadCount
    )
    objective.isExpected = true
    let point = objective.evaluate(fit.parameters)
    let plan = CurvaturePlan(objective, mayChooseRows: false)
    let dispersion = objective.pearsonStatistic(at: point).map { $0 / freedom } ?? 1
    guard plan.isComplete, dispersion > 0,
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
}
