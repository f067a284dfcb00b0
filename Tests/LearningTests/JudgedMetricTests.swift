import Testing

@testable import Learning

/// Metrics of predictions beside scikit-learn's.
///
/// Sums of some hundred terms in another order differ by some units of the 16th digit.
@Suite struct JudgedMetricTests {
  private static let tolerance = 1e-9

  private func expect(
    _ values: [(name: String, value: Double)],
    _ task: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0.value) })
    let expected = try EvaluationGolden.expected(task)
    #expect(!expected.isEmpty, sourceLocation: sourceLocation)
    for (name, value) in expected {
      let own = try #require(found[name], "\(name)", sourceLocation: sourceLocation)
      let isClose =
        own == value || (own - value).magnitude <= Self.tolerance * max(value.magnitude, 1e-3)
      #expect(isClose, "\(task) \(name): \(own), not \(value)", sourceLocation: sourceLocation)
    }
  }

  private func expectValues(_ metrics: [JudgedMetric], _ task: String) throws {
    try expect(metrics.map { ($0.name, $0.value) }, task)
  }

  @Test func `metrics of two classes, of five and of numbers are scikit-learn's`() throws {
    try expectValues(EvaluationGolden.binary().metrics(), "binary")
    try expectValues(EvaluationGolden.classes().metrics(), "classes")
    try expectValues(EvaluationGolden.numbers().metrics(), "numbers")
  }

  @Test func `standard errors are those of the jackknife, each row left out once`() throws {
    for (judged, task) in [
      (try EvaluationGolden.binary(), "binary-error"),
      (try EvaluationGolden.classes(), "classes-error"),
    ] {
      try expect(judged.metrics().map { ($0.name, $0.standardError) }, task)
    }
  }

  @Test func `baselines are metrics of a prediction that is always the same`() throws {
    for (metrics, task) in [
      (try EvaluationGolden.binary().metrics(), "binary-baseline"),
      (try EvaluationGolden.numbers().metrics(), "numbers-baseline"),
    ] {
      try expect(metrics.map { ($0.name, $0.baseline) }, task)
    }
  }

  @Test func `curves are scikit-learn's`() throws {
    let ranked = try EvaluationGolden.binary().ranked(1)
    try expect(
      ranked.rocCurve().enumerated().flatMap { index, point in
        [
          ("threshold[\(index)]", point.threshold),
          ("false_positive_rate[\(index)]", point.falsePositiveRate),
          ("true_positive_rate[\(index)]", point.truePositiveRate),
        ]
      },
      "roc"
    )
    try expect(
      ranked.precisionCurve().enumerated().flatMap { index, point in
        [
          ("threshold[\(index)]", point.threshold), ("precision[\(index)]", point.precision),
          ("recall[\(index)]", point.recall),
        ]
      },
      "precision"
    )
  }

  @Test func `errors of the square root and the share are close to the jackknife`() throws {
    let judged = try EvaluationGolden.numbers()
    let count = judged.actual.count
    for name in ["rmse", "r2"] {
      func value(without row: Int) -> Double {
        var (actual, predicted) = (judged.actual, judged.predicted)
        actual.remove(at: row)
        predicted.remove(at: row)
        let metrics = JudgedNumbers(actual: actual, predicted: predicted).metrics()
        return metrics.first { $0.name == name }?.value ?? .nan
      }
      let values = (0..<count).map(value)
      let center = values.reduce(0, +) / Double(count)
      let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      let jackknife = (Double(count - 1) / Double(count) * squares).squareRoot()
      let own = judged.metrics().first { $0.name == name }?.standardError ?? .nan
      // First order and leaving out differ by terms of 1 in 251 rows, more where errors have long tails.
      #expect((own / jackknife - 1).magnitude < 0.05, "\(name): \(own), \(jackknife)")
    }
  }

  @Test func `the order of the rows changes no digit`() throws {
    let judged = try EvaluationGolden.binary()
    let order = judged.actual.indices.sorted { ($0 * 7919 % 400) < ($1 * 7919 % 400) }
    #expect(order != Array(judged.actual.indices))
    guard case .one(_, let values) = judged.probabilities else { return }
    let other = JudgedClasses(
      labels: judged.labels,
      actual: order.map { judged.actual[$0] },
      predicted: order.map { judged.predicted[$0] },
      probabilities: .one(class: 1, order.map { values[$0] })
    )
    for (one, two) in zip(judged.metrics(), other.metrics()) {
      #expect(one.value == two.value, "\(one.name)")
      #expect(one.standardError.bitPattern == two.standardError.bitPattern, "\(one.name)")
    }
    let numbers = try EvaluationGolden.numbers()
    let reversed = JudgedNumbers(
      actual: numbers.actual.reversed(),
      predicted: numbers.predicted.reversed()
    )
    for (one, two) in zip(numbers.metrics(), reversed.metrics()) {
      #expect(one.value == two.value, "\(one.name)")
      #expect(one.standardError.bitPattern == two.standardError.bitPattern, "\(one.name)")
    }
  }

  @Test func `the number of threads changes no digit`() throws {
    let (binary, classes, numbers) = (
      try EvaluationGolden.binary(), try EvaluationGolden.classes(), try EvaluationGolden.numbers()
    )
    for judged in [binary, classes] {
      let other = JudgedClasses(
        labels: judged.labels,
        actual: judged.actual,
        predicted: judged.predicted,
        probabilities: judged.probabilities,
        threadCount: 3
      )
      expectSame(judged.metrics(), other.metrics())
    }
    let other = JudgedNumbers(actual: numbers.actual, predicted: numbers.predicted, threadCount: 3)
    expectSame(numbers.metrics(), other.metrics())
  }

  private func expectSame(_ some: [JudgedMetric], _ others: [JudgedMetric]) {
    #expect(some.map(\.name) == others.map(\.name))
    #expect(some.map(\.value.bitPattern) == others.map(\.value.bitPattern))
    #expect(some.map(\.standardError.bitPattern) == others.map(\.standardError.bitPattern))
  }

  @Test func `tenths hold all rows, and rows of one score share what they have`() {
    let scores = (0..<20).map { $0 < 10 ? 0.9 : 0.1 }
    let ranked = RankedScores(scores) { $0 < 10 ? $0 % 2 == 0 : $0 == 10 }
    let parts = ranked.liftParts()
    #expect(parts.map(\.rowCount) == [Double](repeating: 2, count: 10))
    #expect(parts[0].positiveCount == 1)
    #expect((parts[5].positiveCount - 0.2).magnitude < 1e-12)
    #expect((parts[9].gain - 1).magnitude < 1e-12)
    #expect((parts[0].lift - 0.5 / 0.3).magnitude < 1e-12)
  }

  @Test func `a choice counts the rows above its threshold, and not those at it`() {
    let ranked = RankedScores([0.2, 0.5, 0.5, 0.8]) { $0 == 1 || $0 == 3 }
    let choices = ranked.choices([0.5, 0.4])
    #expect(choices.map(\.truePositives) == [1, 2])
    #expect(choices.map(\.falsePositives) == [0, 1])
    #expect(choices.map(\.accuracy) == [0.75, 0.75])
    #expect(choices[1].precision == 2 / 3.0)
  }

  @Test func `of no rows and of one class there are counts, and no numbers that mean nothing`() {
    let none = JudgedClasses(
      labels: ["a", "b"],
      actual: [],
      predicted: [],
      probabilities: .one(class: 1, []),
      leftOutCount: 3
    )
    #expect(none.metrics().map(\.value) == [0, 3])
    let one = JudgedClasses(
      labels: ["a", "b"],
      actual: [1, 1, 1],
      predicted: [1, 1, 0],
      probabilities: .one(class: 1, [0.9, 0.8, 0.3])
    )
    let metrics = Dictionary(uniqueKeysWithValues: one.metrics().map { ($0.name, $0.value) })
    #expect(metrics["auc"]?.isNaN == true)
    #expect(metrics["accuracy"] == 2 / 3.0)
    #expect(metrics["balanced_accuracy"] == 2 / 3.0)
    #expect(metrics["mcc"] == 0)
    #expect(one.ranked(1).liftParts().count == 10)
  }
}

