/// The parts of the page on the columns: values, importance, and how far later rows are from them.
extension ReportPage {
  /// Rows of tables on columns.
  private static let columnLimit = 100

  var dataProfile: Markup {
    let leftOut = content.report.warnings.filter { $0.hasPrefix(TrainingReport.leftOutOpening) }
      .map { String($0.dropFirst(TrainingReport.leftOutOpening.count)) }
    let dropped: Markup =
      leftOut.isEmpty
      ? .none
      : "<h3>Left out</h3>\n\(Self.list(leftOut, rest: content.place(.notices)))"
    return "\(profile)\(dropped)\(classes)"
  }

  private var profile: Markup {
    let features = content.features
    guard features.count > 0 else { return .none }
    let (importances, treatments) = (features.numbers("importance"), features.texts("treatment"))
    let used = (0..<features.count).filter { row in
      !(treatments[row] ?? "").hasPrefix("left out")
    }
    let order = used.sorted { a, b in
      let (x, y) = (importances[a], importances[b])
      return x == y || x.isNaN && y.isNaN ? a < b : y.isNaN || x > y
    }
    let shown = order.prefix(Self.columnLimit)
    let (names, types) = (features.texts("feature"), features.texts("type"))
    let missing = features.numbers("missing_share")
    let values = ["minimum", "q25", "median", "q75", "maximum", "mean"].map { features.texts($0) }
    let deviations = features.numbers("standard_deviation")
    let rows = shown.map { row -> [Markup] in
      [
        "\(.cut(names[row] ?? "", to: 28))<small>\(.cut(types[row] ?? "", to: 28))</small>",
        .cut(treatments[row] ?? "", to: 80), PageTable.share(importances[row]),
        PageTable.share(missing[row]),
      ] + values.map { Self.value($0[row]) } + [PageTable.number(deviations[row])]
    }
    let columns: [PageTable.Heading] =
      [.text("Column"), .text("Taken as"), .number("Importance")]
      + ["Missing", "Min", "25 %", "Median", "75 %", "Max", "Mean", "SD"].map { .number($0) }
    let table = PageTable(
      columns: columns,
      rows: Array(rows),
      rest: (order.count - shown.count, content.place(.featureInfo))
    )
    let isRanked = importances.contains(where: \.isFinite)
    let words =
      (isRanked ? ", the most important first: share of what moves predictions" : "")
      + (missing.contains(where: \.isFinite)
        ? "\(isRanked ? "," : ":") share of rows without a value, and the values of the rows trained on"
        : "")
    return """
      <p class="note">The columns that the model sees\(words).</p>
      \(table.withoutUnknownColumns.markup)
      """
  }

  /// A statistic as a table has it: a number of four digits, or the text of a date.
  private static func value(_ text: String?) -> Markup {
    guard let text else { return PageTable.unknown }
    if let number = Double(text) { return PageTable.number(number) }
    let parts = text.prefixed(40).split(separator: " ", maxSplits: 1).map(String.init)
    return parts.count == 2 ? "\(parts[0])<small>\(parts[1])</small>" : "\(text.prefixed(20))"
  }

  private static let classLimit = 20

  private var classes: Markup {
    guard let classes = content.report.classes, !classes.isEmpty else { return .none }
    let total = Double(max(classes.reduce(0) { $0 + $1.rows }, 1))
    // As they come, where all have room; else those of most rows.
    let shown =
      classes.count <= Self.classLimit
      ? classes : Array(classes.sorted { $0.rows > $1.rows }.prefix(Self.classLimit))
    let hasWeights = classes.contains { $0.weight != nil }
    let rows = shown.map { shown -> [Markup] in
      let share = Double(shown.rows) / total
      return [
        .cut(content.printed(shown.label), to: 60), "\(grouped(shown.rows))",
        PageTable.share(share),
      ]
        + (hasWeights ? [PageTable.number(shown.weight ?? .nan)] : [])
    }
    let table = PageTable(
      columns: [.text("Class"), .number("Rows"), .number("Share")]
        + (hasWeights ? [.number("Weight")] : []),
      rows: rows,
      rest: (classes.count - shown.count, "automl show --json")
    )
    return "<h3>Classes</h3>\n\(table.markup)"
  }

  // MARK: - Importance

  private static let barLimit = 20

  var importance: Markup {
    let movements = content.explanation?.movements ?? []
    let isGain = movements.isEmpty
    let parts =
      isGain ? (content.report.importance ?? []).map { ($0.feature, $0.gain) } : movements
    let total = parts.reduce(0) { $0 + $1.1 }
    guard total > 0, total.isFinite else { return .none }
    let shown = parts.filter { $0.1 > 0 }.prefix(Self.barLimit)
    let place = isGain ? content.place(.splits) : content.place(.featureInfo)
    let count = parts.count { $0.1 > 0 } - shown.count
    let words =
      isGain
      ? "What the trees' splits by each feature gain."
      : "Mean Shapley values of the training rows: how much each column moves predictions."
    return BarChart.lying(
      isGain ? "Share of the trees' gain" : "Share of what moves predictions",
      "share, %",
      shown.map { ($0.0, 100 * $0.1 / total, percent($0.1 / total)) },
      note: words + (count > 0 ? " \(grouped(count)) more: \(place)" : "")
    )
  }

  // MARK: - Drift

  var drift: Markup {
    guard let data = content.data, let drift = data.drift else { return .none }
    let (names, verdicts) = (drift.texts("feature"), drift.texts("verdict"))
    let indexes = drift.numbers("psi").map { $0.isNaN ? -1 : $0 }
    let ranks = names.map { $0 == "(all columns)" ? 0 : $0 == "(prediction)" ? 1 : 2 }
    let order = (0..<drift.count).sorted { a, b in
      if ranks[a] != ranks[b] { return ranks[a] < ranks[b] }
      return indexes[a] == indexes[b] ? a < b : indexes[a] > indexes[b]
    }
    let shown = order.prefix(Self.columnLimit)
    let columns = ["psi", "ks", "adversarial_auc"].map { drift.numbers($0) }
    let shares = ["missing_share", "missing_share_in_training", "unseen_share"].map {
      drift.numbers($0)
    }
    let rows = shown.map { row -> [Markup] in
      [.cut(names[row] ?? "", to: 32), "\(verdicts[row] ?? "")"]
        + columns.map { $0[row].isFinite ? "\(fixed($0[row], digits: 3))" : PageTable.unknown }
        + shares.map { PageTable.share($0[row]) }
    }
    let table = PageTable(
      columns: [
        .text("Column"), .text("Verdict"), .number("PSI"), .number("KS"), .number("AUC"),
        .number("Missing"), .number("in training"), .number("Unseen"),
      ],
      rows: Array(rows),
      rest: (order.count - shown.count, content.place(.drift))
    ).withoutUnknownColumns
    return """
      <p class="note">How far the rows of \(data.name.prefixed(200)) are from those trained on: population \
      stability index, Kolmogorov-Smirnov distance, how well the two can be told apart (AUC, 0.5 is not at \
      all), and rows without a value or with one that training had not.</p>
      \(table.markup)
      """
  }
}
