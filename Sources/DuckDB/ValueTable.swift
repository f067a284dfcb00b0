internal import CDuckDB

/// Values of one type, made once and then written by their index: the labels that a function
/// returns.
@safe package struct ValueTable: Sendable {
  /// The type of the values.
  package let type: LogicalType
  /// The number of values.
  package let count: Int

  // Values of fixed size, one after the other, as DuckDB keeps them.
  private let bytes: [UInt8]
  // Text, where the type is VARCHAR.
  private let texts: [[UInt8]]

  /// The values that `texts` are as predictions are printed: text, booleans (`t` and `f` too) or numbers.
  ///
  /// - Throws: if a text is not one of the type, or the type is another one.
  /// - Complexity: O(bytes of `texts`).
  package init(_ texts: [String], as type: LogicalType) throws(DuckDBError) {
    self.type = type
    count = texts.count
    guard type != .varchar() else {
      bytes = []
      self.texts = texts.map { [UInt8]($0.utf8) }
      return
    }
    var bytes: [UInt8] = []
    for text in texts {
      guard type.append(text, to: &bytes) else {
        throw DuckDBError(message: "Conversion Error: '\(text)' is no value of \(type)")
      }
    }
    self.bytes = bytes
    self.texts = []
  }
}

extension ValueTable {
  /// The index of the value that a text is; nil where it is none of the table's.
  ///
  /// - Complexity: O(`count`).
  package func index(of text: String) -> Int? {
    guard type != .varchar() else { return texts.firstIndex { $0.elementsEqual(text.utf8) } }
    var value: [UInt8] = []
    guard type.append(text, to: &value) else { return nil }
    return (0..<count).first { index in
      bytes[(index * value.count)...].starts(with: value)
    }
  }
}

extension LogicalType {
  /// The number of bytes of a value in a vector, if all of it is there.
  var fixedByteCount: Int? {
    switch self {
    case .boolean, .tinyint, .utinyint: 1
    case .smallint, .usmallint: 2
    case .integer, .uinteger, .float, .date: 4
    case .bigint, .ubigint, .double, .time, .timeNanoseconds, .timeWithTimeZone, .timestamp,
      .timestampSeconds, .timestampMilliseconds, .timestampNanoseconds, .timestampWithTimeZone:
      8
    case .hugeint, .uhugeint, .uuid, .interval: 16
    case .decimal(let width, _): decimalByteCount(width: width)
    case .enum(let labels): enumByteCount(labelCount: labels.count)
    default: nil
    }
  }
}

extension OutputVector {
  /// Writes the value with each code; NULL for a code that the table does not have.
  ///
  /// - Precondition: the table is of the vector's type; `codes` has one for each row.
  /// - Complexity: O(`rowCount`), and the length of each text once.
  package mutating func write(_ codes: [UInt32], from table: ValueTable) {
    precondition(codes.count == rowCount, "\(codes.count) codes for \(rowCount) rows")
    precondition(table.type == type, "values of \(table.type) for \(type)")
    table.write(codes, to: &self)
    for row in codes.indices where codes[row] >= table.count { setNull(row) }
  }
}

extension ValueTable {
  fileprivate func write(_ codes: [UInt32], to output: inout OutputVector) {
    guard !codes.isEmpty else { return }
    switch type.fixedByteCount {
    case 1: gather(codes, UInt8.self, to: &output)
    case 2: gather(codes, UInt16.self, to: &output)
    case 4: gather(codes, UInt32.self, to: &output)
    case 8: gather(codes, UInt64.self, to: &output)
    case 16: gather(codes, HugeWords.self, to: &output)
    default: writeTexts(codes, to: &output)
    }
  }

  private func gather<Element: BitwiseCopyable>(
    _ codes: [UInt32],
    _ element: Element.Type,
    to output: inout OutputVector
  ) {
    let target = unsafe output.elements(as: element)
    let size = MemoryLayout<Element>.size
    unsafe bytes.withUnsafeBytes { values in
      for row in codes.indices where codes[row] < count {
        unsafe target[row] = values.loadUnaligned(
          fromByteOffset: Int(codes[row]) * size,
          as: element
        )
      }
    }
  }

  /// Each text is handed to DuckDB for the first row that has it; the others get the same words.
  private func writeTexts(_ codes: [UInt32], to output: inout OutputVector) {
    let target = unsafe output.elements(as: StringWords.self)
    var firstRows = [Int](repeating: -1, count: count)
    for row in codes.indices where codes[row] < count {
      let code = Int(codes[row])
      if firstRows[code] < 0 {
        let text = texts[code]
        output.setText(row, to: text.span)
        firstRows[code] = row
      } else {
        unsafe target[row] = unsafe target[firstRows[code]]
      }
    }
  }
}
