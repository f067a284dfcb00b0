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
      "CASE WHEN GROUPING(\(names[index])) = 0 THEN \(literal("\(dimensions[index]) = "))"
        + " || coalesce(CAST(\(names[index]) AS VARCHAR), 'NULL') END"
    }
    return """
      WITH cells AS (SELECT \(list),
          system.main.sum(CASE WHEN \(quoted(isTest)) THEN \(number) ELSE 0 END) AS test,
          system.main.sum(CASE WHEN \(quoted(isTest)) THEN 0 ELSE \(number) END) AS control
        FROM \(source) WHERE \(quoted(isTest)) IS NOT NULL GROUP BY \(list)),
      total AS (SELECT system.main.sum(test) AS all_test, system.main.sum(control) AS all_control
        FROM cells),
      segments AS (SELECT system.main.list_filter([\(texts.joined(separator: ", "))],
          lambda part: part IS NOT NULL) AS parts, system.main.sum(test) AS test,
          system.main.sum(control) AS control
        FROM cells GROUP BY GROUPING SETS (\(sets.joined(separator: ", ")))),
      supported AS (SELECT *, system.main.greatest(coalesce(test / nullif(all_test, 0), 0),
          coalesce(control / nullif(all_control, 0), 0)) AS support
        FROM segments, total),
      told AS (SELECT * FROM supported AS s WHERE support >= \(minimumSupport)
        AND NOT EXISTS (FROM supported AS t WHERE system.main.len(t.parts) < system.main.len(s.parts)
          AND system.main.list_has_all(s.parts, t.parts) AND \(isEqual("test"))
          AND \(isEqual("control")) AND system.main.len(t.parts) > 0))
      SELECT CASE WHEN parts = [] THEN '(all)' ELSE system.main.array_to_string(parts, ', ') END
          AS segment, test AS metric_test, control AS metric_control,
        test - control AS difference,
        (test - control) / nullif(control, 0) AS relative_difference,
        test - control * ((all_test - test) / nullif(all_control - control, 0))
          AS unexpected_difference, support,
        system.main.abs(test - control) AS contribution
      FROM told ORDER BY contribution DESC, segment
      """
  }

  /// Whether a sum over the same rows is the same: rounding differs with the order of the rows.
  private func isEqual(_ sum: String) -> String {
    "system.main.abs(t.\(sum) - s.\(sum)) <= 1e-9 * system.main.abs(s.\(sum))"
  }

  /// The metric as a number; NULL counts as 0.
  private var number: String { "coalesce(CAST(\(quoted(metric)) AS DOUBLE), 0)" }

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
