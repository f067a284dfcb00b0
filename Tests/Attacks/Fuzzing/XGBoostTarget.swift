import Foundation
import Models
import TestSupport

extension FuzzTarget {
  /// Models that XGBoost saved: what is read predicts, and is written as what reads the same.
  package static let xgboost = FuzzTarget(
    name: "xgboost",
    words: [
      "\"num_feature\":\"", "\"num_class\":\"", "\"left_children\":[", "\"split_indices\":[", "-1",
      "0",
      "2147483647", "99999999999999999999", "1e999", "NaN", "{", "}", "[", "]", "[[[[[[[[", "\"",
      ",",
      "[$d#L", "[$l#L", "{L", "SL", "\\u0000", "\\ud800",
    ],
    corpus: {
      // Reading takes time with the size: the smaller files meet more inputs.
      try RepositoryPaths.files(under: "Tests/Golden/XGBoost").filter {
        $0.hasSuffix(".json") || $0.hasSuffix(".ubj")
      }.map { [UInt8](try Data(contentsOf: URL(filePath: RepositoryPaths.fullPath($0)))) }
        .filter { $0.count < 40_000 }
    },
    runner: { XGBoostRunner() }
  )
}

private struct XGBoostRunner: FuzzRunner {
  func run(_ bytes: [UInt8]) throws {
    guard let content = try? XGBoostContent(reading: bytes) else { return }
    guard case .trees(let model) = content else {
      if case .linear(let linear) = content { try ModelPromises.check(linear) }
      return
    }
    try ModelPromises.check(predictionsOf: model.ensemble)
    guard let written = try? model.json() else { return }
    let again: XGBoostModel
    do { again = try XGBoostModel(reading: Array(written.utf8)) } catch {
      throw FuzzFault(description: "what is written does not read: \(error)")
    }
    try FuzzFault.unless(
      again.ensemble.trees.count == model.ensemble.trees.count,
      "trees were lost in writing"
    )
  }
}
