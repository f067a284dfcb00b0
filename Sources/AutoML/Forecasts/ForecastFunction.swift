import DuckDB

/// The function that reads forecasts out of a model's bytes, under an internal name.
enum ForecastFunction {
  private static let name = "__automl_forecast"

  /// Series that one call reads.
  static let blockCount = 64

  /// The function by its place: a macro of the same name in the database is passed over.
  static let call = "system.main.\(name)"

  /// A row of the result: a period of a series.
  private static let rowType = LogicalType.struct([
    .init(name: "id", type: .varchar()), .init(name: "period", type: .bigint),
    .init(name: "microseconds", type: .bigint), .init(name: "numbers", type: .list(.double)),
  ])

  /// Of an archive the periods of the series from a number on, `blockCount` of them at most.
  static let function = ScalarFunction(
    name: name,
    parameterTypes: [.blob, .bigint],
    returnType: .list(rowType)
  ) { arguments, output in
    var periods = Periods()
    var lengths: [Int] = []
    for row in 0..<arguments.rowCount {
      guard case .integer(let first) = arguments.value(row: row, column: 1) else {
        lengths.append(0)
        continue
      }
      let count = try arguments.withBytes(row: row, column: 0) { bytes in
        try periods.add(bytes, first: Int(first))
      }
      lengths.append(count ?? 0)
    }
    try output.withElements(lengths: lengths) { rows in try periods.write(to: &rows) }
  }
}

/// Periods of series on their way to the engine.
private struct Periods {
  private var ids: [String?] = []
  private var places: [Int64] = []
  private var times: [Int64] = []
  private var numbers: [Double] = []
  private var columnCount = 0

  /// Adds the periods of a block of series; gives their number.
  mutating func add(_ bytes: Span<UInt8>, first: Int) throws -> Int {
    guard let layout = ForecastLayout(bytes) else { throw Self.damaged }
    let (horizon, columns) = (layout.header.horizon, layout.header.columns.count)
    columnCount = columns
    let end = min(first + ForecastFunction.blockCount, layout.header.seriesCount)
    guard first >= 0, first < end else { return 0 }
    for number in first..<end {
      guard let series = layout.series(number, in: bytes) else { throw Self.damaged }
      for period in 0..<horizon {
        ids.append(series.id)
        places.append(Int64(period + 1))
        times.append(series.times[period])
        for column in 0..<columns { numbers.append(series.numbers[column * horizon + period]) }
      }
    }
    return (end - first) * horizon
  }

  func write(to rows: inout OutputVector) throws {
    rows.withField(0) { field in
      for (row, id) in ids.enumerated() {
        if let id { field.setText(row, to: id) } else { field.setNull(row) }
      }
    }
    try rows.withField(1) { try $0.write(places) }
    try rows.withField(2) { try $0.write(times) }
    let lengths = [Int](repeating: columnCount, count: ids.count)
    try rows.withField(3) { field in
      try field.withElements(lengths: lengths) { try $0.write(numbers) }
    }
  }

  private static let damaged = FunctionRefusal(
    "the forecasts are damaged: create the model again",
    sqlState: SQLState.dataCorrupted
  )
}
