import LinearAlgebra
import Models

/// The standard errors of a linear model's numbers, in the units of the features; nil where that is
/// not defined.
package struct LinearStandardErrors: Sendable, Equatable {
  /// For each output the standard error of the own-scale intercept.
  package let intercepts: [Double?]
  /// For each output and feature that of the own-scale slope; nil for categories and dropped columns.
  package let slopes: [[Double?]]
  /// For each output and 0/1 column that of its coefficient.
  package let indicators: [[Double?]]

  /// Whether any is defined.
  fileprivate var isDefined: Bool {
    (intercepts + slopes.joined() + indicators.joined()).contains { $0 != nil }
  }
}

extension LinearStandardErrors {
  /// The errors of numbers that are so many times as large.
  ///
  /// - Precondition: `factor` is above 0.
  func scaled(by factor: Double) -> LinearStandardErrors {
    LinearStandardErrors(
      intercepts: intercepts.map { $0.map { factor * $0 } },
      slopes: slopes.map { $0.map { $0.map { factor * $0 } } },
      indicators: indicators.map { $0.map { $0.map { factor * $0 } } }
    )
  }
}

extension LinearLearner {
  /// The standard errors of a fit, from the second derivatives at its optimum (Fisher information).
  ///
  /// They are defined without penalties, for numbers that the data determine: those of columns that
  /// are combinations of others, and those that classes told apart for certain send to infinity, are nil.
  /// Weights count rows. What the variance is multiplied by is 1 for logistic and Poisson losses,
  /// and Pearson's estimate for the others, as in R's `summary.glm`. Of several classes each has
  /// coefficients that sum to 0 with the others'.
  ///
  /// They are not looked for where one matrix of second derivatives would be too large: above some 2,900
  /// columns, or 1,024 columns of all classes together.
  ///
  /// - Complexity: that of one Newton step over all rows, and O(parameters^3).
  package static func standardErrors(
    of fit: LinearFit,
    on design: LinearDesign,
    settings: LinearSettings,
    threadCount: Int
  ) -> LinearStandardErrors? {
    guard settings.lambda == 0, settings.alpha == 0 else { return nil }
    var objective = LinearObjective(
      design: design,
      loss: settings.loss ?? LinearLoss(for: design.task),
      lambda: 0,
      threadCount: threadCount
    )
    objective.isExpected = true
    let errors = ParameterErrors(objective, at: objective.evaluate(fit.parameters))
    guard let found = errors?.onOwnScale, found.isDefined else { return nil }
    return found
  }
}

/// Standard errors of sums of an objective's parameters at its optimum.
private struct ParameterErrors {
  private let design: LinearDesign
  private let outputCount: Int
  private let covariance: ParameterCovariance
  /// The factor of the variances, on the target's own scale.
  private let dispersion: Double
  /// A Newton step from here, if it would move scores: then some parameters have no finite optimum.
  private let drift: [Double]?

  /// Scores that a step from an optimum moves less than this are at rest.
  ///
  /// Where classes are told apart for certain each step moves some by about 1, however small the
  /// gradient.
  private static let restingScore = 0.1
  /// The same of a coefficient of standardised columns.
  private static let restingCoefficient = 1e-3

  init?(_ objective: LinearObjective, at point: LinearObjective.Evaluation) {
    let design = objective.design
    let plan = HessianPlan(objective, mayChooseRows: false)
    guard plan.isComplete else { return nil }
    // Softmax sees differences of scores alone: the last class is held at 0.
    let order = max(1, objective.outputCount - 1) * objective.stride
    let matrix = objective.hessian(at: point, plan: plan).matrices[0]
    guard
      let covariance = ParameterCovariance(
        matrix.leading(order),
        leastShare: design.isSinglePrecision ? 1e-5 : 1e-11
      )
    else { return nil }
    let statistic = objective.pearsonStatistic(at: point)
    let dispersion = statistic.map { $0 / (design.totalWeight - Double(covariance.rank)) } ?? 1
    guard dispersion > 0, dispersion.isFinite else { return nil }
    let scale = design.targetScale
    let unit = objective.loss == .squared ? 1 / (scale.inverseDeviation * scale.unit) : 1
    let step = covariance.solution(of: Array(point.gradient[..<order]))
    let held = [Double](repeating: 0, count: objective.parameterCount - order)
    self.design = design
    self.covariance = covariance
    self.dispersion = dispersion * unit * unit
    outputCount = objective.outputCount
    drift = objective.largestScore(of: step + held) > Self.restingScore ? step : nil
  }

  /// The errors of intercepts and slopes in the units of the features.
  var onOwnScale: LinearStandardErrors {
    let encoding = design.encoding
    let outputs = 0..<outputCount
    var intercept = [Double](repeating: 0, count: design.outputStride)
    intercept[design.outputStride - 1] = 1
    for (index, column) in encoding.valueColumns.enumerated() {
      guard let column, case .numeric(let numeric) = encoding.features[index] else { continue }
      intercept[column] = -numeric.inverseDeviation * numeric.mean
    }
    let columns = outputs.map { output in
      (0..<encoding.columnCount).map { column in
        var alone = [Double](repeating: 0, count: design.outputStride)
        alone[column] = 1
        return error(of: alone, output)
      }
    }
    return LinearStandardErrors(
      intercepts: outputs.map { error(of: intercept, $0) },
      slopes: outputs.map { output in
        encoding.features.indices.map { index in
          guard let column = encoding.valueColumns[index],
            case .numeric(let numeric) = encoding.features[index]
          else { return nil }
          return columns[output][column].map { $0 * numeric.inverseDeviation * numeric.unit }
        }
      },
      indicators: columns.map { Array($0[encoding.valueCount...]) }
    )
  }

  /// The standard error of a weighted sum of one output's parameters, less the outputs' mean of it.
  private func error(of weights: [Double], _ output: Int) -> Double? {
    let freeCount = max(1, outputCount - 1)
    let share = outputCount > 1 ? 1 / Double(outputCount) : 0
    let combination = (0..<freeCount).flatMap { other in
      let factor = (other == output ? 1 : 0) - share
      return weights.map { $0 * factor }
    }
    if let drift, abs(BLAS.dot(combination.span, drift.span)) > Self.restingCoefficient {
      return nil
    }
    return covariance.variance(of: combination).map { ($0 * dispersion).squareRoot() }
  }
}

extension LinearObjective {
  /// The largest score, without its sign, that a row with weight has with `parameters`.
  fileprivate func largestScore(of parameters: [Double]) -> Double {
    let tables = ScoreTables(parameters, of: self)
    return sumOfPieces(design.blocks, limit: 32) { blocks in
      blocks.reduce(0.0) { largest, block in
        let scores = tables.scores(of: block, block.cells)
        return scores.indices.reduce(largest) { largest, index in
          let row = index % block.rowCount
          let counts = block.weights.isEmpty || block.weights[row] > 0
          return counts ? max(largest, abs(scores[index])) : largest
        }
      }
    } add: {
      $0 = max($0, $1)
    } ?? 0
  }
}

extension Matrix {
  /// The first `order` rows of the first `order` columns of a symmetric matrix, of which the lower
  /// triangle is read.
  fileprivate func leading(_ order: Int) -> Matrix {
    var part = Matrix(rowCount: order, columnCount: order)
    for column in 0..<order {
      for row in column..<order {
        part[row, column] = self[row, column]
        part[column, row] = self[row, column]
      }
    }
    return part
  }
}
