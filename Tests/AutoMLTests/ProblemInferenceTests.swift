import Learning
import ModelSQL
import Models
import Testing

@testable import AutoML

@Suite struct ProblemInferenceTests {
  private func decide(
    _ kind: TargetKind,
    _ values: FeatureColumn,
    levels: [String] = [],
    requested: ProblemType? = nil
  ) throws -> ProblemInference.Decision {
    let column = CatalogColumn(
      name: "y",
      typeName: "T",
      shortTypeName: "t",
      kind: .number,
      targetKind: kind
    )
    return try ProblemInference(column: column, values: values, levels: levels)
      .decide(requested: requested, by: "PROBLEM_TYPE")
  }

  private func integers(_ count: Int, rows: Int, step: Double = 1) -> FeatureColumn {
    .double((0..<rows).map { Double($0 % count) * step })
  }

  @Test func `booleans and text are classes`() throws {
    let boolean = try decide(.boolean, .float([0, 1, 1]))
    #expect(boolean.problemType == .binaryClassification)
    #expect(boolean.target.values == .classes(["f", "t"]))
    let text = try decide(.text, .codes([0, 2, 1], levelCount: 3), levels: ["a", "b", "c"])
    #expect(text.problemType == .multiclassClassification)
  }

  @Test func `fractions are amounts`() throws {
    #expect(try decide(.floating, .double([1, 2, 1])).problemType == .regression)
    #expect(try decide(.decimal, .double([1, 2, 1])).problemType == .regression)
  }

  @Test func `whole numbers are codes when they are few, close together and often repeated`() throws
  {
    let integer = TargetKind.integer
    #expect(try decide(integer, integers(2, rows: 50)).problemType == .binaryClassification)
    #expect(try decide(integer, integers(7, rows: 700)).problemType == .multiclassClassification)
    #expect(try decide(integer, integers(28, rows: 2_800)).problemType == .regression)
    #expect(try decide(integer, integers(7, rows: 30)).problemType == .regression)
    #expect(try decide(integer, integers(7, rows: 700, step: 100)).problemType == .regression)
  }

  @Test func `what is asked for is done`() throws {
    let amounts = try decide(.integer, integers(7, rows: 700), requested: .regression)
    #expect(amounts.problemType == .regression && amounts.target.values == .number)
    let classes = try decide(
      .floating,
      .double([1.5, 2, 1.5]),
      requested: .binaryClassification
    )
    #expect(classes.target.values == .classes(["1.5", "2.0"]))
    #expect(classes.values == [0, 1, 0])
  }

  @Test func `levels that no row has are no classes`() throws {
    let decision = try decide(
      .text,
      .codes([3, 1, 3], levelCount: 4),
      levels: ["a", "b", "c", "d"]
    )
    #expect(decision.target.values == .classes(["b", "d"]))
    #expect(decision.values == [1, 0, 1])
  }

  @Test func `targets that cannot be learnt are refused`() {
    func cause(_ body: () throws -> ProblemInference.Decision) -> DataError.Cause? {
      do {
        _ = try body()
        return nil
      } catch { return (error as? DataError)?.cause }
    }
    #expect(
      cause { try decide(.integer, .double([4, 4])) }
        == .targetConstant(column: "y", value: "4", rowCount: 2)
    )
    #expect(
      cause { try decide(.floating, .double([1, .infinity])) } == .targetInfinite(column: "y")
    )
    #expect(
      cause { try decide(.integer, .double([1, 1e17])) } == .targetBeyondExact(column: "y")
    )
    #expect(
      cause { try decide(.integer, integers(3, rows: 99), requested: .binaryClassification) }
        == .notTwoClasses(column: "y", count: 3)
    )
    #expect(
      cause {
        try decide(
          .integer,
          integers(5_000, rows: 9_999),
          requested: .multiclassClassification
        )
      } == .tooManyClasses(column: "y", limit: 1_000)
    )
  }
}
