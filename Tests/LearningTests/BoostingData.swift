import LinearAlgebra
import Models
import TestSupport

@testable import Learning

/// Numbers with missing values, few and many values, and levels; a target of class 0 or 1.
struct MixedData {
  let table: FeatureTable
  let target: [Double]

  private init(table: FeatureTable, target: [Double]) {
    self.table = table
    self.target = target
  }

  init(rowCount: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let smooth = (0..<rowCount).map { _ in Float.random(in: -1..<1, using: &random) }
    let holey = (0..<rowCount).map { _ in
      Int.random(in: 0..<5, using: &random) == 0
        ? .nan : Double(Int.random(in: 0..<9, using: &random))
    }
    let levels = (0..<rowCount).map { _ in UInt32.random(in: 0..<40, using: &random) }
    let noise = (0..<9).map { _ in
      FeatureColumn.float((0..<rowCount).map { _ in Float.random(in: 0..<1, using: &random) })
    }
    table = FeatureTable(
      rowCount: rowCount,
      columns: [.float(smooth), .double(holey), .codes(levels, levelCount: 40)] + noise
    )
    target = (0..<rowCount).map { row in
      var score = Double(smooth[row]) * 2 + (levels[row] % 3 == 0 ? 1.5 : -1)
      score += holey[row].isNaN ? 1 : (holey[row] - 4) / 4
      return Double.random(in: -1..<1, using: &random) < score ? 1 : 0
    }
  }

  /// The same target with other columns.
  func with(columns: [FeatureColumn]) -> MixedData {
    MixedData(table: FeatureTable(rowCount: table.rowCount, columns: columns), target: target)
  }

  func selecting(_ rows: [Int]) -> MixedData {
    let columns = table.columns.map { column -> FeatureColumn in
      switch column {
      case .float(let values): .float(rows.map { values[$0] })
      case .double(let values): .double(rows.map { values[$0] })
      case .codes(let codes, let levelCount): .codes(rows.map { codes[$0] }, levelCount: levelCount)
      }
    }
    return MixedData(
      table: FeatureTable(rowCount: rows.count, columns: columns),
      target: rows.map { target[$0] }
    )
  }

  func fit(
    _ objective: Objective,
    _ settings: TreeSettings,
    target: [Double]? = nil,
    weights: [Double]? = nil,
    groups: [UInt32]? = nil,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    threadCount: Int = 1,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> BoostedFit {
    try GradientBoosting.train(
      binned: GradientBoosting.prepare(
        features: table,
        maxBinCount: 256,
        threadCount: threadCount
      ),
      target: target ?? self.target,
      weights: weights,
      groups: groups,
      rows: rows,
      validationRows: validationRows,
      objective: objective,
      settings: settings,
      threadCount: threadCount,
      monitor: monitor
    )
  }

  func logLoss(_ scores: Matrix, _ rows: [UInt32]) -> Double {
    var sum = 0.0
    for (index, row) in rows.enumerated() {
      sum += LogisticLoss().at(score: scores[index, 0], target: target[Int(row)]).loss
    }
    return sum / Double(rows.count)
  }
}
