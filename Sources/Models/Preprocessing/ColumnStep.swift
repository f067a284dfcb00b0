/// The change of one column in a step of `Preprocessing`.
package enum ColumnStep: Sendable, Equatable {
  /// The column stays.
  case keep
  /// A missing number is replaced, an infinite one by the nearer end of the range.
  case fill(with: Double, lowest: Double, highest: Double)
  /// A missing category is replaced.
  case fillLevel(UInt32)
  /// A second column is 1 where the first is missing, else 0.
  case flagMissing
  /// A 0/1 column for each level, and one for NULL where training had it; all are 0 for other levels.
  case indicate(levelCount: Int, missing: Bool)
  /// Each code becomes its place in an order; missing and unseen become missing numbers.
  case order([UInt32])
  /// The fields of a date or time.
  case dateFields(DateField.Unit)
  /// `(x - centre) * factor`.
  case scale(centre: Double, factor: Double)
}

extension ColumnStep {
  /// The columns that a column becomes.
  ///
  /// - Complexity: O(rows x columns that are made).
  func columns(of column: FeatureColumn) -> [FeatureColumn] {
    switch (self, column) {
    case (.keep, _): [column]
    case (.fill(let value, let lowest, let highest), .float),
      (.fill(let value, let lowest, let highest), .double):
      [
        .double(
          column.numbers.map { $0.isNaN ? value : $0.isFinite ? $0 : $0 > 0 ? highest : lowest }
        )
      ]
    case (.fillLevel(let level), .codes(let codes, let levelCount)):
      [
        .codes(
          codes.map { $0 == FeatureColumn.missingCode ? level : $0 },
          levelCount: levelCount
        )
      ]
    case (.flagMissing, .codes(let codes, _)):
      [column, .float(codes.map { $0 == FeatureColumn.missingCode ? 1 : 0 })]
    case (.flagMissing, _): [column, .float(column.numbers.map { $0.isNaN ? 1 : 0 })]
    case (.indicate(let levelCount, let missing), .codes(let codes, _)):
      ((0..<UInt32(levelCount)) + (missing ? [FeatureColumn.missingCode] : [])).map { level in
        .float(codes.map { $0 == level ? 1 : 0 })
      }
    case (.order(let places), .codes(let codes, _)):
      [.double(codes.map { $0 < places.count ? Double(places[Int($0)]) : .nan })]
    case (.dateFields(let unit), .float), (.dateFields(let unit), .double):
      unit.fields.map { $0.values(of: column, unit) }
    case (.scale(let centre, let factor), .float), (.scale(let centre, let factor), .double):
      [.double(column.numbers.map { ($0 - centre) * factor })]
    case (.fill, .codes), (.dateFields, .codes), (.scale, .codes), (.fillLevel, _), (.indicate, _),
      (.order, _):
      preconditionFailure("a step of another kind of column")
    }
  }

  /// The traits of the columns that a column of some levels becomes.
  func traits(of trait: FeatureTrait, levels: [String]) -> [FeatureTrait] {
    switch self {
    case .keep: [trait]
    case .fill, .fillLevel: [trait.changed]
    case .scale: [trait.made(".scaled")]
    case .flagMissing: [trait, trait.made(" is NULL")]
    case .indicate(_, let missing):
      levels.map { trait.made(" = \($0)") } + (missing ? [trait.made(" is NULL")] : [])
    case .order: [trait.made(".code")]
    case .dateFields(let unit):
      unit.fields.map { trait.made($0.suffix, period: $0.period) }
    }
  }

  /// Whether the step fits a column of these traits and levels, so that it is taken without a trap.
  func fits(_ trait: FeatureTrait, levelCount: Int) -> Bool {
    switch self {
    case .keep, .flagMissing: true
    case .fill(let value, let lowest, let highest):
      !trait.isCategory && [value, lowest, highest].allSatisfy(\.isFinite)
    case .scale(let centre, let factor):
      !trait.isCategory && centre.isFinite && factor.isFinite
    case .dateFields: !trait.isCategory
    case .fillLevel(let level): trait.isCategory && level < levelCount
    case .indicate(let count, _): trait.isCategory && count == levelCount
    case .order(let places): trait.isCategory && places.count == levelCount
    }
  }
}

extension FeatureColumn {
  /// The numbers in double precision; none of a category.
  var numbers: [Double] {
    switch self {
    case .float(let values): values.map { Double($0) }
    case .double(let values): values
    case .codes: []
    }
  }
}
