import DuckDB

/// The formats of a file's dates and timestamps, found from all of its values.
struct DateReading {
  /// The file, for messages.
  let data: DataFile
  /// The SQL behind FROM.
  let source: String
  /// Where it is read.
  let connection: Connection
  /// The format of dates that the engine's cast does not read, where it is known.
  let format: String?

  /// The arguments, each with the format of its dates: none where the engine's cast reads all, else the
  /// one that does, or reads the most.
  ///
  /// - Throws: where two formats read all of a column's values, and some of them differently.
  func arguments(_ arguments: [ArgumentReading]) throws -> [ArgumentReading] {
    let dated = arguments.indices.filter { arguments[$0].hasFormat }
    guard !dated.isEmpty else { return arguments }
    var result = arguments
    let counts = try counts(of: dated.map { arguments[$0].isOddlyWritten }, in: source)
    for (index, count) in zip(dated, counts) where count > 0 {
      result[index] = try formatted(arguments[index])
    }
    return result
  }

  private func formatted(_ argument: ArgumentReading) throws -> ArgumentReading {
    var failures: [(reading: ArgumentReading, count: Int)] = []
    for readings in try likelyReadings(of: argument) where !readings.isEmpty {
      let counts = try counts(of: readings.map(\.unreadable), in: source)
      let fitting = zip(readings, counts).filter { $1 == 0 }.map(\.0)
      if let first = fitting.first {
        try requireAgreement(of: first, with: Array(fitting.dropFirst()))
        return first
      }
      failures += zip(readings, counts).map { ($0, $1) }
    }
    let castCount = try counts(of: [argument.unreadable], in: source)[0]
    let best = failures.min { $0.count < $1.count }
    return best.map { $0.count < castCount ? $0.reading : argument } ?? argument
  }

  /// The formats that read the most of the first values that are not written plainly, those with years of
  /// two digits apart: to try them all on all values would take longer than to score them.
  private func likelyReadings(of argument: ArgumentReading) throws -> [[ArgumentReading]] {
    let groups = (format.map { [[$0]] } ?? [DateFormats.shortDates, DateFormats.longDates])
      .map { dates in
        (argument.type == .date ? dates : DateFormats.timestamps(dates)).map {
          argument.with(format: $0)
        }
      }
    let sample =
      "(SELECT * FROM \(source) WHERE \(argument.isOddlyWritten) IS NOT NULL LIMIT 1000)"
    let failures = try groups.map { try counts(of: $0.map(\.unreadable), in: sample) }
    let fewest = failures.joined().min()
    return zip(groups, failures).map { readings, counts in
      zip(readings, counts).filter { $1 == fewest }.map(\.0)
    }
  }

  private func requireAgreement(
    of reading: ArgumentReading,
    with others: [ArgumentReading]
  ) throws {
    guard !others.isEmpty else { return }
    let differences = try counts(of: others.map { reading.differs(from: $0) }, in: source)
    guard let index = differences.firstIndex(where: { $0 > 0 }) else { return }
    let formats = [reading.format, others[index].format].compactMap(\.self)
    throw AutoMLError(
      sqlState: SQLState.dataException,
      message: "\"\(data.path)\", column \"\(reading.name)\": the \(reading.noun)s could be "
        + formats.joined(separator: " or "),
      hint: "Write them as 2026-01-31, or say which it is: automl predict --date-format FORMAT."
    )
  }

  /// The number of rows of a table that have a value of each expression.
  private func counts(of values: [String], in table: String) throws(DuckDBError) -> [Int] {
    let counts = values.map { "system.main.count(\($0))" }.joined(separator: ", ")
    let rows = try connection.query("SELECT \(counts) FROM \(table)").rows()
    return (rows.first ?? []).map { value in
      if case .integer(let count) = value { Int(count) } else { 0 }
    }
  }
}
