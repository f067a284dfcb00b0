import DuckDB
import Forecasting
import Learning

/// The rows that series are made of, as they were read.
struct ForecastRows {
  /// The series' ids as text, nil for NULL, by their numbers: in the order of their texts.
  let ids: [String?]
  /// The rows.
  let rows: SeriesRows
  /// Rows of the query that have no time, and are left out.
  let leftOutCount: Int
  /// A hash of the rows, whatever their order.
  let fingerprint: String

  /// Reads the rows of a plan, in the caller's transaction; where ids are `wanted`, of the series with these.
  ///
  /// - Throws: what the engine refuses; that it was interrupted.
  init(of plan: ForecastPlan, wanted: [String?]? = nil, on connection: Connection) throws {
    let query = try connection.query(Self.query(of: plan, wanted))
    var dictionary = StringDictionary(limit: Int(UInt32.max))
    var codes: [UInt32] = []
    var times: [Double] = []
    var columns = [[Double]](repeating: [], count: 1 + plan.covariates.count)
    while let chunk = try query.nextChunk() {
      chunk.appendCodes(ofColumn: 0, insertingInto: &dictionary, to: &codes)
      try chunk.appendNumbers(ofColumn: 1, to: &times)
      for index in columns.indices {
        try chunk.appendNumbers(ofColumn: 2 + index, to: &columns[index])
      }
    }
    let isKept = times.map { !$0.isNaN }
    leftOutCount = isKept.count { !$0 }
    let order = SeriesOrder(codes, dictionary)
    ids = order.ids
    fingerprint = Self.fingerprint(codes, order, times, columns)
    let kept = { (numbers: [Double]) in zip(numbers, isKept).filter(\.1).map(\.0) }
    rows = try SeriesRows(
      series: zip(codes, isKept).filter(\.1).map { order.number(ofCode: $0.0) },
      // Whole numbers of microseconds of the years 1684 to 2255 are exact; others to two of them.
      times: kept(times).map { Int64($0) },
      values: kept(columns[0]),
      covariates: columns.dropFirst().map(kept)
    )
  }

  /// The id as text, microseconds since 1970, the target, then the covariates.
  private static func query(of plan: ForecastPlan, _ wanted: [String?]?) -> String {
    let id = plan.item.map { "CAST(\(quoted($0.name)) AS VARCHAR)" } ?? "CAST('' AS VARCHAR)"
    let time = "CAST(\(quoted(plan.time.name)) AS TIMESTAMP)"
    // The dates and timestamps `infinity` have no place on a calendar.
    let microseconds =
      "CASE WHEN system.main.isfinite(\(time)) THEN system.main.epoch_us(\(time)) END"
    let numbers = ([plan.target] + plan.covariates).map { "CAST(\(quoted($0.name)) AS DOUBLE)" }
    let columns = [id, microseconds] + numbers
    let rows = "SELECT \(columns.joined(separator: ", ")) FROM (\(plan.query))"
    guard let wanted else { return rows }
    let texts = wanted.compactMap { $0.map { literal($0) } }
    let isNamed = texts.isEmpty ? "false" : "\(id) IN (\(texts.joined(separator: ", ")))"
    let isNull = wanted.contains(nil) ? " OR \(id) IS NULL" : ""
    return "\(rows) WHERE \(isNamed)\(isNull)"
  }

  private static func fingerprint(
    _ codes: [UInt32],
    _ order: SeriesOrder,
    _ times: [Double],
    _ columns: [[Double]]
  ) -> String {
    var fingerprint = RowFingerprint(columnCount: 2 + columns.count)
    fingerprint.beginRows(times.count)
    let hashes = order.hashes
    fingerprint.add(ofColumn: 0) { hashes[order.number(ofCode: codes[$0])] }
    for (index, column) in ([times] + columns).enumerated() {
      fingerprint.add(column.span, ofColumn: index + 1)
    }
    fingerprint.endRows()
    return fingerprint.text
  }
}

/// The numbers of series, which do not hang on the order of the rows.
private struct SeriesOrder {
  /// By number; NULL is the last.
  let ids: [String?]
  private let numbers: [Int]
  private let missing: Int

  init(_ codes: [UInt32], _ dictionary: StringDictionary) {
    let texts = (0..<UInt32(dictionary.count)).map { dictionary.string($0) }
    let order = texts.indices.sorted { texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8) }
    var numbers = [Int](repeating: 0, count: texts.count)
    for (number, code) in order.enumerated() { numbers[code] = number }
    self.numbers = numbers
    missing = texts.count
    let hasMissing = codes.contains(StringDictionary.missingCode)
    ids = order.map { texts[$0] } + (hasMissing ? [nil] : [])
  }

  func number(ofCode code: UInt32) -> Int {
    code == StringDictionary.missingCode ? missing : numbers[Int(code)]
  }

  /// A hash of each id.
  var hashes: [UInt64] {
    ids.map { $0.map(RowFingerprint.hash) ?? 1 }
  }
}
