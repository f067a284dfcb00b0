/// A table of a page, whose numbers stand below each other.
struct PageTable {
  /// A column.
  struct Heading {
    let title: String
    /// Whether it is aligned at the right.
    var isNumber = false

    /// A column of texts.
    static func text(_ title: String) -> Heading { Heading(title: title) }
    /// A column of numbers.
    static func number(_ title: String) -> Heading { Heading(title: title, isNumber: true) }
  }

  /// The columns.
  let columns: [Heading]
  /// The cells of each row.
  let rows: [[Markup]]
  /// Rows that are not there, and where they are to be found.
  var rest: (count: Int, place: String)?

  /// The mark of a value that is not known.
  static let unknown: Markup = "–"

  /// The table without columns of which nothing is known.
  var withoutUnknownColumns: PageTable {
    let known = columns.indices.filter { column in
      rows.contains { $0[column] != Self.unknown && $0[column] != .none }
    }
    return PageTable(
      columns: known.map { columns[$0] },
      rows: rows.map { row in known.map { row[$0] } },
      rest: rest
    )
  }

  /// The table.
  var markup: Markup {
    let head = columns.map { column -> Markup in
      "<th scope=\"col\"\(Self.alignment(column))>\(column.title)</th>"
    }
    let body = rows.map { row -> Markup in
      let cells = zip(columns, row).map { column, cell -> Markup in
        "<td\(Self.alignment(column))>\(cell)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    return """
      <div class="scroll"><table\(density)><thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody></table></div>
      \(more)
      """
  }

  /// Many columns stand nearer to each other.
  private var density: Markup { columns.count > 8 ? " class=\"dense\"" : .none }

  private var more: Markup {
    guard let rest, rest.count > 0 else { return .none }
    return "<p class=\"note\">and \(grouped(rest.count)) more: <code>\(rest.place)</code></p>\n"
  }

  private static func alignment(_ column: Heading) -> Markup {
    column.isNumber ? " class=\"number\"" : .none
  }

  /// Numbers with as many digits after the point as make four of the largest; a dash where there is none.
  static func aligned(_ numbers: [Double]) -> [Markup] {
    let largest = numbers.filter(\.isFinite).map(\.magnitude).max() ?? 0
    guard largest < 1e9, largest >= 1e-4 else { return numbers.map { number($0) } }
    var (digits, bound) = (4, 1.0)
    while largest >= bound, digits > 0 { (digits, bound) = (digits - 1, bound * 10) }
    return numbers.map { number in
      guard number.isFinite else { return unknown }
      return digits == 0 ? "\(grouped(Int(number.rounded())))" : "\(fixed(number, digits: digits))"
    }
  }

  /// A number of four digits; a dash where there is none.
  static func number(_ number: Double) -> Markup { number.isFinite ? "\(short(number))" : unknown }

  /// A share of 1 in percent; a dash where there is none.
  static func share(_ number: Double) -> Markup {
    number.isFinite ? "\(percent(number))" : unknown
  }
}

/// Pairs of a name and what it stands for.
struct PageFacts {
  private var pairs: [(String, Markup)] = []

  /// Adds a pair; nothing where there is no value.
  mutating func add(_ name: String, _ value: String?) {
    if let value { add(name, markup: "\(value)") }
  }

  /// Adds a pair.
  mutating func add(_ name: String, markup: Markup) { pairs.append((name, markup)) }

  /// The pairs.
  var markup: Markup {
    let lines = pairs.map { "<dt>\($0)</dt><dd>\($1)</dd>\n" as Markup }
    return lines.isEmpty ? .none : "<dl>\n\(lines)</dl>\n"
  }
}
