import Foundation
import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// Laws that hold for every loss, on data of many shapes: more rows than columns and fewer, numbers and
/// levels, missing values, weights.
@Suite struct LinearLawTests {
  /// A loss, and the seed of the rows' values and shape.
  struct Case: Sendable, CustomTestStringConvertible {
    let loss: LinearLoss
    let task: LearningTask
    let seed: UInt64

    var testDescription: String { "\(loss.name), \(task), seed \(seed)" }

    static let all = (1...6 as ClosedRange<UInt64>).flatMap { seed in
      [
        Case(loss: .squared, task: .regression, seed: seed),
        Case(loss: .poisson, task: .regression, seed: seed),
        Case(loss: .gamma, task: .regression, seed: seed),
        Case(loss: .tweedie(power: 1.3), task: .regression, seed: seed),
        Case(loss: .logistic, task: .binary, seed: seed),
        Case(loss: .logistic, task: .multiclass(classCount: 3), seed: seed),
        Case(loss: .logistic, task: .multiclass(classCount: 5), seed: seed),
      ]
    }

    /// Every third has more columns than rows, every second weights, some of them 0.
    var data: TrainingData {
      let shapes = [(25, 40, []), (60, 3, [4]), (300, 8, [2, 12])]
      let (rowCount, numericCount, levelCounts) = shapes[Int(seed % 3)]
      let data = LinearTestData.generated(
        rowCount: rowCount,
        numericCount: numericCount,
        levelCounts: levelCounts,
        missingShare: 0.1,
        task: task,
        seed: seed
      )
      let target =
        task == .regression && loss != .squared
        ? data.target.map { abs($0) / 10 + 0.1 } : data.target
      let weights = seed % 2 == 0 ? (0..<rowCount).map { Double($0 * 7 % 5) / 2 } : nil
      return TrainingData(features: data.features, target: target, weights: weights)
    }

    /// A fit with a column for every level: whether one is pooled would depend on its rows' weights.
    func fit(_ data: TrainingData, lambda: Double = 0.5, alpha: Double = 0) throws -> LinearFit {
      try LinearLearner.train(
        try LinearLearner.prepare(
          data: data,
          rows: nil,
          task: task,
          minimumLevelWeight: 0,
          threadCount: 1
        ),
        settings: LinearSettings(lambda: lambda, alpha: alpha, loss: loss, tolerance: 1e-11),
        threadCount: 1,
        monitor: TrainingMonitor()
      )
    }
  }

  /// Two fits of one optimum, each converged to 1e-11, differ by no more.
  private static let sameOptimum = 1e-7

  @Test(arguments: Case.all)
  func `gradients summed row by row are 0 at the optimum`(_ law: Case) throws {
    let data = law.data
    for lambda in [0.01, 1, 100] {
      let fit = try law.fit(data, lambda: lambda)
      let gradient = NaiveGradient(fit.model, data, law, lambda: lambda)
      let largest = gradient.values.reduce(0) { max($0, abs($1)) }
      #expect(largest < 1e-9 * gradient.unit, "lambda \(lambda): \(largest) of \(gradient.unit)")
    }
  }

  @Test func `many rows, of which a sample tells the second derivatives, end there too`() throws {
    let law = Case(loss: .logistic, task: .binary, seed: 1)
    let data = LinearTestData.generated(
      rowCount: 40_000,
      numericCount: 6,
      levelCounts: [6, 30],
      missingShare: 0.1
    )
    let design = try roughDesign(data)
    #expect(design.isSinglePrecision && design.sample != nil)
    let fit = try LinearLearner.train(
      design,
      settings: LinearSettings(tolerance: 1e-10),
      threadCount: 2,
      monitor: TrainingMonitor()
    )
    let gradient = NaiveGradient(fit.model, data, law, lambda: 1)
    // Cells are kept in single precision.
    #expect(gradient.values.allSatisfy { abs($0) < 1e-7 * gradient.unit })
  }

