import LinearAlgebra

/// The errors of a regression's predictions of rows that training had not seen, for intervals around later
/// ones: normalised split-conformal prediction (Lei and others 2018, JASA 113, section 5.2).
package struct PredictionSpread: Sendable, Equatable {
  /// Boosted trees of the logarithm of an error's expected magnitude, times an unknown constant; nil where no
  /// row is known to have a larger one than others.
  package let magnitudes: TreeEnsemble?
  /// The magnitudes of the errors, each divided by what `magnitudes` expects of its row, ascending; of many
  /// errors these at even distances.
  package let ratios: [Double]

  /// Expected magnitudes are taken as between these times that of the mean row.
  package static let expectedRange = 0.05...20

  /// A spread of these parts.
  package init(magnitudes: TreeEnsemble?, ratios: [Double]) {
    self.magnitudes = magnitudes
    self.ratios = ratios
  }

  /// The spread of errors that are so many times as large.
  package func scaled(by factor: Double) -> PredictionSpread {
    PredictionSpread(magnitudes: magnitudes, ratios: ratios.map { $0 * factor })
  }

  /// The magnitude that is expected of each row's error, times an unknown constant.
  ///
  /// - Complexity: O(rows x trees).
  package func expected(of features: FeatureTable) -> [Double] {
    guard let magnitudes else { return [Double](repeating: 1, count: features.rowCount) }
    return Self.expected(Learner(.trees(magnitudes), link: .exponential).predictions(of: features))
  }

  fileprivate static func expected(_ predictions: Matrix) -> [Double] {
    predictions.values.map { min(max($0, expectedRange.lowerBound), expectedRange.upperBound) }
  }

  /// The ratio that errors have with a probability, from 0 to 1; infinite where so few errors are known that
  /// none is large enough.
  package func ratio(ofLevel level: Double) -> Double {
    let rank = (Double(ratios.count + 1) * level).rounded(.up)
    return rank > Double(ratios.count) ? .infinity : ratios[max(Int(rank) - 1, 0)]
  }
}

/// A spread made ready to predict.
package struct CompiledSpread: Sendable {
  private let spread: PredictionSpread
  private let learner: CompiledLearner?

  /// Compiles a spread.
  ///
  /// - Complexity: O(its size).
  package init(_ spread: PredictionSpread) {
    self.spread = spread
    learner = spread.magnitudes.map { CompiledLearner(Learner(.trees($0), link: .exponential)) }
  }

  /// For each row the distance from the prediction that the truth is within, with a probability of its own.
  ///
  /// - Complexity: O(rows x trees).
  package func distances(of features: FeatureTable, levels: [Double]) -> [Double] {
    let expected =
      learner.map { PredictionSpread.expected($0.predictions(of: features)) }
      ?? [Double](repeating: 1, count: features.rowCount)
    return zip(expected, levels).map { $0 * spread.ratio(ofLevel: $1) }
  }
}

extension PredictionSpread {
  func write(to writer: inout ByteWriter) {
    writer.write(magnitudes != nil)
    magnitudes?.write(to: &writer)
    writer.write(ratios)
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for what is no spread.
  init(from reader: inout ByteReader, isCategory: [Bool]) throws(ModelError) {
    magnitudes =
      try reader.readBool("spread") ? try TreeEnsemble(from: &reader, isCategory: isCategory) : nil
    ratios = try reader.readDoubles("spread")
    let isAscending = zip(ratios, ratios.dropFirst()).allSatisfy { $0 <= $1 }
    guard let first = ratios.first, first >= 0, isAscending, ratios.allSatisfy(\.isFinite),
      magnitudes.map({ $0.outputCount == 1 }) ?? true
    else { throw .corrupt(detail: "spread") }
  }
}
