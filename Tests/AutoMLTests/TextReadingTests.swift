import DuckDB
import Learning
import Models
import Testing

@testable import AutoML

/// Which columns of text are read as numbers, dates or times, and that they then are what a column of
/// that type is.
@Suite struct TextReadingTests {
  /// The reading of a column whose rows have these texts.
  private func reading(_ rows: [String?]) -> TextReading? {
    var levels: [String] = []
    let codes = rows.map { text -> UInt32 in
      guard let text else { return FeatureColumn.missingCode }
      if let code = levels.firstIndex(of: text) { return UInt32(code) }
      levels.append(text)
      return UInt32(levels.count - 1)
    }
    var tally = TextTally()
    tally.add(.codes(codes, levelCount: levels.count))
    return TextReading(tally, further: FurtherTexts()) { levels[Int($0)] }
  }

  @Test func `95 of 100 rows are enough, and 94 are not`() {
    func rows(_ count: Int) -> [String?] {
      (0..<100).map { $0 < count ? "\($0 % 30)" : "n/a" }
    }
    #expect(reading(rows(95))?.kind == .numberText && reading(rows(95))?.share == 0.95)
    #expect(reading(rows(94)) == nil)
    // Rows without a text do not count.
    #expect(reading(rows(94) + [nil, "", " \t"]) == nil)
    #expect(reading(rows(95) + [nil, "", " \t"])?.share == 0.95)
  }

  @Test func `rows count, not different texts`() {
    let numbers = (0..<25).map { "\($0)" }
    #expect(reading(numbers + Array(repeating: "n/a", count: 2)) == nil)
    #expect(reading(numbers + numbers + Array(repeating: "n/a", count: 2))?.share == 50.0 / 52)
  }

  @Test func `20 different values are enough, and 19 are not`() {
    #expect(reading((0..<200).map { "\($0 % 20)" }) != nil)
    #expect(reading((0..<200).map { "\($0 % 19)" }) == nil)
    // The same number in other words.
    #expect(reading((0..<200).map { "\($0 % 19)" + ($0 < 100 ? "" : ".0") }) == nil)
  }

  @Test func `dates beside timestamps are timestamps, and no kinds else go together`() {
    let dates = (10..<30).map { "2024-01-\($0)" }
    let clocks = (10..<30).map { "12:\($0)" }
    #expect(reading(dates)?.kind == .dateText && reading(clocks)?.kind == .timeText)
    #expect(reading(dates + ["2024-02-01T10:00"])?.kind == .timestampText)
    #expect(reading(dates.map { $0 + " 00:00" })?.kind == .timestampText)
    #expect(reading(dates + clocks) == nil && reading(dates + (10..<30).map { "\($0)" }) == nil)
  }

  @Test func `a column without a text has no reading`() {
    #expect(reading([]) == nil && reading([nil, "", " "]) == nil && reading(["a", "b"]) == nil)
  }

  // Texts and the same values in columns of their own types. Of `b` there are more than a column has levels.
  private static let query = """
    SELECT printf('%05d', hash(range) % 40000) AS a,
      CASE WHEN range % 40 = 3 THEN 'n/a' WHEN range % 40 = 4 THEN NULL
        ELSE (range * 0.25)::VARCHAR END AS b,
      (DATE '2024-01-01' + (range % 400)::INT)::VARCHAR AS c, 'k' || range % 50 AS d, '7' || range % 30 AS y,
      (hash(range) % 40000)::INT AS va,
      CASE WHEN range % 40 NOT IN (3, 4) THEN (range * 0.25)::DOUBLE END AS vb,
      (DATE '2024-01-01' + (range % 400)::INT) AS vc FROM range(150000)
    """
  private static let isFeature = [true, true, true, true, false, true, true, true]

  private func reading(heldByteLimit: Int, segmentRowCount: Int) -> SegmentedReading {
    SegmentedReading(
      query: Self.query,
      isFeature: Self.isFeature,
      targetIndex: 4,
      heldByteLimit: heldByteLimit,
      mode: ReadingMode(limitsEngine: true, sorts: true),
      segmentRowCount: segmentRowCount,
      rowLimit: nil,
      threadCount: 2,
      shouldStop: { false },
      progress: { _ in }
    )
  }

  private func whole(rowLimit: Int?, on connection: Connection) throws -> ExtractedTable {
    try TableExtraction(
      rowLimit: rowLimit,
      seed: 3,
      isFeature: Self.isFeature,
      shouldStop: { false },
      progress: { _ in }
    ).rows(of: Self.query, on: connection)
  }

  /// Numbers that compare, of which a missing one is -1.
  private func numbers(_ column: FeatureColumn) -> [Double] {
    column.numbers.map { $0.isNaN ? -1 : $0 }
  }

