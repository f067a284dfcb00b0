import LinearAlgebra
import Models
import TestSupport
import Testing

@testable import Learning

/// The features of the linear learner: the laws that they keep, and what becomes of odd values.
@Suite struct ExpandedRowsTests {
  /// Numbers, codes and targets of every kind that a query can give.
  private func rows(
    _ count: Int,
    task: LearningTask,
    seed: UInt64,
    levelCounts: [Int] = [40]
  ) -> TrainingData {
    let data = LinearTestData.generated(
      rowCount: count,
      numericCount: 3,
      levelCounts: levelCounts,
      missingShare: 0.1,
      task: task,
      seed: seed
    )
    var generator = SplitMix64(seed: seed)
    let hours = (0..<count).map { _ in Float(Int.random(in: 0..<24, using: &generator)) }
    let amounts = (0..<count).map { index -> Double in
      switch index % 50 {
      case 0: .infinity
      case 1: -.infinity
      case 2: 1e300
      default: Double.random(in: 0..<9, using: &generator)
      }
    }
    let columns = data.features.columns + [.float(hours), .double(amounts)]
    return TrainingData(
      features: FeatureTable(rowCount: count, columns: columns),
      target: data.target,
      periods: data.features.columns.map { _ in nil } + [24, nil]
    )
  }

  private func expanded(
    _ rows: TrainingData,
    task: LearningTask = .regression,
    features: LinearFeatures = .enriched,
    seed: UInt64 = 1,
    threadCount: Int = 1
  ) -> ExpandedRows {
    ExpandedRows(rows, task: task, features: features, seed: seed, threadCount: threadCount)
  }

  private func isMean(_ part: FeatureExpansion.Part) -> Bool {
    if case .targetMeans = part.transform { true } else { false }
  }

  /// For each of its columns whether it is a mean target, which training rows see otherwise.
  private func isMeanColumn(_ expansion: FeatureExpansion) -> [Bool] {
    expansion.parts.flatMap { part in
      [Bool](repeating: isMean(part), count: part.transform.columnCount)
    }
  }

  private static let tasks: [LearningTask] = [.regression, .binary, .multiclass(classCount: 3)]

