import Models
import TestSupport
import Testing

@testable import Learning

/// The squared loss from the products of columns, beside steps over the rows.
@Suite struct LeastSquaresTests {
  /// Two fits of one optimum, one of them converged to 1e-10, differ by no more.
  private static let sameOptimum = 1e-7

  private static func data(weighted: Bool, levelCounts: [Int] = [3, 7]) -> TrainingData {
    let data = LinearTestData.generated(
      rowCount: 3_000,
      numericCount: 6,
      levelCounts: levelCounts,
      missingShare: 0.1,
      task: .regression,
      seed: 4
    )
    return weighted ? data.weighted((0..<3_000).map { Double($0 % 4) }) : data
  }

  private func design(
    _ data: TrainingData,
    rows: [UInt32]? = nil,
    isReadOnce: Bool,
    threadCount: Int = 1
  ) throws -> LinearDesign {
    try LinearDesign(
      data,
      rows: rows,
      task: .regression,
      minimumLevelWeight: 1,
      threadCount: threadCount,
      exactCellCount: isReadOnce ? 0 : 1 << 22,
      isReadOnce: isReadOnce
    )
  }

  private func fit(
    _ design: LinearDesign,
    lambda: Double = 2,
    threadCount: Int = 1
  ) throws -> LinearFit {
    try LinearLearner.train(
      design,
      settings: LinearSettings(lambda: lambda, tolerance: 1e-10),
      threadCount: threadCount,
      monitor: TrainingMonitor()
    )
  }

  /// The fit by steps, each a pass over the rows.
  private func steppedParameters(_ design: LinearDesign, lambda: Double) -> [Double] {
    let objective = LinearObjective(
      design: design,
      loss: .squared,
      lambda: lambda,
      threadCount: 1
    )
    var solver = LinearSolver(objective, settings: LinearSettings(lambda: lambda, tolerance: 1e-10))
    let zeros = [Double](repeating: 0, count: objective.parameterCount)
    return solver.minimise(from: objective.evaluate(zeros), monitor: TrainingMonitor())
      .evaluation.parameters
  }

  @Test(arguments: [false, true], [0.5, 100])
  func `one pass finds what steps find`(_ isWeighted: Bool, _ lambda: Double) throws {
    let data = Self.data(weighted: isWeighted)
    let kept = try design(data, isReadOnce: false)
    let wanted = steppedParameters(kept, lambda: lambda)
    for isReadOnce in [false, true] {
      let fit = try fit(try design(data, isReadOnce: isReadOnce), lambda: lambda)
      #expect(fit.convergence.isConverged && fit.convergence.iterations == 1)
      #expect(largestDifference(fit.parameters, wanted) < Self.sameOptimum)
    }
  }

  @Test func `its objective and gradient are those of a pass`() throws {
    let design = try design(Self.data(weighted: true), isReadOnce: true)
    let objective = LinearObjective(design: design, loss: .squared, lambda: 3, threadCount: 1)
    var squares = LeastSquares(objective)
    let found = squares.minimise(objective, tolerance: 1e-10)
    let outcome = try #require(found)
    let passed = objective.evaluate(outcome.evaluation.parameters)
    // Sums of 3,000 rows in another order.
    #expect(abs(passed.value - outcome.value) < 1e-10 * passed.value)
    #expect(largestDifference(passed.gradient, outcome.evaluation.gradient) < 1e-9)
  }

  @Test func `some rows of a table are encoded as they are when kept`() throws {
    let rows = (0..<3_000).filter { $0 % 3 != 1 }.map { UInt32($0) }
    let kept = try fit(try design(Self.data(weighted: true), rows: rows, isReadOnce: false))
    let read = try fit(try design(Self.data(weighted: true), rows: rows, isReadOnce: true))
    #expect(largestDifference(kept.parameters, read.parameters) < Self.sameOptimum)
  }

