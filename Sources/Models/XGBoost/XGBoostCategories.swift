/// The names of the categories of a file's features, which XGBoost writes since version 3.1.
struct XGBoostCategories {
  /// For each feature its categories' names in the order of their codes; none for a number.
  private(set) var names: [[String]] = []
  /// The first feature with a name that is not in ASCII: XGBoost up to 3.2 counts the characters of a data
  /// frame's names where their bytes are meant, and what it saves is cut in the wrong places.
  private(set) var doubtfulFeature: Int?

  /// No feature has categories.
  init() {}

  /// The codes of each feature are its categories' names.
  init(numbered counts: [Int]) { names = counts.map { ForeignModel.numbered($0) } }

  /// Reads the object `cats`: for each feature the bytes of its names behind each other with where each
  /// begins, or numbers.
  ///
  /// - Throws: `malformed`; `tooMany` features or names.
  init(_ reader: inout some DocumentReader) throws(ForeignModelError) {
    try reader.object(Self.path) { reader, key throws(ForeignModelError) in
      guard key == "enc" else { return try reader.skip() }
      (names, doubtfulFeature) = ([], nil)
      var room = ForeignModel.nodeLimit
      try reader.list(Self.path) { reader throws(ForeignModelError) in
        guard names.count < ForeignModel.featureLimit else {
          throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
        }
        try append(&reader, &room)
      }
    }
  }

  private static let path = "cats"

  /// Takes the names of one feature.
  private mutating func append(
    _ reader: inout some DocumentReader,
    _ room: inout Int
  ) throws(ForeignModelError) {
    var offsets: [Int]?
    var values: [Double] = []
    let limit = room
    try reader.object(Self.path) { reader, key throws(ForeignModelError) in
      switch key {
      case "offsets": offsets = try reader.numbers(key, limit: limit, Int.init(exactly:))
      case "values": values = try reader.numbers(key, limit: limit) { $0 }
      default: try reader.skip()
      }
    }
    room -= values.count
    guard let offsets else {
      // Beyond, two numbers may be read as one.
      let isExact = values.allSatisfy { abs($0) < 0x1p53 }
      if !isExact, doubtfulFeature == nil { doubtfulFeature = names.count }
      return names.append(values.map { Int(exactly: $0)?.description ?? "\($0)" })
    }
    // Bytes are signed numbers.
    let isASCII = values.allSatisfy { (0..<128).contains($0) }
    if !isASCII, doubtfulFeature == nil { doubtfulFeature = names.count }
    names.append(try Self.texts(of: values, offsets))
  }

  /// The texts whose bytes lie between two offsets.
  private static func texts(
    of values: [Double],
    _ offsets: [Int]
  ) throws(ForeignModelError) -> [String] {
    guard !offsets.isEmpty || values.isEmpty, offsets.last ?? 0 == values.count else {
      throw .malformed(path: path)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count)
    for value in values {
      guard let byte = Int(exactly: value), (-128..<256).contains(byte) else {
        throw .malformed(path: path)
      }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    var texts: [String] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      guard start >= 0, start <= end, end <= bytes.count else { throw .malformed(path: path) }
      texts.append(String(decoding: bytes[start..<end], as: UTF8.self))
    }
    return texts
  }
}

extension XGBoostCategories {
  /// The names of each feature in ascending order of their bytes, as a model has its levels; empty where
  /// no feature has any.
  var levels: [[String]] {
    names.contains { !$0.isEmpty } ? names.map { $0.inOrderOfBytes } : []
  }

  /// For each feature the number that each code has among its levels.
  var ranks: [[Int32]] {
    names.map { names in
      let order = names.indices.sorted {
        names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
      }
      var ranks = [Int32](repeating: 0, count: names.count)
      for (rank, code) in order.enumerated() { ranks[code] = Int32(rank) }
      return ranks
    }
  }

  /// The object `cats` of levels in ascending order of their bytes.
  static func document(ofLevels levels: [[String]]) -> XGBoostDocument {
    var starts = [0]
    for levels in levels { starts.append((starts.last ?? 0) + levels.count) }
    return .object([
      "enc": .list(levels.map { encoded($0) }),
      "feature_segments": .integers(levels.isEmpty ? [] : starts),
      "sorted_idx": .integers(levels.flatMap { Array($0.indices) }),
    ])
  }

  private static func encoded(_ levels: [String]) -> XGBoostDocument {
    var offsets = [0]
    for level in levels { offsets.append((offsets.last ?? 0) + level.utf8.count) }
    let bytes = levels.flatMap { $0.utf8.map { Int(Int8(bitPattern: $0)) } }
    return .object([
      "offsets": .integers(levels.isEmpty ? [] : offsets), "values": .integers(bytes),
    ])
  }
}

extension [String] {
  fileprivate var inOrderOfBytes: [String] {
    sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
