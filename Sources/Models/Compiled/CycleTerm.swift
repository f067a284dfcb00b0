import LinearAlgebra

/// The contribution of a month, weekday or hour to each output: from a table, as these are whole
/// numbers.
struct CycleTerm: Sendable {
  /// Whole numbers from 0 that are in the table: hours are the most.
  private static let tableCount = 32

  private let cycle: CyclePosition
  private let model: LinearModel
  private let firstColumn: Int
  /// `tableCount` numbers for each output.
  private let table: [Double]

  /// The term of the encoding's features from `first` on, which are a cycle's columns.
  init(_ cycle: CyclePosition, of model: LinearModel, at first: Int) {
    self.cycle = cycle
    self.model = model
    firstColumn = first
    table = (0..<model.outputCount).flatMap { output in
      (0..<Self.tableCount).map { value in
        Self.height(of: Double(value), cycle, model, first, output)
      }
    }
  }

  /// Adds the term to each output of the rows from `first` on.
  func add<T: BinaryFloatingPoint>(_ values: Span<T>, to scores: inout Matrix, at first: Int) {
    for output in 0..<scores.columnCount {
      let start = output * scores.rowCount + first
      var scores = scores.values.mutableSpan
      for index in values.indices {
        let value = Double(values[index])
        let isListed = value >= 0 && value < Double(Self.tableCount) && value == value.rounded()
        scores[start + index] +=
          isListed
          ? table[output * Self.tableCount + Int(value)]
          : Self.height(of: value, cycle, model, firstColumn, output)
      }
    }
  }

  private static func height(
    of value: Double,
    _ cycle: CyclePosition,
    _ model: LinearModel,
    _ first: Int,
    _ output: Int
  ) -> Double {
    (0..<cycle.columnCount).reduce(0) { sum, column in
      sum + model.contribution(of: cycle.cell(column, of: value), to: output, at: first + column)
    }
  }
}
