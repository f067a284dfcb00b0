/// Distinct strings, numbered from 0 in the order in which they came.
///
/// An open-addressing hash table over the strings' bytes. A string of up to 12 bytes is its own key
/// of two words, so that it is hashed by one multiplication and compared without touching memory
/// elsewhere; the bytes of longer ones are in one arena.
///
/// - Complexity: `insert` and `code(of:)` are O(length), expected; memory is 24 to 32 bytes for
///   each string,
///   and its length where that is above 12.
package struct StringDictionary: Sendable {
  /// The code of a NULL.
  package static let missingCode = UInt32.max
  /// The code of a string that the dictionary does not have: not found, or not taken for `limit`.
  package static let unknownCode = UInt32.max - 1

  /// The largest number of strings that it takes.
  package let limit: Int
  /// The number of strings; their codes are `0..<count`.
  package var count: Int { keys.count }

  /// By code: the words of a short string, or those of a long one with its place in the arena.
  private var keys: [StringWords] = []
  private var arena: [UInt8] = []
  /// Codes at their hash or the next free place after it; a power of two, at least half of them
  /// free.
  private var slots: [UInt32]

  private static let emptySlot = UInt32.max

  /// An empty dictionary that takes `limit` strings.
  package init(limit: Int) {
    self.limit = min(limit, Int(StringDictionary.unknownCode))
    slots = [UInt32](repeating: StringDictionary.emptySlot, count: 16)
  }

  /// A dictionary of `strings`, each with its index as its code.
  ///
  /// - Precondition: no string is there twice.
  package init(_ strings: [String]) {
    self.init(limit: strings.count)
    for string in strings { _ = insert(string) }
    precondition(count == strings.count, "a string is there twice")
  }

  /// The string with a code.
  ///
  /// - Precondition: `code` is in `0..<count`.
  package func string(_ code: UInt32) -> String {
    unsafe withBytes(of: code) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The code of a string, which is added if it is new; `unknownCode` if there is no room for it.
  package mutating func insert(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { unsafe insert($0) }
  }

  /// The code of a string, which is added if it is new; `unknownCode` if there is no room for it.
  package mutating func insert(_ string: String) -> UInt32 { insert(string.utf8Span.span) }

  /// The code of a string; nil if the dictionary does not have it.
  package func code(of bytes: Span<UInt8>) -> UInt32? {
    unsafe bytes.withUnsafeBufferPointer { unsafe code(of: $0) }
  }

  /// The code of a string; nil if the dictionary does not have it.
  package func code(of string: String) -> UInt32? { code(of: string.utf8Span.span) }
}

extension StringDictionary {
  mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let words = unsafe StringWords(bytes)
    return unsafe words.isInline ? insert(words) : insertLong(bytes, words)
  }

  func code(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    let words = unsafe StringWords(bytes)
    return unsafe words.isInline ? code(of: words) : codeOfLong(bytes, words)
  }

  /// The code of the string in a vector, which is added if it is new.
  @inline(__always)
  mutating func insert(at words: UnsafePointer<StringWords>) -> UInt32 {
    if unsafe words.pointee.isInline { return unsafe insert(words.pointee) }
    return unsafe StringWords.withBytes(of: words) { unsafe insertLong($0, StringWords($0)) }
  }

  /// The code of the string in a vector; `unknownCode` if the dictionary does not have it.
  @inline(__always)
  func code(at words: UnsafePointer<StringWords>) -> UInt32 {
    let code =
      if unsafe words.pointee.isInline {
        unsafe code(of: words.pointee)
      } else {
        unsafe StringWords.withBytes(of: words) { unsafe codeOfLong($0, StringWords($0)) }
      }
    return code ?? StringDictionary.unknownCode
  }

  private mutating func insert(_ words: StringWords) -> UInt32 {
    growIfHalfFull()
    let found = find(hash(words)) { keys[Int($0)] == words }
    return found.code ?? add(words, at: found.slot)
  }

  private func code(of words: StringWords) -> UInt32? {
    find(hash(words)) { keys[Int($0)] == words }.code
  }

  private mutating func insertLong(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ words: StringWords
  ) -> UInt32 {
    growIfHalfFull()
    let found = unsafe find(hash(bytes)) { unsafe isLong(bytes, words, equalTo: $0) }
    if let code = found.code { return code }
    let code = add(StringWords(head: words.head, tail: UInt64(arena.count)), at: found.slot)
    if code != StringDictionary.unknownCode { unsafe arena.append(contentsOf: bytes) }
    return code
  }

  private func codeOfLong(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ words: StringWords
  ) -> UInt32? {
    unsafe find(hash(bytes)) { unsafe isLong(bytes, words, equalTo: $0) }.code
  }

  /// True if length, prefix and then all bytes are equal.
  private func isLong(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ words: StringWords,
    equalTo code: UInt32
  ) -> Bool {
    guard keys[Int(code)].head == words.head else { return false }
    return unsafe withBytes(of: code) { known in
      var offset = 8
      while offset < bytes.count - 8 {
        guard unsafe word(known, offset) == word(bytes, offset) else { return false }
        offset += 8
      }
      return unsafe word(known, 0) == word(bytes, 0)
        && word(known, bytes.count - 8) == word(bytes, bytes.count - 8)
    }
  }

  private func withBytes<Result>(
    of code: UInt32,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let key = keys[Int(code)]
    if key.isInline {
      return unsafe withUnsafePointer(to: key) { unsafe StringWords.withBytes(of: $0, body) }
    }
    let range = Int(key.tail)..<(Int(key.tail) + key.count)
    return unsafe arena.withUnsafeBufferPointer { unsafe body($0.extracting(range)) }
  }
}

