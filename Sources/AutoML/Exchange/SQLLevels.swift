/// A query in levels: each adds columns to the one before, so that no expression is written twice.
struct SQLLevels {
  /// The levels in their order; those without columns are left out.
  enum Stage: String, CaseIterable {
    /// The inputs as numbers, NULL where they are missing.
    case values
    /// Years, months and hours of them.
    case parts
    /// Numbers on the scales of their curves.
    case positions
    /// Columns of an expansion that are multiplied.
    case cells
    /// The cells, centred and scaled.
    case factors
    case products
    /// Numbers less their means.
    case terms
    case scores
    /// The greatest of the scores.
    case largest
    /// Softmax's summands.
    case weights
    /// Their sum.
    case totals
    case predictions
  }

  /// PostgreSQL's limit is 1,664, Redshift's 1,600.
  static let columnLimit = 1_600

  private var names: FreeNames
  private var columns: [Stage: [(name: String, expression: String)]] = [:]
  private var fences: Set<Stage> = []

  /// Levels over a table with these columns.
  init(kept: [String]) { names = FreeNames(taken: kept) }

  /// The number of columns that the levels add.
  var columnCount: Int { columns.values.reduce(0) { $0 + $1.count } }

  /// Adds a column, of which the name begins with `letter`; the name, quoted.
  mutating func add(_ expression: String, to stage: Stage, letter: String) -> String {
    let number = (columns[stage]?.count ?? 0) + 1
    let name = quoted(names.take("\(letter)\(number)"))
    columns[stage, default: []].append((name, expression))
    return name
  }

  /// Keeps an engine from writing out a level's expressions wherever its columns are used: each of a hundred
  /// classes' scores would be computed a hundred times.
  ///
  /// `OFFSET 0` does so in PostgreSQL, and does nothing else in any of the three.
  mutating func fence(_ stage: Stage) { fences.insert(stage) }

  /// The levels over a table, of which `kept` are the columns that are passed on; and the last one's name,
  /// or the table's where there are none.
  func text(table: String, kept: [String]) -> (levels: String, last: String) {
    var source = table
    var star = kept.map { quoted($0) }.joined(separator: ", ")
    var levels: [String] = []
    for stage in Stage.allCases {
      guard let columns = columns[stage] else { continue }
      let name = "automl_\(stage.rawValue)"
      let added = columns.map { "\n    \($0.expression) AS \($0.name)" }.joined(separator: ",")
      levels.append(
        "\(name) AS (\n  SELECT \(star)\(star.isEmpty ? "" : ",")\(added)\n  FROM \(source)"
          + (fences.contains(stage) ? "\n  OFFSET 0" : "") + "\n)"
      )
      (source, star) = (name, "*")
    }
    return (levels.isEmpty ? "" : "WITH \(levels.joined(separator: ", "))\n", source)
  }
}
