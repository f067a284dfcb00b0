import CKernels
import Models

/// Loops over the scores of a block of rows, compiled for the machine's vectors.
enum ScoreKernels {
  /// Replaces each value by its exponential.
  ///
  /// - Complexity: O(`values.count`).
  static func exponentials(of values: inout MutableSpan<Double>) {
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe automl_exponentials(values.baseAddress, Int64(values.count))
    }
  }

  /// Replaces scores by the gradients of the logistic loss in them; the sum of the losses.
  ///
  /// Shapes: `scores` and `targets`, each 0 or 1, have an element for each row; so has `weights`, or none.
  ///
  /// - Complexity: O(`scores.count`).
  static func logisticGradients(
    of scores: inout [Double],
    targets: Span<Double>,
    weights: Span<Double>
  ) -> Double {
    check(scores.count, targets.count, weights.count)
    return unsafe scores.withUnsafeMutableBufferPointer { scores in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe automl_logistic_gradients(
            scores.baseAddress,
            targets.baseAddress,
            weights.isEmpty ? nil : weights.baseAddress,
            Int64(scores.count)
          )
        }
      }
    }
  }

  /// Replaces scores by the hessians of the logistic loss.
  ///
  /// Shapes: as in `logisticGradients`.
  ///
  /// - Complexity: O(`scores.count`).
  static func logisticHessians(of scores: inout [Double], weights: Span<Double>) {
    check(scores.count, scores.count, weights.count)
    unsafe scores.withUnsafeMutableBufferPointer { scores in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe automl_logistic_hessians(
          scores.baseAddress,
          weights.isEmpty ? nil : weights.baseAddress,
          Int64(scores.count)
        )
      }
    }
  }

  /// Replaces scores by the gradients of the squared loss in them, with targets brought to a scale; the sum of
  /// the losses.
  ///
  /// Shapes: as in `logisticGradients`.
  ///
  /// - Complexity: O(`scores.count`).
  static func squaredGradients(
    of scores: inout [Double],
    targets: Span<Double>,
    scale: NumericEncoding,
    weights: Span<Double>
  ) -> Double {
    check(scores.count, targets.count, weights.count)
    return unsafe scores.withUnsafeMutableBufferPointer { scores in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe automl_squared_gradients(
            scores.baseAddress,
            targets.baseAddress,
            scale.unit,
            scale.mean,
            scale.inverseDeviation,
            weights.isEmpty ? nil : weights.baseAddress,
            Int64(scores.count)
          )
        }
      }
    }
  }

  private static func check(_ scoreCount: Int, _ targetCount: Int, _ weightCount: Int) {
    precondition(
      targetCount == scoreCount && (weightCount == scoreCount || weightCount == 0),
      "\(scoreCount) scores, \(targetCount) targets, \(weightCount) weights"
    )
  }
}
