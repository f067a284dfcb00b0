/// The output of SHOW MODEL: two columns, in Redshift's order, with rows of ours among and after them.
struct ModelDescription {
  /// The model.
  let entry: ModelEntry
  /// JSON of what EXPLAIN_MODEL returns of it; nil where it is not known.
  let explanation: String?

  /// Key and value, line by line, so wide that the table of both fits a screen.
  var rows: [[String?]] {
    let known = JSON.value(ShownModel.self, from: entry.shown)
    if let known, let remote = known.remote {
      return DescriptionScreen(rows: identity + parameters(known, remote)).fitted
    }
    guard let shown = known,
      let report = JSON.value(TrainingReport.self, from: entry.report)
    else { return DescriptionScreen(rows: identity).fitted }
    var rows = identity + notices(report)
    if entry.kind == .forecast {
      return DescriptionScreen(rows: rows + forecast(shown, report)).fitted
    }
    rows += result(report) + trainingData(shown, report) + parameters(shown, report)
    rows += hyperparameters(report) + thresholds(report) + leaderboard(report)
    rows += importance(report) + learned(report) + calls(shown, report)
    return DescriptionScreen(rows: rows).fitted
  }

  /// The model's name as a text of SQL, as the table functions take it.
  var nameLiteral: String { literal(entry.names.modelText) }

  private var identity: [DescriptionRow] {
    [
      DescriptionRow("Model Name", entry.modelName),
      DescriptionRow("Schema Name", entry.schemaName),
      DescriptionRow("Owner", entry.owner), DescriptionRow("Creation Time", entry.createdAt),
      DescriptionRow("Model State", "READY"), DescriptionRow("Model Version", "\(entry.version)"),
    ]
  }

  /// So many notices are printed.
  private static let noticeLimit = 8

  private func notices(_ report: TrainingReport) -> [DescriptionRow] {
    let notices = report.warnings.filter { !$0.hasPrefix(TrainingReport.leftOutOpening) }
    guard !notices.isEmpty else { return [] }
    let shown = notices.prefix(Self.noticeLimit).map { DescriptionRow("Notice", $0) }
    return [DescriptionRow("NOTICES:", "")] + shown
      + rest(notices.count - shown.count, "FROM automl.notices(\(nameLiteral))")
      + [DescriptionRow("", "")]
  }

  func trainingData(
    _ shown: ShownModel,
    _ report: TrainingReport
  ) -> [DescriptionRow] {
    if let origin = shown.origin {
      return DescriptionRow.heading("SOURCE:") + [DescriptionRow("Model File", origin)]
    }
    let query = shown.clauses.query.split(whereSeparator: \.isNewline)
    return DescriptionRow.heading("TRAINING DATA:")
      + query.enumerated().map {
        DescriptionRow($0.offset == 0 ? "Query" : "", String($0.element), .query)
      }
      + [
        DescriptionRow("Target Column", shown.target),
        DescriptionRow("Weight Column", shown.weight), DescriptionRow("Group Column", shown.group),
        DescriptionRow("Rows", rowsUsed(report)), DescriptionRow("Left Out", leftOut(report)),
        DescriptionRow("Classes", classes(report)),
      ].compactMap(\.self)
  }

  private func rowsUsed(_ report: TrainingReport) -> String? {
    let used = report.usedRows ?? report.rows
    guard used > 0 else { return nil }
    let source = report.sourceRows ?? used
    let sample = report.sampled ? ", a random sample" : ""
    return source == used ? grouped(used) : "\(grouped(used)) of \(grouped(source))\(sample)"
  }

  private func leftOut(_ report: TrainingReport) -> String? {
    let texts = report.warnings.filter { $0.hasPrefix(TrainingReport.leftOutOpening) }
      .map { String($0.dropFirst(TrainingReport.leftOutOpening.count)) }
    var shown = Array(texts.prefix(Self.noticeLimit))
    if shown.count < texts.count {
      let rest = grouped(texts.count - shown.count)
      shown.append("and \(rest) more: FROM automl.notices(\(nameLiteral))")
    }
    return shown.isEmpty ? nil : shown.joined(separator: "\n")
  }

  /// So many classes are printed.
  private static let classLimit = 10

