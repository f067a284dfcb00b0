import DuckDB
import ModelSQL

/// Rows told apart into those to train on and those to test on, as SQL.
///
/// Units of rows are put in an order, and the first ones are tested on until their share is reached: rows
/// that are alike in all columns are a unit, or those of one group, or of one time. A unit is never cut. The
/// order is that of a hash of the unit and the seed, so neither threads nor the order of the rows change it;
/// of times the last come first.
struct TrainTestSplit {
  /// The optional arguments of a call, by the names of their parameters.
  enum Option: String, CaseIterable {
    case stratify
    case group = "group_column"
    case time = "time_column"
    case seed
  }

  private let source: String
  private let share: Double
  private let columns: [Option: String]
  private let seed: Int64

  // Every row as a struct: an odd name, so that no column has it.
  private static let row = "\"__automl_row\""

  /// The split of a query or a table; `share` is that of the rows to test on.
  ///
  /// - Throws: where the share is not between 0 and 1, the seed no integer, or more than one column is given.
  init(_ data: String, share: String, options: [Option: String]) throws(FunctionRefusal) {
    guard let number = Double(share), number > 0, number < 1 else {
      throw FunctionRefusal(
        "test_share is \(share): the share of the rows to test on is above 0 and below 1"
      )
    }
    guard let seed = Int64(options[.seed] ?? "0") else {
      throw FunctionRefusal("seed is \(options[.seed] ?? ""): it is an integer")
    }
    let columns = options.filter { $0.key != .seed }
    guard columns.count < 2 else {
      let names = Option.allCases.filter { columns[$0] != nil }.map(\.rawValue)
      throw FunctionRefusal(
        "\(names.joined(separator: " and ")) exclude each other: rows are split by one of them"
      )
    }
    self.columns = columns
    source = EvaluatedRows.source(data)
    self.share = number
    self.seed = seed
  }

  /// The query that gives the rows, and behind their columns `split`: `train` or `test`.
  ///
  /// A column of that name is refused by the engine as ambiguous.
  var query: String {
    "SELECT \(Self.row).*, CASE WHEN \(isTested) THEN 'test' ELSE split END AS split"
      + " FROM \(source) AS \(Self.row), (SELECT 'train' AS split) AS \"the column to add\""
  }

  private var isTested: String {
    let classes = columns[.stratify].map { "PARTITION BY \(quoted($0))" } ?? ""
    let unit = "(\(classes) ORDER BY \(order))"
    let count = "system.main.count(*) OVER (\(classes))"
    let rank = "system.main.rank() OVER \(unit)"
    let reached = "system.main.count(*) OVER \(unit)"
    let wanted = "system.main.round(system.main.multiply(CAST(\(count) AS DOUBLE), \(share)), 0)"
    // Half of the unit's rows are among those wanted; of one row, all.
    let isWanted =
      "system.main.add(\(rank), \(reached)) <= system.main.add(1, system.main.multiply(2, \(wanted)))"
    guard columns[.stratify] == nil else { return isWanted }
    // Neither side is empty where there are two units.
    return "\(reached) < \(count) AND (\(rank) = 1 OR \(isWanted))"
  }

  private var order: String {
    if let time = columns[.time] { return "\(quoted(time)) DESC NULLS LAST" }
    let unit = columns[.group].map { quoted($0) } ?? Self.row
    // The hash of two values joins theirs by XOR: hashed again, each seed gives an order of its own.
    return "system.main.hash(system.main.hash(\(unit), \(seed)))"
  }
}

extension TrainTestSplit {
  /// The scalar function that writes the query of a call, when that is planned.
  static var writer: ScalarFunction {
    let count = 2 + Option.allCases.count
    return ScalarFunction(
      name: EvaluationFunction.splitWriter,
      parameterTypes: [LogicalType](repeating: .varchar(), count: count),
      returnType: .varchar()
    ) { arguments, output in
      for row in 0..<arguments.rowCount {
        let texts = (0..<count).map { arguments.text(row: row, column: $0) }
        guard let data = texts[0], let share = texts[1] else {
          throw FunctionRefusal("automl.train_test_split: an argument is NULL")
        }
        var options: [Option: String] = [:]
        for (option, text) in zip(Option.allCases, texts[2...]) { options[option] = text }
        output.setText(row, to: try TrainTestSplit(data, share: share, options: options).query)
      }
    }
  }
}
