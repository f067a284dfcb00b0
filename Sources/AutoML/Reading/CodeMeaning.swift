import DuckDB
import Learning
import Models

/// The meaning of a text column's codes, once all rows are read.
enum CodeMeaning {
  /// Categories.
  case levels(LevelOrder)
  /// Numbers, dates or times.
  case values(TextReading)

  /// A column with the codes in the order of levels, or with values.
  func applied(to column: FeatureColumn) -> FeatureColumn {
    switch self {
    case .levels(let order): order.ordered(column)
    case .values(let reading): reading.values(of: column)
    }
  }

  /// The reading; nil where the codes are categories.
  var reading: TextReading? {
    switch self {
    case .levels: nil
    case .values(let reading): reading
    }
  }
}

extension ExtractedColumn {
  /// A column of a type, with what its codes come to where it is text.
  init(name: String, type: LogicalType, values: FeatureColumn, _ meaning: CodeMeaning?) {
    let applied = meaning?.applied(to: values) ?? values
    let typeName = type.description
    switch meaning {
    case .values(let reading)?:
      self.init(
        name: name,
        kind: reading.kind,
        typeName: typeName,
        values: applied,
        textShare: reading.share
      )
    case .levels(let order)?:
      self.init(
        name: name,
        kind: type.inputKind == .text ? .text : .category,
        typeName: typeName,
        values: applied,
        levels: order.levels
      )
    case nil:
      self.init(name: name, kind: type.inputKind ?? .number, typeName: typeName, values: applied)
    }
  }
}
