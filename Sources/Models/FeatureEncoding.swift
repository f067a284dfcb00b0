/// The encoding of a query's columns as the features of a model: the same at training and at
/// prediction.
///
/// | input | features | NULL | unseen |
/// | --- | --- | --- | --- |
/// | number, boolean | the value | missing | - |
/// | text, category | its category code | missing category | `FeatureColumn.unseenCode` |
/// | date | days since 1970, year, month, day of the month, day of the week | all missing | - |
/// | timestamp | seconds since 1970, the parts of its date, hour | all missing | - |
/// | time | seconds since midnight, hour | all missing | - |
/// | free text | how often each of its words is there | 0 | - |
/// | a value in a text (`TextValue`) | as one of a type of its own | all missing | - |
///
/// NaN is missing, infinities stay; the parts of an infinite date are missing. What a learner makes
/// of missing and unseen values is its own rule: see `LinearEncoding` and `TreeEnsemble`.
package struct FeatureEncoding: Sendable, Equatable {
  /// The function's arguments, in order.
  package let inputs: [InputColumn]

  /// An encoding of these columns.
  package init(inputs: [InputColumn]) { self.inputs = inputs }

  /// The traits of the features, in the order of the columns of `features(of:)`.
  package var traits: [FeatureTrait] {
    inputs.enumerated().flatMap { index, input in
      input.parts.map { part in
        FeatureTrait(
          name: input.name + part.suffix,
          input: index,
          isCategory: input.kind.isCategory,
          isInput: part == .value,
          period: part.period
        )
      } + input.countedWords.map { FeatureTrait(name: "\(input.name):\($0)", input: index) }
    }
  }

  /// The traits of the features that a change makes of them, where there is one.
  package func traits(after change: Preprocessing?) -> [FeatureTrait] {
    change?.traits(of: self) ?? traits
  }

  /// The features' names.
  package var featureNames: [String] { traits.map(\.name) }

  /// For each feature the input it comes from, as an index into `inputs`.
  package var featureInputs: [Int] { traits.map(\.input) }

  /// For each feature whether it is a category, not a number.
  package var isCategory: [Bool] { traits.map(\.isCategory) }

  /// For each feature whether it is its input as it is, not a part of it.
  package var isInput: [Bool] { traits.map(\.isInput) }

  /// The features of a batch of rows.
  ///
  /// `columns` has one column for each input: codes for categories and free text, numbers for all else.
  /// `texts` has the texts of the codes of each input of free text, by its index.
  ///
  /// - Complexity: O(rows x inputs); numbers and codes are shared, not copied.
  package func features(
    of columns: [FeatureColumn],
    rowCount: Int,
    texts: [Int: WordTable] = [:]
  ) -> FeatureTable {
    precondition(columns.count == inputs.count, "\(columns.count) columns for \(inputs.count)")
    var features: [FeatureColumn] = []
    for (index, (input, column)) in zip(inputs, columns).enumerated() {
      for part in input.parts { features.append(part.feature(of: column)) }
      let wordCount = input.countedWords.count
      if wordCount > 0, case .codes(let codes, _) = column {
        features += (texts[index] ?? .empty).counts(of: codes, wordCount: wordCount)
      }
    }
    return FeatureTable(rowCount: rowCount, columns: features)
  }
}

extension InputColumn {
  /// The numbers that are taken from it.
  fileprivate var parts: [DatePart] { isUsed ? DatePart.parts(of: kind) : [] }

  /// The words of free text that are features.
  fileprivate var countedWords: [String] { isUsed && kind == .words ? levels : [] }
}

/// A number taken from a date or time, or the value itself.
enum DatePart {
  case value, year, month, day, weekday, hourOfTimestamp, hourOfTime
  case yearOfTimestamp, monthOfTimestamp, dayOfTimestamp, weekdayOfTimestamp

  /// The features that a column of `kind` gives.
  static func parts(of kind: InputKind) -> [DatePart] {
    switch kind {
    case .number, .boolean, .text, .numberText, .category: [.value]
    case .date, .dateText: [.value, .year, .month, .day, .weekday]
    case .timestamp, .timestampText:
      [
        .value, .yearOfTimestamp, .monthOfTimestamp, .dayOfTimestamp, .weekdayOfTimestamp,
        .hourOfTimestamp,
      ]
    case .time, .timeText: [.value, .hourOfTime]
    case .words: []
    }
  }

  /// The ending that the part gives to the column's name.
  var suffix: String {
    switch self {
    case .value: ""
    case .year, .yearOfTimestamp: ".year"
    case .month, .monthOfTimestamp: ".month"
    case .day, .dayOfTimestamp: ".day"
    case .weekday, .weekdayOfTimestamp: ".weekday"
    case .hourOfTimestamp, .hourOfTime: ".hour"
    }
  }

  /// After how much the part repeats; nil where it does not, or not evenly.
  var period: Double? {
    switch self {
    case .month, .monthOfTimestamp: 12
    case .weekday, .weekdayOfTimestamp: 7
    case .hourOfTimestamp, .hourOfTime: 24
    case .value, .year, .yearOfTimestamp, .day, .dayOfTimestamp: nil
    }
  }

  /// The part of each row, as an exact small number; missing stays missing.
  func feature(of column: FeatureColumn) -> FeatureColumn {
    guard self != .value else { return column }
    switch column {
    case .float(let values): return .float(values.map { part(of: Double($0)) })
    case .double(let values): return .float(values.map { part(of: $0) })
    case .codes: return column
    }
  }

  private func part(of value: Double) -> Float {
    // Beyond 2^40 seconds or days no calendar is meant, and integers would overflow.
    guard value.magnitude < 1.1e12 else { return .nan }
    switch self {
    case .value: return Float(value)
    case .year: return Float(CalendarDay(value).year)
    case .month: return Float(CalendarDay(value).month)
    case .day: return Float(CalendarDay(value).day)
    case .weekday: return Float(CalendarDay(value).weekday)
    case .yearOfTimestamp: return Float(CalendarDay(value / 86_400).year)
    case .monthOfTimestamp: return Float(CalendarDay(value / 86_400).month)
    case .dayOfTimestamp: return Float(CalendarDay(value / 86_400).day)
    case .weekdayOfTimestamp: return Float(CalendarDay(value / 86_400).weekday)
    case .hourOfTimestamp:
      let secondOfDay = value - (value / 86_400).rounded(.down) * 86_400
      return Float((secondOfDay / 3_600).rounded(.down))
    case .hourOfTime: return Float((value / 3_600).rounded(.down))
    }
  }
}
