package import Models

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

/// The number of texts that are values of each kind.
struct KindCounts {
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

  /// The number of texts of a kind.
  func count(of kind: InputKind) -> Int {
    Self.kinds.firstIndex(of: kind).map { counts[$0] } ?? 0
  }

  /// The kind of most texts, and of how many; none where no text has a value.
  var most: (kind: InputKind?, count: Int) {
    let count = counts.max() ?? 0
    guard count > 0, let place = counts.firstIndex(of: count) else { return (nil, 0) }
    return (Self.kinds[place], count)
  }
}