  @Test(arguments: tasks)
  func `training rows get what the same rows get later, but for mean targets`(task: LearningTask) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let rows = rows(700, task: task, seed: seed)
      let expanded = expanded(rows, task: task, features: .crossed)
      let later = expanded.expansion.columns(of: rows.features, rows: 0..<700)
      #expect(later.columns.count == expanded.expansion.sources.count)
      for (index, isMean) in isMeanColumn(expanded.expansion).enumerated() {
        let same = identical(later.columns[index], expanded.data.features.columns[index])
        #expect(same == !isMean, "seed \(seed), column \(index)")
      }
    }
  }

  @Test func `a row's columns do not depend on the rows beside it`() {
    let rows = rows(300, task: .regression, seed: 3)
    let expansion = expanded(rows).expansion
    let all = expansion.columns(of: rows.features, rows: 0..<300)
    for row in stride(from: 0, to: 300, by: 7) {
      let alone = expansion.columns(of: rows.features, rows: row..<row + 1)
      for (left, right) in zip(all.gathered([UInt32(row)]).columns, alone.columns) {
        #expect(identical(left, right), "row \(row)")
      }
    }
  }

  @Test func `the number of threads changes nothing`() {
    let rows = rows(500, task: .binary, seed: 4)
    let one = expanded(rows, task: .binary, threadCount: 1)
    let two = expanded(rows, task: .binary, threadCount: 2)
    #expect(one.expansion == two.expansion)
    for (left, right) in zip(one.data.features.columns, two.data.features.columns) {
      #expect(identical(left, right))
    }
  }

  @Test func `shifting and scaling a number changes none of its columns`() {
    for seed in 1...5 as ClosedRange<UInt64> {
      var generator = SplitMix64(seed: seed)
      let values = (0..<600).map { _ in LinearTestData.normal(&generator) }
      let target = values.map { $0 * $0 }
      // A power of two and a whole number of it: exact.
      let moved = values.map { $0 * 4 + 64 }
      let left = expanded(numbers(values, target)).data.features
      let right = expanded(numbers(moved, target)).data.features
      #expect(left.columns.count == right.columns.count)
      for (before, after) in zip(left.columns, right.columns) {
        // 64 takes six of the 53 bits of what is left.
        #expect(largestDifference(doubles(before), doubles(after)) < 1e-5, "seed \(seed)")
      }
    }
  }

  @Test func `ranks see only the order`() {
    var generator = SplitMix64(seed: 8)
    let values = (0..<500).map { _ in Double(Int.random(in: 0..<40, using: &generator)) }
    let target = values.map { $0 < 20 ? 0.0 : 1.0 }
    let quantiles = { (values: [Double]) -> [Double] in
      let data = numbers(values, target)
      return ColumnSample(data.features.columns[0], of: data).quantiles(64)
    }
    let plain = NumericScale.rank(quantiles: quantiles(values))
    let curved = NumericScale.rank(quantiles: quantiles(values.map { $0 * $0 * $0 }))
    for value in values { #expect(plain.scaled(value) == curved.scaled(value * value * value)) }
  }

  @Test func `doubling the weights equals duplicating the rows`() {
    var generator = SplitMix64(seed: 9)
    let values = (0..<400).map { _ in LinearTestData.normal(&generator) }
    let weights = values.map { _ in Double(Int.random(in: 0...3, using: &generator)) }
    let target = values.map { $0 > 0.3 ? 1.0 : 0 }
    let repeated = values.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
    let weighted = expanded(numbers(values, target).weighted(weights), task: .binary).expansion
    let duplicated = expanded(
      numbers(repeated.map { values[$0] }, repeated.map { target[$0] }),
      task: .binary
    ).expansion
    #expect(weighted == duplicated)
  }

  @Test func `a column without three values stays as it is`() {
    for values in [
      [4.0, 4, 4, 4], [0, 1, 0, 1], [.nan, .infinity, .nan, 1], [-1.7e308, 1.7e308, 0, 1],
    ] {
      let expansion = expanded(numbers(values, [1, 2, 3, 4])).expansion
      #expect(expansion.isTrivial, "\(values)")
    }
    #expect(expanded(numbers([3], [1])).expansion.isTrivial)
  }

  @Test func `odd numbers count as the nearest end, and missing hinges as the median's`() throws {
    let values = (0..<200).map { Double($0) }
    let expansion = expanded(numbers(values, values.map { $0 * $0 })).expansion
    let odd: [Double] = [.infinity, 1e300, 199, -.infinity, -1e300, 0, .nan, 99]
    let table = FeatureTable(rowCount: odd.count, columns: [.double(odd)])
    let columns = expansion.columns(of: table, rows: 0..<odd.count).columns
    #expect(columns.count > 10)
    for (index, column) in columns.enumerated() {
      let cells = doubles(column)
      #expect(cells[0] == cells[2] && cells[1] == cells[2], "column \(index)")
      #expect(cells[3] == cells[5] && cells[4] == cells[5], "column \(index)")
      #expect(index == 0 ? cells[6].isNaN : cells[6] == cells[7], "column \(index)")
    }
  }

  @Test func `magnitudes of 1e300 and 1e-300 keep their shape`() {
    let shape = (0..<300).map { Double($0 % 100) }
    let target = shape.map { $0 > 50 ? 1.0 : 0 }
    let usual = expanded(numbers(shape, target), task: .binary).data.features
    for size in [1e300, 1e-300] {
      let other = expanded(numbers(shape.map { $0 * size }, target), task: .binary).data.features
      #expect(other.columns.count == usual.columns.count)
      for (left, right) in zip(usual.columns, other.columns) {
        #expect(largestDifference(doubles(left), doubles(right)) < 1e-6, "\(size)")
      }
    }
  }

  @Test func `few coefficients are spent on many columns or classes`() {
    let wide = TrainingData(
      features: FeatureTable(
        rowCount: 400,
        columns: (0..<300).map { column in .float((0..<400).map { Float(($0 * 7 + column) % 97) }) }
      ),
      target: (0..<400).map { Double($0 % 10) }
    )
    let regression = expanded(wide).expansion.sources.count
    #expect(regression <= 300 + ExpandedRows.coefficientLimit)
    let classes = expanded(wide, task: .multiclass(classCount: 10)).expansion.sources.count
    #expect(classes == 300)
  }

  @Test func `a product is found where the target goes with it, and none where nothing does`() {
    for seed in 1...5 as ClosedRange<UInt64> {
      var generator = SplitMix64(seed: seed)
      let columns = (0..<4).map { _ in (0..<2000).map { _ in LinearTestData.normal(&generator) } }
      let codes = (0..<2000).map { _ in UInt32.random(in: 0..<3, using: &generator) }
      let noise = (0..<2000).map { _ in LinearTestData.normal(&generator) }
      let table = FeatureTable(
        rowCount: 2000,
        columns: columns.map { .double($0) } + [.codes(codes, levelCount: 3)]
      )
      func sources(_ target: [Double]) -> Set<[Int]> {
        let rows = TrainingData(features: table, target: target)
        let expansion = expanded(rows, features: [.products]).expansion
        return Set(
          expansion.parts.compactMap { part in
            guard case .product(let product) = part.transform else { return nil }
            return [product.left, product.right].map { expansion.sources[$0.column] }
          }
        )
      }
      let sums = noise.indices.map { columns[0][$0] + columns[3][$0] + noise[$0] }
      #expect(sources(sums).isEmpty, "seed \(seed)")
      let bent = noise.indices.map { sums[$0] + columns[1][$0] * columns[2][$0] }
      #expect(sources(bent) == [[1, 2]], "seed \(seed)")
      let switched = noise.indices.map { codes[$0] == 2 ? sums[$0] : noise[$0] }
      #expect(sources(switched) == [[0, 4], [3, 4]], "seed \(seed)")
    }
  }

  @Test func `features that find nothing to work on are left out`() {
    func working(_ columns: [FeatureColumn], _ task: LearningTask = .binary) -> LinearFeatures {
      let target = (0..<400).map { Double($0 % 2) }
      let table = FeatureTable(rowCount: 400, columns: columns)
      let rows = TrainingData(features: table, target: target)
      return ExpandedRows.features(.crossed, workingOn: rows, task: task)
    }
    let number = FeatureColumn.float((0..<400).map { Float($0) })
    let bit = FeatureColumn.float((0..<400).map { Float($0 % 2) })
    let levels = FeatureColumn.codes((0..<400).map { UInt32($0 % 30) }, levelCount: 30)
    #expect(working([number]) == [.clip, .log, .rank, .splines])
    #expect(working([bit, bit]) == [.products])
    #expect(working([levels]) == [.targets])
    #expect(working([levels], .multiclass(classCount: 11)) == [])
    #expect(working((0..<40).map { _ in number }) == [.clip, .log, .rank, .products])
  }

  @Test func `hours get two waves of the day`() throws {
    let rows = rows(300, task: .regression, seed: 5)
    let expansion = expanded(rows, features: .cycles).expansion
    let cycles = expansion.parts.filter {
      if case .cycle = $0.transform { true } else { false }
    }
    #expect(cycles.map(\.source) == [4])
    let midnight = FeatureTable(
      rowCount: 3,
      columns: rows.features.columns.map { _ in .double([0, 24, .nan]) }
    )
    let circle = FeatureExpansion(parts: cycles).columns(of: midnight, rows: 0..<3).columns
    #expect(circle.count == 4)
    for column in circle {
      let cells = doubles(column)
      #expect(abs(cells[0] - cells[1]) < 1e-6)
      #expect(cells[2] == 0)
    }
  }

  private func numbers(_ values: [Double], _ target: [Double]) -> TrainingData {
    TrainingData(
      features: FeatureTable(rowCount: values.count, columns: [.double(values)]),
      target: target
    )
  }

  private func doubles(_ column: FeatureColumn) -> [Double] {
    (0..<column.count).map { column.number($0) }
  }

  /// Whether two columns are alike, missing values among them.
  private func identical(_ left: FeatureColumn, _ right: FeatureColumn) -> Bool {
    switch (left, right) {
    case (.float(let left), .float(let right)):
      left.map(\.bitPattern) == right.map(\.bitPattern)
    case (.double(let left), .double(let right)):
      left.map(\.bitPattern) == right.map(\.bitPattern)
    default: left == right
    }
  }
}
