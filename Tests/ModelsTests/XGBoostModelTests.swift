import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Models

/// Files that XGBoost 3.2.0 wrote, with its own margins, and files that are written here.
///
/// Tests/Golden/XGBoost/make.py made the former. That XGBoost loads the latter is what
/// `XGBoostExchangeTests` are for.
@Suite struct XGBoostModelTests {
  private static let folder = "Tests/Golden/XGBoost"

  /// XGBoost adds leaves in `Float`; scores are below 4.
  private static let singlePrecision = 1e-6

  /// The features of make.py: every fifth value of the second is missing.
  private static let columns: [[Double]] = {
    let rows = (0..<24).map(Double.init)
    return [
      rows.map { ($0 * 7).truncatingRemainder(dividingBy: 24) },
      rows.map { row in
        row.truncatingRemainder(dividingBy: 5) == 0
          ? .nan : (row * 5).truncatingRemainder(dividingBy: 11) / 8
      },
      rows.map { ($0 * 3).truncatingRemainder(dividingBy: 4) },
    ]
  }()

  private static func table(hasLevels: Bool) -> FeatureTable {
    var columns = Self.columns.map(FeatureColumn.double)
    if hasLevels {
      columns[2] = .codes(Self.columns[2].map { UInt32($0) }, levelCount: 4)
    }
    return FeatureTable(rowCount: 24, columns: columns)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: RepositoryPaths.fullPath("\(Self.folder)/\(name)"))))
  }

  private func read(_ name: String) throws -> XGBoostModel {
    try XGBoostModel(
      reading: try bytes(name),
      levelCounts: name.hasPrefix("levels") ? [0, 0, 4] : []
    )
  }

  /// For each name the margins of each output.
  private func margins() throws -> [String: [[Double]]] {
    var margins: [String: [[Double]]] = [:]
    for line in try RepositoryPaths.text("\(Self.folder)/scores.csv").split(separator: "\n") {
      let fields = line.split(separator: ",")
      margins[String(fields[0]), default: []].append(fields.dropFirst(2).compactMap { Double($0) })
    }
    return margins
  }

  @Test func `scores of XGBoost's files are XGBoost's`() throws {
    let margins = try margins()
    #expect(margins.count == 21)
    for (name, outputs) in margins {
      let model = try read("\(name).json")
      let table = Self.table(hasLevels: name == "levels")
      #expect(model.featureNames == ["a", "b", "c"])
      #expect(model.ensemble.trees.allSatisfy { $0.isValid(featureCount: 3) })
      let scores = model.ensemble.scores(of: table)
      #expect(CompiledTrees(model.ensemble).scores(of: table) == scores)
      try #require(scores.columnCount == outputs.count)
      for (output, expected) in outputs.enumerated() {
        for row in 0..<24 {
          let error = abs(scores[row, output] - expected[row])
          #expect(error < Self.singlePrecision, "\(name), row \(row), output \(output)")
        }
      }
    }
  }

  /// XGBoost 1.0.2 wrote the file and the margins; it has neither names nor splits on levels in its files.
  @Test func `files of XGBoost 1 are read`() throws {
    let model = try read("version-1.0.json")
    #expect(model.featureNames.isEmpty)
    let expected = try RepositoryPaths.text("\(Self.folder)/version-1.0.csv").split(separator: "\n")
      .compactMap { Double($0) }
    let scores = model.ensemble.scores(of: Self.table(hasLevels: false))
    try #require(expected.count == 24)
    for row in 0..<24 { #expect(abs(scores[row, 0] - expected[row]) < Self.singlePrecision) }
  }

  @Test(arguments: ["multi-softprob", "levels"])
  func `UBJSON is read as JSON is`(name: String) throws {
    #expect(try read("\(name).ubj") == read("\(name).json"))
  }

  @Test func `what is written is read back`() throws {
    for name in try RepositoryPaths.files(under: Self.folder, suffix: ".json") {
      let name = String(name.split(separator: "/")[3])
      // Those are no trees, or trees that `XGBoostContent` finds the categories of.
      if ["linear", "codes", "two-targets"].contains(where: { name.hasPrefix($0) }) { continue }
      let model = try read(name)
      let again = try XGBoostModel(
        reading: Array(try model.json().utf8),
        levelCounts: name.hasPrefix("levels") ? [0, 0, 4] : []
      )
      #expect(again == model, "\(name)")
    }
  }

  @Test func `a base score that XGBoost's prediction cannot hold is kept in the leaves`() throws {
    for (name, score) in [("binary:logistic", 40.0), ("reg:gamma", -90), ("count:poisson", 0.1)] {
      let tree = Tree(
        nodes: [.leaf(0.5)],
        statistics: [NodeStatistics(gain: 0, cover: 1)],
        categoryWords: []
      )
      let model = XGBoostModel(
        ensemble: TreeEnsemble(trees: [tree], baseScores: [score], featureCount: 1),
        objective: try XGBoostObjective(name: name)
      )
      let again = try XGBoostModel(reading: Array(try model.json().utf8))
      let table = FeatureTable(rowCount: 1, columns: [.double([0])])
      let sum = again.ensemble.scores(of: table)[0, 0]
      #expect(abs(sum - score - 0.5) < 1e-5, "\(name) \(sum)")
    }
  }

  /// XGBoost asks `Float(x) < bound`; here it is `x <= threshold`.
  @Test func `thresholds decide as XGBoost's, each number as its nearest Float`() {
    let tiny = Float.leastNonzeroMagnitude
    for bound in [0, 1, 0.1, -0.1, tiny, -tiny, 16_777_216, -3, 1e38, .infinity] {
      let threshold = largestBelow(bound)
      #expect(smallestAbove(threshold) == bound)
      for x in [threshold.nextDown, threshold, threshold.nextUp, Double(bound), 0, -0.0]
      where Float(x).isFinite {
        #expect((Float(x) < bound) == (x <= threshold), "\(x) and \(bound)")
      }
    }
    for threshold in [0.1, -0.1, 0, 1e-60, 1e300, -1e300, 0.5, 3] {
      let bound = smallestAbove(threshold)
      for x: Float in [bound.nextDown, bound, bound.nextUp, -bound] where x.isFinite {
        #expect((x < bound) == (Double(x) <= threshold), "\(x) and \(threshold)")
      }
    }
  }

  @Test func `what is no ensemble here is refused by its name`() throws {
    let text = String(decoding: try bytes("multi-softprob.json"), as: UTF8.self)
    let changes: [(String, String, ForeignModelError)] = [
      ("\"gbtree\"", "\"gblinear\"", .unsupportedBooster(name: "gblinear")),
      ("\"gbtree\"", "\"dart\"", .malformed(path: "weight_drop")),
      ("multi:softprob", "reg:unheard", .unsupportedObjective(name: "reg:unheard")),
      ("multi:softprob", "reg:gamma", .unsupportedOutputs),
      ("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"3\"", .unsupportedOutputs),
      ("\"tree_info\":[0,1,2", "\"tree_info\":[0,1,1", .unsupportedOutputs),
      ("\"tree_info\":[0,1,2", "\"tree_info\":[0,1,7", .malformed(path: "tree_info")),
      ("\"tree_info\":[0,1,2", "\"tree_info\":[0,1", .malformed(path: "tree_info")),
      ("\"left_children\":[1", "\"left_children\":[77", .malformed(path: "left_children")),
      ("\"left_children\":[1", "\"left_children\":[0", .malformed(path: "left_children")),
      ("\"split_indices\":[", "\"split_indices\":[9,", .malformed(path: "trees[0]")),
      ("\"split_indices\":[0", "\"split_indices\":[3", .malformed(path: "split_indices")),
      ("\"split_indices\":[0", "\"split_indices\":[100000", .malformed(path: "split_indices")),
      ("\"num_class\":\"3\"", "\"num_class\":\"three\"", .malformed(path: "num_class")),
      (
        "\"num_class\":\"3\"", "\"num_class\":\"1001\"",
        .tooMany(what: "classes", limit: 1_000)
      ),
      (
        "\"num_class\":\"3\"", "\"num_class\":\"1e15\"",
        .tooMany(what: "classes", limit: 1_000)
      ),
      ("\"num_class\":\"3\"", "\"num_class\":\"1\"", .malformed(path: "num_class")),
      (
        "\"num_feature\":\"3\",\"num_target", "\"num_feature\":\"5e8\",\"num_target",
        .tooMany(what: "features", limit: 100_000)
      ),
      (
        "\"num_feature\":\"3\",\"num_target", "\"num_feature\":\"-1\",\"num_target",
        .malformed(path: "num_feature")
      ),
      (
        "\"num_feature\":\"3\",\"num_target", "\"num_feature\":\"1\",\"num_target",
        .malformed(path: "feature_names")
      ),
      ("\"num_target\":\"1\"", "\"num_target\":\"2\"", .unsupportedOutputs),
      ("\"base_score\":\"[", "\"base_score\":\"[x,", .malformed(path: "base_score")),
      ("\"learner\"", "\"student\"", .malformed(path: "learner")),
      ("{", "[", .notADocument),
    ]
    for (old, new, error) in changes {
      let range = try #require(text.firstRange(of: old), "\(old)")
      let changed = text.replacingCharacters(in: range, with: new)
      #expect(throws: error, "\(new)") { try XGBoostModel(reading: Array(changed.utf8)) }
    }
    let levels = try bytes("levels.json")
    #expect(throws: ForeignModelError.unknownLevelCount(feature: 2)) {
      try XGBoostModel(reading: levels)
    }
    #expect(throws: ForeignModelError.levelOutOfRange(feature: 2, level: 3)) {
      try XGBoostModel(reading: levels, levelCounts: [0, 0, 2])
    }
  }

  @Test(arguments: ["levels.ubj", "multi-softprob.ubj", "levels.json"])
  func `a damaged file is refused or read as some model, and never traps`(name: String) throws {
    let original = try bytes(name)
    var random = SplitMix64(seed: 8)
    for count in stride(from: 0, to: original.count - 2, by: 7) {
      #expect(throws: ForeignModelError.self) {
        try XGBoostModel(reading: Array(original.prefix(count)), levelCounts: [0, 0, 4])
      }
    }
    for _ in 0..<1000 {
      var bytes = original
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      guard let model = try? XGBoostModel(reading: bytes, levelCounts: [0, 0, 4]) else { continue }
      let valid = model.ensemble.trees.allSatisfy {
        $0.isValid(featureCount: model.ensemble.featureCount)
      }
      #expect(valid)
    }
  }

  @Test func `encoded levels cannot be written`() throws {
    let model = XGBoostModel(
      ensemble: TreeEnsemble(
        trees: [],
        baseScores: [0],
        featureCount: 1,
        encodings: [LevelEncoding(feature: 0, values: [1])]
      ),
      objective: try XGBoostObjective(name: "reg:squarederror")
    )
    #expect(throws: ForeignModelError.encodedLevels(feature: 0)) { try model.json() }
  }

  @Test func `a dump tells each node's question, gain and cover`() throws {
    let tree = Tree(
      nodes: [
        .split(feature: 1, firstWord: 0, levelCount: 3, missingGoesLeft: false, leftChild: 1),
        .split(feature: 0, threshold: 2.5, missingGoesLeft: true, leftChild: 3), .leaf(-1),
        .leaf(0.25), .leaf(0.5),
      ],
      statistics: [8, 4, 0, 0, 0].map { NodeStatistics(gain: $0, cover: $0 + 1) },
      categoryWords: [0b101]
    )
    let ensemble = TreeEnsemble(trees: [tree], baseScores: [0.5], featureCount: 2)
    #expect(
      ensemble.text(featureNames: ["age", "plan"], levels: [[], ["free", "paid", "team"]]) == """
        base score: 0.5
        tree 0:
        0:[plan:{free,team}] yes=1,no=2,missing=2,gain=8.0,cover=9.0
        \t1:[age<=2.5] yes=3,no=4,missing=3,gain=4.0,cover=5.0
        \t\t3:leaf=0.25,cover=1.0
        \t\t4:leaf=0.5,cover=1.0
        \t2:leaf=-1.0,cover=1.0

        """
    )
  }
}
