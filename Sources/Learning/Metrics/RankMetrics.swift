import LinearAlgebra

/// The area under the ROC curve by ranks (Mann-Whitney), ties counted half.
///
/// More than two classes: the mean over the classes that are there of one against the rest. NaN
/// where no class has both members and others.
func areaUnderROCCurve(
  _ predictions: Matrix,
  _ target: [Double],
  _ weights: [Double]
) -> Double {
  let columns =
    predictions.columnCount == 1
    ? [(0, 1.0)] : (0..<predictions.columnCount).map { ($0, Double($0)) }
  var sum = 0.0
  var count = 0
  for (column, positive) in columns {
    let area = areaUnderROCCurve(
      scores: predictions.values[predictions.columnRange(column)],
      isPositive: target.map { $0 == positive },
      weights: weights
    )
    guard !area.isNaN else { continue }
    sum += area
    count += 1
  }
  return count == 0 ? .nan : sum / Double(count)
}

/// The chance that a positive row scores above a negative one; NaN when either is absent.
///
/// - Complexity: O(n log n).
package func areaUnderROCCurve(
  scores: ArraySlice<Double>,
  isPositive: [Bool],
  weights: [Double]
) -> Double {
  let offset = scores.startIndex
  let order = isPositive.indices.sorted { scores[offset + $0] < scores[offset + $1] }
  var positives = 0.0
  var negatives = 0.0
  // Pairs of a positive row and a negative one below it; two that tie are half a pair.
  var pairs = 0.0
  var start = 0
  while start < order.count {
    var tied = (positives: 0.0, negatives: 0.0)
    var end = start
    while end < order.count, scores[offset + order[end]] == scores[offset + order[start]] {
      let row = order[end]
      if isPositive[row] { tied.positives += weights[row] } else { tied.negatives += weights[row] }
      end += 1
    }
    pairs += tied.positives * (negatives + tied.negatives / 2)
    positives += tied.positives
    negatives += tied.negatives
    start = end
  }
  return pairs / (positives * negatives)
}
