internal import CKernels
import Models
import Parallel

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

  /// Replaces scores by the gradients of the squared loss in them, with targets brought to a scale;
  /// the sum of the losses.
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

  /// Fills gradients and hessians of the logistic loss, in single precision.
  ///
  /// Shapes: each span has an element for each row.
  ///
  /// - Complexity: O(`scores.count`).
  static func fillLogisticDerivatives(
    scores: Span<Double>,
    targets: Span<Double>,
    gradients: inout MutableSpan<Float>,
    hessians: inout MutableSpan<Float>
  ) {
    precondition(
      targets.count == scores.count && gradients.count == scores.count
        && hessians.count == scores.count,
      "shapes"
    )
    unsafe scores.withUnsafeBufferPointer { scores in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe gradients.withUnsafeMutableBufferPointer { gradients in
          unsafe hessians.withUnsafeMutableBufferPointer { hessians in
            unsafe automl_logistic_derivatives(
              scores.baseAddress,
              targets.baseAddress,
              Int64(scores.count),
              gradients.baseAddress,
              hessians.baseAddress
            )
          }
        }
      }
    }
  }

  /// The probabilities of each class for a range of rows, class by class.
  ///
  /// Shapes: `scores` has a buffer for each class, with an element for each row.
  ///
  /// - Complexity: O(rows x classes).
  static func softmax(of scores: [SharedBuffer<Double>], in range: Range<Int>) -> [Float] {
    let classCount = scores.count
    var probabilities = [Float](repeating: 0, count: classCount * range.count)
    unsafe probabilities.withUnsafeMutableBufferPointer { probabilities in
      let scores = unsafe scores.map { unsafe UnsafePointer($0.slice(range).baseAddress) }
      let classes = unsafe (0..<classCount).map { k in
        unsafe probabilities.baseAddress.map { unsafe $0 + k * range.count }
      }
      unsafe automl_softmax(scores, Int32(classCount), Int64(range.count), classes)
    }
    return probabilities
  }

  /// Fills gradients and hessians of one class's scores: `p - 1` where the target is the class and else `p`,
  /// and `factor * p * (1 - p)`.
  ///
  /// Shapes: an element for each row.
  ///
  /// - Complexity: O(`targets.count`).
  static func fillSoftmaxDerivatives(
    probabilities: Span<Float>,
    targets: Span<Double>,
    ofClass k: Int,
    factor: Float,
    gradients: inout [Float],
    hessians: inout [Float]
  ) {
    let count = targets.count
    precondition(
      probabilities.count == count && gradients.count == count && hessians.count == count,
      "shapes"
    )
    unsafe probabilities.withUnsafeBufferPointer { probabilities in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe automl_softmax_derivatives(
          probabilities.baseAddress,
          targets.baseAddress,
          Double(k),
          factor,
          Int64(count),
          &gradients,
          &hessians
        )
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
