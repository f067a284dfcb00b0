import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Models

/// Models of LightGBM 4.7, CatBoost 1.2 and ONNX with the predictions of these programs themselves: `make.py`
/// in each folder of Tests/Golden wrote both.
@Suite struct ForeignModelTests {
  /// A folder of models.
  struct Folder: CustomTestStringConvertible {
    let program: ForeignProgram
    let path: String
    let ending: String
    /// The models with predictions.
    let modelCount: Int

    var testDescription: String { path }

    static let all = [
      Folder(program: .lightGBM, path: "Tests/Golden/LightGBM", ending: "txt", modelCount: 19),
      Folder(program: .catBoost, path: "Tests/Golden/CatBoost", ending: "json", modelCount: 13),
      Folder(program: .onnx, path: "Tests/Golden/ONNX", ending: "onnx", modelCount: 18),
    ]

    func bytes(_ name: String) throws -> [UInt8] {
      let path = RepositoryPaths.fullPath("\(path)/\(name).\(ending)")
      return Array(try Data(contentsOf: URL(filePath: path)))
    }

    func read(
      _ bytes: [UInt8],
      shouldStop: @escaping () -> Bool = { false }
    ) throws(ForeignModelError) -> ForeignModel {
      switch program {
      case .lightGBM: try ForeignModel(lightGBM: bytes, shouldStop: shouldStop)
      case .catBoost: try ForeignModel(catBoost: bytes, shouldStop: shouldStop)
      case .onnx: try ForeignModel(onnx: bytes, shouldStop: shouldStop)
      case .xgboost: throw .notADocument
      }
    }

    /// The texts of each column of rows.csv, by its name.
    func columns() throws -> [String: [String]] {
      let lines = try RepositoryPaths.text("\(path)/rows.csv").split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      return Dictionary(
        lines[0].enumerated().map { index, name in (name, lines.dropFirst().map { $0[index] }) }
      ) { $1 }
    }

    /// For each model the outputs of each row.
    func predictions() throws -> [String: [[Double]]] {
      var predictions: [String: [[Double]]] = [:]
      for line in try RepositoryPaths.text("\(path)/predictions.csv").split(separator: "\n") {
        let fields = line.split(separator: ",")
        predictions[String(fields[0]), default: []]
          .append(fields.dropFirst(2).compactMap { Double($0) })
      }
      return predictions
    }
  }

  /// The rows of a folder as a model's features, whose names they have where it has some.
  private static func table(
    _ columns: [String: [String]],
    of model: ForeignModel
  ) throws -> FeatureTable {
    let names = ["a", "b", "c"]
    var features: [FeatureColumn] = []
    for (index, feature) in model.features.enumerated() {
      let isKnown = columns[feature.name] != nil
      let texts = try #require(columns[isKnown ? feature.name : names[index]])
      if let levels = feature.levels {
        let codes = texts.map {
          levels.firstIndex(of: $0).map { UInt32($0) } ?? FeatureColumn.unseenCode
        }
        features.append(.codes(codes, levelCount: levels.count))
      } else {
        features.append(.double(texts.map { Double($0) ?? .nan }))
      }
    }
    return FeatureTable(rowCount: columns["row"]?.count ?? 0, columns: features)
  }

  /// A model that predicts here, as an import makes it.
  static func model(of foreign: ForeignModel) -> Model {
    let hasClasses = foreign.learner.outputCount > 1
    return Model(
      encoding: FeatureEncoding(
        inputs: foreign.features.enumerated().map { index, feature in
          InputColumn(
            name: "f\(index)",
            kind: feature.levels == nil ? .number : .text,
            typeName: feature.levels == nil ? "DOUBLE" : "VARCHAR",
            levels: feature.levels ?? []
          )
        }
      ),
      predicted: PredictedColumn(
        name: "prediction",
        typeName: hasClasses ? "VARCHAR" : "DOUBLE",
        values: hasClasses ? .classes(foreign.classLabels) : .number
      ),
      learner: foreign.learner,
      summary: ""
    )
  }

  @Test(arguments: Folder.all)
  func `predictions are those of the program`(folder: Folder) throws {
    let predictions = try folder.predictions()
    #expect(predictions.count == folder.modelCount)
    let columns = try folder.columns()
    for (name, expected) in predictions {
      let foreign = try folder.read(try folder.bytes(name))
      #expect(foreign.program == folder.program)
      let table = try Self.table(columns, of: foreign)
      let model = Self.model(of: foreign)
      let values = ReferencePredictor(model).predictions(of: table)
      let compiled = CompiledPredictor(model).predictions(of: table)
      try #require(values.columnCount == expected[0].count, "\(name)")
      try #require(values.rowCount == expected.count, "\(name)")
      for (row, outputs) in expected.enumerated() {
        for (output, value) in outputs.enumerated() {
          let error = abs(values[row, output] - value) / max(1, abs(value))
          #expect(error < 1e-6, "\(name), row \(row), output \(output): \(values[row, output])")
          #expect(abs(compiled[row, output] - values[row, output]) < 1e-9 * max(1, abs(value)))
        }
      }
      #expect(try ModelArchive.model(from: ModelArchive.bytes(of: model)) == model)
    }
  }

