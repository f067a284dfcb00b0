import Learning
import LinearAlgebra
import Models
import Synchronization
import TestSupport
import Testing

struct ClusterTests {
  /// Rows around `centres`, so many of each, on columns of equal scale.
  private static func rows(
    around centres: [[Double]],
    each count: Int,
    spread: Double,
    seed: UInt64
  ) -> FeatureTable {
    var generator = SplitMix64(seed: seed)
    var columns = [[Double]](repeating: [], count: centres[0].count)
    for row in 0..<centres.count * count {
      for column in columns.indices {
        let noise = (Double(generator.next() >> 11) * 0x1p-53 - 0.5) * 2 * spread
        columns[column].append(centres[row % centres.count][column] + noise)
      }
    }
    return FeatureTable(
      rowCount: centres.count * count,
      columns: columns.map { FeatureColumn.double($0) }
    )
  }

  private static let grid = (0..<12).map { [Double($0 % 4) * 10, Double($0 / 4) * 10, 5] }

  @Test func `groups far from each other are found, whatever their number`() throws {
    let table = Self.rows(around: Self.grid, each: 50, spread: 1, seed: 3)
    let fit = try ClusterLearner.fit(
      table,
      settings: ClusterSettings(clusterCount: 12),
      seed: 0,
      threadCount: 2
    )
    #expect(fit.model.sizes == [Int](repeating: 50, count: 12))
    #expect(fit.isConverged)
    let means = (0..<12).map { cluster in
      (0..<3).map { (fit.model.mean(ofFeature: $0, in: cluster) / 5).rounded() * 5 }
    }
    #expect(Set(means) == Set(Self.grid))
  }

  @Test func `the distance is that of each row to the nearest mean`() throws {
    let table = Self.rows(around: Self.grid, each: 20, spread: 8, seed: 5)
    let fit = try ClusterLearner.fit(
      table,
      settings: ClusterSettings(clusterCount: 5),
      seed: 1,
      threadCount: 1
    )
    var sum = 0.0
    for row in 0..<table.rowCount {
      let distances = (0..<5).map { cluster in
        (0..<3).reduce(0) { sum, column in
          let difference =
            table.columns[column].number(row) - fit.model.mean(ofFeature: column, in: cluster)
          return sum + difference * difference
        }
      }
      sum += distances.min() ?? .nan
    }
    // Both sums are of 240 squares in double precision.
    let expected = sum / Double(table.rowCount)
    #expect(abs(fit.meanSquaredDistance - expected) <= 1e-12 * expected)
  }

  @Test func `threads change no bit`() throws {
    let table = Self.rows(around: Self.grid, each: 3_000, spread: 8, seed: 7)
    let fits = try [1, 2, 5].map { threadCount in
      try ClusterLearner.fit(
        table,
        settings: ClusterSettings(clusterCount: 9),
        seed: 4,
        threadCount: threadCount
      )
    }
    #expect(fits[0].model == fits[1].model)
    #expect(fits[0].model == fits[2].model)
    #expect(fits[0].meanSquaredDistance.bitPattern == fits[1].meanSquaredDistance.bitPattern)
  }

  @Test func `a weight is how often a row counts`() throws {
    let values: [Double] = [0, 1, 10, 12]
    let weights: [Double] = [1, 3, 1, 3]
    let repeated = zip(values, weights).flatMap { [Double](repeating: $0, count: Int($1)) }
    func means(_ values: [Double], _ weights: [Double]?) throws -> Set<Double> {
      let fit = try ClusterLearner.fit(
        FeatureTable(rowCount: values.count, columns: [.double(values)]),
        weights: weights,
        settings: ClusterSettings(clusterCount: 2),
        seed: 0,
        threadCount: 1
      )
      return Set((0..<2).map { fit.model.mean(ofFeature: 0, in: $0) })
    }
    #expect(try means(values, weights) == [0.75, 11.5])
    #expect(try means(repeated, nil) == [0.75, 11.5])
  }

  @Test func `fewer different rows than clusters are refused`() {
    let table = FeatureTable(rowCount: 6, columns: [.double([1, 1, 2, 2, 3, 3])])
    for start in ClusterSettings.Start.allCases {
      var settings = ClusterSettings(clusterCount: 4)
      settings.start = start
      #expect(
        throws: LearningError.invalidHyperparameter(
          key: "k",
          value: "4",
          requirement: "at most the number of different rows, 3"
        )
      ) {
        try ClusterLearner.fit(table, settings: settings, seed: 0, threadCount: 1)
      }
    }
  }

  @Test func `one that is stopped before its first start keeps nothing`() {
    let table = Self.rows(around: Self.grid, each: 5, spread: 1, seed: 9)
    #expect(throws: LearningError.interrupted) {
      try ClusterLearner.fit(
        table,
        settings: ClusterSettings(clusterCount: 3),
        seed: 0,
        threadCount: 1,
        monitor: TrainingMonitor(shouldStop: { true })
      )
    }
  }

  @Test(arguments: [4, 6, 12, 20])
  func `one that is stopped later keeps what it has, and says so`(calls: Int) throws {
    let table = Self.rows(around: Self.grid, each: 40, spread: 8, seed: 9)
    let count = Mutex(0)
    let fit = try ClusterLearner.fit(
      table,
      settings: ClusterSettings(clusterCount: 3),
      seed: 0,
      threadCount: 1,
      monitor: TrainingMonitor(
        shouldStop: {
          count.withLock {
            $0 += 1
            return $0 > calls
          }
        }
      )
    )
    #expect(fit.wasStopped)
    #expect(fit.model.sizes.reduce(0, +) == table.rowCount)
    #expect(fit.meanSquaredDistance.isFinite)
  }

  @Test func `few rows that differ from the rest are found where a sample misses them`() throws {
    // The sample has 20,000 of these, of which about 13 are others than 0.
    let values = (0..<60_000).map { $0 % 1_500 == 0 ? Double($0 + 1) : 0 }
    let fit = try ClusterLearner.fit(
      FeatureTable(rowCount: values.count, columns: [.double(values)]),
      settings: ClusterSettings(clusterCount: 30),
      seed: 0,
      threadCount: 2
    )
    #expect(fit.model.clusterCount == 30)
    #expect(fit.model.sizes[0] >= 59_960)
  }
}
