import DuckDB
import LinearAlgebra
import Models

extension Predictor {
  /// The predictions as the model's function gives them: numbers have the target's type, and ON_UNSEEN
  /// is kept.
  ///
  /// - Throws: as `predictions(of:)` does; and where a text is there that training did not see, and the
  ///   model has ON_UNSEEN 'error'.
  /// - Complexity: O(rows x size of the model).
  public func predictedRows(
    of columns: [Column],
    withProbabilities: Bool = false
  ) throws(AutoMLError) -> PredictedRows {
    let features = try features(of: columns)
    let unseen = unseenRule == .missing ? [] : scan.rowsWithUnseenLevels(in: features)
    if unseenRule == .error, let first = unseen.first { throw refusal(of: first, in: columns) }
    let predictions = compiled.predictions(of: features)
    return PredictedRows(
      values: values(of: predictions, withProbabilities),
      missingRows: Set(unseen.map(\.row)).sorted(),
      count: features.rowCount
    )
  }

  private func values(
    of predictions: Matrix,
    _ withProbabilities: Bool
  ) -> PredictedRows.Values {
    guard !labels.isEmpty else {
      let numbers = compiled.values(of: predictions)
      return .numbers(targetType.map { type in numbers.map(type.rounding) } ?? numbers)
    }
    let classes = compiled.classes(of: predictions)
    guard withProbabilities else { return .classes(classes, probabilities: []) }
    let probabilities = compiled.probabilities(of: predictions)
    return .classes(
      classes,
      probabilities: labels.indices.map {
        Array(probabilities.values[probabilities.columnRange($0)])
      }
    )
  }

  /// The error of a level that training did not see.
  private func refusal(of place: (row: Int, input: Int), in columns: [Column]) -> AutoMLError {
    let name = inputs[place.input].name
    var value = ""
    if case .text(let text)? = columns.first(where: { $0.name == name })?[place.row] {
      value = " '\(text.prefix(100))'"
    }
    return AutoMLError(
      sqlState: SQLState.dataException,
      message: "row \(place.row + 1), column \"\(name)\": the value\(value) is one that training "
        + "did not see: ON_UNSEEN of the model is 'error'"
    )
  }
}

extension LogicalType {
  /// The nearest number that a column of the type holds; any where it is no type of numbers.
  fileprivate var rounding: (Double) -> Double {
    switch self {
    case .float: { Double(Float($0)) }
    case .tinyint: Self.whole(Int8.self)
    case .smallint: Self.whole(Int16.self)
    case .integer: Self.whole(Int32.self)
    case .bigint: Self.whole(Int64.self)
    case .utinyint: Self.whole(UInt8.self)
    case .usmallint: Self.whole(UInt16.self)
    case .uinteger: Self.whole(UInt32.self)
    case .ubigint: Self.whole(UInt64.self)
    case .hugeint: Self.whole(Int128.self)
    case .uhugeint: Self.whole(UInt128.self)
    case .decimal(let width, let scale): Self.decimal(width: width, scale: scale)
    default: { $0 }
    }
  }

  private static func whole<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) -> (Double) -> Double {
    let (low, high) = (Double(Integer.min), Double(Integer.max))
    return { min(max($0.rounded(.toNearestOrEven), low), high) }
  }

  private static func decimal(width: Int, scale: Int) -> (Double) -> Double {
    let unit = (0..<scale).reduce(1.0) { power, _ in power * 10 }
    let limit = (0..<width).reduce(1.0) { power, _ in power * 10 } - 1
    return { min(max(($0 * unit).rounded(.toNearestOrEven), -limit), limit) / unit }
  }
}
