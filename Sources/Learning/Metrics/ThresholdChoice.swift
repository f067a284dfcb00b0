/// Two classes told apart by a threshold: rows with a higher probability are taken to be of the class.
package struct ThresholdChoice: Sendable, Equatable {
  /// The threshold.
  package let threshold: Double
  /// Rows of the class that are taken to be, and that are not.
  package let truePositives: Double
  package let falseNegatives: Double
  /// Other rows that are taken to be of the class, and that are not.
  package let falsePositives: Double
  package let trueNegatives: Double

  private var counts: ClassCounts {
    ClassCounts(
      actual: truePositives + falseNegatives,
      predicted: truePositives + falsePositives,
      correct: truePositives
    )
  }

  /// The share of the rows taken that are of the class; 0 where none is taken.
  package var precision: Double { counts.precision }
  /// The share of the rows of the class that are taken.
  package var recall: Double { counts.recall }
  /// The harmonic mean of both.
  package var f1: Double { counts.f1 }
  /// The share of rows that are taken for what they are.
  package var accuracy: Double {
    (truePositives + trueNegatives)
      / (truePositives + falsePositives + falseNegatives + trueNegatives)
  }
}

extension RankedScores {
  /// The choice of each threshold.
  package func choices(_ thresholds: [Double]) -> [ThresholdChoice] {
    thresholds.map { threshold in
      let taken = counts(above: threshold)
      return ThresholdChoice(
        threshold: threshold,
        truePositives: taken.positives,
        falseNegatives: positiveCount - taken.positives,
        falsePositives: taken.negatives,
        trueNegatives: negativeCount - taken.negatives
      )
    }
  }
}
