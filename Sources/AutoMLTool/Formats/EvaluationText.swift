import AutoML

/// The metrics of a model as text.
struct EvaluationText {
  private struct Metric {
    let name: String
    let value: String?
    let error: String?
    let baseline: String?
  }

  private let metrics: [Metric]

  /// Reads the rows of an evaluation: metric, value, standard error and baseline.
  init(_ rows: ResultRows) throws(AutoMLError) {
    var metrics: [Metric] = []
    while let batch = try rows.nextBatch(.json) {
      metrics += batch.map {
        Metric(name: $0[0] ?? "", value: $0[1], error: $0[2], baseline: $0[3])
      }
    }
    self.metrics = metrics
  }

  /// One line a metric: its value, its error and its baseline, below each other.
  var table: String {
    let cells = metrics.map { metric in
      [
        metric.name, Self.text(metric.value, of: metric.name),
        metric.error.map { "± \(Self.text($0))" } ?? "",
        metric.baseline.map { "baseline \(Self.text($0))" } ?? "",
      ]
    }
    let widths = (0..<3).map { column in
      cells.map { DisplayText.width(of: $0[column]) }.max() ?? 0
    }
    return cells.map { row in
      var line = ""
      for (column, width) in widths.enumerated() {
        line += DisplayText.padded(row[column], to: width + 2)
      }
      line += row[3]
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A JSON object by metric; what is not known is null.
  var json: String {
    let lines = metrics.map { metric in
      "  \(JSONText.quoted(metric.name)): {\"value\": \(Self.json(metric.value)),"
        + " \"standard_error\": \(Self.json(metric.error)),"
        + " \"baseline\": \(Self.json(metric.baseline))}"
    }
    return "{\n\(lines.joined(separator: ",\n"))\n}\n"
  }

  private static func json(_ number: String?) -> String {
    JSONText.value(number, kind: .number)
  }

  private static func text(_ number: String?, of name: String = "") -> String {
    guard let number, let value = Double(number) else { return "-" }
    return name.hasPrefix("rows") ? NumberText.grouped(Int(value)) : NumberText.significant(value)
  }
}
