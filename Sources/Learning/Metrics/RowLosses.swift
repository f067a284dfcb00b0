/// The losses of some rows of several classes.
struct RowLosses: Sendable {
  /// The negative logarithms of the probabilities of their classes.
  private(set) var logLosses: [Double] = []
  /// The sums of the squared errors of all probabilities.
  private(set) var squaredErrors: [Double]
  /// 1 where the class is among the three likeliest, the lower one of two alike, and 0 elsewhere.
  private(set) var hits: [Double]

  /// The number of likeliest classes.
  static let topCount = 3

  /// The losses of rows with a class each, and for each class with probabilities their keys.
  init(classes: [UInt32], keys: [[UInt64]]) {
    // A class without a probability has that of 0.
    squaredErrors = classes.map { Int($0) < keys.count ? 0 : 1 }
    let own = classes.indices.map { row in
      Int(classes[row]) < keys.count
        ? ProbabilityKeys.probability(keys[Int(classes[row])][row]) : -1
    }
    var better = [Int](repeating: 0, count: classes.count)
    for (k, keys) in keys.enumerated() {
      for row in classes.indices {
        let p = ProbabilityKeys.probability(keys[row])
        let isOwn = Int(classes[row]) == k
        let error = p - (isOwn ? 1 : 0)
        squaredErrors[row] += error * error
        better[row] += p > own[row] || (p == own[row] && k < Int(classes[row])) ? 1 : 0
      }
    }
    logLosses = own.map { logLoss(probability: $0) }
    hits = classes.indices.map { better[$0] < Self.topCount && own[$0] >= 0 ? 1 : 0 }
  }
}
