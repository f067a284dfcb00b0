package import Models

/// The numbers, dates or times that a column of text turns out to hold.
///
/// A column is read so where, of its rows that are neither NULL nor blank, 95 % or more hold values
/// of one kind, and where these are 20 different ones or more: a text of few levels is a category,
/// be they digits. Rows are counted, not different texts: all rows of the query, or of its sample,
/// those without a target too. Dates beside timestamps count as such. What is none of the kind is
/// missing. A column that is asked to hold values of a kind is read so whatever it holds.
package struct TextReading: Sendable, Equatable {
  /// The kind of the values: one of those that stand in texts.
  package let kind: InputKind
  /// The part of the rows that are neither NULL nor blank that have a value: from 0.95 to 1, unless the kind
  /// was asked for.
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
  /// `text` gives the level of each code below the number of `tally`'s levels; `wanted` is the kind that the
  /// values are to be of, whatever they are.
  ///
  /// - Complexity: O(bytes of the levels), and O(further texts).
  package init?(
    _ tally: TextTally,
    as wanted: InputKind? = nil,
    further: FurtherTexts,
    text: (UInt32) -> String
  ) {
    var counts = KindCounts()
    let values = tally.levelRowCounts.enumerated().map { level, rowCount -> TextValue? in
      let text = text(UInt32(level))
      let value = TextValue(text)
      if value != nil || !TextValue.isBlank(text) { counts.add(value?.kind, rowCount) }
      return value
    }
    counts.add(nil, tally.unreadRowCount)
    if let kind = further.kind { counts.add(kind, further.values.count) }
    let (kind, count) = wanted.map { ($0, counts.count(of: $0)) } ?? counts.most
    guard let kind, wanted != nil || count * 100 >= counts.total * Self.leastPercent
    else { return nil }
    self.kind = kind
    share = counts.total == 0 ? 1 : Double(count) / Double(counts.total)
    levelValues = values.map { $0?.value(in: kind) ?? .nan }
    furtherValues = kind == further.kind ? further.values : []
    guard wanted == nil else { return }
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
