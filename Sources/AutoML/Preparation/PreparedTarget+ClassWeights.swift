import Learning
import ModelSQL
import Models

extension PreparedTarget {
  /// The weight of each class, in the order of the labels, as CLASS_WEIGHTS says; nil where it is not
  /// there.
  ///
  /// Balanced weights are those of scikit-learn: the weight of all rows, divided by that of the class's and
  /// by the number of classes.
  ///
  /// - Parameters:
  ///   - target: the statement's words.
  ///   - decision: the classes, and each row's.
  ///   - rowWeights: how often each row counts; nil that all count once.
  /// - Returns: one weight for each class.
  /// - Throws: when the target is a number, or no row has a class that is named.
  static func classWeights(
    _ target: TargetPlan,
    _ decision: ProblemInference.Decision,
    rowWeights: [Double]?
  ) throws(DataError) -> [Double]? {
    guard let asked = target.classWeights?.value else { return nil }
    guard case .classes(let labels) = decision.target.values else {
      throw DataError(cause: .classWeightsOfNumbers)
    }
    switch asked {
    case .balanced:
      var totals = [Double](repeating: 0, count: labels.count)
      for (row, value) in decision.values.enumerated() {
        totals[Int(value)] += rowWeights?[row] ?? 1
      }
      let total = totals.reduce(0, +)
      return totals.map { total / (Double(labels.count) * $0) }
    case .given(let given):
      var weights = [Double](repeating: 1, count: labels.count)
      var seen: Set<Int> = []
      for part in given {
        guard let index = labels.firstIndex(of: target.column.label(named: part.label)) else {
          let isBoolean = target.column.targetKind == .boolean
          let printed = isBoolean ? labels.map { $0 == "t" ? "true" : "false" } : labels
          throw DataError(cause: .weightOfNoClass(label: part.label, labels: printed))
        }
        guard seen.insert(index).inserted else {
          throw DataError(cause: .classWeightedTwice(label: part.label))
        }
        weights[index] = part.weight
      }
      return weights
    }
  }

  /// The weight of each row in training: how often it counts, times its class's weight.
  ///
  /// A search gets weights of mean 1, as those of WEIGHT_COLUMN.
  ///
  /// - Complexity: O(rows).
  func trainingWeights(_ rowWeights: [Double]?, isSearch: Bool) -> [Double]? {
    guard let classWeights else { return rowWeights }
    let weights = values.indices.map { classWeights[Int(values[$0])] * (rowWeights?[$0] ?? 1) }
    guard isSearch else { return weights }
    let mean = weights.reduce(0, +) / Double(weights.count)
    return weights.map { $0 / mean }
  }
}
