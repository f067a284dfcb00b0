import DuckDB
import Learning
import Models

/// A column while it is read.
struct ColumnBuffer {
  private enum Storage {
    case float([Float])
    case double([Double])
    case text(TextBuffer)
  }
  private var storage: Storage
  /// The kind of the numbers where they stand in texts and that is known.
  private var textKind: InputKind?

  /// An empty column with room for so many rows: growing it later copies it.
  ///
  /// `readsText` tells whether values may be read from a text: those of a feature. `columnType` is what
  /// COLUMN_TYPES takes the column as.
  init(_ type: LogicalType, room: Int, readsText: Bool, as columnType: ColumnType? = nil) {
    storage =
      if columnType == .category {
        .text(TextBuffer(reading: .none, room: room))
      } else if type.inputKind == .text {
        .text(
          TextBuffer(
            reading: !readsText || type != .varchar() || columnType == .text
              ? .none : columnType == .number ? .numbers : .any,
            room: room
          )
        )
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
    case .text(let buffer): buffer.count
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
      if let textKind {
        chunk.appendValues(ofTextColumn: column, as: textKind, to: &values)
      } else {
        try chunk.appendNumbers(ofColumn: column, to: &values)
      }
      storage = .double(values)
    case .text(var buffer):
      buffer.append(chunk, column: column)
      storage = .text(buffer)
    }
  }

  /// Adds the last `rowCount` rows, which are those of a chunk, to a fingerprint.
  mutating func add(
    last rowCount: Int,
    of chunk: borrowing DataChunk,
    column: Int,
    to fingerprint: inout RowFingerprint
  ) {
    let taken = storage
    storage = .float([])
    switch consume taken {
    case .float(let values):
      fingerprint.add(values.span.extracting(last: rowCount), ofColumn: column)
      storage = .float(values)
    case .double(let values):
      fingerprint.add(values.span.extracting(last: rowCount), ofColumn: column)
      storage = .double(values)
    case .text(var buffer):
      buffer.add(last: rowCount, of: chunk, column: column, to: &fingerprint)
      storage = .text(buffer)
    }
  }

  /// Keeps these rows, ascending.
  mutating func keep(_ rows: [Int]) {
    switch storage {
    case .float(let values): storage = .float(rows.map { values[$0] })
    case .double(let values): storage = .double(rows.map { values[$0] })
    case .text(var buffer):
      buffer.keep(rows)
      storage = .text(buffer)
    }
  }

  /// The values so far; the codes of text are in the order in which the levels came.
  var values: FeatureColumn {
    switch storage {
    case .float(let values): .float(values)
    case .double(let values): .double(values)
    case .text(let buffer): buffer.values
    }
  }

  /// The values so far, which are then forgotten, but for the levels of text.
  mutating func takeValues(room: Int) -> FeatureColumn {
    let taken = values
    switch storage {
    case .float: storage = .float(ColumnRoom.array(for: room))
    case .double: storage = .double(ColumnRoom.array(for: room))
    case .text(var buffer):
      storage = .float([])
      let codes = buffer.takeValues(room: room)
      storage = .text(buffer)
      return codes
    }
    return taken
  }

  /// All that was read as a column.
  func column(name: String, type: LogicalType) -> ExtractedColumn {
    ExtractedColumn(name: name, type: type, values: values, meaning)
  }

  /// The meaning of all codes so far; nil where the column is not text.
  var meaning: CodeMeaning? {
    if case .text(let buffer) = storage { buffer.meaning } else { nil }
  }

  /// A buffer that reads the column once more, when the meaning of its codes is known.
  func rereading(_ meaning: CodeMeaning?) -> ColumnBuffer {
    guard let reading = meaning?.reading else { return self }
    var buffer = self
    buffer.storage = .double([])
    buffer.textKind = reading.kind
    return buffer
  }
}

extension DataChunk {
  /// Appends the values of a column of texts, NaN where there is none of the kind; each text is read once.
  fileprivate func appendValues(
    ofTextColumn column: Int,
    as kind: InputKind,
    to values: inout [Double]
  ) {
    var dictionary = StringDictionary(limit: rowCount)
    var codes: [UInt32] = []
    appendCodes(ofColumn: column, insertingInto: &dictionary, to: &codes)
    values += kind.values(of: codes, levelCount: dictionary.count) { dictionary.string($0) }
  }
}
