@testable import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

/// The rules of `LinearEncoding`, one by one.
@Suite struct LinearEncodingFitTests {
  private func encoding(
    _ columns: [FeatureColumn],
    weights: [Double]? = nil,
    minimumLevelWeight: Double = 1
  ) -> LinearEncoding {
    let rowCount = columns[0].count
    return LinearEncoding.fit(
      TrainingData(
        features: FeatureTable(rowCount: rowCount, columns: columns),
        target: [Double](repeating: 0, count: rowCount),
        weights: weights
      ),
      rows: RowSelection(nil, rowCount: rowCount),
      minimumLevelWeight: minimumLevelWeight,
      threadCount: 1
    )
  }

  private func fitted(_ values: [Double], weights: [Double]? = nil) -> NumericEncoding? {
    guard case .numeric(let numeric) = encoding([.double(values)], weights: weights).features[0]
    else { return nil }
    return numeric
  }

  private func fittedCategory(
    _ codes: [UInt32],
    levelCount: Int,
    minimumLevelWeight: Double = 1
  ) -> CategoryEncoding? {
    let encoding = encoding(
      [.codes(codes, levelCount: levelCount)],
      minimumLevelWeight: minimumLevelWeight
    )
    guard case .category(let category) = encoding.features[0] else { return nil }
    return category
  }

  @Test func `numbers get mean 0 and population variance 1`() throws {
    let numeric = try #require(fitted([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(numeric.standardised(5) == 0)
    #expect(numeric.standardised(7) == 1)
    #expect(numeric.standardised(1) == -2)
    #expect(!numeric.hasMissingIndicator)
  }

