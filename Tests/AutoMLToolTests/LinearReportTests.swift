import AutoML
import Foundation
import Testing

@testable import AutoMLTool

/// The numbers that `automl show --json` prints of a linear model are all of it.
@Suite struct LinearReportTests {
  private let tool: ToolProcess

  init() throws { tool = try ToolProcess() }

  private static let rows = """
    CREATE TABLE t AS SELECT *, 3 * sin(x) + income / 40 + number
      + CASE colour WHEN 'red' THEN 2 WHEN 'blue' THEN -1 ELSE 0 END AS y FROM (
      SELECT i, 5 * sin(i * 1.7) + i % 13 AS x, (i * 37) % 11 - 5 AS number,
        CASE WHEN i % 11 = 0 THEN NULL ELSE exp(4 * abs(sin(i * 0.37))) END AS income,
        CASE WHEN i % 17 = 0 THEN NULL ELSE ['red', 'green', 'blue', 'a ''b'' c'][1 + (i * i) % 4] END
          AS colour,
        DATE '2020-01-01' + i::INTEGER * 5 AS day FROM range(700) AS r(i));
    CREATE TABLE u AS SELECT x, number, income, colour, day, y, coalesce(y, x) > 6 AS above,
      CASE WHEN x > 9 THEN 'high' WHEN number > 1 THEN 'odd' ELSE 'low' END AS class FROM t;
    """

  /// Rows with what training had, and what it had not: NULL, another text, far outliers, infinities.
  private static let queried = """
    CREATE TABLE new_rows AS SELECT row_number() OVER () AS id, * FROM (
      (SELECT x, number, income, colour, day FROM u LIMIT 60 OFFSET 40)
      UNION ALL SELECT * FROM (VALUES
        (1e12, 3, -1e12, 'red', DATE '2031-07-09'), (-1e300, 100000, 1e300, 'violet', NULL),
        ('inf'::DOUBLE, -7, '-inf'::DOUBLE, '', DATE '1990-12-31'),
        ('nan'::DOUBLE, NULL, NULL, NULL, DATE '2024-02-29'), (NULL, 0, 0, 'blue', DATE '2020-05-05')));
    """

  private static func model(_ name: String, _ target: String, _ clauses: String) -> String {
    """
    CREATE MODEL \(name) FROM (SELECT x, number, income, colour, day, \(target) FROM u) TARGET \(target)
      FUNCTION f_\(name) \(clauses) MODEL_TYPE LINEAR_LEARNER;
    """
  }

  @Test func `they give each prediction`() throws {
    let models = ["value", "above", "class"].flatMap { target in
      [("ON", target), ("OFF", target)]
    }
    var script = Self.rows + Self.queried
    for (auto, target) in models {
      let column = target == "value" ? "y" : target
      script += Self.model("\(target)_\(auto)".lowercased(), column, "AUTO \(auto)")
    }
    let outcome = try tool.run(["sql", "-d", "m.duckdb", "-c", script])
    #expect(outcome.status == 0, "\(outcome.error)")
    for (auto, target) in models { try check("\(target)_\(auto)".lowercased()) }
  }

  private func check(_ name: String) throws {
    let shown = try tool.run(["show", name, "-d", "m.duckdb", "--json"])
    let report = try JSONDecoder().decode(Report.self, from: Data(shown.output.utf8))
    let parts = report.linear_model
    let labels = parts.outputs.isEmpty ? [""] : parts.outputs
    let calls = labels.enumerated().map { index, label in
      let function = label.isEmpty ? "f_\(name)(" : "f_\(name)_prob("
      let end = label.isEmpty ? ")" : ", '\(label)')"
      return function + "x, number, income, colour, day" + end + " AS p\(index)"
    }
    let queried = try tool.run(
      [
        "sql", "-d", "m.duckdb", "--format", "json", "-c",
        """
        SELECT [x::VARCHAR, number::VARCHAR, income::VARCHAR] AS numbers, colour,
          [day - DATE '1970-01-01', year(day), month(day), day(day), isodow(day)] AS day,
          \(calls.joined(separator: ", ")) FROM new_rows ORDER BY id
        """,
      ])
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(queried.output.utf8)) as? [[String: Any]]
    )
    #expect(rows.count == 65)
    for row in rows {
      let predicted = parts.predictions(of: ReportedRow(row))
      for (index, value) in predicted.enumerated() {
        let expected = try #require((row["p\(index)"] as? NSNumber)?.doubleValue)
        let error = abs(value - expected) / max(1, abs(expected))
        #expect(error <= 1e-9, "\(name): \(value) for \(row)")
      }
    }
  }
}

/// A row of the query above.
private struct ReportedRow {
  var numbers: [String: Double] = [:]
  var texts: [String: String] = [:]

  init(_ row: [String: Any]) {
    let numbers = row["numbers"] as? [Any] ?? []
    for (name, value) in zip(["x", "number", "income"], numbers) {
      self.numbers[name] = (value as? String).flatMap(Double.init)
    }
    let parts = row["day"] as? [Any] ?? []
    for (name, value) in zip(["day", "day.year", "day.month", "day.day", "day.weekday"], parts) {
      self.numbers[name] = (value as? NSNumber)?.doubleValue
    }
    texts["colour"] = row["colour"] as? String
  }
}

