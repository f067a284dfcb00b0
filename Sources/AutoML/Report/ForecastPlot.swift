/// Forecasts beside the values that they follow, as one SVG that stands alone: a chart for each series.
struct ForecastPlot {
  /// A series; times are seconds since 1970.
  struct Series {
    /// The id, or the column that is forecast.
    let name: String
    /// The last values that are known, missing ones as NaN.
    let history: [ChartPoint]
    /// The forecast of each period.
    let forecast: [ChartPoint]
    /// The bounds of each period; empty where the model has none.
    let low: [ChartPoint]
    let high: [ChartPoint]
  }

  /// The model's name.
  let title: String
  /// The column that is forecast.
  let target: String
  /// The words for the bounds: `10 to 90 %`.
  let bounds: String?
  /// The series.
  let series: [Series]
  /// Words below.
  let notes: [String]

  private static let width = 720.0
  private static let chartHeight = 330.0
  private static let titleHeight = 40.0
  private static let noteHeight = 18.0

  /// The drawing.
  var text: String {
    let top = Self.titleHeight
    let bottom = top + Self.chartHeight * Double(series.count)
    let height = bottom + Self.noteHeight * Double(notes.count) + 8
    let charts = series.enumerated().map { index, series -> Markup in
      let y = top + Self.chartHeight * Double(index)
      return "<g transform=\"translate(0 \(y))\">\n\(chart(series))\n</g>\n"
    }
    let words = notes.enumerated().map { index, note -> Markup in
      "<text x=\"12\" y=\"\(bottom + Self.noteHeight * (Double(index) + 0.7))\">\(note)</text>\n"
    }
    let drawing: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" \
      width="\(Self.width)" height="\(height)" role="img">
      <title>\(title)</title>
      <style>\(Self.style)</style>
      <rect class="page" width="100%" height="100%"/>
      <text x="12" y="24" class="head">\(title.prefixed(60))</text>
      \(legend)
      \(charts)\(words)</svg>

      """
    return drawing.text
  }

  private var legend: Markup {
    let band: Markup =
      bounds.map {
        """
        <rect class="band" x="574" y="14" width="22" height="10"/>\
        <text x="602" y="24">\($0)</text>
        """
      } ?? .none
    return """
      <path class="line s0" d="M400,19H422"/><text x="428" y="24">known</text>\
      <path class="line s1" d="M482,19H504"/><text x="510" y="24">forecast</text>\(band)
      """
  }

  private func chart(_ series: Series) -> Markup {
    let points = series.history + series.forecast + series.low + series.high
    let frame = ChartFrame(
      title: series.name,
      size: .wide,
      horizontal: .moments("", points.map(\.x), .seconds),
      vertical: .numbers(target, points.map(\.y))
    )
    // The forecast goes on where the known values end.
    let last = series.history.last { $0.y.isFinite }.map { [$0] } ?? []
    return """
      <text x="58" y="14" class="name">\(series.name.prefixed(80))</text>
      <g transform="translate(0 20)">\(frame.drawing(
        "\(band(series, frame))\(line(series.history, 0, frame))\(line(last + series.forecast, 1, frame))"
      ))</g>
      """
  }

  /// A line that stops where a value is missing; a value alone is a dot.
  private func line(_ points: [ChartPoint], _ number: Int, _ frame: ChartFrame) -> Markup {
    let runs = points.split { !$0.y.isFinite }
    return .joined(
      runs.map { run in
        if run.count == 1, let point = run.first {
          return
            "<circle class=\"dot s\(number)\" cx=\"\(frame.x(point.x))\" cy=\"\(frame.y(point.y))\" r=\"3\"/>"
        }
        let places = run.map { frame.place($0) }
        return "<polyline class=\"line s\(number)\" points=\"\(.joined(places, by: " "))\"/>"
      }
    )
  }

  private func band(_ series: Series, _ frame: ChartFrame) -> Markup {
    let outline = series.high + series.low.reversed()
    guard outline.count > 2, outline.allSatisfy({ $0.y.isFinite }) else { return .none }
    let places = outline.map { frame.place($0) }
    return "<polygon class=\"band\" points=\"\(.joined(places, by: " "))\"/>"
  }

  // Colours stand as they are: many programs that draw SVG know no variables.
  private static let style: Markup = """
    text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: #57606a; }
    text.head { font-size: 16px; font-weight: 600; } text.name { font-weight: 600; }
    text.head, text.name, text.title { fill: #1b1f24; } .page { fill: #fff; }
    .start { text-anchor: start; } .middle { text-anchor: middle; } .end { text-anchor: end; }
    .grid, .axis, .line { fill: none; } .grid { stroke: #d8dee4; stroke-width: .75; }
    .axis { stroke: #57606a; } .line { stroke-width: 2; stroke-linejoin: round; }
    .line.s0 { stroke: #0969da; } .line.s1 { stroke: #bc4c00; stroke-dasharray: 7 3; }
    .dot.s0 { fill: #0969da; } .dot.s1 { fill: #bc4c00; } .band { fill: #bc4c00; fill-opacity: .18; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #14181d; } text { fill: #98a2ad; } text.head, text.name, text.title { fill: #e3e7eb; }
      .grid { stroke: #333b44; } .axis { stroke: #98a2ad; } .line.s0 { stroke: #6cb0ff; }
      .line.s1 { stroke: #f0883e; } .dot.s0 { fill: #6cb0ff; } .dot.s1, .band { fill: #f0883e; } }
    """
}
