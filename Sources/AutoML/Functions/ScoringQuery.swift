import DuckDB
import ModelSQL

/// The query that scores data: its columns, then the prediction, then what else is asked for.
///
/// No column of the data is changed: where one of these is called like one that is to be added, that is an
/// error. Labels that would have the same column get numbers.
struct ScoringQuery {
  /// A column of the data.
  struct DataColumn {
    let name: String
    let type: LogicalType
  }

  /// The function that predicts.
  let function: PredictionFunction
  /// The functions that explain; nil where the model has none.
  let explanations: PredictionFunction?
  /// The arguments that they are called with.
  let arguments: [ArgumentReading]
  /// The SQL behind FROM.
  let source: String
  /// The columns of the data that are written.
  let columns: [DataColumn]
  /// The labels whose probabilities are wanted.
  let labels: [String]
  /// The probability with which the truth is between the bounds that are wanted; nil for none.
  let intervalLevel: Double?
  /// Whether the contribution of each input is wanted.
  let isExplained: Bool
  /// The name of the prediction's column where one was given; the others that are added begin so too.
  let name: String?

  /// The column of the prediction.
  var predictionColumn: String { name ?? "prediction" }

  /// The column of a label, as it would be if it were the only one.
  func labelColumn(_ label: String) -> String { "\(name ?? "p")_\(label)" }

  /// The first column of the data that is called like one that is to be added.
  var takenColumn: String? {
    let added = [predictionColumn] + labelColumns + boundColumns + explanationColumns
    let names = Set(added.map { NameKey($0) })
    return columns.first { names.contains(NameKey($0.name)) }?.name
  }

  /// The column of each label.
  var labelColumns: [String] {
    var names = FreeNames(taken: [predictionColumn] + boundColumns + explanationColumns)
    // The engine's names have no NUL.
    return labels.map { label in
      let name = labelColumn(label)
      return names.take(
        name.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : String($0) }.joined()
      )
    }
  }

  /// The columns of an interval's bounds.
  private var boundColumns: [String] {
    intervalLevel == nil ? [] : ["lower", "upper"].map { beside($0) }
  }

  /// The column of the contributions.
  private var explanationColumns: [String] { isExplained ? [beside("explanation")] : [] }

  private func beside(_ column: String) -> String { name.map { "\($0)_\(column)" } ?? column }
}

extension ScoringQuery {
  /// A kind of output, which decides how values are written.
  enum Form {
    /// Values as they are.
    case typed
    /// As text, in which contributions are a JSON object.
    case text
    /// As JSON: the data's NaN and infinities are NULL.
    case json
  }

  /// The SQL.
  func text(_ form: Form) -> String {
    var names = FreeNames(taken: columns.map(\.name) + [predictionColumn])
    let (classes, bounds) = (quoted(names.take("p")), quoted(names.take("bounds")))
    let contributions = quoted(names.take("contributions"))
    let values = arguments.map(\.value)
    var computed = columns.map { quoted($0.name) }
    var written = columns.map { output($0, form) }
    computed.append("\(function.call(values)) AS \(quoted(predictionColumn))")
    written.append(quoted(predictionColumn))
    if !labels.isEmpty {
      computed.append("\(function.call(values, byClass: true)) AS \(classes)")
      written += labelColumns.enumerated().map { index, name in
        "system.main.list_extract(\(classes), \(index + 1)) AS \(quoted(name))"
      }
    }
    if let explanations, let intervalLevel {
      let level = "CAST(\(intervalLevel) AS DOUBLE)"
      computed.append("\(explanations.call(.interval, values + [level])) AS \(bounds)")
      written += zip(["lower", "upper"], boundColumns).map { field, name in
        "system.main.struct_extract(\(bounds), '\(field)') AS \(quoted(name))"
      }
    }
    if let explanations, isExplained {
      computed.append("\(explanations.call(.contributions, values)) AS \(contributions)")
      let value =
        form == .text
        ? "CAST(system.main.to_json(\(contributions)) AS VARCHAR)" : contributions
      written += explanationColumns.map { "\(value) AS \(quoted($0))" }
    }
    return "SELECT \(written.joined(separator: ", "))"
      + " FROM (SELECT \(computed.joined(separator: ", ")) FROM \(source))"
  }

  private func output(_ column: DataColumn, _ form: Form) -> String {
    let name = quoted(column.name)
    guard form == .json, let finite = column.type.finite(name) else { return name }
    return "\(finite) AS \(name)"
  }
}