  @Test(arguments: Case.all)
  func `with an absolute penalty gradients are its strength, less where coefficients are 0`(
    _ law: Case
  ) throws {
    let data = law.data
    for (lambda, alpha) in [(0, 0.5), (0.3, 2.0)] {
      let fit = try law.fit(data, lambda: lambda, alpha: alpha)
      let gradient = NaiveGradient(fit.model, data, law, lambda: lambda)
      let columnCount = fit.model.encoding.columnCount
      for (index, element) in gradient.values.enumerated() {
        let (output, column) = (index / (columnCount + 1), index % (columnCount + 1))
        let value = column < columnCount ? fit.model.coefficients[column, output] : 0
        let excess: Double =
          switch value {
          case _ where column == columnCount: abs(element)
          case 0: max(abs(element) - alpha, 0)
          default: abs(element + (value > 0 ? alpha : -alpha))
          }
        #expect(excess < 1e-8 * gradient.unit, "alpha \(alpha), column \(column)")
      }
    }
  }

  @Test(arguments: Case.all)
  func `the order of rows changes nothing`(_ law: Case) throws {
    let data = law.data
    var generator = SplitMix64(seed: law.seed)
    let order = (0..<data.rowCount).shuffled(using: &generator)
    let shuffled = TrainingData(
      features: data.features.gathered(order.map { UInt32($0) }),
      target: order.map { data.target[$0] },
      weights: data.weights.map { weights in order.map { weights[$0] } }
    )
    let expected = try law.fit(data).predictions(of: data.features)
    let found = try law.fit(shuffled).predictions(of: data.features)
    #expect(largestDifference(found, expected) < Self.sameOptimum)
  }

  @Test(arguments: Case.all)
  func `the order of columns, and a constant among them, change nothing`(_ law: Case) throws {
    let data = law.data
    let constant = FeatureColumn.double((0..<data.rowCount).map { _ in 7 })
    let turned = data.with([constant] + data.features.columns.reversed())
    let expected = try law.fit(data).predictions(of: data.features)
    let found = try law.fit(turned).predictions(of: turned.features)
    #expect(largestDifference(found, expected) < Self.sameOptimum)
  }

  @Test(arguments: Case.all)
  func `shifting, scaling and mirroring columns changes no prediction`(_ law: Case) throws {
    let data = law.data
    let moved = data.with(
      data.features.columns.enumerated().map { index, column in
        if case .codes = column { return column }
        let factor = [-2.5e6, 3e-9, 1e40][index % 3]
        return .double((0..<data.rowCount).map { factor * (column.number($0) + Double(index)) })
      }
    )
    let expected = try law.fit(data).predictions(of: data.features)
    let found = try law.fit(moved).predictions(of: moved.features)
    #expect(largestDifference(found, expected) < Self.sameOptimum)
  }

  @Test(arguments: Case.all)
  func `rows twice, with half the weight, and with twice the penalty are the same`(
    _ law: Case
  ) throws {
    let data = law.data
    let rows = Array(0..<UInt32(data.rowCount))
    let twice = data.features.gathered(rows + rows)
    let weights = data.weights ?? [Double](repeating: 1, count: data.rowCount)
    let expected = try law.fit(data).predictions(of: data.features)
    for (factor, lambda) in [(0.5, 0.5), (1, 1)] {
      let doubled = TrainingData(
        features: twice,
        target: data.target + data.target,
        weights: (weights + weights).map { $0 * factor }
      )
      let found = try law.fit(doubled, lambda: lambda).predictions(of: data.features)
      #expect(largestDifference(found, expected) < Self.sameOptimum)
    }
  }

  @Test(arguments: Case.all.filter { $0.task != .regression })
  func `renaming the classes renames the predictions`(_ law: Case) throws {
    let data = law.data
    let classCount = law.task == .binary ? 2 : law.task.outputCount
    let renamed = TrainingData(
      features: data.features,
      target: data.target.map { Double(classCount - 1) - $0 },
      weights: data.weights
    )
    let expected = try law.fit(data).predictions(of: data.features)
    let found = try law.fit(renamed).predictions(of: data.features)
    let mirrored =
      classCount == 2
      ? expected.map { 1 - $0 }
      : (0..<classCount).reversed().flatMap {
        expected[$0 * data.rowCount..<($0 + 1) * data.rowCount]
      }
    #expect(largestDifference(found, mirrored) < Self.sameOptimum)
  }
}

