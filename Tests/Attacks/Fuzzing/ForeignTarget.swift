import Foundation
import Models
import TestSupport

extension FuzzTarget {
  /// Models of LightGBM's text: what is read predicts.
  package static let lightGBM = FuzzTarget(
    name: "lightgbm",
    words: [
      "Tree=", "num_leaves=", "cat_threshold=", "cat_boundaries=", "decision_type=1", "num_cat=1",
      "left_child=-1", "objective=multiclass num_class:", "end of trees", "pandas_categorical:[[",
      "max_feature_idx=", "average_output", "4294967295", "-2147483648", "nan", "inf", "1e999",
      "\n",
    ],
    corpus: { try files(under: "Tests/Golden/LightGBM", ending: ".txt") },
    runner: { ForeignRunner { try? ForeignModel(lightGBM: $0) } }
  )

  /// Models of CatBoost's JSON: what is read predicts.
  package static let catBoost = FuzzTarget(
    name: "catboost",
    words: [
      "\"oblivious_trees\":[", "\"trees\":[", "\"splits\":[", "\"leaf_values\":[",
      "\"split_type\":\"OneHotFeature\"", "\"cat_feature_index\":", "\"flat_feature_index\":",
      "\"border\":", "\"left\":{", "\"scale_and_bias\":[1,[", "\"value\":", "-1", "1e999", "NaN",
      "[[[[[[[[", "4294967296",
    ],
    corpus: { try files(under: "Tests/Golden/CatBoost", ending: ".json") },
    runner: { ForeignRunner { try? ForeignModel(catBoost: $0) } }
  )

  /// Models in ONNX: what is read predicts.
  package static let onnx = FuzzTarget(
    name: "onnx",
    words: [
      "nodes_treeids", "nodes_nodeids", "nodes_modes", "BRANCH_LEQ", "BRANCH_GT", "LEAF",
      "class_ids", "target_weights", "base_values", "post_transform", "SOFTMAX", "LOGISTIC",
      "Concat", "\u{7f}", "\u{0}", "\u{8}\u{1}",
    ],
    corpus: { try files(under: "Tests/Golden/ONNX", ending: ".onnx") },
    runner: { ForeignRunner { try? ForeignModel(onnx: $0) } }
  )

  private static func files(under folder: String, ending: String) throws -> [[UInt8]] {
    try RepositoryPaths.files(under: folder).filter { $0.hasSuffix(ending) }
      .map { [UInt8](try Data(contentsOf: URL(filePath: RepositoryPaths.fullPath($0)))) }
  }
}

private struct ForeignRunner: FuzzRunner {
  let read: @Sendable ([UInt8]) -> ForeignModel?

  func run(_ bytes: [UInt8]) throws {
    if let foreign = read(bytes) { try ModelPromises.check(foreign) }
  }
}

extension ModelPromises {
  /// Checks that a model of another program predicts odd rows, and can be kept.
  static func check(_ foreign: ForeignModel) throws {
    guard foreign.features.count <= 10_000 else { return }
    let hasClasses = foreign.learner.outputCount > 1
    let model = Model(
      encoding: FeatureEncoding(
        inputs: foreign.features.enumerated().map { index, feature in
          InputColumn(
            name: "x\(index)",
            kind: feature.levels == nil ? .number : .text,
            typeName: feature.levels == nil ? "DOUBLE" : "VARCHAR",
            levels: feature.levels ?? []
          )
        }
      ),
      predicted: PredictedColumn(
        name: "y",
        typeName: hasClasses ? "VARCHAR" : "DOUBLE",
        values: hasClasses ? .classes(foreign.classLabels) : .number
      ),
      learner: foreign.learner,
      summary: ""
    )
    do { _ = try ModelArchive.model(from: ModelArchive.bytes(of: model)) } catch {
      throw FuzzFault(description: "what is read cannot be kept: \(error)")
    }
    try check(predictionsOf: model)
  }
}
