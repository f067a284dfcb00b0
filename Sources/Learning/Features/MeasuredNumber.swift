internal import CKernels

/// A number whose kernels know moments.
protocol MeasuredNumber: BinaryFloatingPoint, BitwiseCopyable {
  /// The extremes of some values, and the sums of their distances from a centre and of the squares.
  static func moments(of values: Span<Self>, about centre: Double) -> automl_moments
}

extension Float: MeasuredNumber {
  static func moments(of values: Span<Float>, about centre: Double) -> automl_moments {
    var moments = automl_moments()
    unsafe values.withUnsafeBufferPointer {
      unsafe automl_moments_of_floats($0.baseAddress, Int64($0.count), centre, &moments)
    }
    return moments
  }
}

extension Double: MeasuredNumber {
  static func moments(of values: Span<Double>, about centre: Double) -> automl_moments {
    var moments = automl_moments()
    unsafe values.withUnsafeBufferPointer {
      unsafe automl_moments_of_doubles($0.baseAddress, Int64($0.count), centre, &moments)
    }
    return moments
  }
}