extension LinearFit {
  /// The predictions of each row, output by output.
  fileprivate func predictions(of features: FeatureTable) -> [Double] {
    var scores = model.scores(of: features)
    link.apply(to: &scores)
    return scores.values
  }
}

/// The gradients of a penalised sum of losses in a model's coefficients, summed as its definition says.
private struct NaiveGradient {
  /// Output by output: a gradient for each column, then the intercept's.
  private(set) var values: [Double]
  /// The unit that gradients are compared with: the weights' sum, in the unit of the loss's gradients.
  let unit: Double

  init(_ model: LinearModel, _ data: TrainingData, _ law: LinearLawTests.Case, lambda: Double) {
    let weights = data.weights ?? [Double](repeating: 1, count: data.rowCount)
    let (stride, outputs) = (model.encoding.columnCount + 1, model.outputCount)
    let scores = model.scores(of: data.features)
    let columns = Self.columns(model.encoding, data, weights)
    values = [Double](repeating: 0, count: stride * outputs)
    for row in 0..<data.rowCount where weights[row] > 0 {
      let rowScores = (0..<outputs).map { scores[row, $0] }
      let gradients = Self.gradients(law.loss, rowScores, data.target[row])
      for output in 0..<outputs {
        for (column, value) in columns[row].enumerated() {
          values[output * stride + column] += weights[row] * gradients[output] * value
        }
      }
    }
    for output in 0..<outputs {
      for column in 0..<stride - 1 {
        values[output * stride + column] += lambda * model.coefficients[column, output]
      }
    }
    let mean = zip(weights, data.target).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    let scale = law.loss == .squared ? 10 : max(mean, 1)
    unit = scale * weights.reduce(0, +)
  }

  /// The loss's gradient in each score of a row.
  private static func gradients(_ loss: LinearLoss, _ scores: [Double], _ y: Double) -> [Double] {
    let z = scores[0]
    switch loss {
    case .squared: return [z - y]
    case .poisson: return [exp(z) - y]
    case .gamma: return [1 - y * exp(-z)]
    case .tweedie(let power): return [exp((2 - power) * z) - y * exp((1 - power) * z)]
    case .logistic where scores.count == 1: return [1 / (1 + exp(-z)) - y]
    case .logistic:
      let sum = scores.reduce(0) { $0 + exp($1) }
      return scores.enumerated().map { exp($1) / sum - (Double($0) == y ? 1 : 0) }
    }
  }

  /// Each row's columns: standardised over all rows, 0 where missing; 0 or 1; then 1.
  private static func columns(
    _ encoding: LinearEncoding,
    _ data: TrainingData,
    _ weights: [Double]
  ) -> [[Double]] {
    var columns = [[Double]](
      repeating: [Double](repeating: 0, count: encoding.columnCount) + [1],
      count: data.rowCount
    )
    for (index, column) in data.features.columns.enumerated() {
      let first = encoding.firstIndicatorColumns[index]
      if case .category(let category) = encoding.features[index] {
        for row in 0..<data.rowCount {
          let slot = Int(category.slot(ofCode: column.code(row)))
          if slot < category.slotCount { columns[row][first + slot] = 1 }
        }
        continue
      }
      let known = (0..<data.rowCount).filter { !column.number($0).isNaN }
      let mean =
        known.reduce(0) { $0 + weights[$1] * column.number($1) }
        / known.reduce(0) { $0 + weights[$1] }
      func square(_ row: Int) -> Double {
        weights[row] * (column.number(row) - mean) * (column.number(row) - mean)
      }
      let variance = known.reduce(0) { $0 + square($1) } / weights.reduce(0, +)
      for row in 0..<data.rowCount {
        let value = column.number(row)
        if let place = encoding.valueColumns[index], !value.isNaN {
          columns[row][place] = (value - mean) / variance.squareRoot()
        }
        if encoding.features[index].indicatorCount > 0, value.isNaN { columns[row][first] = 1 }
      }
    }
    return columns
  }
}