  @Test(arguments: [
    (0, "zeros", "splits that take zeros for missing values (zero_as_missing)"),
    (0, "linear-tree", "leaves with linear models (linear_tree)"),
    (0, "one-against-all", "a probability for each class against all others (multiclassova)"),
    (0, "square-root", "predictions of a square root (reg_sqrt)"),
    (1, "statistics", "splits on statistics of the target by category (OnlineCtr)"),
    (1, "one-against-all", "a probability for each class against all others (MultiClassOneVsAll)"),
    (2, "equal", "splits of the kind BRANCH_EQ"), (2, "largest", "trees with the aggregate MAX"),
    (2, "scaled", "a step Scaler"),
    (
      2, "linear",
      "no TreeEnsembleClassifier or TreeEnsembleRegressor (its steps: LinearClassifier, Cast, ZipMap)"
    ),
  ])
  func `models beyond are refused by name`(folder: Int, name: String, what: String) throws {
    let folder = Folder.all[folder]
    let bytes = try folder.bytes(name)
    let error = #expect(throws: ForeignModelError.self) { try folder.read(bytes) }
    guard case .unsupported(what, let advice) = error else {
      Issue.record("\(name): \(String(describing: error))")
      return
    }
    #expect(!advice.isEmpty)
  }

  @Test(
    arguments: [
      0, 0.1, -0.1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 3, 16_777_216, -3e38,
      .greatestFiniteMagnitude, .infinity,
    ] as [Float]
  )
  func `values are compared as if they were rounded first`(bound: Float) {
    let largest = largestUpTo(bound)
    #expect(Float(largest) <= bound)
    if bound.isFinite { #expect(Float(largest.nextUp) > bound) }
    let below = largestBelow(bound)
    #expect(Float(below) < bound || bound == .infinity)
    #expect(below < largest)
  }

  @Test func `several targets are refused`() throws {
    let folder = Folder.all[1]
    let bytes = try folder.bytes("two-targets")
    #expect(throws: ForeignModelError.unsupportedOutputs) { try folder.read(bytes) }
  }

  @Test(arguments: Folder.all)
  func `reading stops when it is asked to`(folder: Folder) throws {
    let name = folder.program == .onnx ? "forest" : "regression"
    let bytes = try folder.bytes(name)
    #expect(throws: ForeignModelError.interrupted) { try folder.read(bytes, shouldStop: { true }) }
  }

  @Test(arguments: Folder.all)
  func `a file that ends early is refused, or is a model that predicts`(folder: Folder) throws {
    let name = folder.program == .onnx ? "forest-three" : "multiclass"
    let bytes = try folder.bytes(name)
    for count in 0..<bytes.count { try Self.check(folder, Array(bytes[..<count])) }
  }

  @Test(arguments: Folder.all)
  func `a damaged file is refused, or is a model that predicts`(folder: Folder) throws {
    let names: [String] =
      switch folder.program {
      case .lightGBM: ["codes", "frame", "multiclass"]
      case .catBoost: ["categories", "lossguide", "nan-max"]
      case .onnx, .xgboost: ["columns", "doubles", "forest-classes", "lightgbm-three"]
      }
    var random = SplitMix64(seed: 5)
    let numbers = [
      "-1", "0", "7", "2147483648", "-9223372036854775808", "1e999", "nan", "inf", "[]",
    ]
    var modelCount = 0
    for name in names {
      let original = try folder.bytes(name)
      for _ in 0..<1_500 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = .random(in: 0...255, using: &random)
          case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
          case 2: bytes.remove(at: place)
          default:
            let text = numbers[Int.random(in: numbers.indices, using: &random)]
            let end = bytes[place...].firstIndex { " ,]\n".utf8.contains($0) } ?? place
            bytes.replaceSubrange(place..<min(end, place + 20), with: text.utf8)
          }
        }
        if try Self.check(folder, bytes) { modelCount += 1 }
      }
    }
    #expect(modelCount > 0)
  }

  /// Checks that bytes are refused, or are a model that can be kept and predicts odd rows; true for the
  /// latter.
  @discardableResult private static func check(_ folder: Folder, _ bytes: [UInt8]) throws -> Bool {
    let foreign: ForeignModel
    do throws(ForeignModelError) { foreign = try folder.read(bytes) } catch { return false }
    guard foreign.features.count < 100 else { return true }
    let model = Self.model(of: foreign)
    #expect(throws: Never.self) { try ModelArchive.model(from: ModelArchive.bytes(of: model)) }
    let rows = [0.0, 1e300, -.infinity, .nan]
    let table = FeatureTable(
      rowCount: rows.count,
      columns: foreign.features.map { feature in
        guard let levels = feature.levels else { return .double(rows) }
        let last = UInt32(max(0, levels.count - 1))
        return .codes(
          [levels.isEmpty ? FeatureColumn.unseenCode : last, FeatureColumn.unseenCode]
            + [FeatureColumn.missingCode, FeatureColumn.unseenCode],
          levelCount: levels.count
        )
      }
    )
    let compiled = CompiledPredictor(model).predictions(of: table)
    #expect(compiled.rowCount == rows.count)
    return true
  }
}
