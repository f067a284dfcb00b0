import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The target's sums by level of a category.
struct LevelSums {
  /// The number of rows that the mean of all counts for at each level.
  static let priorWeight = 10.0

  /// For each level, and then for NULL, the weight of its rows.
  private var weights: [Double]
  /// For each column and level the weighted sum: of the target, or of the class's indicator.
  private var sums: [[Double]]
  private let task: LearningTask

  /// No rows.
  init(levelCount: Int, task: LearningTask) {
    weights = [Double](repeating: 0, count: levelCount + 1)
    sums = [[Double]](repeating: weights, count: task.outputCount)
    self.task = task
  }

  /// The place of a code among the sums; nil for a level that training did not see.
  func place(of code: UInt32) -> Int? {
    if code < weights.count - 1 { return Int(code) }
    return code == FeatureColumn.missingCode ? weights.count - 1 : nil
  }

  /// Takes in a row.
  mutating func add(_ target: Double, weight: Double, at place: Int) {
    weights[place] += weight
    if case .multiclass = task {
      sums[Int(target)][place] += weight
    } else {
      sums[0][place] += weight * target
    }
  }

  /// The sums of these rows without those of `part`.
  func without(_ part: LevelSums) -> LevelSums {
    var rest = self
    for place in weights.indices {
      rest.weights[place] -= part.weights[place]
      for column in sums.indices { rest.sums[column][place] -= part.sums[column][place] }
    }
    return rest
  }

  /// For each column the value of each level, of NULL, and of a level without a row.
  var means: TargetMeans {
    let weight = weights.reduce(0, +)
    return TargetMeans(
      values: sums.map { sums in
        let total = sums.reduce(0, +)
        // Half a row of each kind keeps the logarithm of a share finite.
        let prior =
          task == .regression ? (weight > 0 ? total / weight : 0) : (total + 0.5) / (weight + 1)
        let shrunk = zip(sums, weights).map { sum, weight in
          (sum + Self.priorWeight * prior) / (weight + Self.priorWeight)
        }
        return (shrunk + [prior]).map(onScoreScale)
      }
    )
  }

  /// A mean as the scores have it: log-odds for two classes, the share's logarithm for more.
  private func onScoreScale(_ mean: Double) -> Double {
    switch task {
    case .regression: return mean
    case .binary:
      let share = min(max(mean, 1e-9), 1 - 1e-9)
      return log(share / (1 - share))
    case .multiclass: return log(max(mean, 1e-9))
    }
  }
}
