import Testing

@testable import AutoML

/// The pieces of a page: escaping, marks of axes, and what a drawing has.
@Suite struct ReportChartTests {
  @Test func `texts are escaped, literals and pieces are not`() {
    let name = "<b>\"it's\" & more</b>"
    let piece: Markup = "<i title=\"\(name)\">\(name)</i>"
    let escaped = "&lt;b&gt;&quot;it&#39;s&quot; &amp; more&lt;/b&gt;"
    #expect(piece.text == "<i title=\"\(escaped)\">\(escaped)</i>")
    #expect(("<p>\(piece)\([piece, piece])</p>" as Markup).text.split(separator: "<i ").count == 4)
    #expect(("\(1)|\(2.0)|\(0.25)|\(-0.04)" as Markup).text == "1|2|0.3|0")
  }

  @Test func `characters that XML has not, or that turn the text around, are replaced`() {
    #expect(
      Markup.escaped("a\u{0}b\u{1B}c\u{202E}d\u{FFFE}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}"
    )
    #expect(Markup.escaped("é 日本 🎉\n\t") == "é 日本 🎉\n\t")
  }

  @Test func `a long text is cut, and whole in its title`() {
    let long = String(repeating: "x", count: 50)
    #expect(Markup.cut("short", to: 10).text == "short")
    #expect(
      Markup.cut(long, to: 10).text
        == "<span title=\"\(long)\">\(String(repeating: "x", count: 9))…</span>"
    )
    #expect(Markup.cut("a\nb", to: 10).text == "a b")
  }

  @Test(arguments: [
    ([0.0, 1.0], ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([3.0, 97.0], ["0", "20", "40", "60", "80", "100"]),
    ([-1.3, 2.2], ["-2", "-1", "0", "1", "2", "3"]),
    ([0.0012, 0.0034], ["0.0010", "0.0015", "0.0020", "0.0025", "0.0030", "0.0035"]),
    ([0.0, 1_234_567.0], ["0", "500,000", "1,000,000", "1,500,000"]),
    ([0.0, 4e12], ["0", "1e+12", "2e+12", "3e+12", "4e+12"]),
    ([5.0, 5.0], ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
    ([0.0, 0.0], ["-1.0", "-0.5", "0", "0.5", "1.0"]),
  ])
  func `marks are round numbers that hold all values`(values: [Double], labels: [String]) {
    let axis = ChartAxis.numbers("x", values)
    #expect(axis.ticks.map(\.label) == labels)
    for value in values { #expect(axis.range.contains(value)) }
  }

  @Test func `numbers that are none, or are too near each other, make an axis all the same`() {
    for values in [
      [], [.nan], [.infinity, 1], [1e308, -1e308], [1e15, 1e15 + 1], [1e-300, 2e-300],
    ] {
      let axis = ChartAxis.numbers("x", values)
      #expect(axis.range.lowerBound < axis.range.upperBound)
      #expect(axis.ticks.count < 12)
      #expect(axis.share(of: axis.range.upperBound) == 1)
    }
  }

  @Test func `a tight axis ends with its values, and has marks within`() {
    let axis = ChartAxis.numbers("x", [0.7, 9.4], tight: true)
    #expect(axis.range == 0.7...9.4)
    #expect(axis.ticks.map(\.label) == ["2", "4", "6", "8"])
    let few = ChartAxis.numbers("x", [0.05, 0.85], about: 2, tight: true)
    #expect(few.ticks.map(\.label) == ["0.2", "0.4", "0.6", "0.8"])
  }

  @Test func `dates and times are marked as such`() {
    let days = ChartAxis.moments("d", [0, 19_782], .days)
    #expect(days.ticks.map(\.label) == ["1970-01-01", "1997-01-30", "2024-02-29"])
    let seconds = ChartAxis.moments("s", [-86_400, 0], .seconds)
    #expect(seconds.ticks.map(\.label) == ["00:00", "08:00", "16:00", "00:00"])
    let times = ChartAxis.moments("t", [0, 43_200], .timeOfDay)
    #expect(times.ticks.map(\.label) == ["00:00", "04:00", "08:00", "12:00"])
  }

  private func frame(_ title: String = "Title") -> ChartFrame {
    ChartFrame(title: title, size: .half, horizontal: .share("across"), vertical: .share("up"))
  }

  @Test func `a line chart has title, axes, lines and what is marked`() throws {
    let chart = LineChart(
      frame: frame("<Title>"),
      series: [
        LineChart.Series(name: "a&b", points: [ChartPoint(0, 0), ChartPoint(1, 1)]),
        LineChart.Series(
          name: "c",
          points: [ChartPoint(0, 1), ChartPoint(0.5, .nan)],
          errors: [0.1, 0.1],
          showsPoints: true
        ),
      ],
      reference: (ChartPoint(0, 0), ChartPoint(1, 1)),
      mark: (0.5, "in use")
    )
    let elements = try PageElements(chart.figure.text)
    #expect(elements.count(of: "polyline") == 2)
    #expect(elements.count(of: "circle") == 1)
    #expect(elements.text.contains("<Title>") && elements.text.contains("a&b"))
    #expect(elements.text.contains("across") && elements.text.contains("in use"))
    #expect(!chart.figure.text.contains("nan"))
  }

  @Test func `a line of very many points is drawn with those that can be told apart`() {
    let points = (0...100_000).map { ChartPoint(Double($0) / 100_000, Double($0) / 100_000) }
    let text = LineChart(frame: frame(), series: [LineChart.Series(name: "a", points: points)])
      .figure.text
    #expect(text.utf8.count < 10_000)
    #expect(text.contains("58,234") && text.contains("340,10"))
  }

  @Test func `bars have names and words, and a histogram no bar where there is no row`() throws {
    let bars = BarChart.lying(
      "Importance",
      "share",
      [("a column with a very long name", 30, "30 %"), ("b", 0, "0 %")]
    )
    let lying = try PageElements(bars.text)
    #expect(lying.count(of: "rect") == 2)
    #expect(lying.text.contains("a column with a …") && lying.text.contains("30 %"))
    #expect(lying.text.contains("a column with a very long name"))
    let standing = BarChart.histogram("H", "x", from: -1, width: 0.5, [1, 0, 5, 2])
    #expect(try PageElements(standing.text).count(of: "rect") == 3)
  }
}
