package import LinearAlgebra

/// A linear model as flat tables: one pass over each column of a batch, no branch inside a row.
///
/// Agrees with `LinearModel.scores` up to rounding: deviations are folded into the coefficients,
/// and each category code has its coefficient in a table. Means are not folded into the intercept,
/// which would lose the digits of a column whose mean is large beside its deviation.
package struct CompiledLinear: Sendable {
  /// One feature's part.
  fileprivate enum Term: Sendable {
    case numeric(NumericTerm)
    /// `levelCount + 2` for each output: the levels, NULL, unseen.
    case category([Double], levelCount: Int)
  }

  /// A number in the unit of its column, centred, times `slopes`; or `missing` where there is none.
  fileprivate struct NumericTerm: Sendable {
    let unit: Double
    let mean: Double
    let limit: Double
    let lowest: Double
    let highest: Double
    /// One for each output.
    let slopes: [Double]
    /// One for each output; empty when a missing value adds nothing.
    let missing: [Double]
  }

  /// Rows that are scored together: their centred values stay in the first-level cache.
  private static let blockRowCount = 2048

  private let expansion: FeatureExpansion?
  private let terms: [Term]
  private let intercepts: [Double]

  /// Lays out `model` for scoring.
  ///
  /// - Complexity: O(columns * outputs).
  package init(_ model: LinearModel) {
    expansion = model.expansion
    intercepts = model.intercepts
    let outputs = 0..<model.outputCount
    terms = model.encoding.features.enumerated().map { index, feature in
      let first = model.encoding.firstIndicatorColumns[index]
      switch feature {
      case .numeric(let numeric):
        return .numeric(
          NumericTerm(
            numeric,
            coefficients: model.encoding.valueColumns[index].map { column in
              outputs.map { model.coefficients[column, $0] }
            },
            missing: numeric.hasMissingIndicator
              ? outputs.map { model.coefficients[first, $0] } : []
          )
        )
      case .category(let category):
        let slots = category.slots + [category.missingSlot, category.unseenSlot]
        return .category(
          outputs.flatMap { output in
            slots.map { $0 < category.slotCount ? model.coefficients[first + Int($0), output] : 0 }
          },
          levelCount: category.slots.count
        )
      }
    }
  }

  /// The scores of each row, before the link.
  ///
  /// Shapes: the result has `table.rowCount` rows and a column for each output.
  ///
  /// - Precondition: `table` has the features that the model was trained on.
  /// - Complexity: O(rows * features * outputs).
  package func scores(of table: FeatureTable) -> Matrix {
    var scores = Matrix(rowCount: table.rowCount, columnCount: intercepts.count)
    for (output, intercept) in intercepts.enumerated() {
      for index in scores.columnRange(output) { scores.values[index] = intercept }
    }
    var centred = [Double](repeating: 0, count: min(Self.blockRowCount, table.rowCount))
    for start in stride(from: 0, to: table.rowCount, by: Self.blockRowCount) {
      let rows = start..<min(start + Self.blockRowCount, table.rowCount)
      if let expansion {
        let columns = expansion.columns(of: table, rows: rows)
        addTerms(of: columns, rows: 0..<rows.count, to: &scores, at: start, &centred)
      } else {
        addTerms(of: table, rows: rows, to: &scores, at: start, &centred)
      }
    }
    return scores
  }

  /// Adds each term of some rows of a table to the scores from row `start` on.
  private func addTerms(
    of table: FeatureTable,
    rows: Range<Int>,
    to scores: inout Matrix,
    at start: Int,
    _ centred: inout [Double]
  ) {
    precondition(table.columns.count == terms.count, "\(table.columns.count) columns")
    for (term, column) in zip(terms, table.columns) {
      switch (term, column) {
      case (.numeric(let term), .float(let values)):
        term.centre(values.span.extracting(rows), into: &centred)
        term.add(centred.span, missing: values.span.extracting(rows), to: &scores, at: start)
      case (.numeric(let term), .double(let values)):
        term.centre(values.span.extracting(rows), into: &centred)
        term.add(centred.span, missing: values.span.extracting(rows), to: &scores, at: start)
      case (.category(let table, let levelCount), .codes(let codes, _)):
        addLevels(
          table,
          levelCount: levelCount,
          codes.span.extracting(rows),
          to: &scores,
          at: start
        )
      default: preconditionFailure("a column is not of the kind that the model was trained on")
      }
    }
  }
}

extension CompiledLinear.NumericTerm {
  fileprivate init(_ numeric: NumericEncoding, coefficients: [Double]?, missing: [Double]) {
    unit = numeric.unit
    mean = numeric.mean
    let deviation = 1 / numeric.inverseDeviation
    limit = NumericEncoding.limit * deviation
    lowest = numeric.lowest * deviation
    highest = numeric.highest * deviation
    slopes = coefficients.map { $0.map { $0 * numeric.inverseDeviation } } ?? []
    self.missing = missing
  }

  /// Each value in the column's unit, less the mean; 0 where it is missing.
  fileprivate func centre<T: BinaryFloatingPoint>(_ values: Span<T>, into centred: inout [Double]) {
    guard !slopes.isEmpty else { return }
    let (unit, mean, limit, lowest, highest) = (unit, mean, limit, lowest, highest)
    var centred = centred.mutableSpan
    for index in values.indices {
      let x = Double(values[index]) * unit - mean
      let clipped = x > limit ? highest : x < -limit ? lowest : x
      centred[index] = clipped == clipped ? clipped : 0
    }
  }

  /// Adds the term to each output of the rows from `first` on.
  fileprivate func add<T: BinaryFloatingPoint>(
    _ centred: Span<Double>,
    missing values: Span<T>,
    to scores: inout Matrix,
    at first: Int
  ) {
    for (output, slope) in slopes.enumerated() {
      let start = output * scores.rowCount + first
      var scores = scores.values.mutableSpan
      for index in values.indices { scores[start + index] += slope * centred[index] }
    }
    for (output, coefficient) in missing.enumerated() {
      let start = output * scores.rowCount + first
      var scores = scores.values.mutableSpan
      for index in values.indices where values[index].isNaN {
        scores[start + index] += coefficient
      }
    }
  }
}

/// Adds the coefficient of each row's code to each output, from row `first` on.
private func addLevels(
  _ table: [Double],
  levelCount: Int,
  _ codes: Span<UInt32>,
  to scores: inout Matrix,
  at first: Int
) {
  let stride = levelCount + 2
  let rowCount = scores.rowCount
  for output in 0..<scores.columnCount {
    let start = output * rowCount + first
    let coefficients = table.span.extracting(output * stride..<(output + 1) * stride)
    var scores = scores.values.mutableSpan
    for index in codes.indices {
      let code = codes[index]
      let position =
        code < UInt32(truncatingIfNeeded: levelCount)
        ? Int(code) : code == FeatureColumn.missingCode ? levelCount : levelCount + 1
      scores[start + index] += coefficients[position]
    }
  }
}
