import LinearAlgebra

/// The contributions of inputs to a linear model's scores: each column's coefficient times the
/// distance from its reference, which is the mean of training for a number and all that is made of
/// one.
///
/// - The reference of a category is the mean coefficient of its levels, each level counted once:
///   how many training rows have a level is not kept.
/// - A missing value that has a coefficient of its own contributes that.
/// - Of a product of two columns each has one half.
///
/// The base value is the score where all is as the references have it.
struct LinearContributions: Sendable {
  private let compiled: CompiledLinear
  private let baseValues: [Double]
  private let inputCount: Int
  /// For each feature its input.
  private let featureInputs: [Int]
  /// For each feature of the model's encoding that is a category the mean coefficient for each output.
  private let levelMeans: [[Double]?]

  /// The contributions of a model; `featureInputs` has for each feature the index of its input.
  ///
  /// - Complexity: O(columns x outputs).
  init(_ model: LinearModel, featureInputs: [Int], inputCount: Int) {
    compiled = CompiledLinear(model)
    self.inputCount = inputCount
    self.featureInputs = featureInputs
    let outputs = 0..<model.outputCount
    let levelMeans: [[Double]?] = model.encoding.features.enumerated().map { index, feature in
      guard case .category(let category) = feature else { return nil }
      let codes = category.slots.indices.map { UInt32($0) }
      guard !codes.isEmpty else { return outputs.map { _ in 0 } }
      return outputs.map { output in
        codes.reduce(0) { $0 + model.contribution(ofCode: $1, to: output, at: index) }
          / Double(codes.count)
      }
    }
    baseValues = outputs.map { output in
      levelMeans.reduce(model.intercepts[output]) { $0 + ($1?[output] ?? 0) }
    }
    self.levelMeans = levelMeans
  }

  /// The contributions to one output's score.
  ///
  /// Shapes: a row for each row of `table`, a column for each input and one for the base value.
  ///
  /// - Complexity: O(rows x columns x outputs).
  func contributions(of table: FeatureTable, output: Int) -> Matrix {
    var sums = Matrix(rowCount: table.rowCount, columnCount: inputCount + 1)
    for index in sums.columnRange(inputCount) { sums.values[index] = baseValues[output] }
    compiled.forEachTerm(of: table) { sources, column, rows, scores in
      let mean = column.flatMap { levelMeans[$0]?[output] } ?? 0
      let share = 1 / Double(sources.count)
      let start = scores.columnRange(output).lowerBound
      for source in sources {
        let first = sums.columnRange(featureInputs[source]).lowerBound + rows.lowerBound
        for row in 0..<rows.count {
          sums.values[first + row] += share * (scores.values[start + row] - mean)
        }
      }
    }
    return sums
  }
}
