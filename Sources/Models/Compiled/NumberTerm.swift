import LinearAlgebra

/// A number in the unit of its column, centred, times a slope for each output; something else where
/// it is missing.
struct NumberTerm: Sendable {
  private let unit: Double
  private let mean: Double
  private let limit: Double
  private let lowest: Double
  private let highest: Double
  /// One for each output; empty where the column has no value column.
  private let slopes: [Double]
  /// One for each output; empty where a missing value adds nothing.
  private let missing: [Double]

  /// The term of the encoding's feature `index`.
  init(_ numeric: NumericEncoding, of model: LinearModel, at index: Int) {
    let outputs = 0..<model.outputCount
    unit = numeric.unit
    mean = numeric.mean
    let deviation = 1 / numeric.inverseDeviation
    limit = NumericEncoding.limit * deviation
    lowest = numeric.lowest * deviation
    highest = numeric.highest * deviation
    slopes =
      model.encoding.valueColumns[index].map { column in
        outputs.map { model.coefficients[column, $0] * numeric.inverseDeviation }
      } ?? []
    missing =
      numeric.hasMissingIndicator
      ? outputs.map { model.contribution(of: .nan, to: $0, at: index) } : []
  }

  /// Adds the term to each output of the rows from `first` on.
  func add<T: BinaryFloatingPoint>(
    _ values: Span<T>,
    to scores: inout Matrix,
    at first: Int,
    _ room: inout TermRoom
  ) {
    centre(values, into: &room.numbers)
    let centred = room.numbers.span
    for (output, slope) in slopes.enumerated() {
      let start = output * scores.rowCount + first
      var scores = scores.values.mutableSpan
      for index in values.indices { scores[start + index] += slope * centred[index] }
    }
    for (output, coefficient) in missing.enumerated() {
      let start = output * scores.rowCount + first
      var scores = scores.values.mutableSpan
      for index in values.indices where values[index].isNaN {
        scores[start + index] += coefficient
      }
    }
  }

  /// Each value in the column's unit, less the mean; 0 where it is missing.
  private func centre<T: BinaryFloatingPoint>(_ values: Span<T>, into centred: inout [Double]) {
    guard !slopes.isEmpty else { return }
    let (unit, mean, limit, lowest, highest) = (unit, mean, limit, lowest, highest)
    var centred = centred.mutableSpan
    for index in values.indices {
      let x = Double(values[index]) * unit - mean
      let clipped = x > limit ? highest : x < -limit ? lowest : x
      centred[index] = clipped == clipped ? clipped : 0
    }
  }
}
