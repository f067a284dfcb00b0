import Models
import Parallel

/// The mean target of each level of a feature with more levels than bins: a feature of its own, beside
/// the ordered codes.
///
/// A training row sees the mean over the rows before it in a random order only (Prokhorenkova and
/// others 2018, "ordered target statistics"): its own target is not in its features, so rare levels
/// teach the trees how little they can be trusted. All other rows, and later ones, see the mean over
/// all training rows. Means are drawn towards that of all rows by `priorWeight` rows.
///
/// On a million flight-like rows with columns of 310 to 7,000 levels, 20 rounds gave an AUC of 0.747 with
/// the codes alone and 0.768 with both; LightGBM's sets of levels gave 0.758.
struct LevelStatistics {
  /// The number of rows of the mean target that each level starts with.
  private static let priorWeight = 10.0

  /// The encodings, as the model needs them.
  let encodings: [LevelEncoding]
  /// The matrix with a feature for each encoding behind its own.
  let matrix: BinnedMatrix

  /// Encodes every feature with many levels.
  ///
  /// - Complexity: O(rows x features with many levels).
  init(
    of matrix: BinnedMatrix,
    target: [Double],
    weights: [Double]?,
    rows: [UInt32],
    settings: TreeSettings,
    threadCount: Int
  ) {
    let order = Self.shuffled(rows, seed: settings.seed)
    let encoded = concurrentMap(count: matrix.manyLevels.count, threadCount: threadCount) {
      Self.encode(matrix.manyLevels[$0], target, weights, order)
    }
    encodings = encoded.map(\.encoding)
    self.matrix = matrix.appending(
      encoded.map { .double($0.column) },
      maxBinCount: settings.maxBinCount,
      threadCount: threadCount
    )
  }

  /// Rows in an order that depends on the seed and not on theirs.
  private static func shuffled(_ rows: [UInt32], seed: UInt64) -> [UInt32] {
    var keys = rows.map { SeededGenerator.mixed(seed ^ UInt64($0)) & ~0xFFFF_FFFF | UInt64($0) }
    radixSort(&keys)
    return keys.map { UInt32(truncatingIfNeeded: $0) }
  }

  private static func encode(
    _ levels: BinnedMatrix.ManyLevels,
    _ target: [Double],
    _ weights: [Double]?,
    _ order: [UInt32]
  ) -> (encoding: LevelEncoding, column: [Double]) {
    var total = 0.0
    var totalWeight = 0.0
    for row in order {
      let weight = weights?[Int(row)] ?? 1
      total += weight * target[Int(row)]
      totalWeight += weight
    }
    let mean = totalWeight > 0 ? total / totalWeight : 0
    var sums = [Double](repeating: mean * priorWeight, count: levels.levelCount)
    var counts = [Double](repeating: priorWeight, count: levels.levelCount)
    var column = [Double](repeating: .nan, count: target.count)
    for row in order {
      let code = Int(levels.codes[Int(row)])
      guard code < levels.levelCount else { continue }
      column[Int(row)] = sums[code] / counts[code]
      let weight = weights?[Int(row)] ?? 1
      sums[code] += weight * target[Int(row)]
      counts[code] += weight
    }
    var isTrained = [Bool](repeating: false, count: target.count)
    for row in order { isTrained[Int(row)] = true }
    let values = zip(sums, counts).map { $0 / $1 }
    for row in column.indices where !isTrained[row] && levels.codes[row] < levels.levelCount {
      column[row] = values[Int(levels.codes[row])]
    }
    return (LevelEncoding(feature: levels.feature, values: values), column)
  }
}
