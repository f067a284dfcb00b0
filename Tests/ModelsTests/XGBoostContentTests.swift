import LinearAlgebra
import TestSupport
import Testing

@testable import Models

/// Linear models of XGBoost and splits on categories without names, with the predictions that
/// Tests/Golden/XGBoost/make_others.py wrote.
@Suite struct XGBoostContentTests {
  private static let names = [
    "linear", "linear-1.7", "linear-classes", "linear-three", "codes", "codes-1.7",
  ]

  /// The model of a file as an import makes it, and its features of the rows of make_others.py.
  private static func model(_ content: XGBoostContent) -> (Model, FeatureTable) {
    let rows = 0..<24
    var columns: [FeatureColumn] = [
      .double(rows.map { Double($0 * 7 % 24) }),
      .double(rows.map { $0 % 5 == 0 ? .nan : Double($0 * 5 % 11) / 8 }),
      .double(rows.map { Double($0 * 3 % 4) }),
    ]
    let foreign: ForeignModel
    switch content {
    case .linear(let linear): foreign = linear
    case .trees(let file):
      foreign = ForeignModel(
        program: .xgboost,
        objective: file.objective.name,
        features: (0..<file.ensemble.featureCount).map { feature in
          let levels = file.levels.isEmpty ? [] : file.levels[feature]
          return ForeignFeature(name: "", levels: levels.isEmpty ? nil : levels)
        },
        learner: Learner(.trees(file.ensemble), link: file.objective.link),
        classLabels: []
      )
    }
    for (index, feature) in foreign.features.enumerated() where columns.indices.contains(index) {
      guard let levels = feature.levels else { continue }
      let codes = rows.map {
        levels.firstIndex(of: "\($0 * 3 % 4)").map { UInt32($0) } ?? FeatureColumn.unseenCode
      }
      columns[index] = .codes(codes, levelCount: levels.count)
    }
    return (
      ForeignModelTests.model(of: foreign), FeatureTable(rowCount: rows.count, columns: columns)
    )
  }

  private static func bytes(_ name: String) throws -> [UInt8] {
    try XGBoostFileTests.bytes("\(name).json")
  }

  @Test(arguments: names) func `predictions are XGBoost's`(name: String) throws {
    let (model, table) = Self.model(try XGBoostContent(reading: try Self.bytes(name)))
    let predictions = CompiledPredictor(model).predictions(of: table)
    var rowCount = 0
    for line in try RepositoryPaths.text("Tests/Golden/XGBoost/others.csv").split(separator: "\n") {
      let fields = line.split(separator: ",")
      guard fields[0] == name, let row = Int(fields[1]) else { continue }
      rowCount += 1
      try #require(fields.count - 2 == predictions.columnCount)
      for (output, text) in fields.dropFirst(2).enumerated() {
        let value = try #require(Double(text))
        #expect(abs(predictions[row, output] - value) < 1e-6, "\(name), row \(row)")
      }
    }
    #expect(rowCount == table.rowCount)
    #expect(try ModelArchive.model(from: ModelArchive.bytes(of: model)) == model)
  }

  @Test func `trees with a value for each target are refused`() throws {
    let bytes = try Self.bytes("two-targets")
    #expect(throws: ForeignModelError.unsupportedOutputs) { try XGBoostContent(reading: bytes) }
  }

  @Test func `codes beyond what any feature has are refused`() throws {
    let text = String(decoding: try Self.bytes("codes"), as: UTF8.self)
    let set = try #require(text.firstMatch(of: /"categories":\[(\d+)/))
    let changed = text.replacing(set.output.0, with: "\"categories\":[2000000")
    #expect(throws: ForeignModelError.tooMany(what: "categories of a feature", limit: 100_000)) {
      try XGBoostContent(reading: Array(changed.utf8))
    }
  }

  @Test(arguments: names)
  func `a damaged file is refused, or is a model that predicts`(name: String) throws {
    let original = try Self.bytes(name)
    var random = SplitMix64(seed: 3)
    for count in 0..<original.count {
      #expect(throws: ForeignModelError.self) {
        try XGBoostContent(reading: Array(original[..<count]))
      }
    }
    for _ in 0..<1_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = Array("0123456789-,[]{}\"e.N".utf8)[Int.random(in: 0..<20, using: &random)]
      }
      let content: XGBoostContent
      do throws(ForeignModelError) { content = try XGBoostContent(reading: bytes) } catch {
        continue
      }
      let (model, table) = Self.model(content)
      guard model.encoding.inputs.count == table.columns.count else { continue }
      #expect(CompiledPredictor(model).predictions(of: table).rowCount == table.rowCount)
    }
  }
}
