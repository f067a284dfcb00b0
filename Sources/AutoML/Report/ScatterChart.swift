/// Points: over two numbers, or on named lines.
enum ScatterChart {
  /// Points of two numbers of one unit, with the line on which both are the same.
  static func diagonal(
    _ title: String,
    _ horizontal: String,
    _ vertical: String,
    _ points: [ChartPoint],
    note: String = ""
  ) -> Markup {
    let known = points.filter { $0.x.isFinite && $0.y.isFinite }
    let values = known.map(\.x) + known.map(\.y)
    let frame = ChartFrame(
      title: title,
      size: .half,
      horizontal: .numbers(horizontal, values, about: 4),
      vertical: .numbers(vertical, values, about: 4)
    )
    let range = frame.horizontal.range
    let ends = [range.lowerBound, range.upperBound].map { frame.place(ChartPoint($0, $0)) }
    let dots = known.map { point -> Markup in
      "<circle cx=\"\(frame.x(point.x))\" cy=\"\(frame.y(point.y))\" r=\"2.5\"/>"
    }
    return frame.figure(
      """
      <path class="reference" d="M\(ends[0])L\(ends[1])"/><g class="cloud">\(dots)</g>
      """,
      note: note
    )
  }

  /// A point for each name and series on a common axis.
  static func named(
    _ title: String,
    _ axis: ChartAxis,
    _ lines: [(name: String, values: [Double])],
    series: [String]
  ) -> Markup {
    let frame = ChartFrame(
      title: title,
      size: .half,
      horizontal: axis,
      vertical: ChartAxis(title: "", range: 0...1, ticks: []),
      names: lines.map(\.name)
    )
    let dots = lines.enumerated().flatMap { line, values -> [Markup] in
      values.values.prefix(4).enumerated().compactMap { index, value in
        guard value.isFinite else { return nil }
        let (x, y) = (frame.x(value), frame.y(ofLine: line))
        return ChartFrame.dot(index, x, y)
      }
    }
    return frame.figure(.joined(dots), legend: series.count > 1 ? series : [], ofDots: true)
  }
}
