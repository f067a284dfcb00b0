import LinearAlgebra
import Parallel

/// Lloyd's iteration in single precision, with a bound for each row (Hamerly, SDM 2010): a row whose centroid
/// has stayed nearer than any other can have come is not looked at.
///
/// Of Hamerly's two bounds only their distance is kept, the gap, four bytes a row: where it may have
/// closed all
/// distances of the row are taken anew, which 16 rows at a time cost little more than tightening the
/// bounds one by one. The result is that of the plain iteration, up to the rounding of single precision.
struct BoundedRun {
  /// The rows.
  let rows: TiledRows
  /// The centroids so far: columns x clusters.
  private(set) var centroids: Matrix
  /// The squared move of all centroids together that counts as rest.
  let rest: Double
  /// Threads to use.
  let threadCount: Int
  /// Steps made.
  private(set) var iterationCount = 0
  /// Whether the centroids rest.
  private(set) var isConverged = false
  /// Whether the monitor ended it.
  private(set) var wasStopped = false
  /// The cluster of each row.
  private(set) var state: BoundedRows

  private var sums: [Double]
  private var clusterWeights: [Double]
  /// The amount that the gaps of each cluster's rows may have closed since the last step.
  private(set) var drops: [Float]

  /// A run from these centroids.
  init(rows: TiledRows, centroids: Matrix, rest: Double, threadCount: Int) {
    self.rows = rows
    self.centroids = centroids
    self.rest = rest
    self.threadCount = threadCount
    state = BoundedRows(rowCount: rows.rowCount)
    sums = [Double](repeating: 0, count: centroids.values.count)
    clusterWeights = [Double](repeating: 0, count: centroids.columnCount)
    drops = [Float](repeating: 0, count: centroids.columnCount)
  }

  /// Makes steps until the centroids rest or the monitor stops.
  mutating func go(atMost limit: Int, _ monitor: TrainingMonitor) {
    while !isConverged, iterationCount < limit {
      wasStopped = monitor.shouldStop()
      if wasStopped { break }
      step()
      monitor.progress(iterationCount, limit)
    }
  }

  /// The blocks of each part: so many parts whatever the threads are, since sums depend on them.
  private var parts: [Range<Int>] {
    let blockCount = rows.blockCount
    let count = ClusterRows.partCount(blockCount: blockCount, sumCount: sums.count)
    return (0..<count).map { blockCount * $0 / count..<blockCount * ($0 + 1) / count }
  }

  private mutating func step() {
    let (rows, state, drops, parts) = (rows, state, drops, parts)
    let single = centroids.values.map { Float($0) }
    let changes = concurrentMap(count: parts.count, threadCount: threadCount) { part in
      BoundedPart(parts[part], of: rows, state, centroids: single, drops: drops)
    }
    var movedCount = 0
    for change in changes where change.movedCount > 0 {
      for index in sums.indices { sums[index] += change.sums[index] }
      for cluster in clusterWeights.indices {
        clusterWeights[cluster] += change.clusterWeights[cluster]
      }
      movedCount += change.movedCount
    }
    self.state.isNew = false
    iterationCount += 1
    guard movedCount > 0 else {
      self.drops = [Float](repeating: 0, count: drops.count)
      isConverged = true
      return
    }
    let moved = moveCentroids(from: single)
    isConverged = moved <= rest
  }

  /// Moves each centroid to the mean of its rows, and says how far all of them went, squared and summed.
  private mutating func moveCentroids(from before: [Float]) -> Double {
    var empty: [Int] = []
    for cluster in clusterWeights.indices {
      // What is left of weights that are no whole numbers is rounding.
      guard clusterWeights[cluster] > 1e-9 * largestWeight else {
        empty.append(cluster)
        continue
      }
      for index in centroids.columnRange(cluster) {
        centroids.values[index] = sums[index] / clusterWeights[cluster]
      }
    }
    refill(empty)
    let moves = clusterWeights.indices.map { cluster in
      centroids.columnRange(cluster).reduce(0.0) { sum, index in
        let difference = Double(Float(centroids.values[index])) - Double(before[index])
        return sum + difference * difference
      }
    }
    drops = BoundedRows.drops(moves: moves.map { $0.squareRoot() })
    return moves.reduce(0, +)
  }

  private var largestWeight: Double { clusterWeights.max() ?? 0 }

  /// Moves clusters without rows to the rows that are furthest from where they belong.
  private mutating func refill(_ empty: [Int]) {
    guard !empty.isEmpty else { return }
    var distances = distances()
    for cluster in empty.prefix(Self.refilledAtOnce) {
      guard let row = distances.indices.max(by: { distances[$0] < distances[$1] }),
        distances[row] > 0
      else { return }
      distances[row] = 0
      for (index, value) in zip(centroids.columnRange(cluster), rows.row(row)) {
        centroids.values[index] = Double(value)
      }
    }
  }

  /// Clusters that are refilled in a step, at the most.
  private static let refilledAtOnce = 16

  /// For each row the squared distance to the nearest centroid.
  func distances() -> [Float] {
    let (rows, centroids) = (rows, centroids)
    let single = centroids.values.map { Float($0) }
    return concurrentMap(count: rows.blockCount, threadCount: threadCount) { block in
      var room = ClusterRoom()
      let count = rows.rows(ofBlock: block).count
      unsafe room.find(
        UnsafePointer(rows.tiles(ofBlock: block).baseAddress),
        tileCount: (count + TiledRows.tileRowCount - 1) / TiledRows.tileRowCount,
        columnCount: rows.columnCount,
        single,
        clusterCount: centroids.columnCount
      )
      return Array(room.first[..<count])
    }.flatMap(\.self)
  }

  /// The weighted sum of the squared distances to the centroids.
  func inertia() -> Double {
    let distances = distances()
    guard !rows.weights.isEmpty else { return distances.reduce(0) { $0 + Double($1) } }
    return zip(distances, rows.weights).reduce(0) { $0 + Double($1.0) * $1.1 }
  }
}
