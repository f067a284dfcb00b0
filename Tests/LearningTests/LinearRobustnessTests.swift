import Foundation
import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

/// Data that breaks naive solvers: each fit converges, or says that it did not, and predicts finite
/// scores.
@Suite struct LinearRobustnessTests {
  private func data(
    _ columns: [FeatureColumn],
    _ target: [Double],
    weights: [Double]? = nil
  ) -> TrainingData {
    TrainingData(
      features: FeatureTable(rowCount: target.count, columns: columns),
      target: target,
      weights: weights
    )
  }

  @discardableResult
  private func expectFit(
    _ data: TrainingData,
    _ task: LearningTask,
    lambda: Double = 1,
    location: SourceLocation = #_sourceLocation
  ) throws -> LinearFit {
    let fit = try train(data, task: task, settings: LinearSettings(lambda: lambda, tolerance: 1e-8))
    #expect(
      fit.convergence.isConverged,
      "gradient \(fit.convergence.gradientNorm)",
      sourceLocation: location
    )
    let areFinite = fit.model.scores(of: data.features).values.allSatisfy(\.isFinite)
    #expect(areFinite, sourceLocation: location)
    return fit
  }

  private let ramp = (0..<40).map { Double($0) }

  @Test func `separable classes have a finite penalised optimum`() throws {
    let fit = try expectFit(data([.double(ramp)], ramp.map { $0 < 20 ? 0 : 1 }), .binary)
    #expect(fit.model.coefficients[0, 0] > 1)
    try expectFit(
      data([.double(ramp)], ramp.map { ($0 / 14).rounded(.down) }),
      .multiclass(classCount: 3)
    )
    try expectFit(data([.double(ramp)], ramp.map { $0 < 20 ? 0 : 1 }), .binary, lambda: 1e-6)
  }

  @Test func `collinear columns share their coefficient`() throws {
    let columns: [FeatureColumn] = [.double(ramp), .double(ramp.map { 3 - 2 * $0 })]
    for lambda in [0, 1e-12, 1] {
      let fit = try expectFit(data(columns, ramp.map { 5 * $0 + 1 }), .regression, lambda: lambda)
      #expect(abs(fit.model.coefficients[0, 0] + fit.model.coefficients[1, 0]) < 1e-6)
    }
    let noisy = ramp.map { Int($0) % 3 == 0 || $0 > 30 ? 1.0 : 0 }
    let fit = try expectFit(data(columns, noisy), .binary, lambda: 0)
    #expect(abs(fit.model.coefficients[0, 0] + fit.model.coefficients[1, 0]) < 1e-6)
  }

  @Test func `constant, empty and infinite columns are dropped`() throws {
    let columns: [FeatureColumn] = [
      .double(ramp.map { _ in 7 }), .float(ramp.map { _ in .nan }), .double(ramp),
      .double(ramp.map { _ in .infinity }), .codes(ramp.map { _ in 2 }, levelCount: 5),
    ]
    let fit = try expectFit(data(columns, ramp), .regression)
    #expect(fit.model.encoding.columnCount == 1)
  }

  @Test func `no usable column leaves the mean`() throws {
    let fit = try expectFit(data([.double(ramp.map { _ in 7 })], ramp), .regression)
    #expect(abs(fit.model.intercepts[0] - 19.5) < 1e-12)
    let classes = try expectFit(data([], ramp.map { $0 < 10 ? 1 : 0 }), .binary)
    #expect(abs(sigmoid(classes.model.intercepts[0]) - 0.25) < 1e-7)
  }

  @Test func `more columns than rows`() throws {
    for task in [LearningTask.regression, .binary, .multiclass(classCount: 3)] {
      let data = LinearTestData.generated(rowCount: 30, numericCount: 80, task: task)
      try expectFit(data, task)
    }
  }

  @Test func `one row, and two rows of a class`() throws {
    let fit = try expectFit(data([.double([3])], [42]), .regression)
    #expect(fit.model.intercepts == [42])
    try expectFit(data([.double([3])], [1]), .binary)
    try expectFit(
      data([.double(ramp)], ramp.map { $0 < 2 ? 2 : $0 < 20 ? 0 : 1 }),
      .multiclass(classCount: 3)
    )
    try expectFit(
      data([.double(ramp)], ramp.map { $0 < 20 ? 0 : 1 }),
      .multiclass(classCount: 4)
    )
  }

  @Test func `scales of 1e12 beside 1e-12, and 1e300 beside 1e-300`() throws {
    for exponent in [12.0, 300] {
      let (large, small) = (
        Double(sign: .plus, exponent: Int(exponent * 3.32), significand: 1), 1.0
      )
      let columns: [FeatureColumn] = [
        .double(ramp.map { $0 * large }),
        .double(ramp.map { ($0 * 7).truncatingRemainder(dividingBy: 5) * small / large }),
      ]
      let fit = try expectFit(data(columns, ramp.map { 2 * $0 }), .regression, lambda: 1e-9)
      let scores = fit.model.scores(of: FeatureTable(rowCount: 40, columns: columns))
      #expect(largestDifference(scores.values, ramp.map { 2 * $0 }) < 1e-6)
    }
  }

  @Test func `one column of 1e300 and 1e-300 and infinities`() throws {
    var values = ramp.map { $0 * 1e-300 }
    values[3] = 1e300
    values[4] = -1e300
    values[5] = .infinity
    values[6] = -.infinity
    values[7] = .greatestFiniteMagnitude
    try expectFit(data([.double(values), .double(ramp)], ramp), .regression)
    try expectFit(data([.double(values), .double(ramp)], ramp.map { $0 < 20 ? 0 : 1 }), .binary)
    let extremes = [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude]
    try expectFit(data([.double(extremes)], [0, 1]), .binary)
    try expectFit(
      data([.double([.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude])], [0, 1, 1]),
      .binary
    )
  }

  @Test func `targets of any size`() throws {
    for factor in [1e-300, 1e-12, 1e12, 1e300] {
      let fit = try expectFit(
        data([.double(ramp)], ramp.map { $0 * factor }),
        .regression,
        lambda: 1e-9
      )
      let scores = fit.model.scores(of: FeatureTable(rowCount: 40, columns: [.double(ramp)]))
      #expect(
        largestDifference(scores.values.map { $0 / factor }, ramp) < 1e-6,
        "factor \(factor)"
      )
    }
  }

  @Test func `weight on few rows`() throws {
    let target = ramp.map { $0 < 20 ? 0.0 : 1 }
    try expectFit(
      data([.double(ramp)], target, weights: ramp.map { $0 == 7 ? 1 : 0 }),
      .binary
    )
    try expectFit(
      data([.double(ramp)], target, weights: ramp.map { $0 == 7 ? 1e9 : 1e-9 }),
      .binary
    )
    #expect(throws: LearningError.noRows) {
      try train(data([.double(ramp)], target, weights: ramp.map { _ in 0 }))
    }
    #expect(throws: LearningError.noRows) { try train(data([], [])) }
  }

  @Test func `separable classes without a penalty end, and say that they did not converge or did`()
    throws
  {
    let fit = try train(
      data([.double(ramp)], ramp.map { $0 < 20 ? 0 : 1 }),
      settings: LinearSettings(lambda: 0, tolerance: 1e-12, maxIterations: 50)
    )
    #expect(fit.convergence.isConverged == (fit.convergence.gradientNorm <= 1e-12))
    #expect(fit.model.coefficients[0, 0].isFinite)
  }

  @Test func `a row for each class`() throws {
    try expectFit(data([.double(ramp)], ramp), .multiclass(classCount: 40))
    try expectFit(data([.double([3, 5])], [0, 1]), .binary, lambda: 1e-6)
  }

  @Test(arguments: [LearningTask.regression, .binary, .multiclass(classCount: 3)])
  func `strengths of 0, 1e-300 and 1e300`(_ task: LearningTask) throws {
    let data = LinearTestData.generated(
      rowCount: 200,
      levelCounts: [3],
      missingShare: 0.1,
      task: task
    )
    let none = try expectFit(data, task, lambda: 0)
    let next = try expectFit(data, task, lambda: 1e-300)
    let (scores, same) = (
      none.model.scores(of: data.features), next.model.scores(of: data.features)
    )
    #expect(largestDifference(scores.values, same.values) < 1e-5)
    // Nothing is left but the mean, or each class's share.
    let all = try expectFit(data, task, lambda: 1e300)
    #expect(all.model.coefficients.values.allSatisfy { abs($0) < 1e-290 })
    var predictions = Matrix(rowCount: 1, columnCount: task.outputCount)
    for output in 0..<task.outputCount { predictions[0, output] = all.model.intercepts[output] }
    all.link.apply(to: &predictions)
    for (output, prediction) in predictions.values.enumerated() {
      let isShare = task.outputCount > 1
      let wanted = data.target.map { isShare ? ($0 == Double(output) ? 1 : 0) : $0 }
      #expect(abs(prediction - wanted.reduce(0, +) / 200) < 1e-6)
    }
  }

  @Test func `ten thousand categories`() throws {
    let rowCount = 20_000
    var generator = SplitMix64(seed: 21)
    let codes = (0..<rowCount).map { _ in UInt32.random(in: 0..<10_000, using: &generator) }
    let numbers = (0..<rowCount).map { _ in LinearTestData.normal(&generator) }
    let target = (0..<rowCount).map { row in
      numbers[row] + Double(codes[row] % 7) - 3 + LinearTestData.normal(&generator)
    }
    let columns: [FeatureColumn] = [.codes(codes, levelCount: 10_000), .double(numbers)]
    for (task, target) in [
      (LearningTask.regression, target), (.binary, target.map { $0 > 0 ? 1 : 0 }),
    ] {
      let design = try LinearLearner.prepare(
        data: data(columns, target),
        rows: nil,
        task: task,
        minimumLevelWeight: 1,
        threadCount: 2
      )
      #expect(design.encoding.columnCount > 8_000)
      let fit = try LinearLearner.train(
        design,
        settings: LinearSettings(tolerance: 1e-8),
        threadCount: 2,
        monitor: TrainingMonitor()
      )
      #expect(fit.convergence.isConverged, "gradient \(fit.convergence.gradientNorm)")
      #expect(fit.convergence.iterations < 60)
    }
  }

  /// Powers up to the tenth, the columns of a Hilbert matrix, and copies with a disturbance of 1e-8:
  /// what is collinear in single precision, and nearly so in double.
  @Test(arguments: [1, 1e-3, 1e-6])
  func `ill-conditioned columns reach the penalised optimum`(_ lambda: Double) throws {
    let points = (0..<60).map { Double($0) / 30 - 0.7 }
    var powers = [points]
    while powers.count < 10 { powers.append(zip(powers[powers.count - 1], points).map(*)) }
    let hilbert = (0..<10).map { column in (0..<60).map { 1 / Double($0 + column + 1) } }
    var generator = SplitMix64(seed: 22)
    let near = (0..<5).map { _ in points.map { $0 + 1e-8 * LinearTestData.normal(&generator) } }
    let noise = points.map { _ in LinearTestData.normal(&generator) }
    for columns in [powers, hilbert, near] {
      let score = points.indices.map { columns[0][$0] - columns[3][$0] + 0.5 * noise[$0] }
      let middle = score.sorted()[30]
      let table = columns.map { FeatureColumn.double($0) }
      try expectFit(data(table, score), .regression, lambda: lambda)
      try expectFit(data(table, score.map { $0 > middle ? 1 : 0 }), .binary, lambda: lambda)
      try expectFit(
        data(table, score.map { $0 > middle + 0.4 ? 2 : $0 > middle ? 1 : 0 }),
        .multiclass(classCount: 3),
        lambda: lambda
      )
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `classes, weights from 1e-6 to 1e6 and nearly collinear columns end where they say`(
    _ seed: UInt64
  ) throws {
    var generator = SplitMix64(seed: seed)
    let base = (0..<60).map { _ in LinearTestData.normal(&generator) }
    let columns = (0..<12).map { column in
      FeatureColumn.double(
        base.map { value in
          let own = LinearTestData.normal(&generator)
          return column % 3 == 0 ? own * own * own : value + own * (column % 3 == 1 ? 1e-3 : 1e-8)
        }
      )
    }
    let target = base.map { value in
      Double(min(max(Int(2.5 + value + LinearTestData.normal(&generator) / 2), 0), 4))
    }
    let weights = base.map { _ in
      pow(10, Double.random(in: -6...6, using: &generator))
    }
    for lambda in [0.0, 1e-6, 1] {
      let fit = try train(
        data(columns, target, weights: weights),
        task: .multiclass(classCount: 5),
        settings: LinearSettings(lambda: lambda, tolerance: 1e-10)
      )
      let convergence = fit.convergence
      #expect(
        convergence.ending != .precisionLimit || convergence.gradientNorm < 1e-7,
        "lambda \(lambda): gradient \(convergence.gradientNorm)"
      )
    }
  }

  @Test func `a rare value in many rows, which a sample of rows misses`() throws {
    let rowCount = 100_000
    var generator = SplitMix64(seed: 11)
    let rare = (0..<rowCount).map { $0 % 20_000 == 77 ? 1.0 : 0 }
    let plain = (0..<rowCount).map { _ in LinearTestData.normal(&generator) }
    let target = (0..<rowCount).map { row in
      plain[row] + rare[row] + LinearTestData.normal(&generator) > 1 ? 1.0 : 0
    }
    let fit = try expectFit(data([.double(rare), .double(plain)], target), .binary)
    #expect(fit.convergence.iterations < 40)
  }

  @Test func `nearly collinear columns in single precision converge beyond its rounding`() throws {
    let (rowCount, columnCount) = (30_000, 12)
    var generator = SplitMix64(seed: 12)
    func uniform() -> Double { Double.random(in: -1..<1, using: &generator) }
    let shared = (0..<rowCount).map { _ in uniform() }
    let columns = (0..<columnCount).map { _ in
      FeatureColumn.double(shared.map { $0 + 1e-3 * uniform() })
    }
    let target = (0..<rowCount).map { row in
      let own = columns[0].number(row) - columns[1].number(row)
      return shared[row] + 500 * own + 2 * uniform() > 0 ? 1.0 : 0
    }
    let fit = try LinearLearner.train(
      try roughDesign(data(columns, target)),
      settings: LinearSettings(tolerance: 1e-9),
      threadCount: 2,
      monitor: TrainingMonitor()
    )
    #expect(fit.convergence.isConverged, "gradient \(fit.convergence.gradientNorm)")
    #expect(fit.convergence.iterations < 40)
  }

  @Test func `exponential links start far from zero and get there`() throws {
    for loss in [LinearLoss.poisson, .gamma, .tweedie(power: 1.5)] {
      for factor in [1e-6, 1, 1e6] {
        let data = data(
          [.double(ramp), .double(ramp.map { $0 * $0 })],
          ramp.map { ($0 + 1) * factor }
        )
        let fit = try train(
          data,
          task: .regression,
          settings: LinearSettings(loss: loss, tolerance: 1e-8)
        )
        #expect(
          fit.convergence.isConverged,
          "\(loss) \(factor): gradient \(fit.convergence.gradientNorm)"
        )
        #expect(fit.link == .exponential)
      }
    }
  }
}
