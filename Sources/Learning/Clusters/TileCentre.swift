import Models

/// Where tiles have their origin: in the middle of the rows, column by column, so that single precision
/// keeps the
/// digits of most of them.
struct TileCentre {
  /// Rows that the middle is taken of.
  private static let rowCount = 1_001

  /// Where the origin is in the columns of the encoding that was given.
  let offsets: [Double]
  /// That encoding with the origin there.
  let encoding: LinearEncoding
  /// Gaps below it may come from the rounding of values.
  let slack: Float

  /// The middle of these rows.
  ///
  /// - Complexity: O(columns).
  init(
    _ features: FeatureTable,
    encoding: LinearEncoding,
    canBeMissing: [Bool],
    seed: UInt64
  ) {
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ 0xCE))
    let count = min(Self.rowCount, features.rowCount)
    let places = generator.sample(count, outOf: features.rowCount)
    var offsets: [Double] = []
    var squaredLength = 0.0
    let moved = encoding.features.enumerated().map { index, feature in
      guard case .numeric(let numeric) = feature, !numeric.isConstant else { return feature }
      let column = features.columns[index]
      let values = places.map { numeric.standardised(column.number($0)) }.sorted()
      // Missing values lie at 0, and stay there.
      let offset = canBeMissing[index] ? 0 : values[count / 2]
      offsets.append(offset)
      let centred = numeric.moved(by: offset)
      let largest = max(abs(centred.lowest), abs(centred.highest))
      squaredLength += largest * largest
      return .numeric(centred)
    }
    self.offsets = offsets
    self.encoding = LinearEncoding(features: moved)
    slack = Float(4e-7 * squaredLength.squareRoot())
  }
}

extension NumericEncoding {
  /// The encoding with its origin elsewhere.
  fileprivate func moved(by offset: Double) -> NumericEncoding {
    NumericEncoding(
      unit: unit,
      mean: mean + offset / inverseDeviation,
      inverseDeviation: inverseDeviation,
      lowest: lowest - offset,
      highest: highest - offset,
      hasMissingIndicator: false
    )
  }
}
