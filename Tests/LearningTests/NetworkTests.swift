import LinearAlgebra
import Models
import Synchronization
import TestSupport
import Testing

@testable import Learning

@Suite struct NetworkTests {
  /// A quick network, as a statement gives it.
  private static func settings(_ more: [(String, String)] = []) throws -> NeuralSettings {
    let given = [("hidden_layers", "24,24"), ("epochs", "30"), ("batch_size", "64")]
    return try NeuralSettings(
      hyperparameters: given.filter { pair in !more.contains { $0.0 == pair.0 } } + more
    )
  }

  private static func fit(
    _ data: TrainingData,
    _ task: LearningTask,
    _ settings: NeuralSettings? = nil,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    threadCount: Int = 2,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws -> NeuralFit {
    try NetworkLearner.train(
      data: data,
      rows: rows,
      validationRows: validationRows,
      task: task,
      settings: settings ?? Self.settings(),
      seed: 5,
      threadCount: threadCount,
      monitor: monitor
    )
  }

  private static func predictions(_ fit: NeuralFit, _ table: FeatureTable) -> [Double] {
    CompiledLearner(Learner(.neural(fit.model), link: fit.link)).predictions(of: table).values
  }

  /// Points on a plane: in the quarters on one diagonal, or on the other.
  private static func quarters(rowCount: Int) -> TrainingData {
    var generator = SplitMix64(seed: 1)
    let (x, y) = (0..<rowCount).map { _ in
      (
        Double.random(in: -1...1, using: &generator), Double.random(in: -1...1, using: &generator)
      )
    }.unzipped
    return TrainingData(
      features: FeatureTable(rowCount: rowCount, columns: [.double(x), .double(y)]),
      target: zip(x, y).map { $0 * $1 > 0 ? 1 : 0 }
    )
  }

  @Test func `what no line parts is learnt`() throws {
    let data = Self.quarters(rowCount: 1_000)
    let rows = Array(UInt32(0)..<800)
    let fit = try Self.fit(data, .binary, rows: rows)
    let found = Self.predictions(fit, data.features)[800...].map { $0 > 0.5 ? 1.0 : 0 }
    let wrong = zip(found, data.target[800...]).count { $0 != $1 }
    #expect(wrong <= 12)
  }

  @Test func `a curve of numbers is learnt`() throws {
    let values = (0..<600).map { Double($0) / 100 }
    let target = values.map { 1e6 + 1e3 * $0 * ($0 - 3) }
    let data = TrainingData(
      features: FeatureTable(rowCount: 600, columns: [.double(values)]),
      target: target
    )
    let found = Self.predictions(try Self.fit(data, .regression), data.features)
    let error = zip(found, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 600
    #expect(error.squareRoot() < 400)
  }

  @Test(arguments: [LearningTask.regression, .binary, .multiclass(classCount: 3)])
  func `the same bytes come of any threads`(task: LearningTask) throws {
    let data = LinearTestData.generated(
      rowCount: 333,
      levelCounts: [4, 40],
      missingShare: 0.1,
      task: task
    )
    let rows = Array(UInt32(0)..<250)
    let held = Array(UInt32(250)..<333)
    let settings = try Self.settings([("dropout", "0.1"), ("epochs", "6")])
    let fits = try [1, 2, 3, 7].map {
      try Self.fit(data, task, settings, rows: rows, validationRows: held, threadCount: $0)
    }
    for fit in fits {
      #expect(fit.model == fits[0].model)
      #expect(fit.validationLosses == fits[0].validationLosses)
    }
    let learner = Learner(.neural(fits[0].model), link: fits[0].link)
    #expect(
      learner.predictions(of: data.features)
        == CompiledLearner(learner).predictions(of: data.features)
    )
  }

  @Test func `rows without weight are not there, and weights of one size change nothing`() throws {
    let data = LinearTestData.generated(rowCount: 200, levelCounts: [3], task: .binary)
    func weighted(_ weights: [Double]?) throws -> NeuralModel {
      let data = TrainingData(
        features: data.features,
        target: data.target,
        weights: weights
      )
      return try Self.fit(data, .binary, Self.settings([("epochs", "4")])).model
    }
    let rows = Array(UInt32(0)..<150)
    let some = try Self.fit(data, .binary, Self.settings([("epochs", "4")]), rows: rows).model
    let alike = try weighted((0..<200).map { $0 < 150 ? 3 : 0 })
    let unlike = try weighted((0..<200).map { $0 < 150 ? 1 : 0.1 })
    #expect(alike.layers == some.layers && unlike.layers != some.layers)
    #expect(throws: LearningError.noRows) { try weighted([Double](repeating: 0, count: 200)) }
  }

  /// One feature that says nothing, and classes of unlike weight: the share follows the weights.
  @Test func `heavy rows draw predictions to them`() throws {
    let values = (0..<400).map { Double($0 % 10) }
    let target = (0..<400).map { Double($0 / 10 % 2) }
    let data = TrainingData(
      features: FeatureTable(rowCount: 400, columns: [.double(values)]),
      target: target,
      weights: target.map { $0 == 1 ? 3 : 1 }
    )
    let settings = try Self.settings([("label_smoothing", "0")])
    let found = Self.predictions(try Self.fit(data, .binary, settings), data.features)
    #expect(found.allSatisfy { abs($0 - 0.75) < 0.1 })
  }

  @Test func `the epoch that does best on held-out rows is kept`() throws {
    // Nothing to learn: it only gets worse.
    var generator = SplitMix64(seed: 9)
    let columns = (0..<6).map { _ in (0..<300).map { _ in LinearTestData.normal(&generator) } }
    let data = TrainingData(
      features: FeatureTable(rowCount: 300, columns: columns.map { .double($0) }),
      target: (0..<300).map { _ in LinearTestData.normal(&generator) }
    )
    let settings = try Self.settings([("epochs", "60")])
    let (rows, held) = (Array(UInt32(0)..<200), Array(UInt32(200)..<300))
    let fit = try Self.fit(data, .regression, settings, rows: rows, validationRows: held)
    #expect(fit.validationLosses.count == 60)
    let rests = settings.schedule.rests(epochCount: 60)
    #expect(rests == [4, 12, 28, 60])
    let losses = rests.map { fit.validationLosses[$0 - 1] }
    #expect(fit.epoch == zip(rests, losses).min { $0.1 < $1.1 }?.0)
    let again = try NetworkLearner.train(
      data: data,
      rows: rows,
      task: .regression,
      settings: settings,
      lastEpoch: fit.epoch,
      seed: 5,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    #expect(again.model == fit.model)
  }

  @Test func `a monitor ends it with what there is`() throws {
    let calls = Mutex(0)
    let fit = try Self.fit(
      Self.quarters(rowCount: 300),
      .binary,
      monitor: TrainingMonitor(shouldStop: {
        calls.withLock {
          $0 += 1
          return $0 > 10
        }
      })
    )
    #expect(fit.wasStopped && fit.epoch == 2)
  }

  @Test func `numbers of any size, NULL, infinities and constants give numbers`() throws {
    let odd: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, 1e-300, 0, 5]
    let oddest: [Double] = (0..<80).map { odd[$0 % 8] }
    let huge: [Double] = (0..<80).map { Double($0) * 1e298 }
    let tiny: [Double] = (0..<80).map { Double($0 * $0) * 1e-305 }
    let rare: [Float] = (0..<80).map { $0 == 3 ? 1 : 0 }
    let codes: [UInt32] = (0..<80).map { $0 % 5 == 0 ? FeatureColumn.missingCode : 0 }
    let columns: [FeatureColumn] = [
      .double(oddest), .double(huge), .double(tiny),
      .double([Double](repeating: 7, count: 80)), .double([Double](repeating: .nan, count: 80)),
      .float(rare), .codes(codes, levelCount: 1),
    ]
    let table = FeatureTable(rowCount: 80, columns: columns)
    let later = FeatureTable(
      rowCount: 8,
      columns: [FeatureColumn](repeating: .double(odd), count: 5) + [
        FeatureColumn.float(odd.map { Float($0) }),
        FeatureColumn.codes([0, 1, 2, .max, .max - 1, 0, 0, 0], levelCount: 1),
      ]
    )
    let large: [Double] = (0..<80).map { Double($0) * 1e290 }
    let small: [Double] = (0..<80).map { Double($0) * 1e-290 }
    let same = [Double](repeating: 3, count: 80)
    let two: [Double] = (0..<80).map { Double($0 % 2) }
    let three: [Double] = (0..<80).map { Double($0 % 3) }
    let cases: [(LearningTask, [Double])] = [
      (.regression, large), (.regression, small), (.regression, same), (.binary, two),
      (.multiclass(classCount: 4), three),
    ]
    for (task, target) in cases {
      let data = TrainingData(features: table, target: target)
      let fit = try Self.fit(data, task, Self.settings([("epochs", "5")]))
      #expect(Self.predictions(fit, table).allSatisfy { $0.isFinite })
      #expect(Self.predictions(fit, later).allSatisfy { $0.isFinite })
      if target == same { #expect(Self.predictions(fit, later) == later.threes) }
    }
  }

  @Test func `one row, one class and no column are learnt as a constant`() throws {
    let one = TrainingData(
      features: FeatureTable(rowCount: 1, columns: [.double([4])]),
      target: [2.5]
    )
    let fit = try Self.fit(one, .regression)
    #expect(Self.predictions(fit, one.features) == [2.5])
    let same = TrainingData(
      features: FeatureTable(rowCount: 50, columns: [.double((0..<50).map { Double($0) })]),
      target: [Double](repeating: 1, count: 50)
    )
    let found = Self.predictions(try Self.fit(same, .binary), same.features)
    #expect(found.allSatisfy { $0 > 0.8 && $0 < 1 })
    let none = TrainingData(
      features: FeatureTable(rowCount: 40, columns: []),
      target: (0..<40).map { Double($0 % 4 == 0 ? 1 : 0) }
    )
    let shares = Self.predictions(try Self.fit(none, .binary), none.features)
    #expect(shares.allSatisfy { $0 == shares[0] && abs($0 - 0.275) < 0.1 })
  }

  @Test func `of ten thousand categories the rarest share a column, and all keep a mean target`()
    throws
  {
    let codes = (0..<20_000).map { UInt32($0 % 10_000) }
    let data = TrainingData(
      features: FeatureTable(
        rowCount: 20_000,
        columns: [.codes(codes, levelCount: 10_000)]
      ),
      target: codes.map { Double($0 % 2) }
    )
    let settings = try Self.settings([("epochs", "2"), ("batch_size", "512")])
    let fit = try Self.fit(data, .binary, settings)
    #expect(fit.model.encoding.columnCount <= 1 + LinearEncoding.networkLevelLimit)
    let later = FeatureTable(
      rowCount: 3,
      columns: [
        .codes([0, FeatureColumn.unseenCode, FeatureColumn.missingCode], levelCount: 10_000)
      ]
    )
    #expect(Self.predictions(fit, later).allSatisfy { $0.isFinite })
  }
}

extension FeatureTable {
  fileprivate var threes: [Double] { [Double](repeating: 3, count: rowCount) }
}

extension [(Double, Double)] {
  fileprivate var unzipped: ([Double], [Double]) { (map(\.0), map(\.1)) }
}