/// Orders and sums that metrics are made of.
@Suite struct OrderFreeTests {
  @Test func `numbers fall, and equal ones keep their order`() {
    let numbers = [0.5, -1, 0, 0.25, -0.0, .infinity, 0.5, -.infinity, 1e-300, -1e300, 0.5]
    let expected = numbers.indices.sorted {
      numbers[$0] > numbers[$1] || (numbers[$0] == numbers[$1] && $0 < $1)
    }
    #expect(FallingOrder(numbers).places.map { Int($0) } == expected)
    #expect(FallingOrder([]).places.isEmpty)
    #expect(FallingOrder([2, 2]).places == [0, 1])
  }

  @Test func `a median is between its order statistics, whatever the numbers`() {
    for numbers in [
      [3.0], [1, 2], [5, 1, 4], (0..<1000).map { Double($0 * 7919 % 1000) },
      [Double](repeating: 2, count: 100), [0, 0, 1e300, .infinity], [-1, 0, 1e-300, 2, 3],
    ] {
      let sorted = numbers.sorted()
      let count = sorted.count
      let median = MedianEstimate(of: numbers)
      #expect(median.value == (sorted[(count - 1) / 2] + sorted[count / 2]) / 2)
      #expect(median.error.isNaN == (count == 1))
    }
    // Of 1000 numbers a deviation is 15.8: ranks 483 to 516 from 0 on.
    #expect(MedianEstimate(of: (0..<1000).map { Double($0) }).error == 16.5)
  }

  @Test func `ranks with an order and without one are the same`() {
    let scores = (0..<500).map { Double($0 * 7919 % 97) - 48 }
    let order = FallingOrder(scores).places
    let isPositive = { (row: Int) in row % 3 == 0 }
    #expect(
      RankedScores(scores, isPositive: isPositive)
        == RankedScores(scores, order: order, isPositive: isPositive)
    )
    #expect(
      RankedScores(scores, threadCount: 2, isPositive: isPositive).steps.map(\.score)
        == Set(scores).sorted(by: >)
    )
  }

  @Test func `a sum has all digits, of numbers of any size, and of no finite ones none`() {
    var numbers: [Double] = [1e12, -1e12]
    for k in 1...1000 { numbers.append((k % 2 == 0 ? -1 : 1) / Double(k)) }
    // The alternating harmonic series of 1000 terms, by exact fractions in Python.
    #expect((orderFreeSum(numbers) - 0.6926474305598204).magnitude < 1e-12)
    #expect(orderFreeSum(numbers) == orderFreeSum(numbers.reversed()))
    #expect(orderFreeSum([]) == 0)
    let least = Double.leastNonzeroMagnitude
    #expect(orderFreeSum([least, 3 * least]) == 4 * least)
    #expect(orderFreeSum([1e308, 7e307]) == 1.7e308)
    #expect(orderFreeSum([.infinity, 1]) == .infinity)
    #expect(orderFreeSum([.nan, 1]).isNaN)
  }
}
