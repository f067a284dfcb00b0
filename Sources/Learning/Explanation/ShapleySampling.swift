package import LinearAlgebra
package import Models

/// The contribution of each column to a model's predictions, by sampled Shapley values.
///
/// A row's Shapley value of a column is the mean, over the orders in which columns can become
/// known, of what knowing it adds to the prediction; unknown columns have the values of another
/// row. Orders and rows are sampled (Strumbelj and Kononenko 2014, algorithm 1); a row's values
/// always add up to its prediction less the other row's.
package struct ShapleySampling: Sendable {
  /// For each output and column the mean of the values' magnitudes over the explained rows: outputs
  /// x columns.
  package let meanMagnitudes: [[Double]]
  /// For each output the mean prediction over the explained rows.
  package let expectedValues: [Double]

  /// Rows explained, and orders sampled for each: 256 paths give the ranking of columns, not their
  /// third digit.
  private static let explainedRows = 64
  private static let ordersPerRow = 4
  /// Cells predicted in all, and at once: a path takes columns x columns of them, so that wide
  /// tables get fewer paths.
  private static let cellLimit = 50_000_000
  private static let batchCells = 2_000_000

  /// Explains a model.
  ///
  /// - Parameters:
  ///   - columns: the inputs of the model, as many as `predict` takes, each with `rowCount` rows.
  ///   - rowCount: 1 or more.
  ///   - seed: of the rows and orders: the same seed gives the same values.
  ///   - predict: predictions (rows x outputs) for a batch of inputs.
  /// - Complexity: O(256 x columns) predictions, fewer where they have too many cells; memory for a
  ///   batch of cells.
  package init(
    columns: [FeatureColumn],
    rowCount: Int,
    seed: UInt64,
    predict: (_ columns: [FeatureColumn], _ rowCount: Int) -> Matrix
  ) {
    precondition(rowCount > 0, "no row to explain")
    var generator = SeededGenerator(seed: seed)
    let columnCount = columns.count
    let stepCount = columnCount + 1
    var orders: [[Int]] = []
    var explained: [Int] = []
    var others: [Int] = []
    let affordableRows = Self.cellLimit / (Self.ordersPerRow * stepCount * columnCount)
    let explainedCount = min(Self.explainedRows, rowCount, max(1, affordableRows))
    for row in generator.sample(explainedCount, outOf: rowCount) {
      for _ in 0..<Self.ordersPerRow {
        explained.append(row)
        others.append(generator.below(rowCount))
        orders.append(generator.shuffled(Array(0..<columnCount)))
      }
    }
    let places = orders.map(Self.places)
    var predictions: [Matrix] = []
    let rowTotal = orders.count * stepCount
    let batch = max(1, Self.batchCells / columnCount)
    for start in stride(from: 0, to: rowTotal, by: batch) {
      let rows = start..<min(start + batch, rowTotal)
      predictions.append(
        predict(
          Self.steps(rows, of: columns, places, explained: explained, others: others),
          rows.count
        )
      )
    }
    func prediction(_ row: Int, _ output: Int) -> Double {
      predictions[row / batch][row % batch, output]
    }
    let outputs = 0..<(predictions.first?.columnCount ?? 0)
    var magnitudes = outputs.map { _ in [Double](repeating: 0, count: columnCount) }
    var expected = outputs.map { _ in 0.0 }
    for start in stride(from: 0, to: orders.count, by: Self.ordersPerRow) {
      for output in outputs {
        var values = [Double](repeating: 0, count: columnCount)
        for path in start..<start + Self.ordersPerRow {
          for (step, column) in orders[path].enumerated() {
            let row = path * stepCount + step
            values[column] += prediction(row + 1, output) - prediction(row, output)
          }
        }
        for column in 0..<columnCount {
          magnitudes[output][column] += abs(values[column]) / Double(Self.ordersPerRow)
        }
        expected[output] += prediction((start + 1) * stepCount - 1, output)
      }
    }
    meanMagnitudes = magnitudes.map { $0.map { $0 / Double(explainedCount) } }
    expectedValues = expected.map { $0 / Double(explainedCount) }
  }

  /// At which place of an order each column comes.
  private static func places(of order: [Int]) -> [Int] {
    var places = order
    for (place, column) in order.enumerated() { places[column] = place }
    return places
  }

  /// Some rows of the paths: each path goes from all columns of the other row to all of the
  /// explained one, a column more at each step.
  private static func steps(
    _ rows: Range<Int>,
    of columns: [FeatureColumn],
    _ places: [[Int]],
    explained: [Int],
    others: [Int]
  ) -> [FeatureColumn] {
    let stepCount = columns.count + 1
    return columns.indices.map { column in
      columns[column].gathered(
        rows.map { row in
          let path = row / stepCount
          return row % stepCount > places[path][column] ? explained[path] : others[path]
        }
      )
    }
  }
}
