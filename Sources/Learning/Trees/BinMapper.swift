import Models

/// The mapping of one feature's values to bins: value bins first, the bin for missing values last.
package enum BinMapper: Sendable, Equatable {
  /// Numbers: bin `b` holds `edges[b - 1] < value <= edges[b]`, so a split after bin `b` has the
  /// threshold `edges[b]` and the trained decision is the deployed one. Edges ascend strictly.
  case numeric(edges: [Double])
  /// Levels that have a bin each, the code being the bin; splits are sets of levels.
  case categorical(levelCount: Int)
  /// More levels than bins: the codes are ordered numbers, as `numeric`, and `LevelStatistics` puts
  /// each level's mean target beside them.
  ///
  /// Sets of thousands of levels fit noise: on real flight delays LightGBM had an AUC of 0.793 with plain
  /// codes and 0.735 with sets, at 1,000 rounds.
  case ordinal(edges: [Double])

  /// Most levels with a bin each: one bin of 256 is for missing values, and codes stay below 255.
  static let categoricalLevelLimit = 254

  /// The number of bins that hold values.
  package var valueBinCount: Int {
    switch self {
    case .numeric(let edges), .ordinal(let edges): edges.count + 1
    case .categorical(let levelCount): max(levelCount, 1)
    }
  }

  /// The bin of NULL, NaN and levels that training did not see.
  package var missingBin: Int { valueBinCount }

  /// Value bins and the missing bin.
  package var binCount: Int { valueBinCount + 1 }

  /// Whether splits are sets of levels.
  var isCategorical: Bool {
    if case .categorical = self { true } else { false }
  }

  /// Fits bins to a column: one for each distinct value where they suffice and values repeat, else of
  /// equal weight.
  ///
  /// `maxBinCount` is 2...256, the missing bin included. Infinities are values like others.
  ///
  /// - Complexity: O(rows).
  init(fitting column: FeatureColumn, maxBinCount: Int) {
    let valueBinLimit = min(maxBinCount, 256) - 1
    switch column {
    case .codes(let codes, let levelCount):
      if levelCount <= min(valueBinLimit, Self.categoricalLevelLimit) {
        self = .categorical(levelCount: levelCount)
        return
      }
      var keys = codes.filter { $0 < levelCount }
      radixSort(&keys)
      self = .ordinal(edges: edges(ofSorted: keys, valueBinLimit) { Double($0) })
    case .float(let values):
      self = .numeric(edges: Self.numericEdges(of: values, valueBinLimit))
    case .double(let values):
      self = .numeric(edges: Self.numericEdges(of: values, valueBinLimit))
    }
  }

  private static func numericEdges<Number: OrderedNumber>(
    of values: [Number],
    _ valueBinLimit: Int
  ) -> [Double] {
    var keys: [Number.Key] = []
    keys.reserveCapacity(values.count)
    for value in values where !value.isNaN { keys.append(value.orderedKey) }
    radixSort(&keys)
    return edges(ofSorted: keys, valueBinLimit) { Double(Number(orderedKey: $0)) }
  }

  /// The threshold of a split after `bin`; the last value bin has none, so everything is below.
  func threshold(after bin: Int) -> Double {
    switch self {
    case .numeric(let edges), .ordinal(let edges): bin < edges.count ? edges[bin] : .infinity
    case .categorical: Double(bin)
    }
  }
}

/// Sorts by digits of 11 bits, the lowest first; digits that are all equal are skipped.
///
/// - Complexity: O(n x bits / 11).
func radixSort<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(_ keys: inout [Key]) {
  guard keys.count > 1 else { return }
  var other = keys
  for shift in stride(from: 0, to: Key.bitWidth, by: 11) {
    var starts = [Int](repeating: 0, count: 2048)
    for key in keys { starts[Int(truncatingIfNeeded: key >> Key(shift)) & 2047] += 1 }
    if starts.contains(keys.count) { continue }
    var sum = 0
    for digit in starts.indices { (starts[digit], sum) = (sum, sum + starts[digit]) }
    for key in keys {
      let digit = Int(truncatingIfNeeded: key >> Key(shift)) & 2047
      other[starts[digit]] = key
      starts[digit] += 1
    }
    swap(&keys, &other)
  }
}

/// A bin has so many rows at least, as LightGBM's: on few rows finer thresholds fit noise. (The log loss on
/// iris fell from 0.169 to 0.149, on 569 rows of wdbc from 0.1035 to 0.1028; abalone's RMSE rose by 0.1 %.)
private let leastRowCount = 3
/// So many bins are there whatever they hold, if there are as many values.
private let fewBinCount = 32

/// The edges between bins of equal weight over sorted keys.
///
/// A bin is closed once it has its share of what is left, so values that fill bins of their own do not
/// cost the others theirs. An edge lies between two neighbouring values, at the middle where that is
/// representable and finite, else at the lower one.
private func edges<Key: FixedWidthInteger & UnsignedInteger>(
  ofSorted keys: [Key],
  _ binLimit: Int,
  _ value: (Key) -> Double
) -> [Double] {
  var distinct: [(key: Key, count: Int)] = []
  for key in keys {
    if distinct.last?.key == key {
      distinct[distinct.count - 1].count += 1
    } else {
      distinct.append((key, 1))
    }
  }
  let leastInBin = min(max(keys.count / fewBinCount, 1), leastRowCount)
  var edges: [Double] = []
  var remaining = keys.count
  var inBin = 0
  for index in distinct.indices.dropLast() {
    let binsLeft = binLimit - edges.count
    guard binsLeft > 1 else { break }
    inBin += distinct[index].count
    // Half of the next value may go either way; a value with a share of its own gets a bin.
    let share = Double(remaining) / Double(binsLeft)
    let next = Double(distinct[index + 1].count)
    let valuesLeft = distinct.count - 1 - index
    guard inBin >= leastInBin,
      valuesLeft < binsLeft || Double(inBin) + next / 2 >= share || next >= share
    else { continue }
    edges.append(middle(value(distinct[index].key), value(distinct[index + 1].key)))
    remaining -= inBin
    inBin = 0
  }
  return edges
}

/// A number `t` with `a <= t < b`.
private func middle(_ a: Double, _ b: Double) -> Double {
  let t = a / 2 + b / 2
  return t >= a && t < b ? t : a
}
