internal import CKernels
import LinearAlgebra
import Parallel

/// A step over a stretch of rows: the changes of their clusters' sums.
struct BoundedPart: Sendable {
  /// The change of the weighted sum of each cluster's rows: columns x clusters.
  private(set) var sums: [Double]
  /// The change of each cluster's weight.
  private(set) var clusterWeights: [Double]
  /// The number of rows that have another cluster.
  private(set) var movedCount = 0

  /// Looks at the rows of some blocks.
  ///
  /// - Parameters:
  ///   - blocks: Those of the part, which no other one has.
  ///   - rows: All rows.
  ///   - state: The cluster and gap of each.
  ///   - centroids: Clusters x columns.
  ///   - drops: How much the gap of each cluster's rows may have shrunk since they were looked at.
  init(
    _ blocks: Range<Int>,
    of rows: TiledRows,
    _ state: BoundedRows,
    centroids: [Float],
    drops: [Float]
  ) {
    sums = [Double](repeating: 0, count: centroids.count)
    clusterWeights = [Double](repeating: 0, count: drops.count)
    var room = ClusterRoom()
    var due = [UInt16](repeating: 0, count: TiledRows.blockRowCount + 1)
    var gathered = [Float](repeating: 0, count: TiledRows.blockRowCount * rows.columnCount)
    for block in blocks {
      let range = rows.rows(ofBlock: block)
      let gaps = unsafe state.gaps.slice(range)
      let clusters = unsafe state.clusters.slice(range)
      let dueCount =
        state.isNew
        ? range.count
        : Int(
          unsafe automl_lower_gaps(
            gaps.baseAddress,
            clusters.baseAddress,
            drops,
            Int64(range.count),
            &due
          )
        )
      guard dueCount > 0 else { continue }
      let tiles = unsafe UnsafePointer(rows.tiles(ofBlock: block).baseAddress)
      // Copying rows costs less than looking at those whose gap is wide enough.
      if dueCount * 8 > range.count * 7 {
        unsafe find(tiles, range.count, rows.columnCount, centroids, &room)
        unsafe take(room, tiles, nil, range.count, rows, range, clusters, gaps)
      } else {
        unsafe automl_gather_tiles(
          tiles,
          Int64(rows.columnCount),
          due,
          Int64(dueCount),
          &gathered
        )
        unsafe gathered.withUnsafeBufferPointer { found in
          unsafe find(found.baseAddress, dueCount, rows.columnCount, centroids, &room)
          unsafe due.withUnsafeBufferPointer { due in
            unsafe take(
              room,
              found.baseAddress,
              due.baseAddress,
              dueCount,
              rows,
              range,
              clusters,
              gaps
            )
          }
        }
      }
    }
  }

  private func find(
    _ tiles: UnsafePointer<Float>?,
    _ rowCount: Int,
    _ columnCount: Int,
    _ centroids: [Float],
    _ room: inout ClusterRoom
  ) {
    unsafe room.find(
      tiles,
      tileCount: (rowCount + TiledRows.tileRowCount - 1) / TiledRows.tileRowCount,
      columnCount: columnCount,
      centroids,
      clusterCount: clusterWeights.count
    )
  }

  private mutating func take(
    _ room: ClusterRoom,
    _ tiles: UnsafePointer<Float>?,
    _ due: UnsafePointer<UInt16>?,
    _ count: Int,
    _ rows: TiledRows,
    _ range: Range<Int>,
    _ clusters: UnsafeMutableBufferPointer<UInt16>,
    _ gaps: UnsafeMutableBufferPointer<Float>
  ) {
    let moved = unsafe rows.weights.withUnsafeBufferPointer { weights in
      let own = unsafe weights.baseAddress.map { unsafe $0 + range.lowerBound }
      return unsafe automl_move_to_clusters(
        tiles,
        Int64(rows.columnCount),
        due,
        Int64(count),
        room.nearest,
        room.first,
        room.second,
        weights.isEmpty ? nil : own,
        clusters.baseAddress,
        gaps.baseAddress,
        &sums,
        &clusterWeights
      )
    }
    movedCount += Int(moved)
  }
}

/// The cluster of each row, and how much nearer it surely is than every other one.
struct BoundedRows: Sendable {
  /// For each row its cluster.
  let clusters: SharedBuffer<UInt16>
  /// For each row a number that the distance to the next nearest centroid less that to its own is not below.
  let gaps: SharedBuffer<Float>
  /// Whether no row has a cluster yet.
  var isNew = true

  /// Rows without clusters.
  init(rowCount: Int) {
    clusters = SharedBuffer(repeating: UInt16(AUTOML_NO_CLUSTER), count: rowCount)
    gaps = SharedBuffer(zeroed: rowCount)
  }

  /// The amount that the gap of a row closes by, for each cluster that it may be in.
  ///
  /// It is the move of its own centroid, and of the one of all others that has moved most.
  static func drops(moves: [Double]) -> [Float] {
    let order = moves.indices.sorted { moves[$0] > moves[$1] }
    return moves.indices.map { cluster in
      let other = order.first { $0 != cluster }.map { moves[$0] } ?? 0
      // Rounded up.
      return Float((moves[cluster] + other) * (1 + 1e-6)).nextUp
    }
  }
}
