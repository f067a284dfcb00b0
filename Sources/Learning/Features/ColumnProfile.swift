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
  /// Whether no two rows share a value; of numbers only for whole ones, as far as the first
  /// `uniquenessRows` show.
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
    switch column {
    case .float(let values): profile(numbers: values) { Double($0) }
    case .double(let values): profile(numbers: values) { $0 }
    case .codes(let codes, let levelCount): profile(codes: codes, levelCount: levelCount)
    }
  }

  private static func profile(codes: [UInt32], levelCount: Int) -> ColumnProfile {
    var isSeen = [Bool](repeating: false, count: levelCount)
    var profile = ColumnProfile()
    for code in codes {
      if code < UInt32(levelCount) { isSeen[Int(code)] = true } else { profile.missingCount += 1 }
    }
    profile.distinctCount = isSeen.count(where: \.self)
    let presentCount = codes.count - profile.missingCount
    profile.isUnique = presentCount > 1 && profile.distinctCount == presentCount
    return profile
  }

  private static func profile<Number: BinaryFloatingPoint>(
    numbers: [Number],
    _ double: (Number) -> Double
  ) -> ColumnProfile {
    var profile = ColumnProfile()
    var low = Number.infinity
    var high = -Number.infinity
    profile.isIntegral = true
    for value in numbers {
      if value.isNaN {
        profile.missingCount += 1
      } else if value.isInfinite {
        profile.infiniteCount += 1
      } else {
        low = min(low, value)
        high = max(high, value)
        if profile.isIntegral, value != value.rounded() { profile.isIntegral = false }
      }
    }
    if low <= high {
      profile.minimum = double(low)
      profile.maximum = double(high)
    }
    var distinct: Set<Number> = []
    for value in numbers where !value.isNaN {
      distinct.insert(value)
      if distinct.count >= distinctLimit { break }
    }
    profile.distinctCount = distinct.count
    profile.isUnique =
      profile.isIntegral && profile.distinctCount > 1
      && hasNoRepetition(numbers.prefix(uniquenessRows))
    return profile
  }

  private static func hasNoRepetition<Number: BinaryFloatingPoint>(
    _ numbers: ArraySlice<Number>
  ) -> Bool {
    var seen: Set<Number> = []
    for number in numbers where !number.isNaN {
      if !seen.insert(number).inserted { return false }
    }
    return true
  }
}
