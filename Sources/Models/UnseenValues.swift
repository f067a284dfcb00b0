internal import CKernels

/// The values of some rows that training did not have, counted by the inputs of a model.
package struct UnseenValues: Sendable, Equatable {
  /// The counts of one input.
  package struct Counts: Sendable, Equatable {
    /// Rows with a level that training did not see.
    package var unseen = 0
    /// Rows without a value, where every row of training had one.
    package var missing = 0
    /// Rows with a number below the least of training or above its greatest.
    package var beyond = 0

    /// Counts of no rows.
    package init() {}
  }
  /// The number of rows.
  package fileprivate(set) var rowCount = 0
  /// One for each input.
  package fileprivate(set) var inputs: [Counts]

  /// Counts of no rows.
  package init(inputCount: Int) { inputs = [Counts](repeating: Counts(), count: inputCount) }

  /// Adds the counts of other rows.
  package mutating func add(_ other: UnseenValues) {
    rowCount += other.rowCount
    for index in inputs.indices {
      inputs[index].unseen += other.inputs[index].unseen
      inputs[index].missing += other.inputs[index].missing
      inputs[index].beyond += other.inputs[index].beyond
    }
  }
}

/// A look at the features of rows before they are predicted.
package struct UnseenScan: Sendable {
  /// An input that is looked at.
  fileprivate struct Column: Sendable {
    let input: Int
    /// The feature that is the input as it is.
    let feature: Int
    /// Whether each row of training had a value.
    let isComplete: Bool
    /// The values of training; nil where they are not known.
    let range: ClosedRange<Double>?
  }
  private let columns: [Column]
  private let inputCount: Int

  /// The look at a model's features; of a model without a profile unseen levels alone are told.
  package init(_ model: Model) {
    let encoding = model.encoding
    inputCount = encoding.inputs.count
    var columns: [Column] = []
    for (feature, isSame) in encoding.isInput.enumerated() where isSame {
      let input = encoding.featureInputs[feature]
      let distribution = model.profile?.inputs[input]
      columns.append(
        Column(
          input: input,
          feature: feature,
          isComplete: distribution?.missingShare == 0,
          range: distribution?.numbers.map { $0.minimum...$0.maximum }
        )
      )
    }
    self.columns = columns
  }

  /// The counts of a batch of rows.
  ///
  /// - Complexity: O(rows x inputs), of what memory can read.
  package func values(of features: FeatureTable) -> UnseenValues {
    var values = UnseenValues(inputCount: inputCount)
    values.rowCount = features.rowCount
    for column in columns {
      switch features.columns[column.feature] {
      case .codes(let codes, _):
        let high = codes.count { $0 >= FeatureColumn.unseenCode }
        let missing = high == 0 ? 0 : codes.count { $0 == FeatureColumn.missingCode }
        values.inputs[column.input].unseen = high - missing
        if column.isComplete { values.inputs[column.input].missing = missing }
      case .float(let numbers):
        values.inputs[column.input] = column.counts(numbers.count) { range in
          unsafe numbers.withUnsafeBufferPointer {
            unsafe automl_range_of_floats($0.baseAddress, Int32($0.count), &range)
          }
        } beyond: { range in
          numbers.count { !range.contains(Double($0)) && !$0.isNaN }
        }
      case .double(let numbers):
        values.inputs[column.input] = column.counts(numbers.count) { range in
          unsafe numbers.withUnsafeBufferPointer {
            unsafe automl_range_of_doubles($0.baseAddress, Int32($0.count), &range)
          }
        } beyond: { range in
          numbers.count { !range.contains($0) && !$0.isNaN }
        }
      }
    }
    return values
  }

  /// The rows that have a level that training did not see, and the input that has it.
  ///
  /// - Complexity: O(rows x inputs).
  package func rowsWithUnseenLevels(in features: FeatureTable) -> [(row: Int, input: Int)] {
    columns.flatMap { column -> [(row: Int, input: Int)] in
      guard case .codes(let codes, _) = features.columns[column.feature] else { return [] }
      return codes.indices.filter { codes[$0] == FeatureColumn.unseenCode }
        .map { ($0, column.input) }
    }
  }
}

extension UnseenScan.Column {
  /// The counts of numbers; each is looked at only where one of them is outside the range.
  fileprivate func counts(
    _ rowCount: Int,
    _ measure: (inout automl_range) -> Void,
    beyond: (ClosedRange<Double>) -> Int
  ) -> UnseenValues.Counts {
    var counts = UnseenValues.Counts()
    guard let range, rowCount > 0 else { return counts }
    var found = automl_range()
    measure(&found)
    if isComplete { counts.missing = Int(found.missing) }
    if found.infinite > 0 || found.low < range.lowerBound || found.high > range.upperBound {
      counts.beyond = beyond(range)
    }
    return counts
  }
}
