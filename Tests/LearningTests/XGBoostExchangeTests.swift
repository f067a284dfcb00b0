import Foundation
import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// Models trained here, written as XGBoost's.
///
/// That XGBoost predicts the same with them was checked with version 3.2.0, largest difference of
/// scores 6.6e-7:
///
///     AUTOML_XGBOOST_FOLDER=/tmp/exchange swift test --filter XGBoostExchangeTests
///     python Tests/Golden/XGBoost/check.py /tmp/exchange
@Suite struct XGBoostExchangeTests {
  /// Where to leave files for check.py; nil in an ordinary run.
  private static let folder = ProcessInfo.processInfo.environment["AUTOML_XGBOOST_FOLDER"]

  @Test(arguments: Objective.Kind.allCases)
  func `a trained model is written and read back with its scores`(kind: Objective.Kind) throws {
    let data = MixedData(rowCount: 1_500, seed: 5)
    let target = (0..<1_500).map { row in
      kind.problem == .classes
        ? Double(row % 3) * data.target[row] : data.target[row] + shift(kind)
    }
    let settings = TreeSettings(roundCount: 8, maxDepth: 4)
    let objective = try Objective(kind, settings: settings, classCount: 3)
    let groups = kind.problem == .ranking ? (0..<1_500).map { UInt32($0 / 30) } : nil
    let ensemble = try data.fit(objective, settings, target: target, groups: groups).ensemble
    let model = XGBoostModel(ensemble: ensemble, objective: try objective.xgboostObjective)
    let text = try model.json()
    let levelCounts = data.table.columns.map { column -> Int in
      if case .codes(_, let levelCount) = column { levelCount } else { 0 }
    }
    let read = try XGBoostModel(reading: Array(text.utf8), levelCounts: levelCounts)
    #expect(read.objective == model.objective)
    let scores = ensemble.scores(of: data.table)
    let again = read.ensemble.scores(of: data.table)
    let difference = zip(scores.values, again.values).map { abs($0 - $1) }.max() ?? 0
    // Leaves were rounded to Float; gamma's first scores are near 0 and pseudo-Huber's near 1.
    #expect(difference < 4e-6)
    if let folder = Self.folder { try write(text, kind.rawValue, data.table, scores, folder) }
  }

  /// The shift that takes classes 0 and 1 into the objective's range.
  private func shift(_ kind: Objective.Kind) -> Double { kind == .gamma ? 0.5 : 0 }

  private func write(
    _ text: String,
    _ name: String,
    _ table: FeatureTable,
    _ scores: Matrix,
    _ folder: String
  ) throws {
    let path = "\(folder)/\(name.replacing(":", with: "-"))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: "\(path).json", atomically: true, encoding: .utf8)
    let rows = (0..<table.rowCount).map { row in
      let features = table.columns.map { column in
        switch column {
        case .float(let values): "\(values[row])"
        case .double(let values): "\(values[row])"
        case .codes(let codes, let levelCount): codes[row] < levelCount ? "\(codes[row])" : "nan"
        }
      }
      return (features + (0..<scores.columnCount).map { "\(scores[row, $0])" })
        .joined(separator: ",")
    }
    try rows.joined(separator: "\n").write(toFile: "\(path).csv", atomically: true, encoding: .utf8)
  }
}
