import LinearAlgebra

/// A piecewise-linear function of a number for each output: a start and a slope for each segment
/// between knots, instead of a coefficient for each hinge.
struct CurveTerm: Sendable {
  private let curve: NumericCurve
  private let ranks: EdgeRanks
  /// Where each segment starts, on the curve's scale; then 0 for missing values.
  private let origins: [Double]
  /// For each output and segment what is added at its start; then what a missing value adds.
  private let starts: [Double]
  /// For each output and segment what is added for each unit of the scale; then 0.
  private let slopes: [Double]

  /// The term of the encoding's features from `first` on, which are a curve's columns.
  init(_ curve: NumericCurve, of model: LinearModel, at first: Int) {
    self.curve = curve
    ranks = EdgeRanks(edges: curve.knots)
    let ends = [curve.lowest] + curve.knots + [curve.highest]
    origins = ends.dropLast() + [0]
    var starts: [Double] = []
    var slopes: [Double] = []
    for output in 0..<model.outputCount {
      func height(_ position: Double) -> Double {
        (0..<curve.columnCount).reduce(0) { sum, column in
          sum
            + model.contribution(
              of: curve.cell(column, at: position),
              to: output,
              at: first + column
            )
        }
      }
      let heights = ends.map(height)
      starts += heights.dropLast() + [height(.nan)]
      slopes +=
        zip(zip(heights, heights.dropFirst()), zip(ends, ends.dropFirst())).map {
          ($0.1 - $0.0) / ($1.1 - $1.0)
        } + [0]
    }
    self.starts = starts
    self.slopes = slopes
  }

  /// Adds the term to each output of the rows from `first` on.
  func add<T: BinaryFloatingPoint>(
    _ values: Span<T>,
    to scores: inout Matrix,
    at first: Int,
    _ room: inout TermRoom
  ) {
    place(values, &room.numbers, &room.ranks)
    let segmentCount = origins.count
    let (numbers, ranks) = (room.numbers.span, room.ranks.span)
    for output in 0..<scores.columnCount {
      let start = output * scores.rowCount + first
      let range = output * segmentCount..<(output + 1) * segmentCount
      let starts = starts.span.extracting(range)
      let slopes = slopes.span.extracting(range)
      var scores = scores.values.mutableSpan
      for index in values.indices {
        let rank = Int(ranks[index])
        scores[start + index] += starts[rank] + slopes[rank] * numbers[index]
      }
    }
  }

  /// Each row's segment, and how far it is from the segment's start.
  private func place<T: BinaryFloatingPoint>(
    _ values: Span<T>,
    _ numbers: inout [Double],
    _ ranks: inout [UInt8]
  ) {
    var numbers = numbers.mutableSpan
    var positions = numbers._mutatingExtracting(0..<values.count)
    curve.fill(&positions, of: values)
    var bytes = ranks.mutableSpan
    var segments = bytes._mutatingExtracting(0..<values.count)
    self.ranks.fill(&segments, of: positions.span, missing: UInt8(origins.count - 1))
    for index in values.indices {
      let distance = positions[index] - origins[Int(segments[index])]
      positions[index] = distance.isNaN ? 0 : distance
    }
  }
}