  @Test(arguments: [nil, 110_000, 5_000])
  func `a table has what columns of their own types have`(rowLimit: Int?) throws {
    let table = try whole(rowLimit: rowLimit, on: Database().connect())
    let kinds: [InputKind] = [.numberText, .numberText, .dateText, .text, .text]
    #expect(table.columns.map(\.kind) == kinds + [.number, .number, .date])
    #expect(table.columns[0].textShare == 1 && table.columns[3].textShare == nil)
    let share = try #require(table.columns[1].textShare)
    // 38 of 39 rows with a text, give or take five standard errors of the smallest sample.
    #expect(abs(share - 38.0 / 39) < (rowLimit == nil ? 1e-4 : 5 * 0.0022))
    for (text, typed) in [(0, 5), (1, 6), (2, 7)] {
      #expect(numbers(table.columns[text].values) == numbers(table.columns[typed].values))
      #expect(table.columns[text].levels.isEmpty && table.columns[text].typeName == "VARCHAR")
    }
    #expect(table.columns[3].levels.count == 50 && table.columns[4].levels.count == 30)
  }

  @Test(arguments: [4_000, 1 << 20], [0, .max])
  func `segments have what the table has, kept or read again`(size: Int, limit: Int) throws {
    let connection = try Database().connect()
    let whole = try whole(rowLimit: nil, on: connection)
    let reading = reading(heldByteLimit: limit, segmentRowCount: size)
    var table = try #require(try reading.first(on: connection))
    let (survey, extracted) = (try #require(table.table.survey), table.table)
    #expect(extracted.columns.map(\.kind) == whole.columns.map(\.kind))
    #expect(extracted.columns.map(\.textShare) == whole.columns.map(\.textShare))
    for (text, typed) in [(0, 4), (1, 5), (2, 6)] {
      #expect(survey.profiles[text] == survey.profiles[typed], "feature \(text)")
    }
    for (text, typed) in [(0, 5), (1, 6), (2, 7)] {
      let (values, typed) = (extracted.columns[text].values, extracted.columns[typed].values)
      #expect(numbers(values) == numbers(typed))
    }
    var features = [[Double]](repeating: [], count: 7)
    try reading.features(of: &table, on: connection) { segment in
      for index in features.indices { features[index] += numbers(segment.columns[index]) }
    }
    let columns = Self.isFeature.indices.filter { Self.isFeature[$0] }.map { whole.columns[$0] }
    #expect(features == columns.map { numbers($0.values) })
  }

  @Test func `text of many levels stays what it was, numbers among it or not`() throws {
    let connection = try Database().connect()
    let query = """
      SELECT CASE WHEN range % 3 = 0 THEN range::VARCHAR ELSE 'k' || range END AS a, 1 AS y
      FROM range(150000)
      """
    let tables = try [[], [true, false]].map { isFeature in
      try TableExtraction(
        rowLimit: nil,
        seed: 0,
        isFeature: isFeature,
        shouldStop: { false },
        progress: { _ in }
      ).rows(of: query, on: connection)
    }
    #expect(tables[0] == tables[1] && tables[0].columns[0].levels.count == 100_000)
    let reading = SegmentedReading(
      query: query,
      isFeature: [true, false],
      targetIndex: 1,
      mode: ReadingMode(limitsEngine: true, sorts: true),
      segmentRowCount: 40_000,
      rowLimit: nil,
      threadCount: 1,
      shouldStop: { false },
      progress: { _ in }
    )
    var segmented = try #require(try reading.first(on: connection))
    var codes: [Double] = []
    #expect(
      segmented.table.survey?.profiles == [ColumnProfile.profile(of: tables[0].columns[0].values)]
    )
    try reading.features(of: &segmented, on: connection) { codes += $0.columns[0].numbers }
    #expect(codes == tables[0].columns[0].values.numbers)
  }

  @Test func `texts have the values that the engine's own casts give`() throws {
    let connection = try Database().connect()
    let cases: [(type: String, texts: [String])] = [
      ("DOUBLE", ["00123", " 1.10 ", "1e5", "-3", ".5", "+7", "9007199254740993", "0.1"]),
      ("DATE", ["2024-02-29", "2000/01/31", "0001-01-01", "9999-12-31"]),
      (
        "TIMESTAMPTZ",
        [
          "2024-03-01 12:30:00", "2024-03-01T12:30:05.123456Z", "2024-03-01 12:30:05+02",
          "2024-03-01 12:30:05-03:30", "1969-12-31 23:59:59.5",
        ]
      ),
      ("TIME", ["12:30:05", "12:30:05.25", "9:30:00", "12:30"]),
    ]
    try connection.execute("SET TimeZone = 'UTC'")
    for (type, texts) in cases {
      let list = texts.map { "('\($0)')" }.joined(separator: ", ")
      let table = try TableExtraction(
        rowLimit: nil,
        seed: 0,
        shouldStop: { false },
        progress: { _ in }
      ).rows(of: "SELECT CAST(s AS \(type)) FROM (VALUES \(list)) AS v(s)", on: connection)
      #expect(
        texts.map { TextValue($0)?.value ?? .nan } == table.columns[0].values.numbers,
        "\(type)"
      )
    }
  }
}
