import DuckDB
import ModelSQL

/// The query that scores data: its columns, then the prediction, then one column for each class.
///
/// No column of the data is changed or left out: a name that the data has already is an error. Labels
/// that would have the same column get numbers.
struct ScoringQuery {
  /// A column of the data.
  struct DataColumn {
    let name: String
    let type: LogicalType
  }

  /// The function that predicts.
  let function: PredictionFunction
  /// The arguments that it is called with.
  let arguments: [ArgumentReading]
  /// The SQL behind FROM.
  let source: String
  /// The columns of the data.
  let columns: [DataColumn]
  /// The labels whose probabilities are wanted.
  let labels: [String]
  /// The name of the prediction's column where one was given; the columns of labels begin so too.
  let name: String?

  /// The column of the prediction.
  var predictionColumn: String { name ?? "prediction" }

  /// The column of a label, as it would be if it were the only one.
  func labelColumn(_ label: String) -> String { "\(name ?? "p")_\(label)" }

  /// The first column of the data that is called like one that is to be added.
  var takenColumn: String? {
    let names = Set(([predictionColumn] + labelColumns).map { NameKey($0) })
    return columns.first { names.contains(NameKey($0.name)) }?.name
  }

  /// The column of each label.
  var labelColumns: [String] {
    var names = FreeNames(taken: [predictionColumn])
    // The engine's names have no NUL.
    return labels.map { label in
      let name = labelColumn(label)
      return names.take(
        name.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : String($0) }.joined()
      )
    }
  }

  /// The SQL; with `isJSON` the data's NaN and infinities are NULL.
  func text(isJSON: Bool = false) -> String {
    var names = FreeNames(taken: columns.map(\.name) + [predictionColumn])
    let classes = names.take("p")
    let values = arguments.map(\.value)
    let prediction = "\(function.call(values)) AS \(quoted(predictionColumn))"
    let replaced = replacement(isJSON: isJSON)
    guard !labels.isEmpty else { return "SELECT *\(replaced), \(prediction) FROM \(source)" }
    let probabilities = labelColumns.enumerated().map { index, name in
      ", system.main.list_extract(\(quoted(classes)), \(index + 1)) AS \(quoted(name))"
    }
    let asked = "\(function.call(values, byClass: true)) AS \(quoted(classes))"
    return "SELECT * EXCLUDE (\(quoted(classes)))\(replaced)\(probabilities.joined())"
      + " FROM (SELECT *, \(prediction), \(asked) FROM \(source))"
  }

  private func replacement(isJSON: Bool) -> String {
    guard isJSON else { return "" }
    let finite = columns.compactMap { column in
      column.type.finite(quoted(column.name)).map { "\($0) AS \(quoted(column.name))" }
    }
    return finite.isEmpty ? "" : " REPLACE (\(finite.joined(separator: ", ")))"
  }
}
