import DuckDB
import Models

/// The levels of a text column in ascending order of their bytes, and the codes that go with it: so that
/// they do not depend on which row came first.
struct LevelOrder {
  /// The levels.
  let levels: [String]
  /// The new code of each old one.
  private let rank: [UInt32]

  /// The order of those levels that are seen.
  init(of dictionary: StringDictionary, isSeen: [Bool]) {
    let present = isSeen.indices.filter { isSeen[$0] }.map {
      (code: $0, text: dictionary.string(UInt32($0)))
    }.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    var rank = [UInt32](repeating: FeatureColumn.unseenCode, count: dictionary.count)
    for (position, level) in present.enumerated() { rank[level.code] = UInt32(position) }
    self.rank = rank
    levels = present.map(\.text)
  }

  /// A column with codes in this order: of levels beyond those known, the code of unseen ones.
  func ordered(_ column: FeatureColumn) -> FeatureColumn {
    guard case .codes(let codes, _) = column else { return column }
    let ordered = codes.map { code in
      if code < UInt32(rank.count) { return rank[Int(code)] }
      return code == FeatureColumn.missingCode ? code : FeatureColumn.unseenCode
    }
    return .codes(ordered, levelCount: levels.count)
  }
}
