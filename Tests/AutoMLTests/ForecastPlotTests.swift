import Foundation
import Testing

@testable import AutoML

/// The drawings of forecasts: SVG files, and rows of blocks.
@Suite struct ForecastPlotTests {
  private let session: Session

  init() throws {
    session = try Session()
    try session.execute(
      """
      CREATE TABLE sales AS SELECT 'a <b> & ' || chr(65 + s::INT) AS shop, DATE '2024-01-01' + d::INT AS day,
        100 + 10 * s + 5 * (d % 7) AS n FROM range(14) a(s), range(70) b(d);
      """
    )
  }

  private func forecast(_ settings: String = "") throws {
    try session.execute(
      "CREATE MODEL m FROM (SELECT shop, day, n FROM sales) TARGET n MODEL_TYPE FORECAST SETTINGS"
        + " (HORIZON 7, FREQUENCY 'D'\(settings))"
    )
  }

  /// The number of times that a text is in another.
  private func count(of part: String, in text: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  @Test func `twelve series are drawn, with what they were, what they will be, and bounds`() throws
  {
    try forecast()
    let drawing = try session.forecastPlot(ofModelNamed: "m")
    #expect(isWhole(drawing))
    for (element, expected) in [
      ("<g transform=\"translate(0 20)\">", 12), ("<polyline class=\"line s0\"", 12),
      ("<polyline class=\"line s1\"", 12), ("<polygon class=\"band\"", 12),
      ("a &lt;b&gt; &amp; A", 1),
      ("p10 to p90", 1), ("2 more series are not drawn", 1),
    ] { #expect(count(of: element, in: drawing) == expected, "\(element)") }
    #expect(try session.forecastPlot(ofModelNamed: "m") == drawing)
  }

  @Test func `percentiles in any order bound the mean`() throws {
    try forecast(", PERCENTILES '0.9,mean,0.2,0.5'")
    let drawing = try session.forecastPlot(ofModelNamed: "m")
    #expect(count(of: "p20 to p90", in: drawing) == 1)
  }

  @Test func `without percentiles there is no band`() throws {
    try forecast(", PERCENTILES 'mean'")
    let drawing = try session.forecastPlot(ofModelNamed: "m")
    #expect(
      count(of: "polygon", in: drawing) == 0 && count(of: "line s1\" points", in: drawing) == 12
    )
  }

  @Test func `values that cannot be read any more are left out, and it is said`() throws {
    try forecast()
    try session.execute("DROP TABLE sales")
    let drawing = try session.forecastPlot(ofModelNamed: "m")
    #expect(isWhole(drawing))
    #expect(count(of: "polyline class=\"line s0\"", in: drawing) == 0)
    #expect(count(of: "line s1\" points", in: drawing) == 12)
    #expect(count(of: "the known values cannot be read any more: ", in: drawing) == 1)
    let shown = try session.showModel(named: "m").nextBatch() ?? []
    // What SHOW MODEL shows was kept with the forecasts: it runs no query.
    #expect(shown.contains(["FORECASTS:", "known values, then those to come"]))
    let first = shown.first { $0.first == "a <b> & A" }
    #expect(first?.last??.contains("│") == true)
  }

  @Test func `a series of one column, with gaps, is drawn as far as it goes`() throws {
    try session.execute(
      """
      CREATE MODEL m FROM (SELECT day, n FROM sales WHERE shop LIKE '%A' AND day NOT BETWEEN '2024-02-20'
        AND '2024-02-25') TARGET n MODEL_TYPE FORECAST SETTINGS (HORIZON 7, FREQUENCY 'D')
      """
    )
    let drawing = try session.forecastPlot(ofModelNamed: "m")
    #expect(count(of: "polyline class=\"line s0\"", in: drawing) == 2)
    #expect(count(of: "class=\"name\">n<", in: drawing) == 1)
  }

  @Test func `other models have no such drawing`() throws {
    try session.execute(
      "CREATE MODEL p FROM (SELECT n, day FROM sales) TARGET n AUTO OFF MODEL_TYPE XGBOOST"
    )
    let error = #expect(throws: AutoMLError.self) {
      try session.forecastPlot(ofModelNamed: "p")
    }
    #expect(error?.message == "model p forecasts nothing that could be plotted")
    #expect(throws: AutoMLError.self) { try session.forecastPlot(ofModelNamed: "nothing") }
  }

  @Test(arguments: [
    ([0.0, 1, 2, 3, 4, 5, 6, 7], [7.0, 0], "▁▂▃▄▅▆▇█│█▁"), ([], [1.0, 2], "▁█"),
    ([5.0, 5], [5.0], "▅▅│▅"),
    ([0.0, .nan, 8], [.infinity, 4], "▁ █│ ▅"), ([.nan], [.nan], ""),
    ([-1e308, 1e308], [0.0], "▁█│▅"), ([0.0, 2, 4, 6, 8, 10, 12, 14, 16, 18], [0.0], "▁▁▂▄▅▆▇█│▁"),
  ])
  func `numbers are blocks on one scale`(known: [Double], toCome: [Double], row: String) {
    #expect(BlockChart.row(known: known, toCome: toCome, limit: 8) == row)
  }
}

/// Whether every element of a text is closed, in the order in which they were opened.
private func isWhole(_ text: String) -> Bool {
  var open: [Substring] = []
  for piece in text.split(separator: "<") {
    guard let end = piece.firstIndex(of: ">") else { return false }
    let tag = piece[..<end]
    let name = tag.drop { $0 == "/" }.prefix { $0.isLetter }
    if tag.hasPrefix("/") {
      guard open.popLast() == name else { return false }
    } else if !tag.hasSuffix("/") {
      open.append(name)
    }
  }
  return open.isEmpty
}
