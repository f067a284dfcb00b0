import DuckDB

/// The labels of rows that are judged: those that a model knows, then others as they come.
struct LabelDictionary {
  /// The code of a label that is missing.
  static let missingCode = StringDictionary.missingCode
  private static let limit = 2 * 1_000

  private let known: [String]
  private var strings = StringDictionary(limit: LabelDictionary.limit)

  /// The labels that are known, whose codes are their places.
  init(_ known: [String]) {
    self.known = known
    for label in known { _ = strings.insert(label) }
  }

  /// The number of labels.
  var count: Int { strings.count }

  /// The codes of a column's labels, of which new ones are added.
  ///
  /// - Throws: where there are too many for classes.
  mutating func codes(ofColumn column: Int, of input: borrowing DataChunk) throws -> [UInt32] {
    var codes: [UInt32] = []
    input.appendCodes(ofColumn: column, insertingInto: &strings, to: &codes)
    guard strings.count < Self.limit || !codes.contains(StringDictionary.unknownCode) else {
      throw Self.tooMany
    }
    return codes
  }

  /// The codes that the labels of another one have here, in their order; new ones are added.
  ///
  /// - Throws: where there are too many for classes.
  mutating func codes(of other: LabelDictionary) throws -> [UInt32] {
    let codes = other.all.map { strings.insert($0) }
    guard !codes.contains(StringDictionary.unknownCode) else { throw Self.tooMany }
    return codes
  }

  private static let tooMany = FunctionRefusal(
    "there are more than \(limit) classes: are these numbers, task 'regression'?"
  )

  private var all: [String] { (0..<UInt32(strings.count)).map { strings.string($0) } }

  /// The labels in an order that is not that in which they came, and the place of each code's label.
  var ordered: (labels: [String], places: [Int]) {
    let all = all
    let labels = known + Self.sorted(Array(all.dropFirst(known.count)))
    let places = Dictionary(labels.enumerated().map { ($1, $0) }) { first, _ in first }
    return (labels, all.map { places[$0] ?? 0 })
  }

  /// Labels in the order of their numbers where all are numbers, of their characters otherwise.
  private static func sorted(_ labels: [String]) -> [String] {
    let numbers = labels.compactMap { Double($0) }
    guard numbers.count == labels.count else { return labels.sorted() }
    return zip(numbers, labels).sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
  }
}
