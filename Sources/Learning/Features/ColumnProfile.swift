internal import CTreeKernels
package import Models
import Parallel

/// What a pass over a column shows: what the planner decides by and warns of.
package struct ColumnProfile: Sendable, Equatable {
  /// Rows without a value.
  package var missingCount = 0
  /// Different values, counted up to `distinctLimit` for numbers and in full for text.
  package var distinctCount = 0
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

  /// Numbers are counted up to this many different values: so many are too many for classes.
  package static let distinctLimit = 1_001
  /// So many rows are looked at to tell whether a number identifies its row.
  package static let uniquenessRows = 10_000

  /// Profiles columns, one a thread at a time.
  ///
  /// - Complexity: O(rows x columns).
  package static func profiles(of columns: [FeatureColumn], threadCount: Int) -> [ColumnProfile] {
    concurrentMap(count: columns.count, threadCount: threadCount) { profile(of: columns[$0]) }
  }

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
  private var rowCount = 0
  private var missingCount = 0
  private var infiniteCount = 0
  /// The smallest and the largest finite value.
  private var low = Double.infinity
  private var high = -Double.infinity
  private var hasFraction = false
  private var isNumeric = true
  private var distinct = NumberSet(limit: ColumnProfile.distinctLimit)
  private var firstRows: Set<Double> = []
  private var repeatsEarly = false
  private var isLevelSeen: [Bool] = []

  /// A profiler that has seen no row.
  package init() {}

  /// Takes note of further rows.
  ///
  /// - Complexity: O(rows).
  package mutating func add(_ column: FeatureColumn) {
    switch column {
    case .float(let values): add(numbers: values)
    case .double(let values): add(numbers: values)
    case .codes(let codes, let levelCount): add(codes: codes, levelCount: levelCount)
    }
    rowCount += column.count
  }

  /// What the rows so far show.
  package var profile: ColumnProfile {
    var profile = ColumnProfile()
    profile.missingCount = missingCount
    guard isNumeric else {
      profile.distinctCount = isLevelSeen.count(where: \.self)
      let presentCount = rowCount - missingCount
      profile.isUnique = presentCount > 1 && profile.distinctCount == presentCount
      return profile
    }
    profile.infiniteCount = infiniteCount
    profile.isIntegral = !hasFraction
    if low <= high { (profile.minimum, profile.maximum) = (low, high) }
    profile.distinctCount = distinct.count
    profile.isUnique = distinct.count > 1 && !hasFraction && !repeatsEarly
    return profile
  }

  private mutating func add(codes: [UInt32], levelCount: Int) {
    isNumeric = false
    while isLevelSeen.count < levelCount { isLevelSeen.append(false) }
    for code in codes {
      if code < UInt32(levelCount) { isLevelSeen[Int(code)] = true } else { missingCount += 1 }
    }
  }

  /// Numbers that a block's counts have room for.
  private static let blockRowCount = 1 << 20

  private mutating func add<Number: OrderedNumber>(numbers: [Number]) {
    for start in stride(from: 0, to: numbers.count, by: Self.blockRowCount) {
      let block = numbers.span.extracting(start..<min(start + Self.blockRowCount, numbers.count))
      let range = Number.range(of: block)
      missingCount += Int(range.missing)
      infiniteCount += Int(range.infinite)
      hasFraction = hasFraction || range.has_fraction != 0
      // Adding 0 makes -0 the same as 0, and NaN is neither below nor above.
      if range.low + 0 < low { low = range.low + 0 }
      if range.high + 0 > high { high = range.high + 0 }
    }
    for value in numbers where !value.isNaN {
      if distinct.isFull { break }
      distinct.insert(Double(value))
    }
    let early = max(0, ColumnProfile.uniquenessRows - rowCount)
    guard !hasFraction, !repeatsEarly else { return }
    for value in numbers.prefix(early) where !value.isNaN && !repeatsEarly {
      repeatsEarly = !firstRows.insert(Double(value)).inserted
    }
    if repeatsEarly || early < numbers.count { firstRows = [] }
  }
}

/// Different numbers up to a limit, in a table of four places and more for each.
private struct NumberSet: Sendable {
  let limit: Int
  private(set) var count = 0
  private var places: [Double]
  private let shift: UInt64

  /// - Precondition: `limit` is 1 or more.
  init(limit: Int) {
    self.limit = limit
    let bitCount = UInt64(Int.bitWidth - (4 * limit - 1).leadingZeroBitCount)
    shift = 64 - bitCount
    places = Array(repeating: .nan, count: 1 << Int(bitCount))
  }

  /// Whether `limit` numbers are there.
  var isFull: Bool { count >= limit }

  /// Adds a number that is not NaN, unless the set is full.
  mutating func insert(_ number: Double) {
    var place = Int(truncatingIfNeeded: mixed((number + 0).bitPattern) >> shift)
    while !places[place].isNaN {
      if places[place] == number { return }
      place = (place + 1) & (places.count - 1)
    }
    guard !isFull else { return }
    places[place] = number
    count += 1
  }
}
