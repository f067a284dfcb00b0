/// The page that tells of a model: XHTML in one piece, which needs no network and no script.
struct ReportPage {
  /// A part of the page.
  struct Section {
    /// The anchor.
    let id: String
    /// The heading.
    let title: String
    /// The rest.
    let markup: Markup

    /// A part; nil where there is nothing to tell.
    init?(_ id: String, _ title: String, _ markup: Markup) {
      guard markup != .none else { return nil }
      self.id = id
      self.title = title
      self.markup = markup
    }
  }

  /// All that the page tells.
  let content: ReportContent

  /// The page.
  var text: String {
    let sections = sections
    let links = sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>\n" as Markup }
    let parts = sections.map { section -> Markup in
      """
      <section id="\(section.id)"><h2>\(section.title)</h2>
      \(section.markup)</section>

      """
    }
    let name = content.entry.names.modelText
    let page: Markup = """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="generator" content="automl"/>
      <title>\(name.prefixed(80)): model report</title>
      <style>
      \(ReportStyle.sheet)
      </style>
      </head>
      <body>
      <header><h1>\(.cut(name, to: 80))</h1>
      <p class="lead">\(lead)</p>
      <nav aria-label="Contents">
      \(links)</nav></header>
      <main>
      \(parts)</main>
      </body>
      </html>

      """
    return page.text
  }

  private var sections: [Section] {
    [
      Section("asked", "What was asked", asked),
      Section("result", "Result", verdict),
      Section("notices", "Notices", notices),
      Section("data", "Training data", dataProfile),
      Section("leaderboard", "Leaderboard", leaderboard),
      Section("performance", "Performance", performance),
      Section("clusters", "Clusters", clusters),
      Section("importance", "Importance", importance),
      Section("dependence", "Partial dependence", dependence),
      Section("drift", "Drift", drift),
      Section("call", "Calling it", calls),
    ].compactMap(\.self)
  }

  private var lead: String {
    let report = content.report
    let words = [
      report.problemType.isEmpty ? content.entry.goal : report.problemType,
      (content.shown?.target).map { "of \($0.prefixed(60))" },
      report.winner.family.isEmpty ? nil : "by \(report.winner.family)",
      "version \(content.entry.version)",
    ]
    return words.compactMap(\.self).joined(separator: ", ")
  }

  // MARK: - Notices

  private static let noticeLimit = 50

  private var notices: Markup {
    let notices = content.report.warnings.filter { !$0.hasPrefix(TrainingReport.leftOutOpening) }
    return Self.list(notices, rest: content.place(.notices))
  }

  /// Texts below each other, as many as a page has room for.
  static func list(_ texts: [String], rest place: String) -> Markup {
    guard !texts.isEmpty else { return .none }
    let lines = texts.prefix(noticeLimit).map { "<li>\($0.prefixed(2_000))</li>\n" as Markup }
    let count = texts.count - lines.count
    let more: Markup =
      count > 0
      ? "<p class=\"note\">and \(grouped(count)) more: <code>\(place)</code></p>\n" : .none
    return "<ul class=\"notices\">\n\(lines)</ul>\n\(more)"
  }
}
