/// The mean of the target at each level of a category, shrunk to the mean of all rows.
///
/// The fewer rows a level has, the more it is shrunk (Micci-Barreca 2001, section 3). There is one
/// column for a number, one for the log-odds of two classes, and one for each of more classes.
///
/// NULL is a level of its own where training had NULLs, and else the mean of all rows; a level that
/// training did not see is the mean of all rows.
package struct TargetMeans: Sendable, Equatable {
  /// For each column the value of each level, then of NULL, then of an unseen level.
  package let values: [[Double]]

  /// Stores what a fit found.
  package init(values: [[Double]]) { self.values = values }

  /// The number of columns.
  package var columnCount: Int { values.count }

  /// Whether every number of it is one that a fit gives.
  var isValid: Bool {
    !values.isEmpty
      && values.allSatisfy {
        $0.count >= 2 && $0.count == values[0].count && $0.allSatisfy(\.isFinite)
      }
  }

  /// The number of levels in training.
  var levelCount: Int { values[0].count - 2 }

  /// The columns of a batch of codes.
  ///
  /// - Complexity: O(`codes.count` * `columnCount`).
  func columns(of codes: Span<UInt32>) -> [FeatureColumn] {
    values.map { values in
      let levelCount = values.count - 2
      var column = [Float](repeating: 0, count: codes.count)
      for index in codes.indices {
        let code = codes[index]
        let place =
          code < levelCount
          ? Int(code) : code == FeatureColumn.missingCode ? levelCount : levelCount + 1
        column[index] = Float(values[place])
      }
      return .float(column)
    }
  }
}
