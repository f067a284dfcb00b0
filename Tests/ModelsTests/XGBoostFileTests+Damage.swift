import Foundation
import LinearAlgebra
import TestSupport
import Testing
@testable import Models

/// Files that were damaged.
extension XGBoostFileTests {
  /// A model that predicts here, as an import makes it.
  static func model(of file: XGBoostModel, levelCounts: [Int] = []) -> Model {
    let outputCount = file.ensemble.outputCount
    return Model(
      encoding: FeatureEncoding(
        inputs: (0..<file.ensemble.featureCount).map {
          let hasLevels = $0 < levelCounts.count && levelCounts[$0] > 0
          return InputColumn(
            name: "f\($0)",
            kind: hasLevels ? .text : .number,
            typeName: hasLevels ? "VARCHAR" : "DOUBLE"
          )
        }
      ),
      predicted: PredictedColumn(
        name: "prediction",
        typeName: "DOUBLE",
        values: outputCount == 1 ? .number : .classes((0..<outputCount).map(String.init))
      ),
      learner: Learner(.trees(file.ensemble), link: file.objective.link),
      summary: ""
    )
  }

  private static let oddities = [
    "-1", "1e300", "-1e300", "NaN", "Infinity", "-Infinity", "2147483647", "2147483648",
    "4294967296",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "0.5", "1e-400", "[]",
    "{}",
    "null", "true", "\"\"", "\"abc\"", "\"[nan]\"", "\"[]\"", "\"1e9\"", "\"-1\"", "\"0\"",
  ]

  /// A file with some of its numbers, texts or bytes replaced.
  private static func mutated(
    _ original: [UInt8],
    isText: Bool,
    _ random: inout SplitMix64
  ) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[position] = .random(in: 0...255, using: &random)
      case 1: bytes.remove(at: position)
      case 2:
        let end = min(bytes.count, position + Int.random(in: 1...64, using: &random))
        bytes.insert(contentsOf: bytes[position..<end], at: position)
      default:
        guard isText, let oddity = oddities.randomElement(using: &random) else {
          bytes[position] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
          continue
        }
        // The value around the place, as far as the marks beside it.
        let isMark = { (byte: UInt8) in ",:[]{}".utf8.contains(byte) }
        let start = bytes[..<position].lastIndex(where: isMark).map { $0 + 1 } ?? 0
        let end = bytes[position...].firstIndex(where: isMark) ?? bytes.count
        bytes.replaceSubrange(start..<max(start, end), with: oddity.utf8)
      }
    }
    return bytes
  }

  @Test(arguments: [
    "binary-hinge.json", "multi-softprob.json", "version-1.0.json", "levels.json",
    "multi-softprob.ubj", "levels.ubj",
  ])
  func `a damaged file is refused, or is a model that predicts and can be kept`(name: String) throws
  {
    let original = try Self.bytes(name)
    let levelCounts = name.hasPrefix("levels") ? [0, 0, 4] : []
    var random = SplitMix64(seed: 11)
    var modelCount = 0
    for _ in 0..<600 {
      let bytes = Self.mutated(original, isText: name.hasSuffix(".json"), &random)
      let file: XGBoostModel
      do throws(ForeignModelError) {
        file = try XGBoostModel(reading: bytes, levelCounts: levelCounts)
      } catch { continue }
      modelCount += 1
      #expect(
        file.ensemble.trees.allSatisfy { $0.isValid(featureCount: file.ensemble.featureCount) }
      )
      let model = Self.model(of: file, levelCounts: levelCounts)
      #expect(throws: Never.self) { try ModelArchive.model(from: ModelArchive.bytes(of: model)) }
      #expect(throws: Never.self) {
        try XGBoostModel(reading: Array(try file.json().utf8), levelCounts: levelCounts)
      }
      guard file.ensemble.featureCount < 100 else { continue }
      let rows = [0.0, 1e300, -.infinity, .nan]
      let table = FeatureTable(
        rowCount: rows.count,
        columns: (0..<file.ensemble.featureCount).map { feature in
          levelCounts.isEmpty || levelCounts[min(feature, 2)] == 0
            ? .double(rows) : .codes([0, 3, 9, FeatureColumn.missingCode], levelCount: 4)
        }
      )
      #expect(CompiledTrees(file.ensemble).scores(of: table) == file.ensemble.scores(of: table))
    }
    #expect(modelCount > 0)
  }
}
