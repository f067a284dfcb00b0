import DuckDB
import LinearAlgebra

/// Each row's classes, the likeliest first; of two alike the lower one.
struct RankedClasses {
  private let probabilities: Matrix
  private let order: [Int]

  /// Ranks probabilities: rows x classes.
  init(_ probabilities: Matrix) {
    self.probabilities = probabilities
    let classes = 0..<probabilities.columnCount
    order = (0..<probabilities.rowCount).flatMap { row in
      classes.sorted { a, b in
        let (p, q) = (probabilities[row, a], probabilities[row, b])
        return p == q ? a < b : p > q
      }
    }
  }

  func write(to output: inout OutputVector, labels: ValueTable) throws {
    let classCount = probabilities.columnCount
    let lengths = [Int](repeating: classCount, count: probabilities.rowCount)
    let ranks = (0..<order.count).map { Int64($0 % classCount) }
    try output.withField(0) { field in
      try field.withElements(lengths: lengths) { elements in
        try elements.withField(0) { try $0.write(ranks) }
        try elements.withField(1) { values in
          try values.write(order.indices.map { probabilities[$0 / classCount, order[$0]] })
        }
      }
    }
    try output.withField(1) { field in
      try field.withElements(lengths: lengths) { elements in
        try elements.withField(0) { try $0.write(ranks) }
        elements.withField(1) { $0.write(order.map { UInt32($0) }, from: labels) }
      }
    }
  }
}
