package import LinearAlgebra

/// A linear model's numbers in the units of its features, as people read them.
///
/// For a row without missing values and within the clipping limits, the score is the intercept,
/// plus each number times its slope, plus the coefficients of its levels. Where the model has an
/// expansion, its columns are what is said of features here.
package struct OwnScaleCoefficients: Sendable, Equatable {
  /// One for each output: the score where every number is 0.
  package let intercepts: [Double]
  /// Features x outputs: the change of score for one more unit; 0 for categories and dropped
  /// columns.
  package let slopes: Matrix
}

extension LinearModel {
  /// The intercepts and slopes in the units of the features.
  ///
  /// - Complexity: O(features * outputs).
  package var ownScale: OwnScaleCoefficients {
    var slopes = Matrix(rowCount: encoding.features.count, columnCount: outputCount)
    var intercepts = intercepts
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      for output in 0..<outputCount {
        let coefficient = coefficients[column, output] * numeric.inverseDeviation
        slopes[index, output] = coefficient * numeric.unit
        intercepts[output] -= coefficient * numeric.mean
      }
    }
    return OwnScaleCoefficients(intercepts: intercepts, slopes: slopes)
  }
}
