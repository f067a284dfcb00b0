internal import CKernels
import Models

/// A standardised value in the precision of a design.
protocol DesignCell: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// `NumericEncoding.standardised` of each value.
  static func standardise(
    _ values: Span<Float>,
    _ numeric: NumericEncoding,
    into cells: inout MutableSpan<Self>
  )

  /// `NumericEncoding.standardised` of each value.
  static func standardise(
    _ values: Span<Double>,
    _ numeric: NumericEncoding,
    into cells: inout MutableSpan<Self>
  )

  /// The cells of a block, a stretch of `array`.
  static func cells(_ array: [Self], _ stretch: Range<Int>) -> DenseCells
}

extension Float: DesignCell {
  static func standardise(
    _ values: Span<Float>,
    _ numeric: NumericEncoding,
    into cells: inout MutableSpan<Float>
  ) {
    var standard = automl_standard(numeric)
    unsafe withPointers(values, &cells) {
      unsafe automl_standardise_floats_to_floats($0, $1, &standard, $2)
    }
  }

  static func standardise(
    _ values: Span<Double>,
    _ numeric: NumericEncoding,
    into cells: inout MutableSpan<Float>
  ) {
    var standard = automl_standard(numeric)
    unsafe withPointers(values, &cells) {
      unsafe automl_standardise_doubles_to_floats($0, $1, &standard, $2)
    }
  }

  static func cells(_ array: [Float], _ stretch: Range<Int>) -> DenseCells {
    .float(array, stretch)
  }
}

extension Double: DesignCell {
  static func standardise(
    _ values: Span<Float>,
    _ numeric: NumericEncoding,
    into cells: inout MutableSpan<Double>
  ) {
    var standard = automl_standard(numeric)
    unsafe withPointers(values, &cells) {
      unsafe automl_standardise_floats_to_doubles($0, $1, &standard, $2)
    }
  }

  static func standardise(
    _ values: Span<Double>,
    _ numeric: NumericEncoding,
    into cells: inout MutableSpan<Double>
  ) {
    var standard = automl_standard(numeric)
    unsafe withPointers(values, &cells) {
      unsafe automl_standardise_doubles_to_doubles($0, $1, &standard, $2)
    }
  }

  static func cells(_ array: [Double], _ stretch: Range<Int>) -> DenseCells {
    .double(array, stretch)
  }
}

/// Calls a kernel with as many values as there are cells.
private func withPointers<Value, Cell>(
  _ values: Span<Value>,
  _ cells: inout MutableSpan<Cell>,
  _ kernel: (UnsafePointer<Value>?, Int64, UnsafeMutablePointer<Cell>?) -> Void
) {
  precondition(values.count == cells.count, "\(values.count) values for \(cells.count) cells")
  unsafe values.withUnsafeBufferPointer { values in
    unsafe cells.withUnsafeMutableBufferPointer { cells in
      unsafe kernel(values.baseAddress, Int64(values.count), cells.baseAddress)
    }
  }
}

extension automl_standard {
  fileprivate init(_ numeric: NumericEncoding) {
    self.init(
      unit: numeric.unit,
      mean: numeric.mean,
      inverse_deviation: numeric.inverseDeviation,
      limit: NumericEncoding.limit,
      lowest: numeric.lowest,
      highest: numeric.highest
    )
  }
}
