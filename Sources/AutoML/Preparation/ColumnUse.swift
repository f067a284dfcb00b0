import Learning
import ModelSQL

/// The use that a statement makes of a column.
struct ColumnUse {
  /// The type that it is taken as; nil where the rows decide.
  var type: ColumnType?
  /// Whether PREPROCESSORS gives the type, and not COLUMN_TYPES.
  var isPreprocessed = false
  /// Whether its categories have an order.
  var isOrdered = false
  /// Whether an encoder makes numbers of its categories before a learner sees them.
  var isEncoded = false
  /// Whether it counts for other columns even where it is the same in every row.
  var countsWithOthers = false

  /// The clause that gives the type.
  var clause: String { isPreprocessed ? "PREPROCESSORS" : "COLUMN_TYPES" }
}

extension ModelPlan {
  /// The use of a column.
  func use(of index: Int) -> ColumnUse {
    let chain = preprocessors?.chains.first { $0.columns.contains(index) }
    return ColumnUse(
      type: columnTypes[index],
      isPreprocessed: preprocessors?.columnTypes[index] != nil,
      isOrdered: preprocessors?.ordered.contains(index) == true,
      isEncoded: chain?.transformers.contains { $0.value.isEncoder } == true,
      countsWithOthers: chain?.transformers.contains { $0.value == .normalizer } == true
    )
  }
}
