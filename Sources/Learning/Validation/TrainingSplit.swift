/// Which rows train and which validate, for one fold.
package struct Fold: Sendable, Equatable {
  /// Rows to train on, ascending.
  package let trainingRows: [UInt32]
  /// Rows held out, ascending.
  package let validationRows: [UInt32]
}

/// Splits rows into training and validation parts, seeded and stratified.
package enum TrainingSplit {
  /// Up to this many rows are validated by cross-validation, more by one holdout: with that many
  /// rows the holdout's own error is below the differences between candidates.
  package static let crossValidationLimit = 20_000
  /// The share of rows that a holdout takes.
  package static let holdoutFraction = 0.2

  /// How many folds `rowCount` rows are validated in: 5 up to 5,000, 3 up to
  /// `crossValidationLimit`, else 1 holdout.
  package static func foldCount(rowCount: Int) -> Int {
    switch rowCount {
    case ...5_000: 5
    case ...crossValidationLimit: 3
    default: 1
    }
  }

  /// What so many rows are validated on, in words.
  package static func scheme(rowCount: Int) -> String {
    scheme(foldCount: min(foldCount(rowCount: rowCount), rowCount))
  }

  /// What so many folds hold out, in words.
  package static func scheme(foldCount: Int) -> String {
    foldCount == 1
      ? "\(Int(holdoutFraction * 100)) % of the rows held out" : "\(foldCount) folds"
  }

  /// The folds of a training.
  ///
  /// With `classes` (one for each row) each fold has each class in the whole's proportion, within
  /// one row; a class of one row is validated in one fold and trained on in the others. Fewer than
  /// two rows give no fold. With `groups` (a code for each row) the rows of a group stay together, groups
  /// in the proportion of their first rows' classes, and fewer than two groups give no fold.
  ///
  /// - Complexity: O(rows log rows).
  package static func folds(
    rowCount: Int,
    classes: [Int]?,
    groups: [UInt32]? = nil,
    count: Int,
    seed: UInt64
  ) -> [Fold] {
    guard let groups else {
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
