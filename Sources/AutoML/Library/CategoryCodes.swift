import DuckDB
import Models

/// The codes of an input that COLUMN_TYPES made a category, for values in memory.
struct CategoryCodes: Sendable {
  /// The kind that the values are of by their type.
  private let kind: InputKind
  private let levels: StringDictionary
  /// The codes by the levels' values, as inputs of `kind` have them.
  private let codes: [Double: UInt32]

  /// The codes of an input; nil where it is no such category.
  init?(_ input: InputColumn) {
    guard input.kind == .category, let kind = LogicalType(plainName: input.typeName)?.inputKind
    else { return nil }
    self.kind = kind
    levels = StringDictionary(input.levels)
    codes = Dictionary(
      zip(input.levels.map { kind.value(ofLevel: $0) }, 0..<UInt32(input.levels.count)),
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The codes of a column; nil where its values are of another kind.
  ///
  /// - Complexity: O(rows).
  func codes(of column: Column) -> FeatureColumn? {
    guard case .double(let values)? = column.feature(of: kind) else { return nil }
    var found = values.indices.map { row in
      column.isNull(row)
        ? FeatureColumn.missingCode : codes[values[row]] ?? FeatureColumn.unseenCode
    }
    // Integers that differ may be the same number of double precision.
    if case .integers(let integers) = column.values {
      for row in found.indices where found[row] != FeatureColumn.missingCode {
        found[row] = levels.code(of: String(integers[row])) ?? found[row]
      }
    }
    return .codes(found, levelCount: levels.count)
  }
}

extension InputKind {
  /// The value whose text a level is; NaN where it is that of none.
  fileprivate func value(ofLevel level: String) -> Double {
    switch self {
    case .boolean: level == "true" ? 1 : 0
    case .date: TextValue(level)?.value(in: .dateText) ?? .nan
    case .timestamp: TextValue(level)?.value(in: .timestampText) ?? .nan
    case .time: TextValue(level)?.value(in: .timeText) ?? .nan
    default: Double(level) ?? .nan
    }
  }
}
