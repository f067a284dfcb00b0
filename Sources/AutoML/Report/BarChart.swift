/// Bars: lying ones with names, or standing ones over numbers.
enum BarChart {
  /// Lying bars from 0, each with its name before it and its value behind it.
  static func lying(
    _ title: String,
    _ axis: String,
    _ bars: [(name: String, value: Double, words: String)],
    note: String = ""
  ) -> Markup {
    let highest = bars.map(\.value).max() ?? 1
    let frame = ChartFrame(
      title: title,
      size: .wide,
      // The words behind the longest bar need room.
      horizontal: .numbers(axis, [0, highest * 1.12], tight: true),
      vertical: ChartAxis(title: "", range: 0...1, ticks: []),
      names: bars.map(\.name)
    )
    let drawn = bars.enumerated().map { line, bar -> Markup in
      let (start, y) = (frame.x(0), frame.y(ofLine: line))
      let length = max(frame.x(max(bar.value, 0)) - start, 0.5)
      return """
        <rect class="bar" x="\(start)" y="\(y - 7)" width="\(length)" height="14"/>\
        <text x="\(start + length + 5)" y="\(y + 4)" class="start">\(bar.words)</text>
        """
    }
    return frame.figure(.joined(drawn), note: note)
  }

  /// Standing bars of one width side by side: counts of rows.
  static func histogram(
    _ title: String,
    _ axis: String,
    from start: Double,
    width: Double,
    _ counts: [Int],
    note: String = ""
  ) -> Markup {
    let end = start + width * Double(counts.count)
    let frame = ChartFrame(
      title: title,
      size: .half,
      horizontal: .numbers(axis, [start, end], about: 4, tight: true),
      vertical: .numbers("rows", [0] + counts.map { Double($0) })
    )
    let drawn = counts.enumerated().compactMap { index, count -> Markup? in
      guard count > 0 else { return nil }
      let (left, right) = (
        frame.x(start + width * Double(index)), frame.x(start + width * Double(index + 1))
      )
      let (top, bottom) = (frame.y(Double(count)), frame.y(0))
      return """
        <rect class="bar" x="\(left + 0.5)" y="\(top)" width="\(max(right - left - 1, 0.5))" \
        height="\(max(bottom - top, 0.5))"/>
        """
    }
    let isAcrossZero = start < 0 && end > 0
    let zero: Markup =
      isAcrossZero
      ? """
      <path class="reference" d="M\(frame.x(0)),\(frame.y(frame.vertical.range.upperBound))V\(frame.y(0))"/>
      """ : .none
    return frame.figure("\(drawn)\(zero)", note: note)
  }
}
