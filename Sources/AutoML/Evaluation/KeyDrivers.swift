import DuckDB

/// The segments of rows that drive the difference of a metric between two sets of rows, test and control.
///
/// A segment is some columns' values, `country = NL, device = phone`; its support is the larger share that
/// it has of the metric's sum in test or in control. Every segment with enough support is told, but for those
/// that are the same rows as one of fewer columns. The measures are those of BigQuery's contribution analysis
/// of a summable metric.
struct KeyDrivers {
  /// The settings of a call, as texts.
  struct Settings {
    var metric: String
    var isTest: String
    var minimumSupport: String
    var columnLimit: String
  }

  private let source: String
  private let metric: String
  private let isTest: String
  private let dimensions: [String]
  private let minimumSupport: Double
  private let columnLimit: Int

  /// More columns would make too many segments.
  private static let dimensionLimit = 12

  /// The drivers in rows with these columns.
  ///
  /// - Throws: where a setting is out of its range, or a column is not there.
  init(source: String, columns: [String], _ settings: Settings) throws(FunctionRefusal) {
    self.source = source
    metric = try Self.column(settings.metric, "metric", in: columns)
    isTest = try Self.column(settings.isTest, "is_test", in: columns)
    dimensions = columns.filter { [metric, isTest] in $0 != metric && $0 != isTest }
    guard let support = Double(settings.minimumSupport), support > 0, support <= 1 else {
      throw FunctionRefusal(
        "min_support is \(settings.minimumSupport): it is above 0, and 1 at most"
      )
    }
    guard let limit = Int(settings.columnLimit), (1...4).contains(limit) else {
      throw FunctionRefusal("max_columns is \(settings.columnLimit): it is 1 to 4")
    }
    guard (1...Self.dimensionLimit).contains(dimensions.count) else {
      throw FunctionRefusal(
        "the rows have \(dimensions.count) columns beside metric and is_test: there are 1 to"
          + " \(Self.dimensionLimit)"
      )
    }
    minimumSupport = support
    columnLimit = limit
  }

  private static func column(
    _ name: String,
    _ role: String,
    in columns: [String]
  ) throws(FunctionRefusal) -> String {
    if let column = columns.first(where: { $0.lowercased() == name.lowercased() }) {
      return column
    }
    throw FunctionRefusal(
      "the rows have no column \"\(name)\" for \(role): name it, as in \(role) := 'column'"
    )
  }

  /// The query: `segment`, `metric_test`, `metric_control`, `difference`, `relative_difference`,
  /// `unexpected_difference`, `support` and `contribution`, the largest contribution first.
  var text: String {
    let names = dimensions.map { quoted($0) }
    let sets = subsets.map { "(\($0.map { names[$0] }.joined(separator: ", ")))" }
    let list = names.joined(separator: ", ")
    let texts = dimensions.indices.map { index in
      "CASE WHEN GROUPING(\(names[index])) = 0 THEN system.main.concat(\(literal("\(dimensions[index]) = "))"
        + ", \(EngineSQL.value("CAST(\(names[index]) AS VARCHAR)", else: "'NULL'"))) END"
    }
    // Between the parts of a segment: in no text that people write.
    let mark = literal("\u{1F}")
    return """
      WITH cells AS (SELECT \(list),
          system.main.sum(CASE WHEN \(quoted(isTest)) THEN \(number) ELSE 0 END) AS test,
          system.main.sum(CASE WHEN \(quoted(isTest)) THEN 0 ELSE \(number) END) AS control
        FROM \(source) WHERE \(quoted(isTest)) IS NOT NULL GROUP BY \(list)),
      total AS (SELECT system.main.sum(test) AS all_test, system.main.sum(control) AS all_control
        FROM cells),
      segments AS (SELECT system.main.concat_ws(\(mark), \(texts.joined(separator: ", ")))
          AS written, system.main.sum(test) AS test,
          system.main.sum(control) AS control
        FROM cells GROUP BY GROUPING SETS (\(sets.joined(separator: ", ")))),
      supported AS (SELECT *, system.main.greatest(\(share("test")), \(share("control"))) AS support
        FROM (SELECT *, system.main.string_split(written, \(mark)) AS parts FROM segments), total),
      told AS (SELECT * FROM supported AS s WHERE support >= \(minimumSupport)
        AND NOT EXISTS (FROM supported AS t WHERE system.main.len(t.parts) < system.main.len(s.parts)
          AND system.main.list_has_all(s.parts, t.parts) AND \(isEqual("test"))
          AND \(isEqual("control")) AND t.written <> ''))
      SELECT CASE WHEN written = '' THEN '(all)'
          ELSE system.main.replace(written, \(mark), ', ') END AS segment,
        test AS metric_test, control AS metric_control, \(difference) AS difference,
        \(EngineSQL.quotient(difference, "control")) AS relative_difference,
        \(EngineSQL.difference("test", expected)) AS unexpected_difference, support,
        system.main.abs(\(difference)) AS contribution
      FROM told ORDER BY contribution DESC, segment
      """
  }

  /// Whether a sum over the same rows is the same: rounding differs with the order of the rows.
  private func isEqual(_ sum: String) -> String {
    let change = EngineSQL.difference("t.\(sum)", "s.\(sum)")
    let bound = EngineSQL.product("1e-9", "system.main.abs(s.\(sum))")
    return "system.main.abs(\(change)) <= \(bound)"
  }

  private let difference = EngineSQL.difference("test", "control")

  /// The sum that control would have come to, had it changed as all others did.
  private var expected: String {
    let others = ["test", "control"].map { EngineSQL.difference("all_\($0)", $0) }
    return EngineSQL.product("control", EngineSQL.quotient(others[0], others[1]))
  }

  /// The share that a segment has of a sum.
  private func share(_ sum: String) -> String {
    let share = EngineSQL.quotient(sum, "all_\(sum)")
    return EngineSQL.value(share, else: "0")
  }

  /// The metric as a number; NULL counts as 0.
  private var number: String { EngineSQL.value("CAST(\(quoted(metric)) AS DOUBLE)", else: "0") }

  /// The sets of columns, the empty one among them.
  private var subsets: [[Int]] {
    var sets: [[Int]] = [[]]
    var last: [[Int]] = [[]]
    for _ in 0..<min(columnLimit, dimensions.count) {
      last = last.flatMap { set in
        ((set.last ?? -1) + 1..<dimensions.count).map { set + [$0] }
      }
      sets += last
    }
    return sets
  }
}
