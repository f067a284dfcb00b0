import LinearAlgebra

/// A table with what each code of a category adds to each output.
struct LevelTerm: Sendable {
  /// `levelCount + 2` for each output: the levels, NULL, unseen.
  private let table: [Double]
  private let levelCount: Int

  /// The term of the encoding's feature `index`.
  init(_ category: CategoryEncoding, of model: LinearModel, at index: Int) {
    levelCount = category.slots.count
    let codes = Self.codes(levelCount: levelCount)
    table = (0..<model.outputCount).flatMap { output in
      codes.map { model.contribution(ofCode: $0, to: output, at: index) }
    }
  }

  /// The term of the encoding's features from `first` on, which are a category's mean targets.
  init(_ means: TargetMeans, of model: LinearModel, at first: Int) {
    levelCount = means.levelCount
    table = (0..<model.outputCount).flatMap { output in
      (0..<means.levelCount + 2).map { place in
        means.values.indices.reduce(0) { sum, column in
          let value = means.values[column][place]
          return sum + model.contribution(of: value, to: output, at: first + column)
        }
      }
    }
  }

  private static func codes(levelCount: Int) -> [UInt32] {
    Array(0..<UInt32(levelCount)) + [FeatureColumn.missingCode, FeatureColumn.unseenCode]
  }

  /// Adds the number of each row's code to each output of the rows from `first` on.
  func add(_ codes: Span<UInt32>, to scores: inout Matrix, at first: Int) {
    let stride = levelCount + 2
    let levelCount = levelCount
    let rowCount = scores.rowCount
    for output in 0..<scores.columnCount {
      let start = output * rowCount + first
      let numbers = table.span.extracting(output * stride..<(output + 1) * stride)
      var scores = scores.values.mutableSpan
      for index in codes.indices {
        let code = codes[index]
        let place =
          code < UInt32(truncatingIfNeeded: levelCount)
          ? Int(code) : code == FeatureColumn.missingCode ? levelCount : levelCount + 1
        scores[start + index] += numbers[place]
      }
    }
  }
}
