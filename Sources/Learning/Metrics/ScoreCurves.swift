/// A point of the ROC curve.
package struct ROCPoint: Sendable, Equatable {
  /// The score from which on rows are taken to be of the class; infinite where none is.
  package let threshold: Double
  /// The share of the other rows that are taken to be of the class.
  package let falsePositiveRate: Double
  /// The share of the rows of the class that are.
  package let truePositiveRate: Double
}

/// A point of the curve of precision and recall.
package struct PrecisionPoint: Sendable, Equatable {
  /// The score from which on rows are taken to be of the class.
  package let threshold: Double
  /// The share of the rows taken that are of the class.
  package let precision: Double
  /// The share of the rows of the class that are taken.
  package let recall: Double
}

/// The rows whose probability is within a tenth of 0 to 1.
package struct CalibrationBin: Sendable, Equatable {
  /// Where the tenth begins.
  package let start: Double
  /// The number of rows.
  package let rowCount: Int
  /// The mean of their probabilities.
  package let probability: Double
  /// The share that is of the class.
  package let share: Double
  /// The standard error of the share.
  package let standardError: Double
}

/// A tenth of the rows by falling score.
package struct LiftPart: Sendable, Equatable {
  /// The number of rows.
  package let rowCount: Double
  /// Those of the class; rows of one score have equal parts of theirs.
  package let positiveCount: Double
  /// The share of rows of the class here over that of all rows.
  package let lift: Double
  /// The share of all rows of the class that are here or in a tenth before.
  package let gain: Double
}

extension RankedScores {
  /// The ROC curve from its first point, where no row is taken, without points within straight lines.
  package func rocCurve() -> [ROCPoint] {
    var points = [(threshold: Double.infinity, p: 0.0, n: 0.0)]
    for step in steps { points.append((step.score, step.positives, step.negatives)) }
    let kept = points.indices.filter { index in
      guard index > 0, index < points.count - 1 else { return true }
      let (a, b, c) = (points[index - 1], points[index], points[index + 1])
      return b.p - a.p != c.p - b.p || b.n - a.n != c.n - b.n
    }
    return kept.map {
      ROCPoint(
        threshold: points[$0].threshold,
        falsePositiveRate: points[$0].n / negativeCount,
        truePositiveRate: points[$0].p / positiveCount
      )
    }
  }

  /// Precision and recall at each score, the highest first.
  package func precisionCurve() -> [PrecisionPoint] {
    steps.map {
      PrecisionPoint(
        threshold: $0.score,
        precision: $0.positives / ($0.positives + $0.negatives),
        recall: $0.positives / positiveCount
      )
    }
  }

  /// The tenths by falling score.
  package func liftParts() -> [LiftPart] {
    let rows = positiveCount + negativeCount
    guard rows > 0 else { return [] }
    let ends = (0...Self.partCount).map { Double($0) * rows / Double(Self.partCount) }
    let found = ends.map { positives(inFirst: $0) }
    return (0..<Self.partCount).map { part in
      let (count, positives) = (ends[part + 1] - ends[part], found[part + 1] - found[part])
      return LiftPart(
        rowCount: count,
        positiveCount: positives,
        lift: positives / count / (positiveCount / rows),
        gain: found[part + 1] / positiveCount
      )
    }
  }

  private static let partCount = 10

  /// The rows of the class among the first rows, a part of a step being an equal part of its rows.
  private func positives(inFirst count: Double) -> Double {
    guard let index = steps.firstIndex(where: { $0.positives + $0.negatives >= count }) else {
      return positiveCount
    }
    let rows = rows(index)
    let share = (count - rows.above.p - rows.above.n) / (rows.here.p + rows.here.n)
    return rows.above.p + share * rows.here.p
  }
}

extension JudgedClasses {
  /// Probabilities of a class beside the shares that it turned out to have, by tenths of 0 to 1; those
  /// without rows are left out.
  ///
  /// - Precondition: the class has probabilities.
  package func calibration(ofClass k: Int) -> [CalibrationBin] {
    var probabilities = [[Double]](repeating: [], count: 10)
    var positives = [Double](repeating: 0, count: 10)
    for (row, score) in scores(k).enumerated() {
      // The edge between two belongs to the higher one, 1 to the last.
      let bin = min(max(Int(score * 10), 0), 9)
      probabilities[bin].append(score)
      positives[bin] += actual[row] == UInt32(k) ? 1 : 0
    }
    return probabilities.indices.filter { !probabilities[$0].isEmpty }.map { bin in
      let count = Double(probabilities[bin].count)
      let share = positives[bin] / count
      return CalibrationBin(
        start: Double(bin) / 10,
        rowCount: probabilities[bin].count,
        probability: mean(probabilities[bin]),
        share: share,
        standardError: count > 1 ? (share * (1 - share) / (count - 1)).squareRoot() : .nan
      )
    }
  }
}
