/// The product of two other columns of an expansion: what one number or level adds then depends on
/// another feature.
///
/// A missing or infinite number counts as its mean, so that the product is 0.
package struct ColumnProduct: Sendable, Equatable {
  /// A factor of the product.
  package struct Factor: Sendable, Equatable {
    /// The kinds of factors, by what they make of their column.
    package enum Kind: Sendable, Equatable {
      /// A number's distance from the mean, times the inverse of the deviation.
      case number(mean: Double, inverseDeviation: Double)
      /// 1 for one level of a category, 0 for all else.
      case level(UInt32)
    }

    /// Which of the columns that the expansion makes.
    package let column: Int
    /// The kind of the factor.
    package let kind: Kind

    /// A factor.
    package init(column: Int, kind: Kind) {
      self.column = column
      self.kind = kind
    }
  }

  /// The factor whose feature is the source of the product's part.
  package let left: Factor
  /// The other factor.
  package let right: Factor

  /// A product.
  package init(left: Factor, right: Factor) {
    self.left = left
    self.right = right
  }

  /// The product's column of a batch of rows, given the columns that it multiplies.
  ///
  /// - Complexity: O(rows).
  func column(of columns: [FeatureColumn]) -> FeatureColumn {
    let left = self.left.values(of: columns[self.left.column])
    let right = self.right.values(of: columns[self.right.column])
    return .float(zip(left, right).map { Float($0 * $1) })
  }
}

extension ColumnProduct.Factor {
  /// Whether every number of it is one that a fit gives.
  var isValid: Bool {
    switch kind {
    case .number(let mean, let inverseDeviation):
      mean.isFinite && inverseDeviation.isFinite && inverseDeviation > 0
    case .level: true
    }
  }

  /// Whether it is of a category.
  var isLevel: Bool { if case .level = kind { true } else { false } }

  /// The factor's value in each row of its column.
  package func values(of column: FeatureColumn) -> [Double] {
    switch (kind, column) {
    case (.number, .float(let values)): values.map { value(of: Double($0)) }
    case (.number, .double(let values)): values.map { value(of: $0) }
    case (.level(let level), .codes(let codes, _)): codes.map { $0 == level ? 1 : 0 }
    default: preconditionFailure("a column is not of the kind that the model was trained on")
    }
  }

  /// The factor's value for a number; no larger than the square root of what a `Float` holds.
  ///
  /// - Precondition: it is of a number.
  func value(of number: Double) -> Double {
    guard case .number(let mean, let inverseDeviation) = kind, number.isFinite else { return 0 }
    return min(max((number - mean) * inverseDeviation, -Self.limit), Self.limit)
  }

  /// The largest magnitude of a factor: the square root of what a `Float` holds.
  package static let limit = 1e18
}
