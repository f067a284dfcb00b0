/// The means of two values of the same rows, and of their difference.
package struct PairedMeans: Sendable, Equatable {
  /// The means.
  package let first: Double
  package let second: Double
  /// The mean of the first less the second.
  package let difference: Double
  /// The standard error of the difference.
  package let standardError: Double

  /// The means; NaN of no rows.
  ///
  /// - Precondition: as many first as second values.
  package init(_ first: [Double], _ second: [Double]) {
    let differences = zip(first, second).map { $0 - $1 }
    self.first = mean(first)
    self.second = mean(second)
    difference = mean(differences)
    standardError = standardErrorOfMean(differences)
  }
}

/// A classifier's losses on one row.
package struct ClassLosses: Sendable, Equatable {
  /// Whether the class is right, 1 or 0; `-log(p)` of the right one; the squared error of the probabilities,
  /// of two classes that of one.
  package let all: [Double]

  /// The losses of probabilities by class, where `actual` is the right class, nil where it has none; of two
  /// classes the second is predicted above `threshold`.
  package init(probabilities: [Double], actual: Int?, threshold: Double?) {
    var predicted = 0
    for k in probabilities.indices where probabilities[k] > probabilities[predicted] {
      predicted = k
    }
    if probabilities.count == 2, let threshold { predicted = probabilities[1] > threshold ? 1 : 0 }
    var squares = actual == nil ? 1.0 : 0
    for (k, p) in probabilities.enumerated() {
      let error = p - (k == actual ? 1 : 0)
      squares += error * error
    }
    if probabilities.count == 2 {
      let error = probabilities[1] - (actual == 1 ? 1 : 0)
      squares = error * error
    }
    all = [
      predicted == actual ? 1 : 0,
      logLoss(probability: actual.map { probabilities[$0] } ?? 0),
      squares,
    ]
  }
}
