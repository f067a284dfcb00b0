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
    let area = ThresholdCurve(
      probabilities: Array(predictions.values[predictions.columnRange(column)]),
      isPositive: target.map { $0 == positive }
    ).area(weights)
    guard !area.isNaN else { continue }
    sum += area
    count += 1
  }
  return count == 0 ? .nan : sum / Double(count)
}
