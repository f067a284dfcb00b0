internal import CKernels
import LinearAlgebra

/// The trees of an ensemble as blocks of 63 splits that one vector comparison decides together.
///
/// For trees of depth 6 or less without sets of levels, over at most 64 columns of at most 254
/// thresholds, on machines with AVX-512 VBMI: there a tree takes a quarter of the time of a walk.
struct BlockTrees: Sendable, Equatable {
  /// Splits on the longest way to a leaf.
  private static let depth = 6
  /// Nodes of a block, the first of them unused, and its leaves.
  private static let nodeCount = 64
  /// Ranks of a row.
  private static let columnLimit = 64

  private var columns: [UInt8] = []
  private var limits: [UInt8] = []
  private var missingOffsets: [UInt8] = []
  private var leaves: [Double] = []

  /// Nil where the ensemble or the machine is not of the kind.
  init?(_ ensemble: TreeEnsemble, columns compiled: TreeCompiler) {
    guard automl_has_block_trees() != 0, compiled.columns.count <= Self.columnLimit,
      compiled.columns.allSatisfy(\.hasByteRanks),
      ensemble.trees.allSatisfy({ $0.depth <= Self.depth })
    else { return nil }
    for tree in ensemble.trees {
      columns += [UInt8](repeating: 0, count: Self.nodeCount)
      limits += [UInt8](repeating: 255, count: Self.nodeCount)
      missingOffsets += [UInt8](repeating: 0, count: Self.nodeCount)
      leaves += [Double](repeating: 0, count: Self.nodeCount)
      place(tree, node: 0, at: 1, start: columns.count - Self.nodeCount, compiled)
    }
  }

  /// Places a node and what is below it; a leaf fills all leaves that its place stands for.
  private mutating func place(
    _ tree: Tree,
    node index: Int,
    at place: Int,
    start: Int,
    _ compiled: TreeCompiler
  ) {
    let node = tree.nodes[index]
    guard node.kind == .threshold else {
      var first = place
      var count = 1
      while first < Self.nodeCount { (first, count) = (2 * first, 2 * count) }
      for leaf in first..<first + count { leaves[start + leaf - Self.nodeCount] = node.value }
      return
    }
    let (column, rank) = compiled.rank(of: node)
    let offset: UInt8 = node.missingGoesLeft ? 1 : 0
    columns[start + place] = UInt8(column)
    limits[start + place] = UInt8(rank) + offset
    missingOffsets[start + place] = offset
    let left = Int(node.leftChild)
    self.place(tree, node: left, at: 2 * place, start: start, compiled)
    self.place(tree, node: left + 1, at: 2 * place + 1, start: start, compiled)
  }

  /// Adds all trees' values to the scores of one block of rows.
  ///
  /// Shapes: `ranks` has `CompiledTrees.blockRowCount` elements for each of `columnCount` columns.
  func add(to scores: inout Matrix, _ rows: Range<Int>, _ ranks: Span<UInt32>, columnCount: Int) {
    var bytes = [UInt8](repeating: 0, count: rows.count * Self.columnLimit)
    for column in 0..<columnCount {
      let start = column * CompiledTrees.blockRowCount
      let columnRanks = ranks.extracting(start..<start + rows.count)
      // A missing value's rank, of 32 ones, becomes one of 8.
      for row in columnRanks.indices {
        bytes[row * Self.columnLimit + column] = UInt8(truncatingIfNeeded: columnRanks[row])
      }
    }
    let rowCount = scores.rowCount
    let outputCount = scores.columnCount
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe scores.values.withUnsafeMutableBufferPointer { values in
        for tree in 0..<columns.count / Self.nodeCount {
          let offset = tree % outputCount * rowCount + rows.lowerBound
          let output = unsafe UnsafeMutableBufferPointer(
            rebasing: values[offset..<offset + rows.count]
          )
          unsafe add(tree, bytes, output)
        }
      }
    }
  }

  /// Adds one tree's values.
  private func add(
    _ tree: Int,
    _ ranks: UnsafeBufferPointer<UInt8>,
    _ scores: UnsafeMutableBufferPointer<Double>
  ) {
    let start = tree * Self.nodeCount
    unsafe columns.withUnsafeBufferPointer { columns in
      unsafe limits.withUnsafeBufferPointer { limits in
        unsafe missingOffsets.withUnsafeBufferPointer { offsets in
          unsafe leaves.withUnsafeBufferPointer { leaves in
            var block = unsafe automl_block_tree(
              columns: columns.baseAddress.map { unsafe $0 + start },
              limits: limits.baseAddress.map { unsafe $0 + start },
              missing_offsets: offsets.baseAddress.map { unsafe $0 + start },
              leaves: leaves.baseAddress.map { unsafe $0 + start }
            )
            unsafe automl_add_block_tree(
              &block,
              ranks.baseAddress,
              Int64(scores.count),
              scores.baseAddress
            )
          }
        }
      }
    }
  }
}
