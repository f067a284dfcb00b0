import Models
import TestSupport
import Testing

@testable import Learning

/// Which rows are held out, and what models that are scored on them may know.
@Suite struct HeldOutTests {
  @Test func `a level that no training row has is unseen in those held out`() throws {
    let data = TrainingData(
      features: FeatureTable(
        rowCount: 6,
        columns: [
          .codes([0, 1, 2, 0, FeatureColumn.missingCode, 3], levelCount: 4),
          .float([1, 2, 3, 4, 5, 6]),
        ]
      ),
      target: [0, 1, 0, 1, 0, 1]
    )
    let seen = try #require(data.hidingLevels(unseenIn: [0, 1, 2], from: [3, 4, 5]))
    let unseen = FeatureColumn.unseenCode
    #expect(
      seen.features.columns[0]
        == .codes([0, 1, 2, 0, FeatureColumn.missingCode, unseen], levelCount: 4)
    )
    #expect(seen.features.columns[1] == data.features.columns[1])
    #expect(data.hidingLevels(unseenIn: [0, 1, 2, 5], from: [3, 4]) == nil)
  }

  @Test func `text that is different in every row is not learnt from its neighbours`() throws {
    // Codes in the order of the target: known levels tell it, as levels never seen cannot.
    let data = TrainingData(
      features: FeatureTable(
        rowCount: 900,
        columns: [.codes((0..<900).map { UInt32($0) }, levelCount: 900)]
      ),
      target: (0..<900).map { $0 < 450 ? 0 : 1 }
    )
    let settings = SearchSettings(
      task: .binary,
      metric: .areaUnderROC,
      candidates: SearchSpace.candidates(families: [.trees], task: .regression),
      seed: 1,
      threadCount: 2
    )
    let monitor = SearchMonitor(seconds: { 0 })
    let outcome = try CandidateSearch.run(data: data, settings: settings, monitor: monitor)
    #expect(outcome.leaderboard.allSatisfy { abs($0.metric - 0.5) < 0.05 })
    #expect(outcome.isRefit)
  }

  @Test func `rows equal by more than chance are copies`() {
    var generator = SplitMix64(seed: 2)
    let different = (0..<500).map { _ in Double.random(in: 0...1, using: &generator) }
    let table = FeatureTable(
      rowCount: 1_000,
      columns: [
        .double((0..<1_000).map { different[$0 % 500] }),
        .float((0..<1_000).map { Float(different[$0 % 500] * 7).squareRoot() }),
      ]
    )
    guard let equal = EqualRows(in: table, seed: 1) else {
      Issue.record("no copies")
      return
    }
    #expect(equal.count == 1_000)
    #expect((0..<500).allSatisfy { equal.codes[$0] == equal.codes[$0 + 500] })
    #expect(Set(equal.codes).count == 500)
    // Few values that all meet all: equal rows are what there is.
    let few = FeatureTable(
      rowCount: 1_000,
      columns: [
        .codes((0..<1_000).map { UInt32($0 % 13) }, levelCount: 13),
        .codes((0..<1_000).map { UInt32($0 / 13 % 17) }, levelCount: 17),
      ]
    )
    #expect(EqualRows(in: few, seed: 1) == nil)
    let unequal = FeatureTable(rowCount: 500, columns: [.double(different)])
    #expect(EqualRows(in: unequal, seed: 1) == nil)
  }

  @Test func `columns that repeat together tell of rows of one customer`() {
    var generator = SplitMix64(seed: 4)
    func rounded(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double(Int.random(in: 0..<1_000, using: &generator)) / 1_000 }
    }
    let (first, second) = (rounded(300), rounded(300))
    let columns: [FeatureColumn] = [
      .double(rounded(1_800)), .double((0..<1_800).map { first[$0 % 300] }),
      .codes([UInt32](repeating: 0, count: 1_800), levelCount: 1),
      .float((0..<1_800).map { Float(second[$0 % 300]) }),
    ]
    #expect(SplitAdvice.columnsOfEntities(columns) == [1, 3])
    #expect(SplitAdvice.columnsOfEntities([columns[0], columns[1], .double(rounded(1_800))]) == [])
  }

  @Test func `a target that changes with time drifts`() {
    var generator = SplitMix64(seed: 6)
    let times = (0..<2_000).map { Double($0 * 37 % 2_000) }
    let chance = times.map { _ in Double.random(in: 0...1, using: &generator) }
    let changing = zip(times, chance).map { time, chance in chance < time / 2_000 ? 1.0 : 0 }
    let steady = chance.map { $0 < 0.3 ? 1.0 : 0 }
    #expect(SplitAdvice.drifts(target: changing, times: times))
    #expect(!SplitAdvice.drifts(target: steady, times: times))
    #expect(SplitAdvice.drifts(target: zip(times, chance).map { $0 / 500 + $1 }, times: times))
    #expect(!SplitAdvice.drifts(target: chance, times: times))
  }

  @Test(arguments: [1, 3, 5])
  func `units stay whole, and classes in proportion`(count: Int) {
    let units = (0..<600).map { UInt32($0 / 4 * 7) }
    let classes = (0..<600).map { $0 / 4 % 5 == 0 ? 1 : 0 }
    let folds = TrainingSplit.folds(
      rowCount: 600,
      classes: classes,
      split: .drawn(units: units),
      count: count,
      seed: 8
    )
    #expect(folds.count == count)
    for fold in folds {
      let trained = Set(fold.trainingRows.map { units[Int($0)] })
      let held = Set(fold.validationRows.map { units[Int($0)] })
      #expect(trained.isDisjoint(with: held))
      #expect(fold.trainingRows.count + fold.validationRows.count == 600)
      let share =
        Double(fold.validationRows.count { classes[Int($0)] == 1 })
        / Double(fold.validationRows.count)
      #expect(abs(share - 0.2) < 0.02)
    }
  }

  @Test(arguments: [1, 3, 5])
  func `forward in time what is held out comes after what is trained on`(count: Int) {
    // Ten rows of each time, in no order.
    let times = (0..<1_000).map { Double($0 * 37 % 1_000 / 10) }
    let folds = TrainingSplit.folds(
      rowCount: 1_000,
      classes: nil,
      split: .forward(times: times),
      count: count,
      seed: 8
    )
    #expect(folds.count == count)
    var held: [UInt32] = []
    for fold in folds {
      let last = fold.trainingRows.map { times[Int($0)] }.max() ?? .infinity
      #expect(fold.validationRows.allSatisfy { times[Int($0)] > last })
      held += fold.validationRows
    }
    #expect(held.count == (count == 1 ? 200 : 500) && Set(held).count == held.count)
    let still = TrainingSplit.folds(
      rowCount: 10,
      classes: nil,
      split: .forward(times: [Double](repeating: 1, count: 10)),
      count: count,
      seed: 8
    )
    #expect(still.isEmpty)
  }
}
