import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

/// Many rows: those that are clustered in single precision.
struct TiledClusterTests {
  /// Rows around random centres, so many columns; `shift` moves the first column.
  private static func rows(_ count: Int, columns: Int, centres: Int, shift: Double) -> FeatureTable
  {
    var generator = SplitMix64(seed: 11)
    func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
    let means = (0..<centres * columns).map { _ in unit() * 100 }
    var values = [[Double]](repeating: [], count: columns)
    for row in 0..<count {
      for column in 0..<columns {
        let mean = means[(row % centres) * columns + column]
        values[column].append(mean + unit() + (column == 0 ? shift : 0))
      }
    }
    return FeatureTable(rowCount: count, columns: values.map { .double($0) })
  }

  /// The mean squared distance to the nearest of the model's means, in double precision.
  private static func distance(_ table: FeatureTable, _ model: ClusterModel) -> Double {
    let distances = model.distances(of: table)
    let nearest = (0..<table.rowCount).map { row in
      (0..<model.clusterCount).reduce(.infinity) { min($0, distances[row, $1]) }
    }
    return nearest.reduce(0) { $0 + $1 * $1 } / Double(table.rowCount)
  }

  @Test(arguments: [0, 1e6])
  func `the clusters of many rows are those of double precision`(shift: Double) throws {
    // 30,000 x 7 x 8 differences a step; the last tile is not full.
    let table = Self.rows(30_001, columns: 7, centres: 8, shift: shift)
    let fit = try ClusterLearner.fit(
      table,
      settings: ClusterSettings(clusterCount: 8),
      seed: 0,
      threadCount: 2
    )
    #expect(fit.model.sizes == [3_751] + [Int](repeating: 3_750, count: 7))
    let expected = Self.distance(table, fit.model)
    #expect(abs(fit.meanSquaredDistance - expected) <= 1e-9 * expected)
    // Noise is uniform on 0 to 1 in each of seven columns: its variance is 7 / 12.
    #expect(abs(fit.meanSquaredDistance - 7.0 / 12) < 0.01)
    #expect((fit.silhouette ?? 0) > 0.9)
  }

  @Test func `threads change no bit of many rows' clusters`() throws {
    let table = Self.rows(45_000, columns: 5, centres: 40, shift: 0)
    let fits = try [1, 2, 5].map { threadCount in
      try ClusterLearner.fit(
        table,
        settings: ClusterSettings(clusterCount: 12),
        seed: 4,
        threadCount: threadCount
      )
    }
    #expect(fits[0].model == fits[1].model)
    #expect(fits[0].model == fits[2].model)
    #expect(fits[0].inertia.bitPattern == fits[2].inertia.bitPattern)
  }

  @Test func `a column counts in the unit that it is given`() throws {
    var small: [Double] = []
    var large: [Double] = []
    for row in 0..<400 {
      small.append(Double(row / 2 % 2) * 0.01 + Double(row % 5) * 0.000_01)
      large.append(Double(row % 2) * 1_000 + Double(row % 7))
    }
    let table = FeatureTable(rowCount: 400, columns: [.double(small), .double(large)])
    for scaling in [ClusterScaling.standard, .minMax, .maxAbs] {
      let fit = try ClusterLearner.fit(
        table,
        scalings: [scaling, scaling],
        settings: ClusterSettings(clusterCount: 4),
        seed: 0,
        threadCount: 1
      )
      #expect(fit.model.sizes == [100, 100, 100, 100], "\(scaling)")
      let expected = Self.distance(table, fit.model)
      #expect(abs(fit.meanSquaredDistance - expected) <= 1e-9 * expected, "\(scaling)")
    }
  }

  @Test func `a number of clusters is chosen that keeps rows apart`() throws {
    let table = Self.rows(3_000, columns: 4, centres: 6, shift: 0)
    let count = try ClusterLearner.chosenCount(
      table,
      scalings: [],
      settings: ClusterSettings(hyperparameters: [("k", "auto")]),
      seed: 0,
      threadCount: 2
    )
    #expect(count == 6)
  }
}
