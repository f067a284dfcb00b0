import AutoML

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A training's report, for people and for programs.
enum TrainingReportText {
  /// One JSON object with sorted keys; NaN and the infinities, for which JSON has no number, are null.
  ///
  /// - Throws: never in practice: every part of a report has a form in JSON.
  static func json(_ report: TrainingReport) throws(AutoMLError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // The encoder writes a text or nothing; this text is in no report.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: noNumber,
      negativeInfinity: noNumber,
      nan: noNumber
    )
    do {
      return String(decoding: try encoder.encode(report), as: UTF8.self)
        .replacing("\"\(noNumber)\"", with: "null") + "\n"
    } catch {
      throw AutoMLError(sqlState: "XX000", message: "cannot write the report as JSON: \(error)")
    }
  }

  private static let noNumber = "<no number: 8d1f4c52a06b>"

  /// The report as aligned lines and the leaderboard as a table.
  static func full(_ report: TrainingReport, toldNotices: [String] = []) -> String {
    let warnings = report.warnings.filter { !toldNotices.contains($0) }
    return lines(facts(of: report) + costs(of: report)) + leaderboard(of: report)
      + coefficients(of: report) + importance(of: report)
      + warnings.map { "\nWarning: \($0)" }.joined() + (warnings.isEmpty ? "" : "\n")
  }

  /// The report in two lines, for a statement among others.
  static func summary(of report: TrainingReport) -> String {
    """
    \(report.model): \(report.winner.family), \(metric(of: report)), \
    \(NumberText.seconds(report.seconds.total))\(report.function.map { ", function \($0)" } ?? "")
    \(size(of: report)), price \(price(of: report))
    """
  }

  private static func facts(of report: TrainingReport) -> [(String, String)] {
    let facts = [
      ("Model", report.model),
      ("Problem type", report.problemType),
      ("Objective", report.objective),
      (report.metric.validation == nil ? "Training" : "Validation", metric(of: report)),
      ("Winner", settings(of: report.winner.family, report.winner.settings)),
    ]
    let classes = report.classes.map { classes in
      let shown = classes.prefix(classLimit).map {
        "\($0.label) \(NumberText.counted($0.rows, "row"))"
      }
      return shown.joined(separator: ", ")
        + (classes.count > classLimit ? ", ... (\(classes.count) classes)" : "")
    }
    let search = report.isComplete ? nil : "cut short: the same call may give another model"
    return facts
      + [
        ("Function", report.function), ("Validated on", report.validationScheme),
        ("Classes", classes),
        ("Decision", report.decision.map(text(of:))), ("Fit", report.convergence.map(text(of:))),
        ("Search", search),
      ]
      .compactMap { name, text in text.map { (name, $0) } }
  }

  /// So many classes are printed; the JSON has them all.
  private static let classLimit = 10

  private static func text(of decision: TrainingReport.Decision) -> String {
    let shares = [("precision", decision.precision), ("recall", decision.recall)]
      .compactMap { name, share in share.map { "\(name) \(NumberText.significant($0))" } }
    return "\(decision.positiveClass) above \(NumberText.significant(decision.threshold))"
      + (shares.isEmpty ? "" : " (\(shares.joined(separator: ", ")))")
  }

  private static func costs(of report: TrainingReport) -> [(String, String)] {
    let seconds = report.seconds
    let stages = [
      ("extract", seconds.extract), ("prepare", seconds.prepare), ("train", seconds.train),
      ("compile", seconds.compile),
    ]
    return [
      ("Data", size(of: report)),
      ("Price", price(of: report)),
      (
        "Time",
        NumberText.seconds(seconds.total) + " ("
          + stages.map { "\($0) \(NumberText.seconds($1))" }.joined(separator: ", ") + ")"
      ),
      ("Peak memory", NumberText.bytes(report.peakBytes)),
      ("Threads", NumberText.grouped(report.threads)),
      ("Seed", String(report.seed)),
    ]
  }

  private static func lines(_ pairs: [(String, String)]) -> String {
    let width = pairs.lazy.map { DisplayText.width(of: $0.0) }.max() ?? 0
    return pairs.map { "\(DisplayText.padded($0, to: width))  \(DisplayText.visible($1))\n" }
      .joined()
  }

  private static func leaderboard(of report: TrainingReport) -> String {
    guard !report.leaderboard.isEmpty else { return "" }
    var table = TableFormatter(columns: [
      ResultColumn(name: "rank", typeName: "INTEGER", kind: .number),
      ResultColumn(name: "family", typeName: "VARCHAR", kind: .text),
      ResultColumn(name: report.metric.name, typeName: "DOUBLE", kind: .number),
      ResultColumn(name: "seconds", typeName: "DOUBLE", kind: .number),
      ResultColumn(name: "settings", typeName: "VARCHAR", kind: .text),
    ])
    let rows = report.leaderboard.enumerated().map { index, entry in
      [
        String(index + 1), entry.family, NumberText.significant(entry.metric),
        NumberText.fixed(entry.seconds, 2), list(entry.settings),
      ]
    }
    return "\nLeaderboard\n" + table.format(rows) + table.finish()
  }

  private static func text(of convergence: Convergence) -> String {
    (convergence.isConverged ? "converged in " : "not converged after ")
      + NumberText.counted(convergence.iterations, "iteration")
      + ", gradient \(NumberText.significant(convergence.gradientNorm))"
      + ", objective \(NumberText.significant(convergence.objective))"
  }

  /// So many features or coefficients are printed; the JSON has them all.
  private static let lineLimit = 20

  private static func importance(of report: TrainingReport) -> String {
    guard let importance = report.importance, !importance.isEmpty else { return "" }
    var table = TableFormatter(columns: [
      ResultColumn(name: "feature", typeName: "VARCHAR", kind: .text),
      ResultColumn(name: "gain", typeName: "DOUBLE", kind: .number),
      ResultColumn(name: "cover", typeName: "DOUBLE", kind: .number),
      ResultColumn(name: "splits", typeName: "INTEGER", kind: .number),
    ])
    let rows = importance.prefix(lineLimit).map {
      [
        $0.feature, NumberText.significant($0.gain), NumberText.significant($0.cover),
        String($0.splits),
      ]
    }
    return "\nImportance\(rest(importance.count))\n" + table.format(rows) + table.finish()
  }

  private static func coefficients(of report: TrainingReport) -> String {
    guard let coefficients = report.coefficients else { return "" }
    var columns = [
      ResultColumn(name: "coefficient", typeName: "VARCHAR", kind: .text),
      ResultColumn(name: "value", typeName: "DOUBLE", kind: .number),
    ]
    let hasErrors = coefficients.contains { $0.standardError != nil }
    if hasErrors {
      columns.append(ResultColumn(name: "standard error", typeName: "DOUBLE", kind: .number))
    }
    var table = TableFormatter(columns: columns)
    let rows = coefficients.prefix(lineLimit).map { coefficient in
      [
        (coefficient.label.map { "\($0): " } ?? "") + coefficient.feature,
        NumberText.significant(coefficient.value),
      ] + (hasErrors ? [coefficient.standardError.map { NumberText.significant($0) }] : [])
    }
    return "\nCoefficients\(rest(coefficients.count))\n" + table.format(rows) + table.finish()
  }

  private static func rest(_ count: Int) -> String {
    count > lineLimit
      ? " (the first \(lineLimit) of \(NumberText.grouped(count)); --json has all)" : ""
  }

  private static func metric(of report: TrainingReport) -> String {
    let metric = report.metric
    guard let value = metric.validation else {
      return metric.training.map {
        "\(metric.name) \(NumberText.significant($0)) on the training rows"
      } ?? "\(metric.name) not measured"
    }
    let score =
      metric.standardError.map { NumberText.significant(value, error: $0) }
      ?? NumberText.significant(value)
    let baseline = metric.baseline.map { " (baseline \(NumberText.significant($0)))" } ?? ""
    return "\(metric.name) \(score)\(baseline)"
  }

  private static func size(of report: TrainingReport) -> String {
    let cells = NumberText.counted(report.cells, "cell")
    return NumberText.counted(report.rows, "row") + " x "
      + NumberText.counted(report.columns, "column") + " = " + cells
      + (report.sampled ? " (a sample of the rows)" : "")
  }

  private static func price(of report: TrainingReport) -> String {
    "\(NumberText.dollars(report.price)) in the cloud, nothing here"
  }

  private static func settings(of family: String, _ settings: [String: String]) -> String {
    settings.isEmpty ? family : "\(family) (\(list(settings)))"
  }

  private static func list(_ settings: [String: String]) -> String {
    settings.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
  }
}
