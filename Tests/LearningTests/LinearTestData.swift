import Foundation
import Learning
import LinearAlgebra
import Models
import TestSupport

/// Data for the linear learner's tests: generated, or read from `Tests/Golden/Linear`.
enum LinearTestData {
  /// Rows of a file without a header, the target last.
  static func golden(_ name: String) throws -> TrainingData {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Golden/Linear/\(name).csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      line.split(separator: ",").map { Double($0) ?? .nan }
    }
    let featureCount = rows[0].count - 1
    return TrainingData(
      features: FeatureTable(
        rowCount: rows.count,
        columns: (0..<featureCount).map { column in .double(rows.map { $0[column] }) }
      ),
      target: rows.map { $0[featureCount] }
    )
  }

  /// Rows of correlated numbers, some missing, and categories; the target follows from them with
  /// noise.
  static func generated(
    rowCount: Int,
    numericCount: Int = 4,
    levelCounts: [Int] = [],
    missingShare: Double = 0,
    task: LearningTask = .binary,
    seed: UInt64 = 1
  ) -> TrainingData {
    var generator = SplitMix64(seed: seed)
    var columns: [FeatureColumn] = []
    var score = [Double](repeating: 0, count: rowCount)
    var shared = [Double](repeating: 0, count: rowCount)
    for row in 0..<rowCount { shared[row] = normal(&generator) }
    for column in 0..<numericCount {
      let slope = normal(&generator)
      var values: [Double] = []
      for row in 0..<rowCount {
        let value = normal(&generator) + 0.5 * shared[row]
        score[row] += slope * value
        let isMissing = Double.random(in: 0..<1, using: &generator) < missingShare
        values.append(isMissing ? .nan : 3 + value * Double(column + 1))
      }
      columns.append(column % 2 == 0 ? .double(values) : .float(values.map { Float($0) }))
    }
    for levelCount in levelCounts {
      let effects = (0..<levelCount).map { _ in normal(&generator) }
      var codes: [UInt32] = []
      for row in 0..<rowCount {
        let code = Int.random(in: 0..<levelCount, using: &generator)
        score[row] += effects[code]
        let isMissing = Double.random(in: 0..<1, using: &generator) < missingShare
        codes.append(isMissing ? FeatureColumn.missingCode : UInt32(code))
      }
      columns.append(.codes(codes, levelCount: levelCount))
    }
    let target = score.map { Self.target(of: $0, task, &generator) }
    return TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: columns),
      target: target
    )
  }

  /// A draw that is nearly standard normal: three uniform ones, each of variance 1/3.
  static func normal(_ generator: inout SplitMix64) -> Double {
    func uniform() -> Double { Double(Int64(bitPattern: generator.next())) * 0x1p-63 }
    return uniform() + uniform() + uniform()
  }

  private static func target(
    of score: Double,
    _ task: LearningTask,
    _ generator: inout SplitMix64
  ) -> Double {
    let noisy = score + normal(&generator)
    switch task {
    case .regression: return 10 + 3 * noisy
    case .binary: return noisy > 0 ? 1 : 0
    case .multiclass(let classCount):
      return Double(min(max(Int((noisy + 3) / 6 * Double(classCount)), 0), classCount - 1))
    }
  }
}

extension TrainingData {
  /// The same rows with other features.
  func with(_ columns: [FeatureColumn]) -> TrainingData {
    TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: columns),
      target: target,
      weights: weights
    )
  }

  /// The same rows with other weights.
  func weighted(_ weights: [Double]) -> TrainingData {
    TrainingData(features: features, target: target, weights: weights)
  }
}

/// Trains with tight tolerances on one thread.
func train(
  _ data: TrainingData,
  rows: [UInt32]? = nil,
  task: LearningTask = .binary,
  settings: LinearSettings = LinearSettings(tolerance: 1e-10),
  threadCount: Int = 1
) throws -> LinearFit {
  try LinearLearner.train(
    data: data,
    rows: rows,
    task: task,
    settings: settings,
    threadCount: threadCount,
    monitor: TrainingMonitor()
  )
}

/// A design in single precision, as large data have it.
func roughDesign(
  _ data: TrainingData,
  task: LearningTask = .binary,
  threadCount: Int = 2
) throws -> LinearDesign {
  try LinearDesign(
    data,
    rows: nil,
    task: task,
    minimumLevelWeight: 5,
    threadCount: threadCount,
    exactCellCount: 0
  )
}

/// The largest difference, relative to the size of the larger numbers.
func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
  precondition(left.count == right.count, "\(left.count) and \(right.count) numbers")
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1) / max(1, abs($1.1))) }
}
