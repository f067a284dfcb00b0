import Learning

/// The parts of the page on the task and on its outcome.
extension ReportPage {
  var asked: Markup {
    let (entry, report, shown) = (content.entry, content.report, content.shown)
    var facts = PageFacts()
    if let statement = entry.statement {
      facts.add("Statement", markup: "<pre>\(statement.prefixed(8_000));</pre>")
    }
    facts.add("Model file", shown?.origin)
    facts.add(
      "Target",
      markup: (shown?.target).map { .cut($0, to: 80) } ?? "none: groups are sought"
    )
    facts.add("Rows", rowsUsed)
    facts.add("Columns", report.columns > 0 ? grouped(report.columns) : nil)
    facts.add("Problem", report.problemType.isEmpty ? entry.goal : report.problemType)
    facts.add("Because", report.problemReason)
    facts.add("Objective", report.objective.isEmpty ? nil : report.objective)
    if shown?.origin == nil {
      facts.add("Seed", "\(entry.seed)")
      facts.add("Trained", "\(entry.createdAt), in \(short(entry.seconds)) s, by \(entry.owner)")
    } else if content.importing == nil {
      facts.add("Read from the file", "\(entry.createdAt), by \(entry.owner)")
    }
    return facts.markup
  }

  private var rowsUsed: String? {
    let report = content.report
    let used = report.usedRows ?? report.rows
    guard used > 0 else { return nil }
    let source = report.sourceRows ?? used
    let sample = report.sampled ? ", a random sample" : ""
    return source == used ? grouped(used) : "\(grouped(used)) of \(grouped(source))\(sample)"
  }

  // MARK: - Verdict

  var verdict: Markup {
    let (report, metric) = (content.report, content.report.metric)
    var facts = PageFacts()
    if let decision = report.decision {
      facts.add("Positive class", markup: .cut(content.printed(decision.positiveClass), to: 60))
      facts.add("Threshold", short(decision.threshold))
      facts.add("Precision there", decision.precision.map(short))
      facts.add("Recall there", decision.recall.map(short))
    }
    if let calibration = report.calibration {
      facts.add(
        "Calibration",
        "scores times \(short(calibration.slope)): log loss \(short(calibration.logLoss)), "
          + "was \(short(calibration.logLossBefore))"
      )
    }
    if !report.isComplete { facts.add("Ended", "by MAX_RUNTIME or an interrupt: the best so far") }
    guard let value = metric.validation ?? metric.training, !metric.name.isEmpty else {
      let words: Markup =
        "<p class=\"verdict\">No score is known: the model was not judged here.</p>\n"
      return metric.name.isEmpty && facts.markup == .none && content.shown?.origin == nil
        ? .none : "\(words)\(facts.markup)"
    }
    let error: Markup = metric.standardError.map { " ± \(short($0))" as Markup } ?? .none
    let beside: Markup =
      metric.baseline.map { ", beside \(short($0)) without any column" as Markup } ?? .none
    let scheme: Markup =
      metric.validation == nil
      ? ", on the rows that it was trained on"
      : report.validationScheme.map { ", validated on \($0)" as Markup } ?? .none
    return """
      <p class="verdict">\(metric.name) <b>\(short(value))</b>\(error)\(beside)\(scheme)\
      \(judgement(of: metric)).</p>
      \(facts.markup)
      """
  }

  /// Whether the score is better than that of no column by more than chance.
  private func judgement(of metric: TrainingReport.Metric) -> String {
    guard let value = metric.validation, let baseline = metric.baseline, value.isFinite else {
      return ""
    }
    let gain = metric.isHigherBetter ? value - baseline : baseline - value
    guard gain > 0 else { return ": no better than without any column" }
    guard let error = metric.standardError, error > 0 else { return "" }
    return gain < 2 * error ? ": that may be chance" : ""
  }

  // MARK: - Leaderboard

  private static let candidateLimit = 30

  var leaderboard: Markup {
    let entries = content.report.leaderboard
    guard !entries.isEmpty else { return .none }
    let shown = entries.prefix(Self.candidateLimit)
    let scores = PageTable.aligned(shown.map(\.metric))
    let rows = zip(shown.enumerated(), scores).map { entry, score -> [Markup] in
      let settings = entry.element.settings.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      return [
        "\(entry.offset + 1)", "\(entry.element.family)", .cut(settings, to: 160), score,
        "\(fixed(entry.element.seconds, digits: 2))",
      ]
    }
    let table = PageTable(
      columns: [
        .number("Rank"), .text("Family"), .text("Settings"), .number(content.report.metric.name),
        .number("Seconds"),
      ],
      rows: rows,
      rest: (entries.count - shown.count, content.place(.leaderboard))
    )
    return """
      <p class="note">Scores of the rows that chose between the candidates. The first was trained on all \
      rows; its score above takes into account that it was chosen.</p>
      \(table.markup)
      """
  }

  // MARK: - Clusters

  private static let clusterLimit = 30
  private static let meanLimit = 12

  var clusters: Markup {
    guard let clusters = content.report.clusters, let first = clusters.first else { return .none }
    let names = first.centroid.prefix(Self.meanLimit).map(\.feature)
    let shown = clusters.prefix(Self.clusterLimit)
    let rows = shown.map { cluster -> [Markup] in
      ["\(cluster.cluster)", "\(grouped(cluster.rows))"]
        + cluster.centroid.prefix(Self.meanLimit).map { PageTable.number($0.mean) }
    }
    let columns: [PageTable.Heading] =
      [.number("Cluster"), .number("Rows")] + names.map { .number($0.prefixed(24)) }
    let table = PageTable(
      columns: columns,
      rows: rows,
      rest: (clusters.count - shown.count, "automl show --json")
    )
    let left = first.centroid.count - names.count
    let more: Markup =
      left > 0
      ? "<p class=\"note\">\(grouped(left)) more columns: <code>automl show --json</code></p>\n"
      : .none
    return "<p class=\"note\">The mean of each column in each cluster.</p>\n\(table.markup)\(more)"
  }
}
