/// A text that `Booster.save_model` of LightGBM wrote, as it is read.
struct LightGBMFile {
  /// The lines before the trees, and their values.
  private(set) var header: [String: LightGBMText.Value] = [:]
  /// The trees, each of which fits together.
  private(set) var trees: [LightGBMTreeArrays] = []
  /// The names of the categories of a data frame's columns, in the order of these columns.
  private(set) var categoryNames: [[String]] = []

  /// The most lines before the trees; LightGBM writes some ten.
  private static let headerLimit = 100
  private static let namesMark = "pandas_categorical:"

  /// Reads a file.
  ///
  /// - Throws: `notADocument` for another text, `malformed` for one that ends before its trees do.
  init(
    _ bytes: [UInt8],
    shouldStop: @escaping () -> Bool
  ) throws(ForeignModelError) {
    var text = LightGBMText(bytes, shouldStop: shouldStop)
    guard try text.advance(), text.isAt("tree") else { throw .notADocument }
    try readHeader(&text)
    try readTrees(&text)
    while try text.advance() {
      guard let names = text.rest(after: Self.namesMark) else { continue }
      categoryNames = try Self.categoryNames(Array(names), shouldStop)
    }
  }

  /// Takes the lines up to that of the first tree.
  private mutating func readHeader(_ text: inout LightGBMText) throws(ForeignModelError) {
    while try text.advance() {
      if text.rest(after: "Tree=") != nil || text.isAt("end of trees") { return }
      guard let (key, value) = text.pair else {
        // A word alone is a mark.
        if text.isAt("average_output") { header["average_output"] = .init(bytes: []) }
        continue
      }
      guard header.count < Self.headerLimit else { throw .malformed(path: key) }
      header[key] = value
    }
  }

  /// Takes the trees, from the line that begins the first one on.
  private mutating func readTrees(_ text: inout LightGBMText) throws(ForeignModelError) {
    var nodesLeft = ForeignModel.nodeLimit
    var tree = LightGBMTreeArrays()
    var isInTree = text.rest(after: "Tree=") != nil
    while true {
      let isAtEnd = text.isAt("end of trees")
      if isAtEnd || text.rest(after: "Tree=") != nil, isInTree, tree.leafCount > 0 {
        try tree.validate()
        nodesLeft -= tree.nodeCount
        trees.append(tree)
        tree = LightGBMTreeArrays()
      }
      if isAtEnd { return }
      isInTree = true
      guard try text.advance() else { throw .malformed(path: "end of trees") }
      if let (key, value) = text.pair { try tree.take(key, value, nodeLimit: nodesLeft) }
    }
  }

  /// The lists of names that stand in JSON; `null` for none.
  private static func categoryNames(
    _ json: [UInt8],
    _ shouldStop: @escaping () -> Bool
  ) throws(ForeignModelError) -> [[String]] {
    var reader = try JSONReader(json, shouldStop: shouldStop)
    guard reader.isAtList else { return [] }
    var names: [[String]] = []
    var namesLeft = ForeignModel.nodeLimit
    try reader.list(namesMark) { reader throws(ForeignModelError) in
      guard names.count < ForeignModel.featureLimit else {
        throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
      }
      var list: [String] = []
      try reader.list(namesMark) { reader throws(ForeignModelError) in
        namesLeft -= 1
        guard namesLeft >= 0, let name = try reader.labelIfAny() else {
          throw .malformed(path: namesMark)
        }
        list.append(name)
      }
      names.append(list)
    }
    return names
  }
}
