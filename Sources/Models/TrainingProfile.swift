/// The distributions of the rows that a model was trained on, for later rows to be held against them.
package struct TrainingProfile: Sendable, Equatable {
  /// Rows that were looked at.
  package let rowCount: Int
  /// One for each input of the model.
  package let inputs: [ColumnDistribution]
  /// The distribution of predictions: of values, of the probability of the greater of two classes, or of
  /// predicted classes or clusters.
  package let predictions: ColumnDistribution

  /// A profile of these parts.
  package init(rowCount: Int, inputs: [ColumnDistribution], predictions: ColumnDistribution) {
    self.rowCount = rowCount
    self.inputs = inputs
    self.predictions = predictions
  }
}

/// The distribution of one column.
package struct ColumnDistribution: Sendable, Equatable {
  /// The values that a column has.
  package enum Values: Sendable, Equatable {
    /// None that are compared: a column that is left out, or free text.
    case none
    /// Numbers, in the units of `InputKind`.
    case numbers(NumberDistribution)
    /// Rows of each level, in the levels' order.
    case levels([UInt32])
  }
  /// The share of rows without a value, from 0 to 1.
  package let missingShare: Double
  /// The values of the others.
  package let values: Values

  /// A distribution of these parts.
  package init(missingShare: Double, values: Values) {
    self.missingShare = missingShare
    self.values = values
  }

  /// The numbers; nil where there are none.
  package var numbers: NumberDistribution? {
    if case .numbers(let numbers) = values { numbers } else { nil }
  }

  /// The rows of each level; nil where there are none.
  package var levels: [UInt32]? {
    if case .levels(let levels) = values { levels } else { nil }
  }
}

/// The distribution of a column's numbers: its moments, and its steps.
package struct NumberDistribution: Sendable, Equatable {
  /// The least and the greatest finite value.
  package let minimum: Double
  package let maximum: Double
  /// The mean, and the deviation with n - 1, of the finite values.
  package let mean: Double
  package let standardDeviation: Double
  /// Values, ascending: each different one where these are few, else the percentiles.
  package let steps: [Double]
  /// For each step the share of the values up to it, ascending to 1.
  package let shares: [Double]

  /// A distribution of these parts.
  package init(
    minimum: Double,
    maximum: Double,
    mean: Double,
    standardDeviation: Double,
    steps: [Double],
    shares: [Double]
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.steps = steps
    self.shares = shares
  }

  /// The least step that this share of the values is up to.
  package func quantile(_ share: Double) -> Double {
    let index = shares.firstIndex { $0 >= share } ?? shares.count - 1
    return steps[index]
  }
}

extension TrainingProfile {
  func write(to writer: inout ByteWriter) {
    writer.write(UInt64(rowCount))
    writer.write(inputs) { $1.write(to: &$0) }
    predictions.write(to: &writer)
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for what is no distribution.
  init(from reader: inout ByteReader) throws(ModelError) {
    guard let rowCount = Int(exactly: try reader.read(UInt64.self, "profile rows")) else {
      throw .corrupt(detail: "profile rows")
    }
    self.rowCount = rowCount
    inputs = try reader.readArray("profile", elementBytes: 9) { reader throws(ModelError) in
      try ColumnDistribution(from: &reader)
    }
    predictions = try ColumnDistribution(from: &reader)
  }

  /// Throws unless there is a distribution of each input's kind.
  func validate(_ columns: [InputColumn]) throws(ModelError) {
    guard inputs.count == columns.count,
      zip(inputs, columns).allSatisfy({ $0.fits($1) })
    else { throw .corrupt(detail: "profile") }
  }
}

extension ColumnDistribution {
  fileprivate func fits(_ column: InputColumn) -> Bool {
    switch values {
    case .none: true
    case .numbers: column.isUsed && !column.kind.hasLevels
    case .levels(let counts): column.kind.isCategory && counts.count == column.levels.count
    }
  }

  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(missingShare)
    switch values {
    case .none: writer.write(UInt8(0))
    case .numbers(let numbers):
      writer.write(UInt8(1))
      for number in [
        numbers.minimum, numbers.maximum, numbers.mean, numbers.standardDeviation,
      ] { writer.write(number) }
      writer.write(numbers.steps)
      writer.write(numbers.shares)
    case .levels(let counts):
      writer.write(UInt8(2))
      writer.write(counts) { $0.write($1) }
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    missingShare = try reader.readDouble("profile")
    guard (0...1).contains(missingShare) else { throw .corrupt(detail: "profile") }
    switch try reader.read(UInt8.self, "profile") {
    case 0: values = .none
    case 1: values = .numbers(try NumberDistribution(from: &reader))
    case 2:
      values = .levels(
        try reader.readArray("profile", elementBytes: 4) { reader throws(ModelError) in
          try reader.read(UInt32.self, "profile")
        }
      )
    default: throw .corrupt(detail: "profile")
    }
  }
}

extension NumberDistribution {
  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    minimum = try reader.readDouble("profile")
    maximum = try reader.readDouble("profile")
    mean = try reader.readDouble("profile")
    standardDeviation = try reader.readDouble("profile")
    steps = try reader.readDoubles("profile")
    shares = try reader.readDoubles("profile")
    let areAscending =
      zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 }
      && zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 }
    guard !steps.isEmpty, shares.count == steps.count, areAscending, steps.allSatisfy(\.isFinite),
      minimum <= maximum, shares.allSatisfy({ $0 > 0 && $0 <= 1 }), shares.last == 1
    else { throw .corrupt(detail: "profile") }
  }
}
