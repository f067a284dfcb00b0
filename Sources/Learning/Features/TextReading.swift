package import Models

/// The numbers, dates or times that a column of text turns out to hold.
///
/// A column is read so where, of its rows that are neither NULL nor blank, 95 % or more hold values of one kind,
/// and where these are 20 different ones or more: a text of few levels is a category, be they digits. Rows are
/// counted, not different texts: all rows of the query, or of its sample, those without a target too. Dates beside
/// timestamps count as such. What is none of the kind is missing.
package struct TextReading: Sendable, Equatable {
  /// The kind of the values: one of those that stand in texts.
  package let kind: InputKind
  /// The part of the rows that are neither NULL nor blank that have a value, from 0.95 to 1.
  package let share: Double
  /// The value of each level, NaN where it has none.
  let levelValues: [Double]
  /// The values of the texts beyond the levels, in the order of their codes.
  let furtherValues: [Double]

  /// The least share of rows, in percent.
  private static let leastPercent = 95
  /// The fewest different values.
  private static let fewestValues = 20

  /// The reading of a column; nil where it stays text.
  ///
  /// `text` gives the level of each code below the number of `tally`'s levels.
  ///
  /// - Complexity: O(bytes of the levels), and O(further texts).
  package init?(_ tally: TextTally, further: FurtherTexts, text: (UInt32) -> String) {
    var counts = KindCounts()
    let values = tally.levelRowCounts.enumerated().map { level, rowCount -> TextValue? in
      let text = text(UInt32(level))
      let value = TextValue(text)
      if value != nil || !TextValue.isBlank(text) { counts.add(value?.kind, rowCount) }
      return value
    }
    counts.add(nil, tally.unreadRowCount)
    if let kind = further.kind { counts.add(kind, further.values.count) }
    let (kind, count) = counts.most
    guard let kind, count * 100 >= counts.total * Self.leastPercent else { return nil }
    self.kind = kind
    share = Double(count) / Double(counts.total)
    levelValues = values.map { $0?.value(in: kind) ?? .nan }
    furtherValues = kind == further.kind ? further.values : []
    var different: Set<Double> = []
    for (value, rowCount) in zip(levelValues, tally.levelRowCounts) where rowCount > 0 {
      if !value.isNaN { different.insert(value) }
      if different.count >= Self.fewestValues { return }
    }
    guard different.union(furtherValues).count >= Self.fewestValues else { return nil }
  }

  /// The values of a column's rows; one that has values already stays.
  package func values(of column: FeatureColumn) -> FeatureColumn {
    guard case .codes(let codes, _) = column else { return column }
    return .double(codes.map { value(of: $0) })
  }

  /// The value of a code, NaN where it has none.
  func value(of code: UInt32) -> Double {
    let place = Int(code)
    if place < levelValues.count { return levelValues[place] }
    let further = place - levelValues.count
    return further < furtherValues.count ? furtherValues[further] : .nan
  }
}

/// The rows of a text column, counted by their codes.
package struct TextTally: Sendable {
  /// For each level its rows.
  package private(set) var levelRowCounts: [Int] = []
  /// Rows with a text that is neither a level nor has a value.
  package private(set) var unreadRowCount = 0

  /// A tally of no row.
  package init() {}

  /// Counts further rows; nothing else than codes is counted.
  ///
  /// Codes from the number of levels on are those of `FurtherTexts`, which counts itself.
  package mutating func add(_ column: FeatureColumn) {
    guard case .codes(let codes, let levelCount) = column else { return }
    if levelRowCounts.count < levelCount {
      levelRowCounts += Array(repeating: 0, count: levelCount - levelRowCounts.count)
    }
    for code in codes {
      if code < UInt32(levelCount) {
        levelRowCounts[Int(code)] += 1
      } else if code == FeatureColumn.unseenCode {
        unreadRowCount += 1
      }
    }
  }
}

/// The values of texts for which a column has no levels left: their codes follow those of the levels.
package struct FurtherTexts: Sendable {
  /// The kind as which they are read: that of most levels; nil where no level has a value.
  package private(set) var kind: InputKind?
  /// Their values, in the order in which they came; one for each row.
  package private(set) var values: [Double] = []

  /// No text, and nothing that would be read.
  package init() {}

  /// No text yet, behind these levels.
  package init(behind levelCount: Int, text: (UInt32) -> String) {
    var counts = KindCounts()
    for level in 0..<UInt32(levelCount) { counts.add(TextValue(text(level))?.kind, 1) }
    kind = counts.most.kind
  }

  /// The place of a text among the values; nil where it has none.
  package mutating func place(of text: String) -> Int? {
    guard let kind, let value = TextValue(text)?.value(in: kind), !value.isNaN else { return nil }
    values.append(value)
    return values.count - 1
  }

  /// Keeps the values at these places, in this order.
  package mutating func keep(_ places: [Int]) { values = places.map { values[$0] } }
}

/// How many texts are values of each kind.
private struct KindCounts {
  private static let kinds: [InputKind] = [.numberText, .dateText, .timestampText, .timeText]
  private var counts = [Int](repeating: 0, count: kinds.count)
  private(set) var total = 0

  /// Counts texts of a kind, or that have no value.
  mutating func add(_ kind: InputKind?, _ count: Int) {
    total += count
    guard let kind, let place = Self.kinds.firstIndex(of: kind) else { return }
    counts[place] += count
    // Each date is a timestamp too; of dates alone there are as many dates, which come first.
    if kind == .dateText { counts[2] += count }
  }

  /// The kind of most texts, and of how many; none where no text has a value.
  var most: (kind: InputKind?, count: Int) {
    let count = counts.max() ?? 0
    guard count > 0, let place = counts.firstIndex(of: count) else { return (nil, 0) }
    return (Self.kinds[place], count)
  }
}

extension ColumnProfiler {
  /// The profile of a text column's values, as that of a column of numbers would be.
  ///
  /// Of texts beyond the levels those without a target count for its limits too.
  func profile(as reading: TextReading) -> ColumnProfile {
    var values: [Double] = []
    var presentCount = reading.furtherValues.isEmpty ? 0 : furtherRowCount
    for (level, rowCount) in levelRowCounts.enumerated() where rowCount > 0 {
      let value = reading.levelValues[level]
      if value.isNaN { continue }
      values.append(value)
      presentCount += rowCount
    }
    var profile = ColumnProfile.profile(of: .double(values + reading.furtherValues))
    profile.missingCount = rowCount - presentCount
    var early: Set<Double> = []
    let repeatsEarly = firstCodes.contains { code in
      let value = reading.value(of: code)
      return !value.isNaN && !early.insert(value).inserted
    }
    profile.isUnique = !values.isEmpty && profile.isIntegral && !profile.isConstant && !repeatsEarly
    return profile
  }
}
