import DuckDB
import Models

extension Predictor {
  /// The kind of values that an input takes.
  public enum ValueKind: Sendable, Equatable {
    /// Numbers.
    case number
    /// `true` and `false`.
    case boolean
    /// Days, as `2026-01-31`.
    case date
    /// Days with a time, as `2026-01-31 12:30:05`, in UTC where no zone is behind it.
    case timestamp
    /// Times of day, as `12:30:05`.
    case time
    /// Text.
    case text
  }
}

extension Predictor.Input {
  /// The number that stands for a text: of a boolean 0 or 1, of a date its days since 1970-01-01, of a
  /// timestamp the seconds since then, of a time those since midnight; nil where the text is none of
  /// the input's kind.
  public func number(ofText text: String) -> Double? {
    switch kind {
    case .number: value(of: text, .numberText)
    case .boolean: Self.booleans[text.lowercased()].map { $0 ? 1 : 0 }
    case .date: value(of: text, .dateText)
    case .timestamp: value(of: text, .timestampText)
    case .time: value(of: text, .timeText)
    case .text: nil
    }
  }

  /// The input's column, of one such number for each row, NaN where it is NULL; of an input of text its
  /// values are NULL.
  public func column(ofNumbers numbers: [Double]) -> Column {
    switch kind {
    case .number, .boolean, .time: Column(name, .doubles(numbers), validity: validity(numbers))
    case .date:
      Column(
        name,
        .dates(numbers.map { Int(exactly: $0.rounded()) ?? 0 }),
        validity: validity(numbers)
      )
    case .timestamp:
      Column(
        name,
        .timestamps(numbers.map { Int64(exactly: ($0 * 1e6).rounded()) ?? 0 }),
        validity: validity(numbers)
      )
    case .text:
      Column(
        name,
        .texts(numbers.map { _ in "" }),
        validity: numbers.map { _ in false }
      )
    }
  }

  /// The texts of booleans that the engine reads.
  private static let booleans = [
    "true": true, "t": true, "yes": true, "y": true, "1": true,
    "false": false, "f": false, "no": false, "n": false, "0": false,
  ]

  private func value(of text: String, _ kind: InputKind) -> Double? {
    guard let value = TextValue(text)?.value(in: kind), !value.isNaN else { return nil }
    return value
  }

  /// Of numbers NaN says it: they need no further mark.
  private func validity(_ numbers: [Double]) -> [Bool]? {
    guard kind != .number, numbers.contains(where: \.isNaN) else { return nil }
    return numbers.map { !$0.isNaN }
  }
}

extension InputColumn {
  /// The kind of values that programs give.
  var givenKind: Predictor.ValueKind {
    switch kind {
    case .number: .number
    case .boolean: .boolean
    case .date: .date
    case .timestamp: .timestamp
    case .time: .time
    case .text, .words, .numberText, .dateText, .timestampText, .timeText: .text
    case .category:
      switch LogicalType(plainName: typeName)?.inputKind {
      case .number: .number
      case .boolean: .boolean
      case .date: .date
      case .timestamp: .timestamp
      case .time: .time
      default: .text
      }
    }
  }
}
