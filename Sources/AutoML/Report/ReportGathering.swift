import DuckDB
import ModelSQL
import Models

/// Asks the table functions for all that a page tells.
///
/// It runs the queries that they would, so that a database that is only read, or was made before there were
/// these functions, has its page too.
struct ReportGathering {
  /// The model as it is stored.
  let entry: ModelEntry
  /// JSON of what EXPLAIN_MODEL returns of it.
  let explanation: String
  /// The model with what calls it.
  let called: CalledModel
  /// The writer of the queries.
  let writer: EvaluationWriter
  /// Where the queries run.
  let connection: Connection
  /// The statement that makes a model of the file that the page is of; nil of a model of a database.
  let importing: String?

  /// The rows of the data: a temporary table of the arguments and the target, under their names.
  static let rowsTable = "temp.main.\"__automl_report_rows\""
  private static let rows = "SELECT * FROM \(rowsTable)"

  /// The content of a page; `data` is the name of the file whose rows are in the table.
  func content(data: String?, isJudged: Bool) throws -> ReportContent {
    guard let report = JSON.value(TrainingReport.self, from: entry.report) else {
      throw ModelError.corrupt(detail: "report")
    }
    let features = try rows(of: .featureInfo)
    var content = ReportContent(
      entry: entry,
      shown: JSON.value(ShownModel.self, from: entry.shown),
      report: report,
      model: called.model,
      explanation: JSON.value(ModelExplanation.self, from: explanation),
      features: features,
      costs: costs,
      importing: importing
    )
    if let data { content.data = try held(against: data, isJudged: isJudged) }
    content.dependence = try DrawnDependence(
      called: called,
      report: report,
      strengths: features.numbers("importance"),
      source: data == nil ? nil : Self.rowsTable
    ).report(on: connection)
    return content
  }

  private func rows(
    of function: EvaluationFunction,
    _ more: [String?] = [],
    where condition: String = "true"
  ) throws -> ReportRows {
    let query = try writer.query(function, [entry.names.modelText] + more)
    return try ReportRows(connection.query("SELECT * FROM (\(query)) WHERE \(condition)"))
  }

  /// The costs in the statement that made the model.
  private var costs: ReportCosts? {
    guard let statement = entry.statement,
      case .createModel(let create)? = try? Parser.parse(statement)
    else { return nil }
    var costs: [SettingKey: Double] = [:]
    for setting in create.settings {
      guard case .text(let text) = setting.value.value else { continue }
      costs[setting.key.value] = Double(text)
    }
    let (positive, negative) = (costs[.costFalsePositive], costs[.costFalseNegative])
    guard positive != nil || negative != nil else { return nil }
    return ReportCosts(falsePositive: positive ?? 1, falseNegative: negative ?? 1)
  }
}

// MARK: - Data

extension ReportGathering {
  private func held(against name: String, isJudged: Bool) throws -> ReportData {
    let count = try connection.query("SELECT system.main.count(*) FROM \(Self.rowsTable)").rows()
    guard case .integer(let rowCount)?? = count.first?.first else {
      return ReportData(name: name, rowCount: 0)
    }
    var data = ReportData(name: name, rowCount: Int(rowCount))
    if isJudged {
      data.metrics = try rows(of: .evaluate, [Self.rows])
      if called.model.labels.isEmpty {
        data.residuals = try residuals()
      } else {
        data.classes = try classes()
      }
    }
    if called.model.profile != nil { data.drift = try rows(of: .drift, [Self.rows]) }
    return data
  }

  private func classes() throws -> ReportClasses {
    let hasCurves = called.model.labels.count <= ReportClasses.curveLimit
    let curves =
      hasCurves
      ? ReportClasses.Curves(
        roc: try rows(of: .rocCurve, [Self.rows]),
        precision: try rows(of: .precisionCurve, [Self.rows]),
        calibration: try rows(of: .calibration, [Self.rows])
      ) : nil
    return ReportClasses(
      confusion: try rows(of: .confusionMatrix, [Self.rows], where: "rows > 0"),
      curves: curves,
      thresholds: called.model.labels.count == 2 ? try rows(of: .thresholds, [Self.rows]) : nil
    )
  }

  // MARK: - Residuals

  private static let barCount = 40

  /// Nil where no row has both numbers.
  private func residuals() throws -> ReportResiduals? {
    // By their places: a column of the data may have the name of one that is added.
    let query = try writer.query(.residuals, [entry.names.modelText, Self.rows])
    let columnCount = try connection.prepare(query).columnNames.count
    let names = (0..<columnCount).map { "c\($0)" }
    let judged =
      "(SELECT \(names[columnCount - 2]) AS predicted, \(names[columnCount - 1]) AS residual"
      + " FROM (\(query)) AS judged(\(names.joined(separator: ", "))))"
    let known = "system.main.isfinite(CAST(predicted AS DOUBLE)) AND system.main.isfinite(residual)"
    let ends = try numbers(
      "SELECT system.main.quantile_disc(residual, 0.005), system.main.quantile_disc(residual, 0.995)"
        + " FROM \(judged) WHERE \(known)"
    )
    guard let low = ends.first?.first, var high = ends.first?.last, low.isFinite else { return nil }
    if high <= low { high = low + max(low.magnitude * 1e-3, 1e-9) }
    let width = (high - low) / Double(Self.barCount)
    let place =
      "system.main.floor(system.main.divide(system.main.subtract(residual, \(low)), \(width)))"
    let bars = try numbers(
      "SELECT CAST(system.main.greatest(-1.0, system.main.least(\(place), \(Self.barCount + 1)))"
        + " AS DOUBLE) AS bar, CAST(system.main.count(*) AS DOUBLE) FROM \(judged) WHERE \(known)"
        + " GROUP BY bar"
    )
    var counts = [Int](repeating: 0, count: Self.barCount)
    var beyond = 0
    for bar in bars {
      // The greatest value belongs to the last bar.
      let index = bar[0] == Double(Self.barCount) ? Self.barCount - 1 : Int(bar[0])
      if counts.indices.contains(index) {
        counts[index] += Int(bar[1])
      } else {
        beyond += Int(bar[1])
      }
    }
    let points = try numbers(
      "SELECT CAST(predicted AS DOUBLE), residual FROM \(judged) AS judged WHERE \(known)"
        + " ORDER BY system.main.hash(system.main.hash(judged)), predicted, residual"
        + " LIMIT \(ReportResiduals.pointLimit)"
    )
    return ReportResiduals(
      points: points.map { ChartPoint($0[0], $0[0] + $0[1]) },
      start: low,
      width: width,
      counts: counts,
      beyond: beyond
    )
  }

  /// The rows of a query of numbers; NaN is NULL.
  private func numbers(_ query: String) throws -> [[Double]] {
    try connection.query(query).rows().map { row in
      row.map { if case .double(let number) = $0 { number } else { .nan } }
    }
  }
}
