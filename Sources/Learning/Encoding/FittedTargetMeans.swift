import Models

/// A category's mean target, for prediction and for the rows that it was fitted on.
///
/// A training row's own target is no part of its value: rows are dealt into parts, and each part's
/// values come from the others, as a new row's come from all.
struct FittedTargetMeans {
  private static let partCount = 5

  /// For rows that were not trained on.
  let means: TargetMeans
  /// For the training rows, in their order.
  let trainingColumns: [FeatureColumn]

  /// Fits the means of a category, one code for each row of `data`.
  ///
  /// - Complexity: O(rows * columns + levels * columns).
  init(
    _ codes: [UInt32],
    levelCount: Int,
    data: TrainingData,
    task: LearningTask,
    seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    let partOfRow = codes.map { _ in generator.below(Self.partCount) }
    // In units of the largest target: a sum of 1e300s stays finite.
    let largest = data.target.reduce(0) { max($0, $1.magnitude) }
    let unit = task == .regression && largest > 0 ? largest : 1
    let empty = LevelSums(levelCount: levelCount, task: task)
    var all = empty
    var parts = [LevelSums](repeating: empty, count: Self.partCount)
    for (row, code) in codes.enumerated() {
      guard let place = all.place(of: code) else { continue }
      let weight = data.weights?[row] ?? 1
      all.add(data.target[row] / unit, weight: weight, at: place)
      parts[partOfRow[row]].add(data.target[row] / unit, weight: weight, at: place)
    }
    means = all.means
    let others = parts.map { all.without($0).means }
    trainingColumns = means.values.indices.map { column in
      .float(
        codes.indices.map { row in
          let values = others[partOfRow[row]].values[column]
          return Float(values[all.place(of: codes[row]) ?? values.count - 1])
        }
      )
    }
  }
}