// The table.
extension StringDictionary {
  /// The code that matches and its slot, or no code and the slot where it would be.
  @inline(__always)
  private func find(
    _ hash: UInt64,
    where matches: (UInt32) -> Bool
  ) -> (slot: Int, code: UInt32?) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != StringDictionary.emptySlot {
      if matches(slots[slot]) { return (slot, slots[slot]) }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }

  private mutating func add(_ key: StringWords, at slot: Int) -> UInt32 {
    guard keys.count < limit else { return StringDictionary.unknownCode }
    slots[slot] = UInt32(keys.count)
    keys.append(key)
    return slots[slot]
  }

  private mutating func growIfHalfFull() {
    guard keys.count * 2 >= slots.count else { return }
    slots = [UInt32](repeating: StringDictionary.emptySlot, count: slots.count * 2)
    for code in 0..<UInt32(keys.count) {
      let key = keys[Int(code)]
      let place = key.isInline ? hash(key) : unsafe withBytes(of: code) { unsafe hash($0) }
      slots[find(place) { _ in false }.slot] = code
    }
  }

  /// The hash of a short string.
  @inline(__always)
  private func hash(_ words: StringWords) -> UInt64 {
    mixed(words.head ^ 0x9E37_79B9_7F4A_7C15, words.tail ^ 0xD1B5_4A32_D192_ED03)
  }

  /// The hash of a long string: two words at a time, the last two overlapping those before.
  private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(bytes.count)
    var offset = 0
    while offset + 16 < bytes.count {
      hash = unsafe mixed(
        word(bytes, offset) ^ hash,
        word(bytes, offset + 8) ^ 0x9E37_79B9_7F4A_7C15
      )
      offset += 16
    }
    return unsafe mixed(
      word(bytes, max(bytes.count - 16, 0)) ^ hash,
      word(bytes, bytes.count - 8) ^ 0xD1B5_4A32_D192_ED03
    )
  }

  /// Eight bytes of a long string, which has them from `offset` on.
  @inline(__always)
  private func word(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> UInt64 {
    unsafe UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Both halves of the product, folded: each bit hangs on all bits of both words.
  @inline(__always)
  private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
