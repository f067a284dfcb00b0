import DuckDB
import TestSupport
import Testing

struct CodesTests {
  @Test func `strings are numbered as they come, NULL is missing`() throws {
    let connection = try makeConnection()
    var dictionary = StringDictionary(limit: 100)
    let long = "('a longer one than 12'), ('a longer one than 12'), ('a longer two than 12')"
    let values = "('b'), ('a'), (NULL), ('b'), (''), \(long)"
    let codes = try connection.codes("SELECT * FROM (VALUES \(values)) t(x)", into: &dictionary)
    #expect(codes == [0, 1, StringDictionary.missingCode, 0, 2, 3, 3, 4])
    #expect(
      (0..<5).map { dictionary.string($0) }
        == ["b", "a", "", "a longer one than 12", "a longer two than 12"]
    )
  }

  @Test func `a string beyond the limit is unknown, those before it still found`() throws {
    let connection = try makeConnection()
    var dictionary = StringDictionary(limit: 2)
    let codes = try connection.codes(
      "SELECT unnest(['a', 'b', 'c', 'b', 'a'])",
      into: &dictionary
    )
    #expect(codes == [0, 1, StringDictionary.unknownCode, 1, 0])
    #expect(dictionary.count == 2)
  }

  @Test func `a lookup adds nothing`() throws {
    let dictionary = StringDictionary(["yes", "no", "a label that is long"])
    let result = try makeConnection().query(
      "SELECT unnest(['no', 'maybe', NULL, 'a label that is long', 'a label that is lost'])"
    )
    var codes: [UInt32] = []
    while let chunk = try result.nextChunk() {
      chunk.appendCodes(ofColumn: 0, from: dictionary, to: &codes)
    }
    let unknown = StringDictionary.unknownCode
    #expect(codes == [1, unknown, StringDictionary.missingCode, 2, unknown])
  }

  @Test(arguments: [1, 255, 256, 257, 65_535, 65_536, 65_537])
  func `an ENUM gives the codes of its labels, whatever its size`(labelCount: Int) throws {
    let connection = try makeConnection()
    try connection.execute(
      "CREATE TYPE e AS ENUM (SELECT 'l' || i FROM range(\(labelCount)) t(i))"
    )
    var dictionary = StringDictionary(limit: 10)
    let last = labelCount - 1
    let codes = try connection.codes(
      "SELECT unnest(['l\(last)', NULL, 'l0', 'l\(last)'])::e",
      into: &dictionary
    )
    #expect(codes[0] == 0 && codes[3] == 0)
    #expect(codes[1] == StringDictionary.missingCode)
    #expect(dictionary.string(codes[2]) == "l0")
    #expect(dictionary.string(0) == "l\(last)")
  }

  @Test func `what is no text is taken as its text`() throws {
    let connection = try makeConnection()
    var dictionary = StringDictionary(limit: 10)
    let uuid = "00112233-4455-6677-8899-aabbccddeeff"
    _ = try connection.codes("SELECT '\(uuid)'::UUID", into: &dictionary)
    _ = try connection.codes("SELECT 42", into: &dictionary)
    _ = try connection.codes("SELECT DATE '2024-02-29'", into: &dictionary)
    _ = try connection.codes("SELECT true", into: &dictionary)
    #expect((0..<4).map { dictionary.string($0) } == [uuid, "42", "2024-02-29", "true"])
  }
}

struct StringDictionaryTests {
  /// Strings of each length around the limits of the words and of the hash.
  static let strings = (0...70).flatMap { length in
    ["a", "b", "\u{0}"].map { String(repeating: "x", count: length) + $0 }
  }

  @Test func `each string has its own code and keeps it`() {
    var dictionary = StringDictionary(limit: 1000)
    for (index, string) in Self.strings.enumerated() {
      #expect(dictionary.insert(string) == UInt32(index))
    }
    for (index, string) in Self.strings.enumerated() {
      #expect(dictionary.insert(string) == UInt32(index))
      #expect(dictionary.code(of: string) == UInt32(index))
      #expect(dictionary.string(UInt32(index)) == string)
    }
    #expect(dictionary.code(of: "y") == nil)
    #expect(dictionary.code(of: String(repeating: "y", count: 40)) == nil)
  }

  @Test func `it agrees with Swift's Dictionary on random strings`() {
    var random = SplitMix64(seed: 7)
    var dictionary = StringDictionary(limit: 1_000_000)
    var expected: [String: UInt32] = [:]
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...20, using: &random)
      let string = String((0..<length).map { _ in "ab".randomElement(using: &random) ?? "a" })
      let code = dictionary.insert(string)
      #expect(code == expected[string, default: UInt32(expected.count)])
      expected[string] = code
    }
    #expect(dictionary.count == expected.count)
  }
}
