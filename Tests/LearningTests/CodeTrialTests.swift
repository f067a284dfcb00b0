import Models
import TestSupport
import Testing

@testable import Learning

/// Whole numbers that are names are taken as categories where rows held out are predicted better so.
@Suite struct CodeTrialTests {
  private static let rowCount = 4_000

  /// Rows of `valueCount` whole numbers and a second column, whose target adds up an effect of each
  /// number, the second column and noise.
  private static func rows(
    _ valueCount: Int,
    isBinary: Bool = false,
    effect: (Int, inout SplitMix64) -> Double
  ) -> TrainingData {
    var generator = SplitMix64(seed: 11)
    let effects = (0..<valueCount).map { effect($0, &generator) }
    let codes = (0..<rowCount).map { _ in Int.random(in: 0..<valueCount, using: &generator) }
    let others = (0..<rowCount).map { _ in Float.random(in: -1...1, using: &generator) }
    let target = (0..<rowCount).map { row in
      let noise = Double.random(in: -1...1, using: &generator)
      let sum = effects[codes[row]] + Double(others[row]) + noise
      return isBinary ? (sum > 0 ? 1 : 0) : sum
    }
    let columns: [FeatureColumn] = [.float(codes.map { Float($0) }), .float(others)]
    return TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: columns),
      target: target
    )
  }

  private func outcome(
    _ data: TrainingData,
    task: LearningTask = .regression,
    hasTrees: Bool = true,
    threadCount: Int = 2
  ) throws -> CodeTrial.Outcome? {
    try CodeTrial(
      data: data,
      hasTrees: hasTrees,
      task: task,
      split: .drawn(units: nil),
      seed: 7,
      threadCount: threadCount,
      monitor: TrainingMonitor()
    ).outcome(among: [0, 1])
  }

  @Test(arguments: [true, false], [true, false])
  func `numbers without an order are categories`(isBinary: Bool, hasTrees: Bool) throws {
    let data = Self.rows(60, isBinary: isBinary) { _, generator in
      Double.random(in: -2...2, using: &generator)
    }
    let task: LearningTask = isBinary ? .binary : .regression
    let found = try #require(try outcome(data, task: task, hasTrees: hasTrees))
    #expect(found.features == [0])
    #expect(found.gain > 2 * found.standardError)
    let alone = try outcome(data, task: task, hasTrees: hasTrees, threadCount: 1)
    #expect(alone?.gain == found.gain)
  }

  /// A line, a valley and a wave are orders; where nothing is told there is nothing to gain.
  @Test(arguments: ["line", "valley", "wave", "nothing"])
  func `numbers with an order stay numbers`(shape: String) throws {
    let data = Self.rows(40) { value, _ in
      let place = Double(value) / 40
      return switch shape {
      case "line": 4 * place
      case "valley": 16 * (place - 0.5) * (place - 0.5)
      case "wave": value % 20 < 10 ? 1 : -1
      default: 0
      }
    }
    #expect(try outcome(data) == nil)
  }

  @Test func `few values, many and fractions are no codes`() {
    let target = [Array(repeating: 0.0, count: 4_000)]
    func test(_ value: (Int) -> Float) -> LevelOrderTest? {
      LevelOrderTest(.float((0..<4_000).map(value)), targets: target)
    }
    #expect(test { Float($0 % 4) } == nil)
    #expect(test { Float($0 % 300) } == nil)
    #expect(test { Float($0 % 10) / 2 } == nil)
    #expect(test { $0 % 10 == 3 ? .infinity : Float($0 % 10) } == nil)
    #expect(test { $0 % 10 == 3 ? .nan : Float($0 % 10) }?.values.count == 9)
  }

  @Test func `levels of a pattern that neighbours share are at rest`() throws {
    let codes = (0..<4_000).map { $0 % 50 }
    func unrest(_ effect: (Int) -> Double) throws -> Double {
      let column = FeatureColumn.float(codes.map { Float($0) })
      let test = try #require(LevelOrderTest(column, targets: [codes.map(effect)]))
      return try #require(test.unrest)
    }
    #expect(try unrest { Double($0) } < 0.05)
    // Numbers that go up and down from one to the next have twice the difference of any two.
    #expect(try unrest { Double($0 % 2) } > 1.9)
  }

  @Test func `what the monitor stops is interrupted`() {
    let data = Self.rows(60) { _, generator in Double.random(in: -2...2, using: &generator) }
    #expect(throws: LearningError.interrupted) {
      try CodeTrial(
        data: data,
        hasTrees: true,
        task: .regression,
        split: .drawn(units: nil),
        seed: 7,
        threadCount: 1,
        monitor: TrainingMonitor(shouldStop: { true })
      ).outcome(among: [0])
    }
  }
}
