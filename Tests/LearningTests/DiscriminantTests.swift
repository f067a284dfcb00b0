import Foundation
import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

struct DiscriminantTests {
  /// The iris flowers: 50 of each kind, in order.
  private static func iris() throws -> TrainingData {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.deletingLastPathComponent().appending(path: "datasets/iris/iris.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map { Double($0) ?? .nan } }
    return TrainingData(
      features: FeatureTable(
        rowCount: rows.count,
        columns: (0..<4).map { column in .double(rows.map { $0[column] }) }
      ),
      target: rows.indices.map { Double($0 / 50) }
    )
  }

  private static func predictions(
    _ data: TrainingData,
    lambda: Double,
    classCount: Int,
    threadCount: Int = 1
  ) throws -> Matrix {
    let design = try LinearLearner.prepare(
      data: data,
      rows: nil,
      task: .multiclass(classCount: classCount),
      threadCount: threadCount
    )
    let fit = try #require(DiscriminantFit(design, lambda: lambda, threadCount: threadCount))
    return Learner(.linear(fit.model), link: .softmax).predictions(of: data.features)
  }

  @Test func `flowers have scikit-learn's probabilities`() throws {
    let found = try Self.predictions(Self.iris(), lambda: 0, classCount: 3)
    // scikit-learn 1.9.1, LinearDiscriminantAnalysis().fit(X, y).predict_proba(X)[row].
    let expected: [(row: Int, [Double])] = [
      (0, [1, 0, 0]), (70, [0, 0.2490773339527488, 0.7509226660472511]),
      (77, [0, 0.6926839366861912, 0.3073160633138089]),
      (133, [0, 0.7333635677090267, 0.2666364322909732]),
    ]
    for (row, probabilities) in expected {
      for (label, probability) in probabilities.enumerated() {
        // Both solve with a matrix whose condition is below 1e3.
        #expect(abs(found[row, label] - probability) < 1e-10)
      }
    }
    let right = (0..<150).count { row in
      (0..<3).allSatisfy { found[row, row / 50] >= found[row, $0] }
    }
    #expect(right == 147)
  }

  @Test func `a weight is how often a row counts, and threads change no bit`() throws {
    let data = try Self.iris()
    let weights = (0..<150).map { Double(1 + $0 % 3) }
    let places = (0..<150).flatMap { [Int](repeating: $0, count: 1 + $0 % 3) }
    let weighted = TrainingData(features: data.features, target: data.target, weights: weights)
    let repeated = TrainingData(
      features: data.features.gathered(places.map { UInt32($0) }),
      target: places.map { data.target[$0] }
    )
    let one = try Self.predictions(weighted, lambda: 1, classCount: 3)
    #expect(try Self.predictions(weighted, lambda: 1, classCount: 3, threadCount: 3) == one)
    let other = try Self.predictions(repeated, lambda: 1, classCount: 3)
    for (place, row) in places.enumerated() {
      // Sums of the same numbers in another order.
      #expect(abs(other[place, 1] - one[row, 1]) < 1e-9)
    }
  }

  @Test func `two copies of a column have the same coefficients under a penalty`() throws {
    let data = try Self.iris()
    let doubled = TrainingData(
      features: FeatureTable(
        rowCount: 150,
        columns: data.features.columns + [data.features.columns[0]]
      ),
      target: data.target
    )
    let design = try LinearLearner.prepare(
      data: doubled,
      rows: nil,
      task: .multiclass(classCount: 3),
      threadCount: 1
    )
    let held = try #require(DiscriminantFit(design, lambda: 1, threadCount: 1))
    // The two copies share what they tell; both are solved with a matrix whose condition is below 1e5.
    let coefficients = held.model.coefficients
    for label in 0..<3 { #expect(abs(coefficients[0, label] - coefficients[4, label]) < 1e-9) }
  }

  @Test func `a class without rows is less likely than others, not impossible`() throws {
    let found = try Self.predictions(Self.iris(), lambda: 1, classCount: 4)
    #expect((0..<150).allSatisfy { found[$0, 3] > 0 && found[$0, 3] < found[$0, $0 / 50] })
  }
}
