/// The expansion of features to more and better columns, which a linear model is trained on: fitted
/// on training rows, the same ever after.
///
/// Each part makes columns out of one feature; a feature may have several parts, or none. What the
/// parts make of NULL, NaN, infinite and unseen values is said with each of them.
package struct FeatureExpansion: Sendable, Equatable {
  /// The transforms that a part makes of its feature.
  package enum Transform: Sendable, Equatable {
    /// The feature itself.
    case same
    /// A number on a scale, with hinges.
    case curve(NumericCurve)
    /// A month, weekday or hour on a circle.
    case cycle(CyclePosition)
    /// A category's mean target.
    case targetMeans(TargetMeans)
    /// The product of two columns that parts before it make.
    case product(ColumnProduct)
  }

  /// Columns made out of one feature.
  package struct Part: Sendable, Equatable {
    /// Which feature.
    package let source: Int
    /// The transform of the feature.
    package let transform: Transform

    /// A part.
    package init(source: Int, transform: Transform) {
      self.source = source
      self.transform = transform
    }
  }

  /// In the order of their columns.
  package let parts: [Part]

  /// An expansion of these parts.
  package init(parts: [Part]) { self.parts = parts }

  /// Whether it makes of every feature the feature itself.
  package var isTrivial: Bool { parts.allSatisfy { $0.transform == .same } }

  /// Whether it multiplies columns.
  package var hasProducts: Bool { parts.contains(where: \.transform.isProduct) }

  /// For each column that it makes the feature that the column comes from.
  package var sources: [Int] {
    parts.flatMap { [Int](repeating: $0.source, count: $0.transform.columnCount) }
  }

  /// The columns of these rows of a table.
  ///
  /// - Precondition: `table` has the features that the expansion was fitted on.
  /// - Complexity: O(rows * columns).
  package func columns(of table: FeatureTable, rows: Range<Int>) -> FeatureTable {
    var columns: [FeatureColumn] = []
    for part in parts {
      if case .product(let product) = part.transform {
        columns.append(product.column(of: columns))
      } else {
        columns += part.transform.columns(of: table.columns[part.source], rows: rows)
      }
    }
    return FeatureTable(rowCount: rows.count, columns: columns)
  }

  /// For each column that it makes whether it is a category, given which features are.
  ///
  /// - Throws: `corrupt` where a part does not fit its feature: what a file says must fit together.
  package func validatedKinds(isCategory: [Bool]) throws(ModelError) -> [Bool] {
    var kinds: [Bool] = []
    // Products multiply columns of features, not other products.
    let factorCount = parts.prefix { !$0.transform.isProduct }
      .reduce(0) { $0 + $1.transform.columnCount }
    for part in parts {
      guard isCategory.indices.contains(part.source),
        part.transform.fits(
          isCategory: isCategory[part.source],
          after: kinds.prefix(factorCount)
        )
      else { throw .corrupt(detail: "the linear model's columns") }
      let isCode = part.transform == .same && isCategory[part.source]
      kinds += [Bool](repeating: isCode, count: part.transform.columnCount)
    }
    return kinds
  }
}

extension FeatureExpansion.Transform {
  /// Whether it multiplies columns of other parts.
  package var isProduct: Bool { if case .product = self { true } else { false } }

  /// The product's column, given those that it multiplies; nil where it is no product.
  package func product(of columns: [FeatureColumn]) -> FeatureColumn? {
    if case .product(let product) = self { product.column(of: columns) } else { nil }
  }

  /// The number of columns made.
  package var columnCount: Int {
    switch self {
    case .same: 1
    case .curve(let curve): curve.columnCount
    case .cycle(let cycle): cycle.columnCount
    case .targetMeans(let means): means.columnCount
    case .product: 1
    }
  }

  /// Whether it works on a feature that is, or is not, a category, after columns of which `kinds`
  /// says the same.
  fileprivate func fits(isCategory: Bool, after kinds: ArraySlice<Bool>) -> Bool {
    switch self {
    case .same: true
    case .curve, .cycle: !isCategory
    case .targetMeans: isCategory
    case .product(let product):
      [product.left, product.right].allSatisfy {
        kinds.indices.contains($0.column) && kinds[$0.column] == $0.isLevel
      }
    }
  }

  /// The columns that are made of some rows of a feature.
  func columns(of column: FeatureColumn, rows: Range<Int>) -> [FeatureColumn] {
    switch (self, column) {
    case (.same, _): [column.rows(rows)]
    case (.curve(let curve), .float(let values)):
      curve.columns(of: values.span.extracting(rows))
    case (.curve(let curve), .double(let values)):
      curve.columns(of: values.span.extracting(rows))
    case (.cycle(let cycle), .float(let values)):
      cycle.columns(of: values.span.extracting(rows))
    case (.cycle(let cycle), .double(let values)):
      cycle.columns(of: values.span.extracting(rows))
    case (.targetMeans(let means), .codes(let codes, _)):
      means.columns(of: codes.span.extracting(rows))
    default: preconditionFailure("a column is not of the kind that the model was trained on")
    }
  }
}

extension FeatureColumn {
  /// Some rows; all of them without a copy.
  fileprivate func rows(_ rows: Range<Int>) -> FeatureColumn {
    guard rows != 0..<count else { return self }
    return switch self {
    case .float(let values): .float(Array(values[rows]))
    case .double(let values): .double(Array(values[rows]))
    case .codes(let codes, let levelCount): .codes(Array(codes[rows]), levelCount: levelCount)
    }
  }
}