/// The parts of the report that the predictions need, as anyone would read them.
private struct Report: Decodable {
  var linear_model: Linear
}

private struct Linear: Decodable {
  struct Term: Decodable {
    var column: String
    var part: String?
    var transform: Transform?
    var centre, scale, limit, lowest, highest: Double?
    var coefficients: [Double]?
    var levels: [Level]?
    var missing, unseen: [Double]?
  }
  struct Level: Decodable {
    var text: String
    var coefficients: [Double]
  }
  struct Transform: Decodable {
    var kind: String
    var scale: String?
    var centre, unit, lowest, highest, median, knot, period, missing, unseen: Double?
    var quantiles: [Double]?
    var wave: Double?
    var levels: [Mean]?
    var factors: [Factor]?
  }
  struct Mean: Decodable {
    var text: String
    var mean: Double
  }
  struct Factor: Decodable {
    var term: Int
    var centre, scale: Double?
    var level: String?
  }

  var link: String
  var outputs: [String]
  var intercepts: [Double]
  var terms: [Term]

  func predictions(of row: ReportedRow) -> [Double] {
    var scores = intercepts
    for (index, term) in terms.enumerated() {
      for (output, summand) in summands(term, index, row).enumerated() { scores[output] += summand }
    }
    switch link {
    case "identity": return scores
    case "logistic": return scores.map { 1 / (1 + exp(-$0)) }
    default:
      let most = scores.max() ?? 0
      let powers = scores.map { exp($0 - most) }
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }

  private func summands(_ term: Term, _ index: Int, _ row: ReportedRow) -> [Double] {
    var sums = intercepts.map { _ in 0.0 }
    func add(_ numbers: [Double]?, times factor: Double = 1) {
      for (output, number) in (numbers ?? []).enumerated() { sums[output] += number * factor }
    }
    if let levels = term.levels {
      let text = row.texts[term.column]
      add(
        text == nil
          ? term.missing : levels.first { $0.text == text }?.coefficients ?? term.unseen
      )
      return sums
    }
    guard let value = value(of: index, row) else {
      add(term.missing)
      return sums
    }
    guard let centre = term.centre, let scale = term.scale, let limit = term.limit,
      let lowest = term.lowest, let highest = term.highest
    else { return sums }
    let z = (value - centre) / scale
    add(term.coefficients, times: z > limit ? highest : z < -limit ? lowest : z)
    return sums
  }

  /// A term's value; nil where there is none.
  private func value(of index: Int, _ row: ReportedRow) -> Double? {
    let term = terms[index]
    let number = row.numbers[term.column + (term.part.map { "." + $0 } ?? "")]
      .flatMap { $0.isNaN ? nil : $0 }
    guard let transform = term.transform else { return number }
    return value(transform, number, row.texts[term.column], row)
  }

  private func value(
    _ transform: Transform,
    _ number: Double?,
    _ text: String?,
    _ row: ReportedRow
  ) -> Double? {
    switch transform.kind {
    case "curve": return curve(transform, number)
    case "sine", "cosine":
      guard let number, number.isFinite else { return 0 }
      let angle = 2 * Double.pi * (transform.wave ?? 0) / (transform.period ?? 1) * number
      return transform.kind == "sine" ? sin(angle) : cos(angle)
    case "target_mean":
      guard let text else { return transform.missing }
      return transform.levels?.first { $0.text == text }?.mean ?? transform.unseen
    default:
      let product: Double = (transform.factors ?? []).reduce(1) { product, factor in
        guard let centre = factor.centre, let scale = factor.scale else {
          return row.texts[terms[factor.term].column] == factor.level ? product : 0
        }
        guard let value = value(of: factor.term, row), value.isFinite else { return 0 }
        let rounded = terms[factor.term].transform == nil ? value : Double(Float(value))
        return product * min(max((rounded - centre) / scale, -1e18), 1e18)
      }
      return Double(Float(product))
    }
  }

  private func curve(_ curve: Transform, _ number: Double?) -> Double? {
    guard let lowest = curve.lowest, let highest = curve.highest, let median = curve.median else {
      return nil
    }
    let position = number.map { min(max(scaled(curve, $0), lowest), highest) }
    guard let knot = curve.knot else { return position.map { ($0 - median) / (highest - lowest) } }
    return max(0, ((position ?? median) - knot) / (highest - lowest))
  }

  private func scaled(_ curve: Transform, _ number: Double) -> Double {
    if curve.scale == "log", let centre = curve.centre, let unit = curve.unit {
      let distance = (number - centre) / unit
      return distance < 0 ? -log1p(-distance) : log1p(distance)
    }
    guard curve.scale == "rank", let quantiles = curve.quantiles else { return number }
    let last = quantiles.count - 1
    if number <= quantiles[0] { return 0 }
    if number >= quantiles[last] { return 1 }
    let upper = quantiles.firstIndex { $0 >= number } ?? last
    let (low, high) = (quantiles[upper - 1], quantiles[upper])
    return (Double(upper - 1) + (number - low) / (high - low)) / Double(last)
  }
}
