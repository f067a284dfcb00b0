internal import CKernels
package import Models

/// The profile of a column from one pass over it, which the planner decides by and warns of.
package struct ColumnProfile: Sendable, Equatable {
  /// Rows without a value.
  package var missingCount = 0
  /// Whether all rows that have a value have the same; false where none has one.
  package var isConstant = false
  /// The smallest finite value of a numeric column; nil when there is none.
  package var minimum: Double?
  /// The largest finite value of a numeric column; nil when there is none.
  package var maximum: Double?
  /// Rows with an infinity.
  package var infiniteCount = 0
  /// Whether every value is a whole number.
  package var isIntegral = false
  /// Whether no two rows share a value; for whole numbers as far as the first `uniquenessRows` show, and
  /// never for others.
  package var isUnique = false

  /// So many rows are looked at to tell whether a number identifies its row.
  package static let uniquenessRows = 10_000

  /// Profiles a column.
  ///
  /// - Complexity: O(rows).
  package static func profile(of column: FeatureColumn) -> ColumnProfile {
    var profiler = ColumnProfiler()
    profiler.add(column)
    return profiler.profile
  }
}

/// Profiles a column that comes in parts, in their order: the profile does not depend on how it is cut.
package struct ColumnProfiler: Sendable {
  private(set) var rowCount = 0
  private var missingCount = 0
  private var infiniteCount = 0
  /// The smallest and the largest finite value.
  private var low = Double.infinity
  private var high = -Double.infinity
  private var hasFraction = false
  private var isNumeric = true
  /// The first value, and whether all others are the same.
  private var first = Double.nan
  private var isConstant = true
  private var firstRows: Set<Double> = []
  private var repeatsEarly = false
  /// The rows of each level.
  private(set) var levelRowCounts: [Int] = []
  /// The rows with codes of `FurtherTexts`.
  private(set) var furtherRowCount = 0
  /// The codes of the first `uniquenessRows` rows.
  private(set) var firstCodes: [UInt32] = []

  /// Whether no value is infinite.
  var isFinite: Bool { infiniteCount == 0 }

  /// Whether further finite values change no more than the extremes.
  var isSettled: Bool { hasFraction && !isConstant }

  /// Takes note of further finite numbers, with the moments of all rows so far.
  mutating func add(rowCount moreCount: Int, allSoFar moments: ColumnMoments) {
    rowCount += moreCount
    missingCount = Int(moments.missingWeight)
    // Adding 0 makes -0 the same as 0.
    low = min(low, moments.lowest + 0)
    high = max(high, moments.highest + 0)
  }

  /// A profiler that has seen no row.
  package init() {}

  /// Takes note of further rows.
  ///
  /// - Complexity: O(rows).
  package mutating func add(_ column: FeatureColumn) {
    switch column {
    case .float(let values): add(values.span)
    case .double(let values): add(values.span)
    case .codes(let codes, let levelCount):
      add(codes: codes, levelCount: levelCount)
      rowCount += codes.count
    }
  }

  /// The profile of the rows so far.
  package var profile: ColumnProfile {
    var profile = ColumnProfile()
    profile.missingCount = missingCount
    guard isNumeric else {
      let levelCount = levelRowCounts.count { $0 > 0 }
      let presentCount = rowCount - missingCount
      profile.isConstant = levelCount == 1
      profile.isUnique = presentCount > 1 && levelCount == presentCount
      return profile
    }
    profile.infiniteCount = infiniteCount
    profile.isIntegral = !hasFraction
    if low <= high { (profile.minimum, profile.maximum) = (low, high) }
    profile.isConstant = !first.isNaN && isConstant
    profile.isUnique = !first.isNaN && !isConstant && !hasFraction && !repeatsEarly
    return profile
  }

  private mutating func add(codes: [UInt32], levelCount: Int) {
    isNumeric = false
    firstCodes += codes.prefix(max(0, ColumnProfile.uniquenessRows - rowCount))
    while levelRowCounts.count < levelCount { levelRowCounts.append(0) }
    for code in codes {
      if code < UInt32(levelCount) {
        levelRowCounts[Int(code)] += 1
      } else {
        missingCount += 1
        if code < FeatureColumn.unseenCode { furtherRowCount += 1 }
      }
    }
  }

  /// Numbers that a block's counts have room for.
  private static let blockRowCount = 1 << 20

  /// Takes note of further rows of a numeric column.
  mutating func add<Number: OrderedNumber>(_ numbers: Span<Number>) {
    for start in stride(from: 0, to: numbers.count, by: Self.blockRowCount) {
      let block = numbers.extracting(start..<min(start + Self.blockRowCount, numbers.count))
      let range = Number.range(of: block)
      missingCount += Int(range.missing)
      infiniteCount += Int(range.infinite)
      hasFraction = hasFraction || range.has_fraction != 0
      // Adding 0 makes -0 the same as 0, and NaN is neither below nor above.
      if range.low + 0 < low { low = range.low + 0 }
      if range.high + 0 > high { high = range.high + 0 }
      compare(block, range)
    }
    lookForRepetition(numbers)
    rowCount += numbers.count
  }

  /// Looks whether one of the first rows has the value of another.
  private mutating func lookForRepetition<Number: OrderedNumber>(_ numbers: Span<Number>) {
    let early = max(0, ColumnProfile.uniquenessRows - rowCount)
    guard !hasFraction, !repeatsEarly else { return }
    for row in 0..<min(early, numbers.count) where !numbers[row].isNaN && !repeatsEarly {
      repeatsEarly = !firstRows.insert(Double(numbers[row])).inserted
    }
    if repeatsEarly || early < numbers.count { firstRows = [] }
  }

  /// Looks whether the values so far are all the same.
  private mutating func compare<Number: OrderedNumber>(_ block: Span<Number>, _ range: automl_range)
  {
    guard isConstant else { return }
    if first.isNaN {
      guard let row = block.indices.first(where: { !block[$0].isNaN }) else { return }
      first = Double(block[row])
    }
    if range.infinite == 0 {
      isConstant = range.missing == block.count || (range.low == first && range.high == first)
    } else {
      isConstant = block.indices.allSatisfy { block[$0].isNaN || Double(block[$0]) == first }
    }
  }
}
