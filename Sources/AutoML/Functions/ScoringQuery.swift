import ModelSQL

/// The query that scores data: its columns, then `prediction`, then a `p_<label>` for each class.
///
/// A column of the data that is called like one of these gives way to it, and labels that would have
/// the same column get numbers: a file of the rows has no two columns of a name.
struct ScoringQuery {
  /// The function that predicts.
  let function: PredictionFunction
  /// What stands behind FROM.
  let source: String
  /// The columns of the data.
  let columns: [String]
  /// The labels whose probabilities are wanted.
  let labels: [String]

  static let predictionColumn = "prediction"

  /// The columns of the data that give way.
  var replacedColumns: [String] {
    let added = Set(([Self.predictionColumn] + labelColumns).map { NameKey($0) })
    return columns.filter { added.contains(NameKey($0)) }
  }

  /// The column of each label.
  var labelColumns: [String] {
    var names = FreeNames(taken: [Self.predictionColumn])
    // The engine's names have no NUL.
    return labels.map { label in
      names.take("p_" + label.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : String($0) }.joined())
    }
  }

  /// The SQL.
  var text: String {
    var names = FreeNames(taken: columns)
    let prediction = names.take("prediction")
    let classes = names.take("p")
    let asked = labels.isEmpty ? "" : ", \(function.call(byClass: true)) AS \(quoted(classes))"
    let left = replacedColumns + [prediction] + (labels.isEmpty ? [] : [classes])
    let probabilities = labelColumns.enumerated().map { index, name in
      ", \(quoted(classes))[\(index + 1)] AS \(quoted(name))"
    }
    return "SELECT * EXCLUDE (\(left.map { quoted($0) }.joined(separator: ", "))), "
      + "\(quoted(prediction)) AS \(quoted(Self.predictionColumn))\(probabilities.joined())"
      + " FROM (SELECT *, \(function.call()) AS \(quoted(prediction))\(asked) FROM \(source))"
  }
}

/// Names of which the engine takes no two for the same.
private struct FreeNames {
  private var taken: Set<NameKey>
  // Where the numbers of a name go on, so that a thousand alike are not tried a million times.
  private var numbers: [NameKey: Int] = [:]

  init(taken: [String]) { self.taken = Set(taken.map { NameKey($0) }) }

  /// `name`, or with the first number that makes it another one: `name_1`.
  mutating func take(_ name: String) -> String {
    var free = name
    var number = numbers[NameKey(name)] ?? 0
    while !taken.insert(NameKey(free)).inserted {
      number += 1
      free = "\(name)_\(number)"
    }
    numbers[NameKey(name)] = number
    return free
  }
}
