import LinearAlgebra

/// The area under the ROC curve by ranks (Mann-Whitney), ties counted half.
///
/// More than two classes: the mean over the classes that are there of one against the rest. NaN
/// where no class has both members and others.
func areaUnderROCCurve(_ predictions: Matrix, _ target: [Double]) -> Double {
  let columns =
    predictions.columnCount == 1
    ? [(0, 1.0)] : (0..<predictions.columnCount).map { ($0, Double($0)) }
  var sum = 0.0
  var count = 0
  for (column, positive) in columns {
    let area = areaUnderROCCurve(
      scores: predictions.values[predictions.columnRange(column)],
      isPositive: target.map { $0 == positive }
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
package func areaUnderROCCurve(scores: ArraySlice<Double>, isPositive: [Bool]) -> Double {
  let offset = scores.startIndex
  let order = isPositive.indices.sorted { scores[offset + $0] < scores[offset + $1] }
  let positiveCount = isPositive.count(where: \.self)
  let negativeCount = isPositive.count - positiveCount
  guard positiveCount > 0, negativeCount > 0 else { return .nan }
  var rankSum = 0.0
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, scores[offset + order[end]] == scores[offset + order[start]] {
      end += 1
    }
    // Ranks count from 1; rows that tie share the mean of theirs.
    let rank = Double(start + 1 + end) / 2
    for position in start..<end where isPositive[order[position]] { rankSum += rank }
    start = end
  }
  let positives = Double(positiveCount)
  return (rankSum - positives * (positives + 1) / 2) / (positives * Double(negativeCount))
}
