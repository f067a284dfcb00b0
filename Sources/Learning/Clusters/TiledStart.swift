internal import CKernels
import LinearAlgebra

/// First centroids that lie far from each other: greedy k-means++ (Arthur and Vassilvitskii, 2007, section
/// 2.2; several tries each as in their closing remark).
struct TiledStart {
  private let rows: TiledRows
  /// Each row's weight; 0 for what fills up the last tile.
  private let weights: [Double]
  /// For each row the squared distance to the nearest centroid so far.
  private var distances: [Float]
  /// For each block the weighted sum of these.
  private var masses: [Double]

  /// A start among these rows.
  init(rows: TiledRows) {
    self.rows = rows
    let filled = rows.tileCount * TiledRows.tileRowCount
    let weights = rows.weights.isEmpty ? [Double](repeating: 1, count: rows.rowCount) : rows.weights
    self.weights = weights + [Double](repeating: 0, count: filled - rows.rowCount)
    distances = [Float](repeating: .infinity, count: filled)
    masses = []
  }

  /// So many rows, columns x clusters; fewer where there are no more different ones, or it is to stop.
  ///
  /// - Complexity: O(rows x columns x count x log(count)).
  mutating func centroids(
    _ count: Int,
    _ generator: inout SeededGenerator,
    _ shouldStop: () -> Bool
  ) -> Matrix {
    let tries = 2 + (Int.bitWidth - count.leadingZeroBitCount) * 2 / 3
    masses = (0..<rows.blockCount).map { block in
      weights[rows.rows(ofBlock: block)].reduce(0, +)
    }
    var chosen: [[Float]] = []
    while chosen.count < count, !shouldStop() {
      let total = masses.reduce(0, +)
      guard total > 0 else { break }
      let places = (0..<(chosen.isEmpty ? 1 : tries)).map { _ in
        place(generator.unit() * total, isFirst: chosen.isEmpty)
      }
      chosen.append(take(the: places.map(rows.row)))
    }
    return Matrix(
      rowCount: rows.columnCount,
      columnCount: chosen.count,
      values: chosen.flatMap { $0.map(Double.init) }
    )
  }

  /// The row that so much mass lies before.
  private func place(_ mass: Double, isFirst: Bool) -> Int {
    var rest = mass
    var block = 0
    while block < masses.count - 1, rest >= masses[block] {
      rest -= masses[block]
      block += 1
    }
    while block > 0, masses[block] == 0 { block -= 1 }
    var last = block * TiledRows.blockRowCount
    for row in rows.rows(ofBlock: block) {
      let share = weights[row] * (isFirst ? 1 : Double(distances[row]))
      guard share > 0 else { continue }
      last = row
      rest -= share
      if rest < 0 { break }
    }
    return last
  }

  /// Takes the candidate that leaves the least distances.
  private mutating func take(the candidates: [[Float]]) -> [Float] {
    let flat = candidates.flatMap(\.self)
    var nearer = [Float](repeating: 0, count: candidates.count * distances.count)
    var sums = [Double](repeating: 0, count: candidates.count)
    var ownMasses: [[Double]] = []
    for block in 0..<rows.blockCount {
      let start = block * TiledRows.blockRowCount
      let end = min(start + TiledRows.blockRowCount, distances.count)
      unsafe distances.withUnsafeBufferPointer { distances in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe nearer.withUnsafeMutableBufferPointer { nearer in
            unsafe automl_nearer_candidates(
              rows.tiles(ofBlock: block).baseAddress,
              Int64((end - start) / TiledRows.tileRowCount),
              Int64(rows.columnCount),
              flat,
              Int64(candidates.count),
              distances.baseAddress.map { unsafe $0 + start },
              weights.baseAddress.map { unsafe $0 + start },
              nearer.baseAddress.map { unsafe $0 + start * candidates.count },
              &sums
            )
          }
        }
      }
      ownMasses.append(sums)
    }
    let totals = candidates.indices.map { index in ownMasses.reduce(0) { $0 + $1[index] } }
    let best = totals.indices.min { totals[$0] < totals[$1] } ?? 0
    masses = ownMasses.map { $0[best] }
    for block in 0..<rows.blockCount {
      let start = block * TiledRows.blockRowCount
      let count = min(TiledRows.blockRowCount, distances.count - start)
      let source = start * candidates.count + best * count
      distances.replaceSubrange(start..<start + count, with: nearer[source..<source + count])
    }
    return candidates[best]
  }

  /// Different rows at random.
  static func uniform(_ rows: TiledRows, _ count: Int, _ generator: inout SeededGenerator) -> Matrix
  {
    var seen: Set<[Float]> = []
    var values: [Double] = []
    for place in generator.shuffled(Array(0..<rows.rowCount)) where seen.count < count {
      let row = rows.row(place)
      if seen.insert(row).inserted { values += row.map(Double.init) }
    }
    return Matrix(rowCount: rows.columnCount, columnCount: seen.count, values: values)
  }
}

extension SeededGenerator {
  /// A number from 0 to below 1.
  fileprivate mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
