internal import CKernels

/// The functions between the layers of a network.
package enum NeuralActivation: UInt8, Sendable, CaseIterable {
  /// Scaled exponential linear units (Klambauer and others 2017).
  case selu = 0
  /// `x tanh(log(1 + exp(x)))` (Misra 2019).
  case mish = 1
  /// The larger of x and 0.
  case relu = 2
  /// The hyperbolic tangent.
  case tanh = 3

  /// The name that settings and reports have.
  package var name: String {
    switch self {
    case .selu: "selu"
    case .mish: "mish"
    case .relu: "relu"
    case .tanh: "tanh"
    }
  }

  /// Replaces sums by the function's values.
  ///
  /// - Complexity: O(`values.count`).
  package func apply(to values: inout MutableSpan<Float>) {
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe automl_activate(Int32(rawValue), values.baseAddress, nil, Int64(values.count))
    }
  }

  /// Replaces sums by the function's values, and sets `slopes` to its derivatives there.
  ///
  /// - Complexity: O(`values.count`).
  package func apply(to values: inout MutableSpan<Float>, slopes: inout MutableSpan<Float>) {
    precondition(values.count == slopes.count, "\(slopes.count) slopes of \(values.count) values")
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe slopes.withUnsafeMutableBufferPointer { slopes in
        unsafe automl_activate(
          Int32(rawValue),
          values.baseAddress,
          slopes.baseAddress,
          Int64(values.count)
        )
      }
    }
  }
}
