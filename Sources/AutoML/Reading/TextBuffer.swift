import DuckDB
import Learning
import Models

/// A text column while it is read: codes of levels in the order in which these came, and the values
/// of texts that come when there are as many levels as there may be.
struct TextBuffer {
  /// The values that texts may be read as.
  enum Reading {
    /// None: they are categories.
    case none
    /// Numbers, dates or times, whichever most of them are.
    case any
    /// Numbers, whatever they are.
    case numbers

    /// The kind that is asked for.
    fileprivate var kind: InputKind? { self == .numbers ? .numberText : nil }
  }

  private let reading: Reading
  private var dictionary = StringDictionary(limit: TableExtraction.levelLimit)
  private var codes: [UInt32]
  /// The texts beyond the levels; nil as long as there is none.
  private var further: FurtherTexts?
  /// The rows that were taken out.
  private var tally = TextTally()
  /// The hash of each level.
  private var levelHashes: [UInt64] = []

  /// An empty column with room for so many rows.
  init(reading: Reading, room: Int) {
    self.reading = reading
    codes = ColumnRoom.array(for: room)
  }

  /// The number of rows.
  var count: Int { codes.count }

  /// The codes, in the order in which levels came; of further texts with a value those behind the levels'.
  var values: FeatureColumn { .codes(codes, levelCount: dictionary.count) }

  /// Appends a chunk's column.
  mutating func append(_ chunk: borrowing DataChunk, column: Int) {
    let first = codes.count
    chunk.appendCodes(ofColumn: column, insertingInto: &dictionary, to: &codes)
    guard reading != .none, dictionary.count == dictionary.limit else { return }
    for row in first..<codes.count where codes[row] == StringDictionary.unknownCode {
      if let code = code(ofFurther: row - first, of: chunk, column: column) { codes[row] = code }
    }
  }

  /// The code of a text beyond the levels; nil where it has no value.
  private mutating func code(
    ofFurther row: Int,
    of chunk: borrowing DataChunk,
    column: Int
  ) -> UInt32? {
    let levels = dictionary
    var texts =
      further ?? FurtherTexts(behind: levels.count, as: reading.kind) { levels.string($0) }
    further = nil
    defer { further = texts }
    guard let text = chunk.text(row: row, column: column), let place = texts.place(of: text),
      let code = UInt32(exactly: levels.count + place), code < FeatureColumn.unseenCode
    else { return nil }
    return code
  }

  /// Adds the last `rowCount` rows, which are those of a chunk, to a fingerprint.
  mutating func add(
    last rowCount: Int,
    of chunk: borrowing DataChunk,
    column: Int,
    to fingerprint: inout RowFingerprint
  ) {
    for code in levelHashes.count..<dictionary.count {
      levelHashes.append(RowFingerprint.hash(dictionary.string(UInt32(code))))
    }
    let (first, codes, hashes) = (codes.count - rowCount, codes, levelHashes)
    fingerprint.add(ofColumn: column) { row in
      let code = codes[first + row]
      if code < UInt32(hashes.count) { return hashes[Int(code)] }
      // NULL, or a text beyond the levels.
      return chunk.text(row: row, column: column).map { RowFingerprint.hash($0) } ?? 0
    }
  }

  /// Keeps these rows, ascending.
  mutating func keep(_ rows: [Int]) {
    codes = rows.map { codes[$0] }
    guard var texts = further else { return }
    let levelCount = dictionary.count
    var places: [Int] = []
    for row in codes.indices {
      guard (UInt32(levelCount)..<FeatureColumn.unseenCode).contains(codes[row]) else { continue }
      places.append(Int(codes[row]) - levelCount)
      codes[row] = UInt32(levelCount + places.count - 1)
    }
    texts.keep(places)
    further = texts
  }

  /// The values so far, which are then counted and forgotten; levels and further texts stay.
  mutating func takeValues(room: Int) -> FeatureColumn {
    let taken = values
    codes = ColumnRoom.array(for: room)
    tally.add(taken)
    return taken
  }

  /// The meaning of all codes so far.
  var meaning: CodeMeaning {
    var tally = tally
    tally.add(values)
    if reading != .none,
      let reading = TextReading(
        tally,
        as: reading.kind,
        further: further ?? FurtherTexts(),
        text: { dictionary.string($0) }
      )
    {
      return .values(reading)
    }
    return .levels(LevelOrder(of: dictionary, isSeen: tally.levelRowCounts.map { $0 > 0 }))
  }
}
