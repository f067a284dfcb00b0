package import Models

/// Signs in the data that rows held out at random look better predicted than new rows will be.
package enum SplitAdvice {
  /// Rows that are looked at.
  private static let rowLimit = 20_000
  /// Groups that columns must repeat together in, at the least.
  private static let leastGroupCount = 100
  /// Rows of a group on average, at the least.
  private static let leastGroupSize = 2.0
  /// Pairs of values for each value, where both may be rounded; columns that do not go together have more.
  private static let mostPairs = 1.5
  /// Deviations of the later rows' target from the earlier ones' that are no chance.
  private static let leastDrift = 6.0

  /// Columns of fractions whose values repeat, and always together, as what describes one customer
  /// does; empty where there are none.
  ///
  /// - Complexity: O(columns x rows) for the first 20,000 rows.
  package static func columnsOfEntities(_ columns: [FeatureColumn]) -> [Int] {
    let coded = columns.indices.compactMap { index -> (index: Int, codes: [Int], count: Int)? in
      guard let (codes, count) = groups(of: columns[index]) else { return nil }
      return (index, codes, count)
    }
    let first = coded.first { candidate in
      coded.contains { $0.index != candidate.index && belong(candidate, $0) }
    }
    guard let first else { return [] }
    return coded.filter { $0.index == first.index || belong(first, $0) }.map(\.index)
  }

  /// Whether the target of the latest fifth of the rows differs from that of the others by more than chance.
  ///
  /// - Complexity: O(rows log rows).
  package static func drifts(target: [Double], times: [Double]) -> Bool {
    let order = times.indices.filter { !times[$0].isNaN }.sorted {
      (times[$0], $0) < (times[$1], $1)
    }
    let cut = order.count * 4 / 5
    guard cut > 0, order.count - cut > 20 else { return false }
    // Of classes each number of them tells something; a change of any is one.
    let values = Set(target.prefix(rowLimit)).count <= 20 ? Array(Set(target)) : []
    guard !values.isEmpty else { return drifts(order.map { target[$0] }, at: cut) }
    return values.contains { value in drifts(order.map { target[$0] == value ? 1 : 0 }, at: cut) }
  }

  private static func drifts(_ values: [Double], at cut: Int) -> Bool {
    let (early, late) = (Moments(values[..<cut]), Moments(values[cut...]))
    let error = (early.variance / early.count + late.variance / late.count).squareRoot()
    return error > 0 && abs(early.mean - late.mean) > leastDrift * error
  }

  private struct Moments {
    let count: Double
    let mean: Double
    let variance: Double

    init(_ values: ArraySlice<Double>) {
      count = Double(values.count)
      let mean = values.reduce(0, +) / count
      self.mean = mean
      variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    }
  }

  /// A code for each row, where the values are fractions that repeat.
  private static func groups(of column: FeatureColumn) -> (codes: [Int], count: Int)? {
    let values: [Double]
    switch column {
    case .float(let numbers): values = numbers.prefix(rowLimit).map { Double($0) }
    case .double(let numbers): values = Array(numbers.prefix(rowLimit))
    case .codes: return nil
    }
    var codeOfValue: [Double: Int] = [:]
    var hasFraction = false
    let codes = values.map { value -> Int in
      guard !value.isNaN else { return -1 }
      if value != value.rounded() { hasFraction = true }
      let next = codeOfValue.count
      if let code = codeOfValue[value] { return code }
      codeOfValue[value] = next
      return next
    }
    let isRepeated = Double(values.count) >= leastGroupSize * Double(codeOfValue.count)
    guard hasFraction, isRepeated, codeOfValue.count >= leastGroupCount else { return nil }
    return (codes, codeOfValue.count)
  }

  /// Whether two columns' values go together, nearly one to one.
  private static func belong(
    _ a: (index: Int, codes: [Int], count: Int),
    _ b: (index: Int, codes: [Int], count: Int)
  ) -> Bool {
    let pairCount = Set(zip(a.codes, b.codes).map { $0 << 32 | ($1 & 0xFFFF_FFFF) }).count
    return Double(pairCount) <= mostPairs * Double(max(a.count, b.count))
      && Double(a.codes.count) >= leastGroupSize * Double(pairCount)
  }
}
