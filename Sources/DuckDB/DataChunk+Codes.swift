extension DataChunk {
  /// Appends a code for each row of a column, adding strings that are new to the dictionary.
  ///
  /// NULL is `StringDictionary.missingCode`, a string beyond the dictionary's limit `unknownCode`.
  /// A column that is not text is taken as the text that DuckDB would print.
  ///
  /// - Complexity: O(bytes of the strings); an ENUM looks up each of its labels at most once.
  package func appendCodes(
    ofColumn column: Int,
    insertingInto dictionary: inout StringDictionary,
    to codes: inout [UInt32]
  ) {
    let vector = unsafe vector(column)
    switch types[column] {
    case .varchar:
      unsafe appendCodes(of: vector, to: &codes) { unsafe dictionary.insert(at: $0) }
    case .enum(let labels):
      unsafe appendCodes(of: vector, labels, to: &codes) { dictionary.insert($0) }
    default: unsafe appendCodes(ofText: vector, to: &codes) { unsafe dictionary.insert($0) }
    }
  }

  /// Appends a code for each row of a column: `missingCode` for NULL, `unknownCode` for a string
  /// that the dictionary does not have.
  ///
  /// - Complexity: O(bytes of the strings); an ENUM looks up each of its labels at most once.
  package func appendCodes(
    ofColumn column: Int,
    from dictionary: StringDictionary,
    to codes: inout [UInt32]
  ) {
    let vector = unsafe vector(column)
    let unknown = StringDictionary.unknownCode
    switch types[column] {
    case .varchar: unsafe appendCodes(of: vector, to: &codes) { unsafe dictionary.code(at: $0) }
    case .enum(let labels):
      unsafe appendCodes(of: vector, labels, to: &codes) { dictionary.code(of: $0) ?? unknown }
    default:
      unsafe appendCodes(ofText: vector, to: &codes) { unsafe dictionary.code(of: $0) ?? unknown }
    }
  }

  /// A vector of strings.
  @inline(__always)
  private func appendCodes(
    of vector: Vector,
    to codes: inout [UInt32],
    _ code: (UnsafePointer<StringWords>) -> UInt32
  ) {
    guard rowCount > 0 else { return }
    let strings = unsafe vector.elements(as: StringWords.self)
    unsafe appendCodes(of: vector, to: &codes) { row in unsafe code(strings + row) }
  }

  /// A vector of an ENUM: each label that is there is looked up once.
  @inline(__always)
  private func appendCodes(
    of vector: Vector,
    _ labels: [String],
    to codes: inout [UInt32],
    _ code: (String) -> UInt32
  ) {
    var codeOfLabel = [UInt32?](repeating: nil, count: labels.count)
    unsafe appendCodes(of: vector, to: &codes) { row in
      let label = unsafe vector.labelIndex(row, labelCount: labels.count)
      if let known = codeOfLabel[label] { return known }
      let new = code(labels[label])
      codeOfLabel[label] = new
      return new
    }
  }

  /// A vector of anything else, by its text.
  @inline(__always)
  private func appendCodes(
    ofText vector: Vector,
    to codes: inout [UInt32],
    _ code: (UnsafeBufferPointer<UInt8>) -> UInt32
  ) {
    var text: [UInt8] = []
    func codeOfText(_ row: Int) -> UInt32 {
      text.removeAll(keepingCapacity: true)
      unsafe vector.appendText(row, to: &text)
      return unsafe text.withUnsafeBufferPointer { unsafe code($0) }
    }
    guard let size = unsafe vector.type.fixedByteCount, size <= 8 else {
      return unsafe appendCodes(of: vector, to: &codes) { codeOfText($0) }
    }
    var cache = CodeCache()
    unsafe appendCodes(of: vector, to: &codes) { row in
      let bits = unsafe vector.bits(row, byteCount: size)
      return cache.code(of: bits) { codeOfText(row) }
    }
  }

  /// Appends `code(row)` for each row that has a value, `missingCode` for the others.
  @inline(__always)
  private func appendCodes(of vector: Vector, to codes: inout [UInt32], _ code: (Int) -> UInt32) {
    codes.append(addingCapacity: rowCount) { span in
      if unsafe vector.validity == nil {
        for row in 0..<rowCount { span.append(code(row)) }
      } else {
        for row in 0..<rowCount {
          let isNull = unsafe vector.isNull(row)
          span.append(isNull ? StringDictionary.missingCode : code(row))
        }
      }
    }
  }
}

/// The codes of the values that came last, so that a value that comes often is made text once in a
/// chunk.
private struct CodeCache {
  private var keys = [UInt64](repeating: 0, count: 64)
  private var codes = [UInt32?](repeating: nil, count: 64)

  @inline(__always)
  mutating func code(of key: UInt64, _ make: () -> UInt32) -> UInt32 {
    let place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 58)
    if keys[place] == key, let code = codes[place] { return code }
    let code = make()
    (keys[place], codes[place]) = (key, code)
    return code
  }
}

extension Vector {
  /// The bytes of a value of fixed size as one integer.
  @inline(__always)
  fileprivate func bits(_ row: Int, byteCount: Int) -> UInt64 {
    switch byteCount {
    case 1: unsafe UInt64(load(row, as: UInt8.self))
    case 2: unsafe UInt64(load(row, as: UInt16.self))
    case 4: unsafe UInt64(load(row, as: UInt32.self))
    default: unsafe load(row, as: UInt64.self)
    }
  }

  /// The index of the label of a row of an ENUM.
  func labelIndex(_ row: Int, labelCount: Int) -> Int {
    switch enumByteCount(labelCount: labelCount) {
    case 1: unsafe Int(load(row, as: UInt8.self))
    case 2: unsafe Int(load(row, as: UInt16.self))
    default: unsafe Int(load(row, as: UInt32.self))
    }
  }
}
