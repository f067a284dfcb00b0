import Learning
import Testing

@Suite struct TrainingSplitTests {
  @Test(arguments: [2, 3, 7, 100, 1_001], [1, 3, 5])
  func `every row validates at most once and trains in all other folds`(
    rowCount: Int,
    count: Int
  ) {
    let folds = TrainingSplit.folds(rowCount: rowCount, classes: nil, count: count, seed: 4)
    var validations = [Int](repeating: 0, count: rowCount)
    for fold in folds {
      for row in fold.validationRows { validations[Int(row)] += 1 }
      #expect((fold.trainingRows + fold.validationRows).sorted() == Array(0..<UInt32(rowCount)))
      #expect(!fold.trainingRows.isEmpty && !fold.validationRows.isEmpty)
    }
    let expected = count == 1 ? 0...1 : 1...1
    #expect(validations.allSatisfy { expected.contains($0) })
  }

  @Test func `each fold has each class in proportion, within one row`() {
    let classes = (0..<1_000).map { $0 % 10 == 0 ? 1 : 0 }
    let folds = TrainingSplit.folds(rowCount: 1_000, classes: classes, count: 3, seed: 1)
    for fold in folds {
      let positives = fold.validationRows.count { classes[Int($0)] == 1 }
      #expect((33...34).contains(positives))
    }
  }

  @Test func `a holdout takes a fifth`() {
    let folds = TrainingSplit.folds(rowCount: 1_000, classes: nil, count: 1, seed: 1)
    #expect(folds.map(\.validationRows.count) == [200])
  }

  @Test func `one row cannot be split`() {
    #expect(TrainingSplit.folds(rowCount: 1, classes: nil, count: 5, seed: 0).isEmpty)
  }

  @Test func `the seed decides`() {
    let first = TrainingSplit.folds(rowCount: 100, classes: nil, count: 3, seed: 1)
    #expect(first == TrainingSplit.folds(rowCount: 100, classes: nil, count: 3, seed: 1))
    #expect(first != TrainingSplit.folds(rowCount: 100, classes: nil, count: 3, seed: 2))
  }

  @Test func `fewer rows are validated more often`() {
    let counts = [100, 5_000, 5_001, 20_000, 20_001].map {
      TrainingSplit.foldCount(rowCount: $0, task: .binary)
    }
    #expect(counts == [5, 5, 3, 3, 1])
    #expect(TrainingSplit.foldCount(rowCount: 9_000, task: .multiclass(classCount: 101)) == 1)
  }
}
