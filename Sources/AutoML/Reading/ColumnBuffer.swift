import DuckDB
import Learning
import Models

/// A column while it is read.
struct ColumnBuffer {
  private enum Storage {
    case float([Float])
    case double([Double])
    case text(StringDictionary, [UInt32])
  }
  private var storage: Storage
  /// The hash of each level of text.
  private var levelHashes: [UInt64] = []

  /// An empty column with room for so many rows: growing it later copies it.
  init(_ type: LogicalType, room: Int) {
    storage =
      if type.inputKind == .text {
        .text(StringDictionary(limit: TableExtraction.levelLimit), ColumnRoom.array(for: room))
      } else if type.isExactAsFloat {
        .float(ColumnRoom.array(for: room))
      } else {
        .double(ColumnRoom.array(for: room))
      }
  }

  var count: Int {
    switch storage {
    case .float(let values): values.count
    case .double(let values): values.count
    case .text(_, let codes): codes.count
    }
  }

  /// Appends a chunk's column.
  ///
  /// The storage is taken out and put back, so that its array is not
  /// copied.
  mutating func append(_ chunk: borrowing DataChunk, column: Int) throws(DuckDBError) {
    let taken = storage
    storage = .float([])
    switch consume taken {
    case .float(var values):
      try chunk.appendNumbers(ofColumn: column, to: &values)
      storage = .float(values)
    case .double(var values):
      try chunk.appendNumbers(ofColumn: column, to: &values)
      storage = .double(values)
    case .text(var dictionary, var codes):
      chunk.appendCodes(ofColumn: column, insertingInto: &dictionary, to: &codes)
      storage = .text(dictionary, codes)
    }
  }

  /// Adds the last `rowCount` rows, which are those of a chunk, to a fingerprint.
  mutating func add(
    last rowCount: Int,
    of chunk: borrowing DataChunk,
    column: Int,
    to fingerprint: inout RowFingerprint
  ) {
    switch storage {
    case .float(let values):
      fingerprint.add(values.span.extracting(last: rowCount), ofColumn: column)
    case .double(let values):
      fingerprint.add(values.span.extracting(last: rowCount), ofColumn: column)
    case .text(let dictionary, let codes):
      for code in levelHashes.count..<dictionary.count {
        levelHashes.append(RowFingerprint.hash(dictionary.string(UInt32(code))))
      }
      let (first, hashes) = (codes.count - rowCount, levelHashes)
      fingerprint.add(ofColumn: column) { row in
        let code = codes[first + row]
        if code < UInt32(hashes.count) { return hashes[Int(code)] }
        // NULL, or a level beyond those that are kept.
        return chunk.text(row: row, column: column).map { RowFingerprint.hash($0) } ?? 0
      }
    }
  }

  /// Keeps these rows, ascending.
  mutating func keep(_ rows: [Int]) {
    switch storage {
    case .float(let values): storage = .float(rows.map { values[$0] })
    case .double(let values): storage = .double(rows.map { values[$0] })
    case .text(let dictionary, let codes): storage = .text(dictionary, rows.map { codes[$0] })
    }
  }

  /// The values so far; the codes of text are in the order in which the levels came.
  var values: FeatureColumn {
    switch storage {
    case .float(let values): .float(values)
    case .double(let values): .double(values)
    case .text(let dictionary, let codes): .codes(codes, levelCount: dictionary.count)
    }
  }

  /// The values so far, which are then forgotten, but for the levels of text.
  mutating func takeValues(room: Int) -> FeatureColumn {
    let taken = values
    switch storage {
    case .float: storage = .float(ColumnRoom.array(for: room))
    case .double: storage = .double(ColumnRoom.array(for: room))
    case .text(let dictionary, _): storage = .text(dictionary, ColumnRoom.array(for: room))
    }
    return taken
  }

  /// All that was read as a column.
  func column(name: String, type: LogicalType) -> ExtractedColumn {
    var order: LevelOrder?
    if case .text(let dictionary, let codes) = storage {
      var isSeen = [Bool](repeating: false, count: dictionary.count)
      for code in codes where code < UInt32(isSeen.count) { isSeen[Int(code)] = true }
      order = LevelOrder(of: dictionary, isSeen: isSeen)
    }
    return ExtractedColumn(
      name: name,
      kind: type.inputKind ?? .number,
      typeName: type.description,
      values: order?.ordered(values) ?? values,
      levels: order?.levels ?? []
    )
  }

  /// The order of all levels that came so far; nil where the column is not text.
  var levelOrder: LevelOrder? {
    guard case .text(let dictionary, _) = storage else { return nil }
    return LevelOrder(of: dictionary, isSeen: Array(repeating: true, count: dictionary.count))
  }
}

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
