import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Models

/// Files that no XGBoost wrote: what they cost, what of them is refused, and that none of them traps.
@Suite struct XGBoostFileTests {
  static func bytes(_ name: String) throws -> [UInt8] {
    let path = RepositoryPaths.fullPath("Tests/Golden/XGBoost/\(name)")
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  /// A file with some JSON as its attributes, which are passed over.
  private static func file(attributes: String) throws -> [UInt8] {
    let text = String(decoding: try bytes("binary-hinge.json"), as: UTF8.self)
    let old = "\"attributes\":{}"
    try #require(text.contains(old))
    return Array(text.replacing(old, with: "\"attributes\":\(attributes)").utf8)
  }

  private static func model(attributes: String) throws -> XGBoostModel {
    try XGBoostModel(reading: try file(attributes: attributes))
  }

  @Test func `JSON of other programs is known by its keys`() throws {
    for (text, what) in [
      (#"{"name":"tree","version":"v4","tree_info":[]}"#, "a dump of LightGBM"),
      (#"{"model_info":{},"oblivious_trees":[]}"#, "a model of CatBoost"),
    ] {
      #expect(throws: ForeignModelError.foreign(what: what)) {
        try XGBoostModel(reading: Array(text.utf8))
      }
    }
  }

  @Test(arguments: [
    (#"{"enc":[{"offsets":[0,2],"values":[98]},{},{}]}"#, "cats"),
    (#"{"enc":[{"offsets":[0,-1,1],"values":[98]},{},{}]}"#, "cats"),
    (#"{"enc":[{"offsets":[0,1],"values":[998]},{},{}]}"#, "cats"),
    (#"{"enc":[{"values":[7,7]},{},{}]}"#, "cats"), (#"{"enc":[{"values":[7]}]}"#, "cats"),
    (#"{"enc":[{"offsets":[0.5]}]}"#, "offsets"), (#"{"enc":["a"]}"#, "cats"),
    (#"{"enc":{}}"#, "cats"),
    (#"{"enc":[{"values":[7]},{"values":[7]},{"values":[7]}]}"#, "split_type"),
  ])
  func `names of categories that do not fit are refused`(cats: String, path: String) throws {
    let text = String(decoding: try Self.bytes("reg-squarederror.json"), as: UTF8.self)
    let start = try #require(text.firstRange(of: "\"cats\":{"))
    let end = try #require(text[start.upperBound...].firstRange(of: "}"))
    let changed =
      text[..<start.lowerBound] + "\"cats\":" + cats + text[end.upperBound...]
    #expect(throws: ForeignModelError.malformed(path: path)) {
      try XGBoostModel(reading: Array(changed.utf8))
    }
  }

  @Test(arguments: ["-1", "x", "4", "99999999999999999999"])
  func `rounds of no number of trees are refused`(count: String) throws {
    let text = String(decoding: try Self.bytes("multi-softprob.json"), as: UTF8.self)
    let changed = text.replacing(
      "\"num_parallel_tree\":\"1\"",
      with: "\"num_parallel_tree\":\"\(count)\""
    )
    #expect(throws: ForeignModelError.malformed(path: "num_parallel_tree")) {
      try XGBoostModel(reading: Array(changed.utf8))
    }
  }

  @Test(arguments: [
    ("best_iteration", "1", 2), ("best_iteration", "0", 1), ("best_iteration", "77", 3),
    ("best_iteration", "-1", nil), ("best_iteration", "9223372036854775807", nil),
    ("best_iteration", "one", nil), ("best_ntree_limit", "2", 2), ("best_ntree_limit", "0", nil),
    ("best_score", "1", nil),
  ])
  func `early stopping marks the rounds up to the best`(
    name: String,
    value: String,
    count: Int?
  ) throws {
    let text = String(decoding: try Self.bytes("multi-softprob.json"), as: UTF8.self)
    let changed = text.replacing(
      "\"attributes\":{}",
      with: "\"attributes\":{\"\(name)\":\"\(value)\"}"
    )
    let model = try XGBoostModel(reading: Array(changed.utf8))
    #expect(model.roundCount == 3)
    #expect(model.bestRoundCount == count)
    #expect(model.prefix(roundCount: 2).ensemble.trees == Array(model.ensemble.trees.prefix(6)))
  }

  @Test(arguments: [
    "null", "true", "false", "[]", "{}", "0", "-0", "-0.5e-3", "1E400000", "12345678901234567890",
    "NaN", "[Infinity, -Infinity]", " [ 1 ,\t{ \"a\" : [ ] } ]\r\n", #""\"\\\/\b\f\n\r\t\u00e9""#,
    #""\ud83d\ude00""#, "\"\u{7f}é😀\"", #"{"a":1,"a":2}"#,
  ])
  func `values that are not asked for are passed over`(json: String) throws {
    if json == "1E400000" {
      #expect(throws: ForeignModelError.notADocument) { try Self.model(attributes: json) }
    } else {
      #expect(try Self.model(attributes: json) == Self.model(attributes: "{}"))
    }
  }

  @Test(arguments: [
    "", "nul", "nulll", "+1", "01", "-", "1.", ".5", "1e", "1e+", "0x1", "--1", "1 2", "[1,]",
    "[1 2]", "[,]", "[1", "1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "'a'", "\"a",
    "\"\t\"", #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud83d""#, #""\ud83d\u0041""#, #""\ude00""#,
    "// no\n1", "Inf", "-NaN", String(repeating: "1", count: 600),
  ])
  func `what is no JSON is refused`(json: String) throws {
    #expect(throws: ForeignModelError.notADocument) { try Self.model(attributes: json) }
  }

  @Test func `bytes that are no UTF-8, and bytes after the end, are refused`() throws {
    var bytes = try Self.file(attributes: "\"?\"")
    let index = try #require(bytes.firstIndex(of: UInt8(ascii: "?")))
    for byte: UInt8 in [0x80, 0xC0, 0xFF] {
      bytes[index] = byte
      #expect(throws: ForeignModelError.notADocument) { try XGBoostModel(reading: bytes) }
    }
    for name in ["binary-hinge.json", "multi-softprob.ubj"] {
      let bytes = try Self.bytes(name) + [UInt8(ascii: "}")]
      #expect(throws: ForeignModelError.notADocument) { try XGBoostModel(reading: bytes) }
    }
    let spaced = try Self.bytes("binary-hinge.json") + Array(" \n".utf8)
    #expect(try XGBoostModel(reading: spaced) == XGBoostModel(reading: Self.file(attributes: "0")))
  }

  @Test func `escapes in names are read, and of a key that stands twice the last value counts`()
    throws
  {
    let text = String(decoding: try Self.bytes("binary-hinge.json"), as: UTF8.self)
    let changed = text.replacing(
      #""feature_names":["a","b","c"]"#,
      with: #""feature_names":[],"feature_names":["\u00e9\"","\ud83d\uDE00","\\n"]"#
    )
    #expect(try XGBoostModel(reading: Array(changed.utf8)).featureNames == ["é\"", "😀", "\\n"])
  }

  @Test func `numbers are read as the nearest Double`() throws {
    let texts = [
      "0.1", "1E-3", "3.4028235E38", "-1.17549435E-38", "9007199254740993", "1e22", "1e23",
      "123456789012345678901234567890", "0.000000000000000000000000000000000000001", "4.9e-324",
      "2.2250738585072011e-308", "179769313486231570000e288", "1e-400", "5E-1",
    ]
    for text in texts {
      var reader = try JSONReader(Array(text.utf8), shouldStop: { false })
      #expect(try reader.numberIfAny() == Double(text), "\(text)")
      #expect(throws: Never.self) { try reader.end() }
    }
  }

  /// The first tree of the file is a leaf.
  private static func model(_ key: String, _ value: String) throws -> XGBoostModel {
    let text = String(decoding: try bytes("binary-hinge.json"), as: UTF8.self)
    let range = try #require(text.firstRange(of: try Regex("\"\(key)\":\\[[^\\],]*\\]")))
    let changed = text.replacingCharacters(in: range, with: "\"\(key)\":[\(value)]")
    return try XGBoostModel(reading: Array(changed.utf8))
  }

  @Test(arguments: ["NaN", "Infinity", "-Infinity", "1e39"])
  func `leaves are finite, and statistics are brought to be`(number: String) throws {
    #expect(throws: ForeignModelError.notFinite(what: "leaf")) {
      try Self.model("split_conditions", number)
    }
    let cover = try Self.model("sum_hessian", number).ensemble.trees[0].statistics[0].cover
    #expect(cover.isFinite)
  }

  @Test(arguments: ["[", "{\"a\":", "[[],", "[{\"a\":["])
  func `values in values to any depth are refused`(opening: String) throws {
    let text = String(repeating: opening, count: 1 << 18)
    #expect(throws: ForeignModelError.self) { try Self.model(attributes: text) }
    #expect(throws: ForeignModelError.self) { try XGBoostModel(reading: Array(text.utf8)) }
  }

  @Test(arguments: ["[]", "{}", "\"\"", "[0]", "{\"\":0}", "null"])
  func `many small values cost nothing where nobody asks for them`(value: String) throws {
    let list = "[" + String(repeating: value + ",", count: 1 << 17) + value + "]"
    #expect(try Self.model(attributes: list) == Self.model(attributes: "{}"))
    // In place of what is asked for they are refused at the first.
    let text = String(decoding: try Self.bytes("binary-hinge.json"), as: UTF8.self)
    for key in ["feature_names", "trees", "tree_info", "left_children"] {
      let changed = text.replacing("\"\(key)\":[", with: "\"\(key)\":\(list),\"x\":[")
      #expect(throws: ForeignModelError.self) { try XGBoostModel(reading: Array(changed.utf8)) }
    }
  }

  @Test(arguments: [
    // Counts beyond the file, of values of any type, of one type, and of a type of no width.
    "[#L\u{1}\0\0\0\0\0\0\0ZZZ", "[$U#L\u{7f}\0\0\0\0\0\0\0", "[$D#L\u{10}\0\0\0\0\0\0\0",
    "[$Z#L\0\0\u{1}\0\0\0\0\0", "[$[#U\u{9}", "[#i-", "SL\u{7f}\0\0\0\0\0\0\0", "SU\u{9}a", "[",
    "H", "",
  ])
  func `what is no UBJSON is refused`(value: String) throws {
    let original = try Self.bytes("multi-softprob.ubj")
    let key = Array("attributes".utf8)
    let position = try #require(original.firstRange(of: key)?.upperBound)
    for rest in [[], Array(original[(position + 2)...])] {
      let bytes = Array(original[..<position]) + Array(value.utf8) + rest
      #expect(throws: ForeignModelError.self) { try XGBoostModel(reading: bytes) }
    }
    let deep = original[..<position] + Array(repeating: UInt8(ascii: "["), count: 1 << 20)
    #expect(throws: ForeignModelError.notADocument) { try XGBoostModel(reading: Array(deep)) }
  }

  @Test func `more names or nodes than are read are refused while they are read`() throws {
    let text = String(decoding: try Self.bytes("binary-hinge.json"), as: UTF8.self)
    let names = [String](repeating: "\"\"", count: 100_001).joined(separator: ",")
    let changed = text.replacing(
      #""feature_names":["a","b","c"]"#,
      with: "\"feature_names\":[\(names)]"
    )
    #expect(throws: ForeignModelError.tooMany(what: "features", limit: 100_000)) {
      try XGBoostModel(reading: Array(changed.utf8))
    }
    var bytes = try Self.bytes("multi-softprob.ubj")
    let key = try #require(bytes.firstRange(of: Array("left_children".utf8)))
    let count = UInt32(ForeignModel.nodeLimit + 1)
    let marks =
      Array("[$U#l".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
    bytes.replaceSubrange(key.upperBound..., with: marks + [UInt8](repeating: 0, count: Int(count)))
    #expect(throws: ForeignModelError.tooMany(what: "nodes", limit: ForeignModel.nodeLimit)) {
      try XGBoostModel(reading: bytes)
    }
  }

  @Test func `sets of levels that share their levels are refused`() throws {
    let text = String(decoding: try Self.bytes("levels.json"), as: UTF8.self)
    let sizes = try #require(text.firstMatch(of: /"categories_sizes":\[(\d+)\]/))
    let changed = text.replacing(
      sizes.output.0,
      with: "\"categories_sizes\":[\(sizes.1),\(sizes.1)]"
    )
    .replacing("\"categories_nodes\":[5]", with: "\"categories_nodes\":[5,4]")
    .replacing("\"categories_segments\":[0]", with: "\"categories_segments\":[0,0]")
    #expect(throws: ForeignModelError.malformed(path: "trees[0]")) {
      try XGBoostModel(reading: Array(changed.utf8), levelCounts: [0, 0, 4])
    }
  }

  @Test(arguments: ["binary-hinge.json", "multi-softprob.ubj"])
  func `reading stops when it is asked to`(name: String) throws {
    let small = try Self.bytes(name)
    #expect(throws: ForeignModelError.interrupted) {
      try XGBoostModel(reading: small, shouldStop: { true })
    }
    let large: [UInt8]
    if name.hasSuffix(".json") {
      large = try Self.file(attributes: "[" + String(repeating: "0,", count: 1 << 21) + "0]")
    } else {
      let position = try #require(small.firstRange(of: Array("attributes".utf8))?.upperBound)
      let list = Array("[$U#l\0@\0\0".utf8) + [UInt8](repeating: 0, count: 1 << 22)
      large = small[..<position] + list + small[(position + 2)...]
    }
    var questionCount = 0
    let model = try XGBoostModel(reading: large) {
      questionCount += 1
      return false
    }
    #expect(try model == XGBoostModel(reading: small))
    #expect(questionCount > 10)
    let stop = questionCount / 2
    questionCount = 0
    #expect(throws: ForeignModelError.interrupted) {
      try XGBoostModel(reading: large) {
        questionCount += 1
        return questionCount > stop
      }
    }
    #expect(questionCount == stop + 1)
  }

  /// A tree of `splitCount` splits below each other: each asks whether feature 0 is below its number.
  private static func chain(splitCount: Int) -> String {
    let nodeCount = 2 * splitCount + 1
    func list(_ value: (Int) -> String) -> String {
      "[" + (0..<nodeCount).map(value).joined(separator: ",") + "]"
    }
    let isSplit = { (node: Int) in node % 2 == 0 && node < nodeCount - 1 }
    return """
      {"learner":{"feature_names":[],"gradient_booster":{"model":{"tree_info":[0],"trees":[{
      "left_children":\(list { isSplit($0) ? "\($0 + 1)" : "-1" }),
      "right_children":\(list { isSplit($0) ? "\($0 + 2)" : "-1" }),
      "split_indices":\(list { _ in "0" }),
      "split_conditions":\(list { isSplit($0) ? "\($0 / 2 + 1)" : "\($0)" }),
      "default_left":\(list { _ in "0" }),"loss_changes":\(list { _ in "1" }),
      "sum_hessian":\(list { _ in "1" }),"tree_param":{"size_leaf_vector":"1"}}]},"name":"gbtree"},
      "learner_model_param":{"base_score":"0","num_class":"0","num_feature":"1","num_target":"1"},
      "objective":{"name":"reg:squarederror"}}}
      """
  }

  @Test func `a tree that is one long chain is as good as any other`() throws {
    let splitCount = 200_000
    let file = try XGBoostModel(reading: Array(Self.chain(splitCount: splitCount).utf8))
    #expect(file.ensemble.trees[0].depth == splitCount)
    let model = Self.model(of: file)
    let table = FeatureTable(rowCount: 3, columns: [.double([0, 1e9, .nan])])
    let last = Double(2 * splitCount)
    let predictions = CompiledPredictor(model).predictions(of: table)
    #expect(predictions.values == [1, last, last])
    #expect(ReferencePredictor(model).predictions(of: table) == predictions)
    #expect(try ModelArchive.model(from: ModelArchive.bytes(of: model)) == model)
    #expect(try XGBoostModel(reading: Array(try file.json().utf8)) == file)
  }

  @Test
  func `the text of a tree that is one long chain has a line of bounded length for each node`()
    throws
  {
    let splitCount = 10_000
    let file = try XGBoostModel(reading: Array(Self.chain(splitCount: splitCount).utf8))
    let text = file.ensemble.text(featureNames: ["a"], levels: [[]])
    #expect(text.utf8.count < 200 * file.ensemble.trees[0].nodes.count)
    #expect(text.contains("\t\(2 * splitCount):leaf=\(2 * splitCount).0"))
  }
}
