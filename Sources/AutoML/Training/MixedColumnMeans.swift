import Learning
import LinearAlgebra
import Models

/// The means of the numbers that PREPROCESSORS mixes with each other: a length or a component has no unit of
/// theirs, so that clusters are told by the columns themselves too.
struct MixedColumnMeans {
  /// For each cluster the means, in order of the columns.
  let means: [[Cluster.ColumnMean]]

  /// Rows whose clusters are found together.
  private static let blockRowCount = 1 << 14

  /// The means of a model's training rows; nil where no columns are mixed.
  ///
  /// - Complexity: O(rows x columns x clusters).
  init?(of model: Model, _ task: TrainingTask) {
    let traits = task.encoding.traits
    let inputs = (task.preprocessing?.mixedFeatures ?? []).map { traits[$0].input }
      .filter { [.number, .boolean].contains(task.encoding.inputs[$0].kind.ofValues) }
    guard !inputs.isEmpty else { return nil }
    var sums = inputs.map { _ in [Sums](repeating: Sums(), count: model.learner.outputCount) }
    let predictor = CompiledPredictor(model)
    let rowCount = task.features.rowCount
    for start in stride(from: 0, to: rowCount, by: Self.blockRowCount) {
      let rows = start..<min(start + Self.blockRowCount, rowCount)
      let block = task.features.gathered(rows.map { UInt32($0) })
      let clusters = predictor.values(of: predictor.predictions(ofPreprocessed: block))
      for (place, input) in inputs.enumerated() {
        for (row, cluster) in zip(rows, clusters) {
          sums[place][Int(cluster)]
            .add(task.inputs[input].number(row), weight: task.weights?[row] ?? 1)
        }
      }
    }
    means = (0..<model.learner.outputCount).map { cluster in
      inputs.enumerated().compactMap { place, input in
        let all = sums[place].reduce(Sums()) { $0 + $1 }
        let own = sums[place][cluster]
        guard own.weight > 0 else { return nil }
        return Cluster.ColumnMean(
          feature: task.encoding.inputs[input].name,
          mean: own.mean,
          distinction: all.deviation > 0 ? (own.mean - all.mean) / all.deviation : 0
        )
      }
    }
  }
}

/// The moments of the finite values of some rows (Chan, Golub, LeVeque 1979).
private struct Sums {
  var weight = 0.0
  var mean = 0.0
  var squares = 0.0

  var deviation: Double { weight > 0 ? (squares / weight).squareRoot() : 0 }

  mutating func add(_ value: Double, weight: Double) {
    guard value.isFinite else { return }
    self = self + Sums(weight: weight, mean: value)
  }

  static func + (a: Sums, b: Sums) -> Sums {
    let weight = a.weight + b.weight
    guard weight > 0 else { return a }
    let distance = b.mean - a.mean
    return Sums(
      weight: weight,
      mean: a.mean + distance * (b.weight / weight),
      squares: a.squares + b.squares + distance * distance * a.weight * (b.weight / weight)
    )
  }
}
