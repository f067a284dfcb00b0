/// Which rows train and which validate, for one fold.
package struct Fold: Sendable, Equatable {
  /// Rows to train on, ascending.
  package let trainingRows: [UInt32]
  /// Rows held out, ascending.
  package let validationRows: [UInt32]
}

/// Which rows are held out.
package enum RowSplit: Sendable {
  /// Rows drawn at random; those of one unit, by a code for each row, are not parted.
  case drawn(units: [UInt32]?)
  /// Rows that come after those trained on, by a time for each row.
  case forward(times: [Double])

  /// For each row the code of its unit; nil where each is one.
  package var units: [UInt32]? {
    switch self {
    case .drawn(let units): units
    case .forward: nil
    }
  }
}

/// Splits rows into training and validation parts, seeded and stratified.
package enum TrainingSplit {
  /// Up to this many rows are validated by cross-validation, more by one holdout: with that many
  /// rows the holdout's own error is below the differences between candidates.
  package static let crossValidationLimit = 20_000
  /// The share of rows that a holdout takes.
  package static let holdoutFraction = 0.2

  /// More classes than these are validated by one holdout: a model of them takes long, and one that
  /// is cut short is judged fairly there.
  package static let crossValidationClassLimit = 100

  /// Folds that `rowCount` rows of a task are validated in: 5 up to 5,000, 3 up to
  /// `crossValidationLimit`, else 1 holdout.
  package static func foldCount(rowCount: Int, task: LearningTask) -> Int {
    guard task.outputCount <= crossValidationClassLimit else { return 1 }
    return switch rowCount {
    case ...5_000: 5
    case ...crossValidationLimit: 3
    default: 1
    }
  }

  /// Rows of so many that folds hold out in all.
  package static func heldOutRowCount(of rowCount: Int, task: LearningTask) -> Int {
    foldCount(rowCount: rowCount, task: task) > 1
      ? rowCount : Int(Double(rowCount) * holdoutFraction)
  }

  /// The rows that so many folds hold out, in words.
  package static func scheme(foldCount: Int) -> String {
    foldCount == 1
      ? "\(Int(holdoutFraction * 100)) % of the rows held out" : "\(foldCount) folds"
  }

  /// The folds of a training.
  ///
  /// With `classes` (one for each row) each fold has each class in the whole's proportion, within
  /// one row; a class of one row is validated in one fold and trained on in the others. Fewer than
  /// two rows give no fold. Rows of one unit stay together, units in the proportion of their first rows'
  /// classes, and fewer than two units give no fold.
  ///
  /// Forward in time the later half of the rows is cut into parts, each of which validates what is
  /// trained on all rows before it, or one part is the last fifth; rows of one time are not parted.
  ///
  /// - Complexity: O(rows log rows).
  package static func folds(
    rowCount: Int,
    classes: [Int]?,
    split: RowSplit = .drawn(units: nil),
    count: Int,
    seed: UInt64
  ) -> [Fold] {
    if case .forward(let times) = split { return forwardFolds(times, count: count) }
    guard let groups = split.units else {
      let parts = parts(of: rowCount, classes: classes, count: count, seed: seed)
      return folds(partOfRow: parts, count: count)
    }
    let units = RowGroups(codes: groups, rows: Array(0..<UInt32(groups.count)))
    let parts = parts(
      of: units.ranges.count,
      classes: classes.map { classes in
        units.ranges.map { classes[Int(units.rows[$0.lowerBound])] }
      },
      count: count,
      seed: seed
    )
    var partOfRow = [UInt8](repeating: 0, count: parts.isEmpty ? 0 : groups.count)
    for (part, range) in zip(parts, units.ranges) {
      for row in units.rows[range] { partOfRow[Int(row)] = part }
    }
    return folds(partOfRow: partOfRow, count: count)
  }

  private static func forwardFolds(_ times: [Double], count: Int) -> [Fold] {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    let share = count == 1 ? holdoutFraction : 0.5
    let first = Int((Double(order.count) * (1 - share)).rounded())
    let starts = (0..<count).map { first + (order.count - first) * $0 / count }
    // A part begins where the time changes.
    let bounds = starts.map { start in
      order[start...].firstIndex { times[$0] != times[order[max(start - 1, 0)]] } ?? order.count
    }
    return (0..<count).compactMap { part in
      let end = part + 1 < count ? bounds[part + 1] : order.count
      guard bounds[part] > 0, bounds[part] < end else { return nil }
      return Fold(
        trainingRows: order[..<bounds[part]].map { UInt32($0) }.sorted(),
        validationRows: order[bounds[part]..<end].map { UInt32($0) }.sorted()
      )
    }
  }

  /// The part that each of some units falls into; none where there are fewer than two.
  private static func parts(
    of unitCount: Int,
    classes: [Int]?,
    count: Int,
    seed: UInt64
  ) -> [UInt8] {
    guard unitCount >= 2 else { return [] }
    let parts = min(count == 1 ? Int((1 / holdoutFraction).rounded()) : count, unitCount)
    var order = Array(0..<UInt32(unitCount))
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&order)
    if let classes {
      // A stable sort by class keeps the shuffled order within each class.
      order = stableSort(order) { classes[Int($0)] }
    }
    var partOfUnit = [UInt8](repeating: 0, count: unitCount)
    for (position, unit) in order.enumerated() { partOfUnit[Int(unit)] = UInt8(position % parts) }
    return partOfUnit
  }

  /// A fold for each part, or for the first one where one is wanted.
  private static func folds(partOfRow: [UInt8], count: Int) -> [Fold] {
    guard let last = partOfRow.max() else { return [] }
    let rows = 0..<UInt32(partOfRow.count)
    return (0...(count == 1 ? 0 : last)).map { part in
      Fold(
        trainingRows: rows.filter { partOfRow[Int($0)] != part },
        validationRows: rows.filter { partOfRow[Int($0)] == part }
      )
    }
  }

  /// `rows` by ascending key, rows of one key in the order they came.
  private static func stableSort(_ rows: [UInt32], by key: (UInt32) -> Int) -> [UInt32] {
    rows.enumerated()
      .sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }
      .map(\.element)
  }
}
