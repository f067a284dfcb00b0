import Foundation
import Learning

/// Predictions, and what scikit-learn 1.9.1 says of them: `Tests/Golden/Evaluation`.
enum EvaluationGolden {
  /// The lines of a file without its header.
  static func rows(_ name: String) throws -> [[String]] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Golden/Evaluation/\(name).csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The expected values of a task, by name.
  static func expected(_ task: String) throws -> [String: Double] {
    var values: [String: Double] = [:]
    for row in try rows("expected") where row[0] == task { values[row[1]] = Double(row[2]) }
    return values
  }

  /// The two classes with their probability.
  static func binary() throws -> JudgedClasses {
    let rows = try rows("binary")
    return JudgedClasses(
      labels: ["no", "yes"],
      actual: rows.map { $0[0] == "yes" ? 1 : 0 },
      predicted: rows.map { $0[1] == "yes" ? 1 : 0 },
      probabilities: .one(class: 1, rows.map { Double($0[2]) ?? .nan })
    )
  }

  /// The five classes with their probabilities.
  static func classes() throws -> JudgedClasses {
    let labels = ["a", "b", "c", "d", "e"]
    let rows = try rows("classes")
    func codes(_ column: Int) -> [UInt32] {
      rows.map { row in UInt32(labels.firstIndex(of: row[column]) ?? 0) }
    }
    return JudgedClasses(
      labels: labels,
      actual: codes(0),
      predicted: codes(1),
      probabilities: .each(count: 5, rows.flatMap { $0[2...].map { Double($0) ?? .nan } })
    )
  }

  /// The numbers.
  static func numbers() throws -> JudgedNumbers {
    let rows = try rows("numbers")
    return JudgedNumbers(
      actual: rows.map { Double($0[0]) ?? .nan },
      predicted: rows.map { Double($0[1]) ?? .nan }
    )
  }
}
