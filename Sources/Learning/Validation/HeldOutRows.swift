package import LinearAlgebra

/// The rows that the folds of a search hold out, fold after fold, and what they are judged by.
package struct HeldOutRows: Sendable {
  /// The rows' numbers in the training data.
  package let rows: [UInt32]
  /// For each fold where its rows lie in `rows`.
  package let folds: [Range<Int>]
  /// Each row's class or value.
  package let target: [Double]
  /// The weight of each row; 1 where the data has no weights.
  package let weights: [Double]
  /// The weight that each row has where it is trained on; 1 where the data has no weights.
  let trainingWeights: [Double]
  /// For each row the unit that it belongs to, from 0: units are drawn as wholes.
  let units: [Int]
  /// The number of units.
  let unitCount: Int
  /// The rows that a fold's models were trained on, on average.
  let trainingRowCount: Double

  /// The rows of some folds.
  ///
  /// `units` has for each row of the data the code of its unit; nil where each is one.
  ///
  /// - Complexity: O(rows).
  init(of folds: [Fold], in data: TrainingData, units codes: [UInt32]?) {
    rows = folds.flatMap(\.validationRows)
    var ranges: [Range<Int>] = []
    for fold in folds {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + fold.validationRows.count)
    }
    self.folds = ranges
    trainingRowCount =
      folds.reduce(0) { $0 + Double($1.trainingRows.count) } / Double(max(folds.count, 1))
    target = rows.map { data.target[Int($0)] }
    weights = rows.map { data.judgedWeights?[Int($0)] ?? 1 }
    trainingWeights = rows.map { data.weights?[Int($0)] ?? 1 }
    guard let codes else {
      units = Array(rows.indices)
      unitCount = rows.count
      return
    }
    var unitOfCode: [UInt32: Int] = [:]
    for row in rows where unitOfCode[codes[Int(row)]] == nil {
      unitOfCode[codes[Int(row)]] = unitOfCode.count
    }
    units = rows.map { unitOfCode[codes[Int($0)]] ?? 0 }
    unitCount = unitOfCode.count
  }
}

/// A candidate's predictions of the rows that a search held out, by models that had not seen them.
package struct HeldOutPredictions: Sendable {
  /// Numbers of a row: 1, or one for each class.
  package let outputCount: Int
  /// The predictions, output by output, in the order of `HeldOutRows`; their rounding is far below
  /// their error.
  package let values: [Float]

  /// The most bytes that a search keeps for all candidates' predictions.
  static let byteLimit = 256 << 20

  /// The bytes that a search keeps for so many candidates.
  package static func byteCount(rowCount: Int, outputCount: Int, candidateCount: Int) -> Int {
    min(byteLimit, rowCount * outputCount * candidateCount * MemoryLayout<Float>.stride)
  }

  /// Keeps predictions, rows x outputs.
  init(_ predictions: Matrix) {
    outputCount = predictions.columnCount
    values = predictions.values.map { Float($0) }
  }

  /// The predictions, rows x outputs.
  package var matrix: Matrix {
    Matrix(
      rowCount: values.count / outputCount,
      columnCount: outputCount,
      values: values.map { Double($0) }
    )
  }

  /// Their bytes.
  var byteCount: Int { values.count * MemoryLayout<Float>.stride }
}

extension Matrix {
  /// The rows of some matrices, one after another.
  ///
  /// - Precondition: as many columns in each.
  init(joining parts: [Matrix]) {
    let columnCount = parts.first?.columnCount ?? 1
    var values: [Double] = []
    values.reserveCapacity(parts.reduce(0) { $0 + $1.values.count })
    for column in 0..<columnCount {
      for part in parts { values += part.values[part.columnRange(column)] }
    }
    self.init(
      rowCount: parts.reduce(0) { $0 + $1.rowCount },
      columnCount: columnCount,
      values: values
    )
  }
}
