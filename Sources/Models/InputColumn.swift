/// The kinds of values of a training query's columns; they decide how a column is encoded.
package enum InputKind: UInt8, Sendable, CaseIterable {
  /// Integers, decimals and floating-point numbers.
  case number = 0
  /// `true` and `false`, as 1 and 0.
  case boolean = 1
  /// Text, enumerations and UUIDs, as category codes.
  case text = 2
  /// Dates, as days since 1970-01-01.
  case date = 3
  /// Timestamps with or without time zone, as seconds since 1970-01-01 00:00 UTC.
  case timestamp = 4
  /// Times of day, as seconds since midnight.
  case time = 5
  /// Numbers that stand in texts; see `TextValue`.
  case numberText = 6
  /// Dates that stand in texts, as days since 1970-01-01.
  case dateText = 7
  /// Timestamps that stand in texts, as seconds since 1970-01-01 00:00 UTC.
  case timestampText = 8
  /// Times of day that stand in texts, as seconds since midnight.
  case timeText = 9
  /// Values of a type other than text that are told apart and no more, as codes of their texts.
  case category = 10
  /// Free text, as codes of texts; its features are how often words are there.
  case words = 11

  /// The kind that a type of their own gives to the values that stand in texts; any other kind itself.
  package var ofValues: InputKind {
    switch self {
    case .number, .numberText: .number
    case .date, .dateText: .date
    case .timestamp, .timestampText: .timestamp
    case .time, .timeText: .time
    case .boolean, .text, .category, .words: self
    }
  }

  /// Whether the values stand in texts.
  package var isReadFromText: Bool { ofValues != self }

  /// Whether a value is a category's code, and not a number.
  package var isCategory: Bool { self == .text || self == .category }

  /// Whether a column of this kind has levels.
  package var hasLevels: Bool { isCategory || self == .words }
}

/// One argument of the prediction function: a column of the training query other than the target.
package struct InputColumn: Sendable, Equatable {
  /// The column's name.
  package let name: String
  /// The kind of its values.
  package let kind: InputKind
  /// The engine's name of its type, as trained: `INTEGER`, `DECIMAL(9,2)`.
  package let typeName: String
  /// The levels of a category, in ascending order of their bytes; a code is an index into them.
  ///
  /// Of free text they are the words that are counted.
  package let levels: [String]
  /// Whether the model sees the column; an argument that it does not see is accepted and ignored.
  package let isUsed: Bool

  /// A column of the training query.
  package init(
    name: String,
    kind: InputKind,
    typeName: String,
    levels: [String] = [],
    isUsed: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.typeName = typeName
    self.levels = levels
    self.isUsed = isUsed
  }
}
