import Models

/// The strength with which one column alone tells the target: it shows a leak before any training.
package struct SingleColumnStrength: Sendable {
  /// Rows looked at: more do not change the verdict.
  static let sampledRows = 2_000
  /// Rows of numbers looked at first, and the strength from which on the others are too: most
  /// columns show with a few that they are far from telling the target.
  static let firstRows = 256
  static let promisingStrength = 0.5
  /// With fewer of the first rows outside the largest class they tell nothing: a class with too few
  /// for a group of its own is lost in the next one's.
  static let fewestOthers = 32.0
  /// Groups that a numeric column's values are cut into.
  static let groupCount = 32
  /// A group of fewer rows tells nothing.
  static let smallestGroup = 5

  private let first: SampledTarget
  private let all: SampledTarget

  /// Samples a target of values, or of classes in `0..<classCount` where that is not nil.
  package init(target: [Double], classCount: Int?) {
    first = SampledTarget(target, classCount: classCount, count: Self.firstRows)
    all = SampledTarget(target, classCount: classCount, count: Self.sampledRows)
  }

  /// From 0 (no better than the mean or the largest class) to 1 (tells it completely).
  ///
  /// The column's rows are grouped by quantile or level; each group predicts its own mean or largest
  /// class. The result is the share of the squared error, or of the wrong classes, that goes away;
  /// a rough one where it is far from 1.
  ///
  /// - Complexity: O(s) for a sample of s rows.
  func strength(of column: FeatureColumn) -> Double {
    guard all.wholeError > 0 else { return 0 }
    if case .codes = column { return Self.strength(of: column, all) }
    if isFirstTelling, case let rough = Self.strength(of: column, first),
      rough < Self.promisingStrength
    {
      return rough
    }
    return Self.strength(of: column, all)
  }

  private var isFirstTelling: Bool {
    first.error.classCount == nil ? first.wholeError > 0 : first.wholeError >= Self.fewestOthers
  }

  /// Some rows, evenly spread, and their targets.
  private struct SampledTarget: Sendable {
    let rows: [Int]
    let error: GroupError
    /// The error when all are predicted alike.
    let wholeError: Double

    init(_ target: [Double], classCount: Int?, count: Int) {
      rows = Array(stride(from: 0, to: target.count, by: max(1, target.count / count)))
      error = GroupError(targets: rows.map { target[$0] }, classCount: classCount)
      wholeError = error.of(rows.indices)
    }
  }

  private static func strength(of column: FeatureColumn, _ sample: SampledTarget) -> Double {
    let (positions, groups) = groups(sample.rows, by: column)
    var rest = 0.0
    for group in groups {
      // What a small group gets right is chance: it counts as it does in the whole.
      rest +=
        group.count >= smallestGroup
        ? sample.error.of(positions[group])
        : sample.wholeError * Double(group.count) / Double(sample.rows.count)
    }
    return max(0, 1 - rest / sample.wholeError)
  }

  /// Positions in the sample sorted by what the column has there, and where they are cut into groups.
  private static func groups(
    _ rows: [Int],
    by column: FeatureColumn
  ) -> (positions: [Int], groups: [Range<Int>]) {
    switch column {
    case .codes(let codes, let levelCount):
      let sorted = SortedSample(rows.map { Double(min(Int(codes[$0]), levelCount)) })
      return (sorted.positions, sorted.groups(ofAtLeast: 1))
    case .float(let values): return quantileGroups(rows.map { Double(values[$0]) })
    case .double(let values): return quantileGroups(rows.map { values[$0] })
    }
  }

  /// Rows by value, cut into about `groupCount` parts; missing values apart.
  private static func quantileGroups(
    _ values: [Double]
  ) -> (positions: [Int], groups: [Range<Int>]) {
    let sorted = SortedSample(values)
    return (
      sorted.positions,
      sorted.groups(ofAtLeast: max(smallestGroup, sorted.presentCount / groupCount))
    )
  }
}

/// A column's sampled values in ascending order, missing ones last.
private struct SortedSample {
  /// Where in the sample each value is.
  let positions: [Int]
  /// The number of values that are not missing.
  let presentCount: Int
  /// The values' keys, ascending.
  private let keys: [UInt64]

  /// The lowest bits of a key, which hold a position: a value's last bits, of which a verdict does not
  /// depend.
  private static let positionBits: UInt64 = 12
  /// Bits that are sorted by at a time.
  private static let digitBits: UInt64 = 11

  /// Sorts values, many of them by their digits from the last: five passes.
  ///
  /// - Precondition: there are at most 4096.
  init(_ values: [Double]) {
    precondition(values.count <= 1 << Self.positionBits, "\(values.count) values")
    var keys = values.enumerated().map { position, value in
      Self.key(of: value) & ~(1 << Self.positionBits - 1) | UInt64(position)
    }
    if keys.count <= 2 * SingleColumnStrength.firstRows {
      keys.sort()
    } else {
      Self.sortByDigits(&keys)
    }
    positions = keys.map { Int($0 & (1 << Self.positionBits - 1)) }
    let missing = Self.key(of: .nan) >> Self.positionBits
    self.keys = keys.map { $0 >> Self.positionBits }
    presentCount = self.keys.firstIndex(of: missing) ?? values.count
  }

  /// Bits that are in the order of the values; the highest for NaN.
  private static func key(of value: Double) -> UInt64 {
    guard !value.isNaN else { return .max }
    // Adding 0 makes -0 one with 0.
    let bits = (value + 0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  private static func sortByDigits(_ keys: inout [UInt64]) {
    var sorted = keys
    for shift in stride(from: positionBits, to: 64, by: Int(digitBits)) {
      sort(keys.span, byDigitAt: shift, into: &sorted)
      swap(&keys, &sorted)
    }
  }

  private static func sort(
    _ keys: Span<UInt64>,
    byDigitAt shift: UInt64,
    into sorted: inout [UInt64]
  ) {
    let mask: UInt64 = 1 << digitBits - 1
    var starts = [Int](repeating: 0, count: 1 << Int(digitBits))
    for index in keys.indices { starts[Int(keys[index] >> shift & mask)] += 1 }
    var next = 0
    for digit in starts.indices { (starts[digit], next) = (next, next + starts[digit]) }
    for index in keys.indices {
      let digit = Int(keys[index] >> shift & mask)
      sorted[starts[digit]] = keys[index]
      starts[digit] += 1
    }
  }

  /// Cuts the sorted values into parts of at least `size`, never between equal ones; missing values are
  /// the last part.
  func groups(ofAtLeast size: Int) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    while start < presentCount {
      var end = min(start + size, presentCount)
      while end < presentCount, keys[end] == keys[end - 1] { end += 1 }
      groups.append(start..<end)
      start = end
    }
    return presentCount < keys.count ? groups + [presentCount..<keys.count] : groups
  }
}

/// The error in a group of sampled rows when all are predicted alike.
private struct GroupError: Sendable {
  let targets: [Double]
  let classCount: Int?

  /// The squared error about the rows' mean, or how many rows are not of their largest class.
  func of(_ positions: some Collection<Int>) -> Double {
    guard let classCount else {
      let mean = positions.reduce(0.0) { $0 + targets[$1] } / Double(positions.count)
      return positions.reduce(0.0) { $0 + (targets[$1] - mean) * (targets[$1] - mean) }
    }
    var counts = [Int](repeating: 0, count: classCount)
    for position in positions { counts[Int(targets[position])] += 1 }
    return Double(positions.count - (counts.max() ?? 0))
  }
}
