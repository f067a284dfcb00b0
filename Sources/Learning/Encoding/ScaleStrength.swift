import Models

/// The part of the target that goes in a straight line with a number on some scale: the share of
/// its variance, from 0 to 1.
///
/// For classes it is the other way about: the share of the number's variance between them.
struct ScaleStrength {
  private let sample: ColumnSample
  private let classCount: Int?
  private let weight: Double

  /// Strengths over the rows of a sample.
  init(_ sample: ColumnSample, task: LearningTask) {
    self.sample = sample
    switch task {
    case .regression: classCount = nil
    case .binary: classCount = 2
    case .multiclass(let count): classCount = count
    }
    weight = sample.weights.reduce(0, +)
  }

  /// The strength of `values`, one for each value of the sample; 0 where they are all alike.
  func callAsFunction(_ values: [Double]) -> Double {
    let mean = sum(values) { $0 } / weight
    let variance = sum(values) { ($0 - mean) * ($0 - mean) }
    guard variance > 0, variance.isFinite else { return 0 }
    return explained(values, mean: mean) / variance
  }

  private func explained(_ values: [Double], mean: Double) -> Double {
    guard let classCount else { return explainedByNumber(values, mean: mean) }
    var sums = [Double](repeating: 0, count: classCount)
    var weights = sums
    for index in values.indices {
      let label = Int(sample.targets[index])
      sums[label] += sample.weights[index] * (values[index] - mean)
      weights[label] += sample.weights[index]
    }
    return zip(sums, weights).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.0 / $1.1 : $0 }
  }

  private func explainedByNumber(_ values: [Double], mean: Double) -> Double {
    // In units of the largest target, so that squares of 1e300 do not overflow.
    let unit = sample.targets.reduce(0) { max($0, $1.magnitude) }
    guard unit > 0 else { return 0 }
    let targets = sample.targets.map { $0 / unit }
    let targetMean = sum(targets) { $0 } / weight
    var covariance = 0.0
    var variance = 0.0
    for index in values.indices {
      let distance = targets[index] - targetMean
      covariance += sample.weights[index] * (values[index] - mean) * distance
      variance += sample.weights[index] * distance * distance
    }
    return variance > 0 ? covariance * covariance / variance : 0
  }

  private func sum(_ values: [Double], _ term: (Double) -> Double) -> Double {
    var sum = 0.0
    for index in values.indices { sum += sample.weights[index] * term(values[index]) }
    return sum
  }
}
