internal import CKernels
import LinearAlgebra

/// Room for what a kernel finds of a block's rows: the nearest centroid of each, and how far it and the
/// next are.
struct ClusterRoom {
  /// For each row the nearest centroid.
  private(set) var nearest = [Int32](repeating: 0, count: TiledRows.blockRowCount)
  /// The squared distance to it.
  private(set) var first = [Float](repeating: 0, count: TiledRows.blockRowCount)
  /// The squared distance to the next nearest; infinity where there is none.
  private(set) var second = [Float](repeating: 0, count: TiledRows.blockRowCount)

  /// Finds the nearest centroids of some tiles' rows.
  ///
  /// - Precondition: `tiles` are those of a block at most; `centroids` have their columns together.
  mutating func find(
    _ tiles: UnsafePointer<Float>?,
    tileCount: Int,
    columnCount: Int,
    _ centroids: [Float],
    clusterCount: Int
  ) {
    precondition(tileCount * TiledRows.tileRowCount <= TiledRows.blockRowCount)
    precondition(centroids.count == columnCount * clusterCount)
    unsafe automl_nearest_centroids(
      tiles,
      Int64(tileCount),
      Int64(columnCount),
      centroids,
      Int64(clusterCount),
      &nearest,
      &first,
      &second
    )
  }
}
