package import LinearAlgebra

/// A linear model: for each output a coefficient for each column of its encoding, and an intercept.
package struct LinearModel: Sendable, Equatable {
  /// The expansion of the features before they are encoded; nil where they are encoded as they are.
  package let expansion: FeatureExpansion?
  /// The encoding of features, or of what the expansion makes of them, as columns.
  package let encoding: LinearEncoding
  /// `encoding.columnCount` x outputs, for standardised values and 0/1 columns.
  package let coefficients: Matrix
  /// One for each output.
  package let intercepts: [Double]

  /// - Precondition: the shapes fit together.
  package init(
    expansion: FeatureExpansion? = nil,
    encoding: LinearEncoding,
    coefficients: Matrix,
    intercepts: [Double]
  ) {
    precondition(
      coefficients.rowCount == encoding.columnCount && coefficients.columnCount == intercepts.count,
      "\(coefficients.rowCount) x \(coefficients.columnCount) coefficients"
    )
    self.expansion = expansion
    self.encoding = encoding
    self.coefficients = coefficients
    self.intercepts = intercepts
  }

  /// The number of scores of a row.
  package var outputCount: Int { intercepts.count }

  /// The same model on what `expansion` makes of the features.
  package func expanded(by expansion: FeatureExpansion?) -> LinearModel {
    LinearModel(
      expansion: expansion,
      encoding: encoding,
      coefficients: coefficients,
      intercepts: intercepts
    )
  }

  /// Throws unless every part fits the features: what a file says must fit together.
  package func validate(isCategory: [Bool]) throws(ModelError) {
    try encoding.validate(
      isCategory: try expansion?.validatedKinds(isCategory: isCategory) ?? isCategory
    )
  }

  /// The scores of each row, before the link: the reference that `CompiledLinear` is checked
  /// against.
  ///
  /// Shapes: the result has `features.rowCount` rows and `outputCount` columns.
  ///
  /// - Precondition: `features` has the features that the model was trained on.
  /// - Complexity: O(rows * features * outputs).
  package func scores(of features: FeatureTable) -> Matrix {
    let table = expansion?.columns(of: features, rows: 0..<features.rowCount) ?? features
    var scores = Matrix(rowCount: table.rowCount, columnCount: outputCount)
    for row in 0..<table.rowCount {
      for output in 0..<outputCount {
        scores[row, output] = score(row: row, output: output, of: table)
      }
    }
    return scores
  }

  private func score(row: Int, output: Int, of table: FeatureTable) -> Double {
    var score = intercepts[output]
    for index in encoding.features.indices {
      let column = table.columns[index]
      switch encoding.features[index] {
      case .numeric: score += contribution(of: column.number(row), to: output, at: index)
      case .category: score += contribution(ofCode: column.code(row), to: output, at: index)
      }
    }
    return score
  }

  /// The contribution of a number to an output's score, as the encoding's feature `index`.
  ///
  /// - Precondition: the feature is numeric.
  package func contribution(of value: Double, to output: Int, at index: Int) -> Double {
    guard case .numeric(let numeric) = encoding.features[index] else {
      preconditionFailure("a category where a number was expected")
    }
    var sum = 0.0
    if let column = encoding.valueColumns[index] {
      sum += numeric.standardised(value) * coefficients[column, output]
    }
    if value.isNaN, numeric.hasMissingIndicator {
      sum += coefficients[encoding.firstIndicatorColumns[index], output]
    }
    return sum
  }

  /// The contribution of a category's code to an output's score, as the encoding's feature `index`.
  ///
  /// - Precondition: the feature is a category.
  package func contribution(ofCode code: UInt32, to output: Int, at index: Int) -> Double {
    guard case .category(let category) = encoding.features[index] else {
      preconditionFailure("a number where a category was expected")
    }
    let slot = Int(category.slot(ofCode: code))
    guard slot < category.slotCount else { return 0 }
    return coefficients[encoding.firstIndicatorColumns[index] + slot, output]
  }
}

extension FeatureColumn {
  /// The number of one row.
  ///
  /// - Precondition: the column is numeric.
  package func number(_ row: Int) -> Double {
    switch self {
    case .float(let values): Double(values[row])
    case .double(let values): values[row]
    case .codes: preconditionFailure("codes where numbers were expected")
    }
  }

  /// The category code of one row.
  ///
  /// - Precondition: the column has codes.
  package func code(_ row: Int) -> UInt32 {
    guard case .codes(let codes, _) = self else {
      preconditionFailure("numbers where codes were expected")
    }
    return codes[row]
  }
}

extension LinearModel {
  /// Appends the model; that it has an expansion is for the caller to say.
  package func write(to writer: inout ByteWriter) {
    expansion?.write(to: &writer)
    encoding.write(to: &writer)
    writer.write(intercepts)
    writer.write(coefficients.values)
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no model has; what is returned predicts without a trap.
  package init(from reader: inout ByteReader, isExpanded: Bool = false) throws(ModelError) {
    let expansion = isExpanded ? try FeatureExpansion(from: &reader) : nil
    let encoding = try LinearEncoding(from: &reader)
    let intercepts = try reader.readDoubles("linear intercepts")
    let coefficients = try reader.readDoubles("linear coefficients")
    let (count, overflow) = encoding.columnCount.multipliedReportingOverflow(by: intercepts.count)
    guard !intercepts.isEmpty, !overflow, coefficients.count == count,
      (intercepts + coefficients).allSatisfy(\.isFinite)
    else { throw .corrupt(detail: "linear coefficients") }
    self.init(
      expansion: expansion,
      encoding: encoding,
      coefficients: Matrix(
        rowCount: encoding.columnCount,
        columnCount: intercepts.count,
        values: coefficients
      ),
      intercepts: intercepts
    )
  }
}
