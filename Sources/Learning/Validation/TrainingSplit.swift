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

  /// The folds of a training.
  ///
  /// With `classes` (one for each row) each fold has each class in the whole's proportion, within
  /// one row; a class of one row is validated in one fold and trained on in the others. Fewer than
  /// two rows give no fold. With `groups` (a code for each row) the rows of a group stay together, and
  /// fewer than two groups give no fold.
  ///
  /// - Complexity: O(rows log rows).
  package static func folds(
    rowCount: Int,
    classes: [Int]?,
    groups: [UInt32]? = nil,
    count: Int,
    seed: UInt64
  ) -> [Fold] {
    if let groups { return folds(ofGroups: groups, count: count, seed: seed) }
    guard rowCount >= 2 else { return [] }
    let parts = min(count == 1 ? Int((1 / holdoutFraction).rounded()) : count, rowCount)
    var order = Array(0..<UInt32(rowCount))
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&order)
    if let classes {
      // A stable sort by class keeps the shuffled order within each class.
      order = stableSort(order) { classes[Int($0)] }
    }
    var partOfRow = [UInt8](repeating: 0, count: rowCount)
    for (position, row) in order.enumerated() { partOfRow[Int(row)] = UInt8(position % parts) }
    return (0..<(count == 1 ? 1 : parts)).map { fold in
      let rows = 0..<UInt32(rowCount)
      return Fold(
        trainingRows: rows.filter { partOfRow[Int($0)] != UInt8(fold) },
        validationRows: rows.filter { partOfRow[Int($0)] == UInt8(fold) }
      )
    }
  }

  /// The folds of groups, each with all its rows.
  private static func folds(ofGroups codes: [UInt32], count: Int, seed: UInt64) -> [Fold] {
    let groups = RowGroups(codes: codes, rows: Array(0..<UInt32(codes.count)))
    func rows(of chosen: [UInt32]) -> [UInt32] {
      chosen.flatMap { groups.rows[groups.ranges[Int($0)]] }.sorted()
    }
    return folds(rowCount: groups.ranges.count, classes: nil, count: count, seed: seed).map {
      Fold(trainingRows: rows(of: $0.trainingRows), validationRows: rows(of: $0.validationRows))
    }
  }

  /// `rows` by ascending key, rows of one key in the order they came.
  private static func stableSort(_ rows: [UInt32], by key: (UInt32) -> Int) -> [UInt32] {
    rows.enumerated()
      .sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }
      .map(\.element)
  }
}