  private func classes(_ report: TrainingReport) -> String? {
    guard let classes = report.classes, !classes.isEmpty else { return nil }
    let rowCount = classes.reduce(0) { $0 + $1.rows }
    let shown =
      classes.count <= Self.classLimit
      ? classes
      : Array(classes.sorted { $0.rows > $1.rows }.prefix(Self.classLimit - 1))
    let labels = shown.map { ScreenText.cut($0.label, to: 20) }
    let width = labels.map(ScreenText.width).max() ?? 0
    var lines = zip(labels, shown).map { label, shown in
      let count = ScreenText.padded(grouped(shown.rows), to: 11, right: true)
      let share = percent(Double(shown.rows) / Double(max(rowCount, 1)))
      let weight = shown.weight.map { "  weight \(short($0))" } ?? ""
      let mark = shown.label == report.decision?.positiveClass ? "  positive" : ""
      return ScreenText.padded(label, to: width) + count
        + ScreenText.padded(share, to: 9, right: true) + weight + mark
    }
    if classes.count > shown.count {
      lines.append("and \(grouped(classes.count - shown.count)) rarer classes")
    }
    return lines.joined(separator: "\n")
  }

  private func parameters(_ shown: ShownModel, _ report: TrainingReport) -> [DescriptionRow] {
    let functions =
      [entry.functionName]
      + (shown.isClassification ? ProbabilityFunction.names(for: entry.functionName) : [])
    let clauses = shown.clauses
    return DescriptionRow.heading("PARAMETERS:")
      + [
        DescriptionRow("Model Type", report.winner.family),
        DescriptionRow("  Found By", origin(shown, report)),
        DescriptionRow("Problem Type", report.problemType),
        DescriptionRow("  Because", report.problemReason),
        DescriptionRow("Objective", report.objective),
      ].compactMap(\.self)
      + functions.enumerated().map {
        DescriptionRow($0.offset == 0 ? "Function Name" : "", $0.element)
      }
      + [
        DescriptionRow("Function Parameters", shown.parameters.joined(separator: " ")),
        DescriptionRow("Function Parameter Types", shown.parameterTypes.joined(separator: " ")),
        DescriptionRow("IAM Role", clauses.iamRole), DescriptionRow("S3 Bucket", clauses.s3Bucket),
        DescriptionRow("KMS Key", clauses.kmsKey),
        DescriptionRow("Max Runtime", shown.origin == nil ? "\(shown.maxRuntime)" : nil),
      ].compactMap(\.self)
  }

  private func origin(_ shown: ShownModel, _ report: TrainingReport) -> String? {
    guard shown.origin == nil else { return nil }
    guard shown.isSearch else { return "AUTO OFF: the settings given, nothing was tried" }
    let count = report.leaderboard.count
    return "AUTO ON: the best of \(grouped(count)) \(count == 1 ? "candidate" : "candidates")"
  }

  func hyperparameters(_ report: TrainingReport) -> [DescriptionRow] {
    let settings = report.winner.settings.sorted { $0.key < $1.key }
    guard !settings.isEmpty else { return [] }
    return DescriptionRow.heading("HYPERPARAMETERS:")
      + settings.map { DescriptionRow($0.key, $0.value) }
  }

  private func calls(_ shown: ShownModel, _ report: TrainingReport) -> [DescriptionRow] {
    let call = PredictionCall(entry: entry, shown: shown)
    let name = nameLiteral
    let holdout = "'SELECT * FROM holdout'"
    let isClustering = report.problemType == "Clustering"
    var more = "automl.notices(\(name))"
    if !isClustering { more += ", automl.feature_info(\(name))" }
    if !report.leaderboard.isEmpty { more = "automl.leaderboard(\(name)), " + more }
    // Rankings are not judged by table functions, and clusters have no target.
    let judge =
      report.problemType == "Ranking" || isClustering
      ? nil : "FROM automl.evaluate(\(name), \(holdout));"
    return DescriptionRow.heading("NEXT:")
      + [
        DescriptionRow("Call", call.signature, .arguments),
        DescriptionRow("Example", call.example, .sql),
        judge.map { DescriptionRow("Judge", $0, .arguments) },
        DescriptionRow("All Else", more, .arguments),
        DescriptionRow("", showCommand),
      ].compactMap(\.self)
  }

  /// The command line that prints the whole report.
  var showCommand: String {
    let name = entry.names.modelText
    let isPlain = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    let quote = name.split(separator: "'", omittingEmptySubsequences: false)
    return "automl show \(isPlain ? name : "'\(quote.joined(separator: #"'\''"#))'") -d FILE --json"
  }

  /// A row that says where the rest is; nothing where there is none.
  func rest(_ count: Int, _ place: String) -> [DescriptionRow] {
    count > 0 ? [DescriptionRow("", "and \(grouped(count)) more: \(place)")] : []
  }
}