  @Test(arguments: [1, 3, 4096, 4097, 20_000])
  func `one pass finds the extent, mean and squares of two`(_ rowCount: Int) throws {
    var generator = SplitMix64(seed: 7)
    // A mean that is large beside the deviation, and drifts; one value in seven is missing.
    let values = (0..<rowCount).map { row in
      row % 7 == 6 ? Double.nan : 1e6 + Double(row) / 100 + LinearTestData.normal(&generator)
    }
    let weights = (0..<rowCount).map { $0 % 5 == 4 ? 0 : Double($0 % 5 + 1) }
    for weights in [nil, weights] {
      let moments = try #require(
        ColumnMoments(
          .double(values),
          rows: RowSelection(nil, rowCount: rowCount),
          weights: weights
        )
      )
      let rows = values.indices.filter { !values[$0].isNaN && weights?[$0] != 0 }
      let total = rows.reduce(0) { $0 + (weights?[$1] ?? 1) }
      let mean = rows.reduce(0) { $0 + (weights?[$1] ?? 1) * (values[$1] - 1e6) } / total
      let squares = rows.reduce(0) { sum, row in
        sum + (weights?[row] ?? 1) * (values[row] - 1e6 - mean) * (values[row] - 1e6 - mean)
      }
      #expect(moments.presentWeight == total)
      #expect(moments.lowest == rows.map { values[$0] }.min())
      #expect(moments.highest == rows.map { values[$0] }.max())
      #expect(abs(moments.mean - 1e6 - mean) < 1e-9 * max(1, abs(mean)))
      #expect(abs(moments.squares - squares) <= 1e-9 * squares)
    }
  }

  @Test(arguments: [1, 8, 13, 5_000])
  func `single precision has the moments of the same numbers`(_ rowCount: Int) throws {
    var generator = SplitMix64(seed: 8)
    let values = (0..<rowCount).map { row in
      row % 7 == 6 ? Float.nan : Float(50 + LinearTestData.normal(&generator))
    }
    let all = RowSelection(nil, rowCount: rowCount)
    let single = try #require(ColumnMoments(.float(values), rows: all, weights: nil))
    let double = try #require(
      ColumnMoments(.double(values.map { Double($0) }), rows: all, weights: nil)
    )
    #expect(single.mean == double.mean && single.squares == double.squares)
    #expect(single.lowest == double.lowest && single.missingWeight == double.missingWeight)
  }

  @Test func `cells are the standardised values, whatever the precisions`() {
    let numeric = NumericEncoding(
      unit: 0.25,
      mean: 0.5,
      inverseDeviation: 3,
      lowest: -7,
      highest: 9,
      hasMissingIndicator: true
    )
    let values: [Double] = [0, 2, .nan, .infinity, -.infinity, 1e300, -1e300, 1e-300, -0.0, 3.5, 7]
    let wanted = values.map { numeric.standardised($0) }
    let singles = values.map { Float($0) }
    #expect(cells(values.span, numeric, Double.standardise) == wanted)
    #expect(cells(values.span, numeric, Float.standardise) == wanted.map { Float($0) })
    #expect(
      cells(singles.span, numeric, Double.standardise)
        == singles.map { numeric.standardised(Double($0)) }
    )
    #expect(
      cells(singles.span, numeric, Float.standardise)
        == singles.map { Float(numeric.standardised(Double($0))) }
    )
  }

  private func cells<Value, Cell: DesignCell>(
    _ values: Span<Value>,
    _ numeric: NumericEncoding,
    _ standardise: (Span<Value>, NumericEncoding, inout MutableSpan<Cell>) -> Void
  ) -> [Cell] {
    var cells = [Cell](repeating: .nan, count: values.count)
    var result = cells.mutableSpan
    standardise(values, numeric, &result)
    return cells
  }

  @Test func `missing numbers take the mean, and have an indicator where training had some`() throws
  {
    let values = [1, 3, .nan, .nan]
    let numeric = try #require(fitted(values))
    #expect(numeric.standardised(.nan) == 0)
    #expect(numeric.hasMissingIndicator)
    // Variance over all four rows, the missing ones at the mean: (1 + 1 + 0 + 0) / 4.
    #expect(abs(numeric.standardised(3) - 2.0.squareRoot()) < 1e-15)
    #expect(encoding([.double(values)]).columnCount == 2)
  }

  @Test func `infinities take the ends of the finite training range`() throws {
    let numeric = try #require(fitted([1, 2, 3, .infinity, -.infinity]))
    #expect(numeric.standardised(.infinity) == numeric.standardised(3))
    #expect(numeric.standardised(-.infinity) == numeric.standardised(1))
    #expect(numeric.standardised(1e300) == numeric.standardised(3))
    #expect(numeric.standardised(300) > numeric.standardised(30))
  }

  @Test func `weights count rows`() throws {
    let weighted = try #require(fitted([1, 2, 9, 500], weights: [2, 1, 3, 0]))
    let repeated = try #require(fitted([1, 1, 2, 9, 9, 9]))
    for value in [1.0, 2, 9] {
      #expect(abs(weighted.standardised(value) - repeated.standardised(value)) < 1e-15)
    }
    #expect(weighted.highest == weighted.standardised(9))
  }

  @Test func `a column of one value is dropped, its missing indicator is not`() {
    #expect(encoding([.double([4, 4, 4])]).columnCount == 0)
    let encoding = encoding([.double([4, .nan, 4])])
    #expect(encoding.valueCount == 0)
    #expect(encoding.columnCount == 1)
    #expect(self.encoding([.double([.nan, .nan])]).columnCount == 0)
  }

  @Test func `categories have a column for each level`() throws {
    let category = try #require(
      fittedCategory([0, 2, 2, 0], levelCount: 4)
    )
    #expect(category.slotCount == 2)
    #expect((0..<4).map { category.slot(ofCode: $0) } == [0, 2, 1, 2])
    #expect(category.slot(ofCode: FeatureColumn.missingCode) == 2)
    #expect(category.slot(ofCode: FeatureColumn.unseenCode) == 2)
    #expect(category.slot(ofCode: 99) == 2)
  }

  @Test func `rare levels are pooled, and unseen ones join them`() throws {
    let category = try #require(
      fittedCategory([0, 0, 0, 1, 2, 2, 2], levelCount: 4, minimumLevelWeight: 2)
    )
    #expect(category.slotCount == 3)
    #expect((0..<4).map { category.slot(ofCode: $0) } == [0, 2, 1, 2])
    #expect(category.slot(ofCode: FeatureColumn.unseenCode) == 2)
    #expect(category.slot(ofCode: FeatureColumn.missingCode) == 3)
  }

  @Test func `NULL has a column where training had NULLs`() throws {
    let category = try #require(
      fittedCategory([0, 1, FeatureColumn.missingCode, 1], levelCount: 2)
    )
    #expect(category.slotCount == 3)
    #expect(category.slot(ofCode: FeatureColumn.missingCode) == 2)
    #expect(category.slot(ofCode: FeatureColumn.unseenCode) == 3)
  }

  @Test func `a category of one level is dropped`() throws {
    let category = try #require(
      fittedCategory([1, 1, 1], levelCount: 3)
    )
    #expect(category.slotCount == 0)
  }

  @Test func `values come first, then each feature's 0 and 1 columns`() {
    let encoding = encoding([
      .codes([0, 1, 1], levelCount: 2), .double([1, .nan, 2]), .double([1, 2, 3]),
    ])
    #expect(encoding.valueCount == 2)
    #expect(encoding.valueColumns == [nil, 0, 1])
    #expect(encoding.firstIndicatorColumns == [2, 4, 5])
    #expect(encoding.columnCount == 5)
  }
}
