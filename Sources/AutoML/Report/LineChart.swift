/// Lines over numbers.
struct LineChart {
  /// A line.
  struct Series {
    /// Its name in the legend.
    let name: String
    /// Its points, in the order in which they are joined.
    let points: [ChartPoint]
    /// For each point how far it may be off, up and down; empty where that is not known.
    var errors: [Double] = []
    /// Whether the points themselves are to be seen.
    var showsPoints = false
  }

  /// The title, the room and the axes.
  let frame: ChartFrame
  /// The lines, at most five.
  let series: [Series]
  /// The ends of a dashed line to compare with.
  var reference: (ChartPoint, ChartPoint)?
  /// A value of the axis below that is marked, with its words.
  var mark: (value: Double, words: String)?
  /// Words below.
  var note = ""

  /// The chart.
  var figure: Markup {
    let lines = series.prefix(5).enumerated().map { index, line -> Markup in
      let points = line.points.filter { $0.x.isFinite && $0.y.isFinite }
      let path = thinned(points).map { frame.place($0) }
      let bars = zip(line.points, line.errors).compactMap { errorBar($0, $1) }
      let dots: [Markup] =
        line.showsPoints || points.count == 1
        ? points.map {
          "<circle class=\"dot s\(index)\" cx=\"\(frame.x($0.x))\" cy=\"\(frame.y($0.y))\" r=\"3\"/>"
        } : []
      return """
        \(bars)<polyline class="line s\(index)" points="\(.joined(path, by: " "))"/>\(dots)
        """
    }
    return frame.figure(
      "\(comparison)\(marking)\(lines)",
      legend: series.count > 1 ? series.map(\.name) : [],
      note: note
    )
  }

  /// The points that can be told apart in the drawing.
  private func thinned(_ points: [ChartPoint]) -> [ChartPoint] {
    guard points.count > 60 else { return points }
    var kept: [ChartPoint] = []
    for (index, point) in points.enumerated() {
      if let last = kept.last, index < points.count - 1 {
        let across = frame.x(point.x) - frame.x(last.x)
        let down = frame.y(point.y) - frame.y(last.y)
        guard across * across + down * down >= 2.25 else { continue }
      }
      kept.append(point)
    }
    return kept
  }

  private func errorBar(_ point: ChartPoint, _ error: Double) -> Markup? {
    guard point.x.isFinite, point.y.isFinite, error.isFinite, error > 0 else { return nil }
    let range = frame.vertical.range
    let low = max(point.y - error, range.lowerBound)
    let high = min(point.y + error, range.upperBound)
    return "<path class=\"error\" d=\"M\(frame.x(point.x)),\(frame.y(low))V\(frame.y(high))\"/>"
  }

  private var comparison: Markup {
    guard let reference else { return .none }
    let (start, end) = (frame.place(reference.0), frame.place(reference.1))
    return "<path class=\"reference\" d=\"M\(start)L\(end)\"/>"
  }

  private var marking: Markup {
    guard let mark, frame.horizontal.range.contains(mark.value) else { return .none }
    let x = frame.x(mark.value)
    let isLate = frame.horizontal.share(of: mark.value) > 0.7
    let (top, bottom) = (frame.vertical.range.upperBound, frame.vertical.range.lowerBound)
    return """
      <path class="mark" d="M\(x),\(frame.y(bottom))V\(frame.y(top))"/>\
      <text x="\(x + (isLate ? -5 : 5))" y="\(frame.y(top) + 11)" class="\(isLate ? "end" : "start")">\
      \(mark.words)</text>
      """
  }
}
