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
    // The rarer one is class 1.
    #expect(boolean.target.values == .classes(["t", "f"]))
    let text = try decide(.text, .codes([0, 2, 1, 0], levelCount: 3), levels: ["a", "b", "c"])
    #expect(text.problemType == .multiclassClassification)
    // A class of its own in each row tells nothing of the next.
    #expect(throws: DataError(cause: .classOfEachRow(column: "y", rowCount: 3))) {
      try decide(.text, .codes([0, 2, 1], levelCount: 3), levels: ["a", "b", "c"])
    }
  }

  @Test func `fractions are amounts, two values classes`() throws {
    #expect(try decide(.floating, .double([1, 2, 3])).problemType == .regression)
    #expect(try decide(.decimal, .double([1, 2, 3])).problemType == .regression)
    #expect(try decide(.floating, .double([0, 1, 0])).problemType == .binaryClassification)
    #expect(try decide(.decimal, .double([0, 1, 0])).problemType == .binaryClassification)
  }

  /// Each value as often as said, from 0.
  private func repeated(_ counts: [Int], from first: Int = 0) -> FeatureColumn {
    .double(
      counts.enumerated().flatMap {
        [Double](repeating: Double(first + $0.offset), count: $0.element)
      }
    )
  }

  @Test func `whole numbers with a long tail are counts, others that are few are codes`() throws {
    func problem(_ counts: [Int], from first: Int = 0) throws -> ProblemType {
      try decide(.integer, repeated(counts, from: first)).problemType
    }
    #expect(try problem([700, 200, 70, 20, 10]) == .regression)
    #expect(try problem([300, 400, 200, 70, 20], from: 1) == .regression)
    // The last value may be a limit.
    #expect(try problem([700, 200, 70, 20, 30]) == .regression)
    #expect(try decide(.integer, repeated([700, 200, 70, 20, 10])).target.typeName == "DOUBLE")
    // As often each, the most frequent in the middle, rare ones in between, ratings from 3, three codes.
    #expect(try problem([200, 200, 200, 200]) == .multiclassClassification)
    #expect(try problem([20, 100, 500, 300, 20]) == .multiclassClassification)
    #expect(try problem([500, 20, 300, 25, 200]) == .multiclassClassification)
    #expect(try problem([700, 200, 70, 20, 10], from: 3) == .multiclassClassification)
    #expect(try problem([900, 80, 20]) == .multiclassClassification)
  }

  private func classes(
    _ codes: [UInt32],
    _ levels: [String],
    positive: String? = nil,
    isSearch: Bool = true
  ) throws -> ProblemInference.Decision {
    let column = CatalogColumn(
      name: "y",
      typeName: "VARCHAR",
      shortTypeName: "varchar",
      kind: .text,
      targetKind: .text
    )
    return try ProblemInference(
      column: column,
      values: .codes(codes, levelCount: 2),
      levels: levels,
      positiveClass: positive,
      isSearch: isSearch
    ).decide(requested: nil, by: "PROBLEM_TYPE")
  }

  @Test func `class 1 of two is the rarer one whatever it is called, or the one that is named`()
    throws
  {
    let (rareFirst, rareLast): ([UInt32], [UInt32]) = ([0, 1, 1], [1, 0, 0])
    for (codes, levels) in [(rareFirst, ["churn", "stay"]), (rareLast, ["no", "yes"])] {
      let decision = try classes(codes, levels)
      #expect(decision.values == [1, 0, 0])
    }
    let named = try classes(rareFirst, ["churn", "stay"], positive: "stay")
    #expect(named.target.values == .classes(["churn", "stay"]))
    #expect(named.values == [0, 1, 1])
    // Of two alike the later one; and where one candidate is trained 1 stays 1.
    #expect(try classes([0, 1], ["a", "b"]).target.values == .classes(["a", "b"]))
    #expect(
      try classes(rareFirst, ["0", "1"], isSearch: false).target.values == .classes(["0", "1"])
    )
    let error = #expect(throws: DataError.self) {
      try classes(rareFirst, ["churn", "stay"], positive: "Churn")
    }
    #expect(error?.cause == .noSuchClass(label: "Churn", labels: ["churn", "stay"]))
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
    #expect(decision.target.values == .classes(["d", "b"]))
    #expect(decision.values == [0, 1, 0])
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
    // 2^53 is what 2^53 + 1 is read as.
    #expect(
      cause { try decide(.integer, .double([1, 0x1p53])) } == .targetBeyondExact(column: "y")
    )
    #expect(
      cause { try decide(.integer, .double([-0x1p53, 1])) } == .targetBeyondExact(column: "y")
    )
    #expect(cause { try decide(.integer, .double([1, 0x1p53 - 1])) } == nil)
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
