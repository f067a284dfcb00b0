/// The extent of a column's values, and their weight, in its rows of positive weight.
struct ColumnExtent {
  /// The ends of the finite values; the wrong way round where there are none.
  var (lowest, highest) = (Double.infinity, -Double.infinity)
  /// The weight of the rows that have a value, infinite ones included.
  var presentWeight = 0.0
  /// The weight of the rows that have none.
  var missingWeight = 0.0

  /// Whether some rows have a value and others do not.
  var hasBoth: Bool { presentWeight > 0 && missingWeight > 0 }

  /// Takes in rows; no weights when all count once.
  mutating func add(_ values: Span<Double>, weights: Span<Double>) {
    var (lowest, highest) = (lowest, highest)
    var missing = 0.0
    var present = 0.0
    for row in values.indices {
      let (value, weight) = (values[row], weights.isEmpty ? 1 : weights[row])
      let isCounted = weight > 0
      missing += isCounted && value.isNaN ? weight : 0
      present += isCounted && !value.isNaN ? weight : 0
      guard isCounted && value.isFinite else { continue }
      lowest = value < lowest ? value : lowest
      highest = value > highest ? value : highest
    }
    (self.lowest, self.highest) = (lowest, highest)
    missingWeight += missing
    presentWeight += present
  }

  /// Each value, brought into the extent, in `unit`s from `centre`; 0 where it is missing.
  func centred(_ values: Span<Double>, unit: Double, at centre: Double) -> [Double] {
    var centred = [Double](repeating: 0, count: values.count)
    var result = centred.mutableSpan
    for row in values.indices {
      let value = values[row]
      let clipped = value < lowest ? lowest : value > highest ? highest : value
      let distance = clipped * unit - centre
      result[row] = distance == distance ? distance : 0
    }
    return centred
  }
}
