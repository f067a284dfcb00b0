internal import CKernels

/// Multiplies numbers by factors, one by one.
func multiply(_ values: inout MutableSpan<Float>, by factors: Span<Float>) {
  precondition(values.count == factors.count, "\(factors.count) factors")
  unsafe values.withUnsafeMutableBufferPointer { values in
    unsafe factors.withUnsafeBufferPointer { factors in
      unsafe automl_multiply(values.baseAddress, factors.baseAddress, Int64(factors.count))
    }
  }
}
