import Learning
import LinearAlgebra
import TestSupport
import Testing

/// Golden numbers: scikit-learn 1.9.1, `roc_auc_score`, `log_loss`, `f1_score`, `accuracy_score`
/// and `mean_squared_error` on the arrays below (`multi_class='ovr'` and `average='macro'` for
/// three classes).
@Suite struct MetricTests {
  private let binary = Matrix(
    rowCount: 10,
    columnCount: 1,
    values: [0.1, 0.4, 0.35, 0.8, 0.8, 0.65, 0.2, 0.5, 0.51, 0.05]
  )
  private let classes: [Double] = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0]

  private let threeClasses: [Double] = [0, 1, 2, 1, 1, 0, 0, 2]
  private let probabilities: Matrix = {
    let rows: [[Double]] = [
      [0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [0.4, 0.35, 0.25], [0.3, 0.4, 0.3],
      [0.2, 0.2, 0.6], [0.5, 0.25, 0.25], [0.05, 0.9, 0.05],
    ]
    return Matrix(
      rowCount: 8,
      columnCount: 3,
      values: (0..<3).flatMap { k in rows.map { $0[k] } }
    )
  }()

  /// Both sides add the same terms in another order.
  private let rounding = 1e-14

  @Test(arguments: [
    (Metric.areaUnderROC, 0.78), (.logLoss, 0.5570301223288731), (.f1, 0.6666666666666666),
    (.accuracy, 0.7),
  ])
  func `two classes agree with scikit-learn`(metric: Metric, golden: Double) {
    #expect(abs(metric.value(predictions: binary, target: classes) - golden) < rounding)
  }

  @Test(arguments: [
    (Metric.areaUnderROC, 0.7111111111111111), (.logLoss, 1.0864433223201269),
    (.f1Macro, 0.611111111111111), (.accuracy, 0.625),
  ])
  func `three classes agree with scikit-learn`(metric: Metric, golden: Double) {
    #expect(abs(metric.value(predictions: probabilities, target: threeClasses) - golden) < rounding)
  }

  @Test func `squared error agrees with scikit-learn`() {
    let predictions = Matrix(rowCount: 3, columnCount: 1, values: [1.5, 2, 3])
    let value = Metric.meanSquaredError.value(predictions: predictions, target: [1, 2, 3.5])
    #expect(abs(value - 0.16666666666666666) < rounding)
  }

  @Test func `a certain and wrong prediction costs a finite loss`() {
    let predictions = Matrix(rowCount: 1, columnCount: 1, values: [0])
    #expect(Metric.logLoss.value(predictions: predictions, target: [1]).isFinite)
  }

  @Test func `one class has no area under its curve`() {
    let predictions = Matrix(rowCount: 2, columnCount: 1, values: [0.2, 0.7])
    #expect(Metric.areaUnderROC.value(predictions: predictions, target: [1, 1]).isNaN)
  }

  @Test func `nothing found has an F1 of zero`() {
    let predictions = Matrix(rowCount: 2, columnCount: 1, values: [0.2, 0.3])
    #expect(Metric.f1.value(predictions: predictions, target: [1, 0]) == 0)
  }

  @Test func `a number is better than none, whichever way the metric points`() {
    #expect(Metric.logLoss.isBetter(5, than: .nan))
    #expect(!Metric.accuracy.isBetter(.nan, than: 0))
    #expect(Metric.meanSquaredError.isBetter(1, than: 2))
    #expect(Metric.areaUnderROC.isBetter(2, than: 1))
  }

  @Test(arguments: Metric.allCases) func `a weight is so many equal rows`(metric: Metric) {
    var random = SplitMix64(seed: 11)
    let weights = [2.0, 0, 1, 3, 1, 2, 0, 4]
    let target = [0.0, 1, 1, 0, 1, 0, 0, 1]
    let predictions = target.map { _ in Double.random(in: 0...1, using: &random) }
    let repeated = weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
    let weighted = metric.value(
      predictions: Matrix(rowCount: 8, columnCount: 1, values: predictions),
      target: target,
      weights: weights
    )
    let expected = metric.value(
      predictions: Matrix(
        rowCount: repeated.count,
        columnCount: 1,
        values: repeated.map { predictions[$0] }
      ),
      target: repeated.map { target[$0] }
    )
    // Sums of another order differ in their last bits.
    #expect(abs(weighted - expected) < 1e-15)
  }
}
