/// The frame of a chart: title, axes, grid, and the places of values on it.
struct ChartFrame {
  /// The room that a chart has.
  enum Size {
    /// The width of the page.
    case wide
    /// Half of it: two stand side by side where there is room.
    case half

    fileprivate var width: Double { self == .wide ? 720 : 352 }
    fileprivate var height: Double { self == .wide ? 300 : 280 }
  }

  /// The words above it.
  let title: String
  /// The room.
  let size: Size
  /// The axis below, and that at the left.
  let horizontal: ChartAxis
  let vertical: ChartAxis
  /// The names of the values at the left, from above, in place of its marks.
  var names: [String] = []

  private var left: Double { names.isEmpty ? 58 : 126 }
  private let top = 10.0
  private var right: Double { size.width - 12 }
  private var bottom: Double {
    names.isEmpty ? size.height - 46 : top + 22 * Double(names.count)
  }
  private var height: Double { bottom + 46 }

  /// The place of a value from the left.
  func x(_ value: Double) -> Double { left + horizontal.share(of: value) * (right - left) }

  /// The place of a value from above.
  func y(_ value: Double) -> Double { bottom - vertical.share(of: value) * (bottom - top) }

  /// The place of the middle of a named line from above.
  func y(ofLine line: Int) -> Double { top + 22 * (Double(line) + 0.5) }

  /// The place of a point, `x,y`.
  func place(_ point: ChartPoint) -> Markup { "\(x(point.x)),\(y(point.y))" }

  /// The chart with what is drawn on it, and words on its lines below.
  func figure(
    _ content: Markup,
    legend: [String] = [],
    ofDots: Bool = false,
    note: String = ""
  ) -> Markup {
    let keys = legend.enumerated().map { index, name -> Markup in
      let sign: Markup =
        ofDots
        ? Self.dot(index, 12, 5) : "<path class=\"line s\(index % 5)\" d=\"M1,5H23\"/>"
      return """
        <span class="key"><svg viewBox="0 0 24 10" width="24" height="10" aria-hidden="true">\
        \(sign)</svg>\(.cut(name, to: 32))</span>
        """
    }
    let below: Markup = keys.isEmpty ? .none : "<p class=\"legend\">\(keys)</p>"
    let words: Markup = note.isEmpty ? .none : "<p class=\"note\">\(note)</p>"
    return """
      <figure class="\(size == .wide ? "wide" : "half")"><figcaption>\(.cut(title, to: 60))</figcaption>
      <svg viewBox="0 0 \(size.width) \(height)" role="img" aria-label="\(title.prefixed(200))">
      \(drawing(content))
      </svg>\(below)\(words)</figure>

      """
  }

  /// The axes, with what is drawn on them.
  func drawing(_ content: Markup) -> Markup { "\(grid)\n\(content)" }

  /// A dot of a series: each has a colour and a form.
  static func dot(_ series: Int, _ x: Double, _ y: Double) -> Markup {
    switch series % 4 {
    case 0: "<circle class=\"dot s0\" cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\"/>"
    case 1: "<path class=\"dot s1\" d=\"M\(x - 4),\(y - 4)h8v8h-8z\"/>"
    case 2: "<path class=\"dot s2\" d=\"M\(x),\(y - 5)l5,9h-10z\"/>"
    default: "<path class=\"dot s3\" d=\"M\(x),\(y - 5.5)l5.5,5.5l-5.5,5.5l-5.5,-5.5z\"/>"
    }
  }

  private var grid: Markup {
    let lines = vertical.ticks.map { tick -> Markup in
      let y = y(tick.value)
      return """
        <path class="grid" d="M\(left),\(y)H\(right)"/>\
        <text x="\(left - 6)" y="\(y + 4)" class="end">\(tick.label)</text>
        """
    }
    let marks = horizontal.ticks.map { tick -> Markup in
      let x = x(tick.value)
      let grid: Markup =
        names.isEmpty ? .none : "<path class=\"grid\" d=\"M\(x),\(top)V\(bottom)\"/>"
      let anchor: Markup = x > right - 14 ? "end" : "middle"
      return """
        \(grid)<path class="axis" d="M\(x),\(bottom)v4"/>\
        <text x="\(anchor == "end" ? right + 10 : x)" y="\(bottom + 17)" class="\(anchor)">\
        \(tick.label)</text>
        """
    }
    let labels = names.enumerated().map { line, name -> Markup in
      let whole: Markup = name.count > 17 ? "<title>\(name.prefixed(2_000))</title>" : .none
      return """
        <text x="\(left - 6)" y="\(y(ofLine: line) + 4)" class="end">\(whole)\(name.prefixed(17))</text>
        """
    }
    let middle = (top + bottom) / 2
    let side: Markup =
      names.isEmpty
      ? """
      <text transform="translate(12 \(middle)) rotate(-90)" class="middle title">\
      \(vertical.title.prefixed(40))</text>
      """ : .none
    return """
      \(lines)\(marks)\(labels)<path class="axis" d="M\(left),\(top)V\(bottom)H\(right)"/>
      <text x="\((left + right) / 2)" y="\(bottom + 38)" class="middle title">\
      \(horizontal.title.prefixed(size == .wide ? 80 : 40))</text>\(side)
      """
  }
}

/// A point of a chart, in the units of its axes.
struct ChartPoint: Equatable {
  let x: Double
  let y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}