  @Test func `the same bytes on any number of threads`() throws {
    let data = Self.data(weighted: false)
    let one = try fit(try design(data, isReadOnce: true))
    for threadCount in [2, 4] {
      let design = try design(data, isReadOnce: true, threadCount: threadCount)
      #expect(try fit(design, threadCount: threadCount).parameters == one.parameters)
    }
  }

  /// Without a penalty the levels of a category and the intercept are combinations of each other.
  @Test func `collinear columns are left to steps, over rows encoded anew`() throws {
    let data = Self.data(weighted: false)
    let design = try design(data, isReadOnce: true)
    let objective = LinearObjective(design: design, loss: .squared, lambda: 0, threadCount: 1)
    var squares = LeastSquares(objective)
    let outcome = squares.minimise(objective, tolerance: 1e-10)
    #expect(outcome == nil)
    let read = try fit(design, lambda: 0)
    let kept = try fit(try self.design(data, isReadOnce: false), lambda: 0)
    #expect(read.convergence.isConverged && kept.convergence.isConverged)
    #expect(abs(read.convergence.objective - kept.convergence.objective) < 1e-9)
  }

  /// Columns that differ by 1e-3 to 1e-8 of themselves, on whose differences the target depends: with the
  /// columns' sums and differences, which are independent, the same rows have the same least squares.
  @Test(arguments: [1e-3, 1e-5, 1e-7, 1e-8])
  func `nearly collinear columns have the optimum of independent ones`(_ share: Double) throws {
    var generator = SplitMix64(seed: 9)
    let (first, own) = (
      (0..<2_000).map { _ in LinearTestData.normal(&generator) },
      (0..<2_000).map { _ in LinearTestData.normal(&generator) }
    )
    let target = zip(first, own).map { 2 * $0 - 3 * $1 + LinearTestData.normal(&generator) }
    func fit(_ columns: [[Double]]) throws -> LinearFit {
      let data = TrainingData(
        features: FeatureTable(rowCount: 2_000, columns: columns.map { .double($0) }),
        target: target
      )
      return try self.fit(try design(data, isReadOnce: true), lambda: 0)
    }
    let wanted = try fit([first, own])
    let fit = try fit([first, zip(first, own).map { $0 + share * $1 }])
    #expect([.converged, .precisionLimit].contains(fit.convergence.ending))
    #expect(fit.convergence.remedies.isEmpty)
    // The second column has the rounding of its sum: 1e-16 of it, of which `share` matters.
    let rounding = 1e-15 / share
    let difference = fit.convergence.objective / wanted.convergence.objective - 1
    #expect(abs(difference) < max(1e-12, rounding))
  }

  @Test(arguments: [false, true])
  func `a row without weight adds nothing, even where its target overflows`(
    _ isReadOnce: Bool
  ) throws {
    func fitted(firstTarget: Double) throws -> LinearFit {
      let rows = 0..<100
      let data = TrainingData(
        features: FeatureTable(rowCount: 100, columns: [.double(rows.map { Double($0) })]),
        target: rows.map { $0 == 0 ? firstTarget : 1e-10 * Double($0) },
        weights: rows.map { $0 == 0 ? 0 : 1 }
      )
      return try fit(try design(data, isReadOnce: isReadOnce))
    }
    let (usual, extreme) = (try fitted(firstTarget: 0), try fitted(firstTarget: 1e308))
    #expect(extreme.parameters == usual.parameters)
    #expect(extreme.convergence.isConverged)
  }

  @Test func `a target that is a sum of columns leaves an objective of 0, not below`() throws {
    let data = Self.data(weighted: false, levelCounts: [])
    guard case .double(let values) = data.features.columns[0] else { return }
    let present = values.map { $0.isNaN ? 0 : $0 }
    let exact = TrainingData(
      features: FeatureTable(rowCount: 3_000, columns: [.double(present)]),
      target: present.map { 5 - 2 * $0 }
    )
    let fit = try fit(try design(exact, isReadOnce: true), lambda: 0)
    #expect(fit.convergence.objective >= 0 && fit.convergence.objective < 1e-9)
  }
}
