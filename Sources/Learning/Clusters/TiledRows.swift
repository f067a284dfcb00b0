internal import CKernels
import Models
import Parallel

/// Rows in single precision, in tiles of 16, as the kernels of K-means read them.
///
/// A tile has its columns one after the other, so that a step of a kernel takes 16 rows at once and reads
/// memory from front to back. Columns are centred at a row in their middle: a value keeps its digits wherever
/// most of the rows are, even where a few are far away.
struct TiledRows: Sendable {
  /// Rows of a tile.
  static let tileRowCount = Int(AUTOML_CLUSTER_TILE)
  /// Rows of a block, which a kernel works on: 20 columns stay in the first cache, 500 in the second.
  static let blockRowCount = 512

  /// The number of rows.
  let rowCount: Int
  /// The number of columns.
  let columnCount: Int
  /// All tiles, one after the other; the last one is filled up with zeros.
  let values: SharedBuffer<Float>
  /// Each row's weight; empty where each counts once.
  let weights: [Double]

  /// The number of blocks.
  var blockCount: Int { (rowCount + Self.blockRowCount - 1) / Self.blockRowCount }
  /// The number of tiles.
  var tileCount: Int { (rowCount + Self.tileRowCount - 1) / Self.tileRowCount }

  /// Room for rows, all of whose values are 0.
  private init(rowCount: Int, columnCount: Int, weights: [Double]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.weights = weights
    let tileCount = (rowCount + Self.tileRowCount - 1) / Self.tileRowCount
    values = SharedBuffer(zeroed: tileCount * Self.tileRowCount * columnCount)
  }

  /// Encodes rows.
  ///
  /// - Parameters:
  ///   - features: Numbers.
  ///   - weights: What each row weighs; nil for once.
  ///   - encoding: What becomes of them; no column tells missing values.
  ///   - threadCount: How many threads may work.
  /// - Complexity: O(rows x columns).
  init(
    _ features: FeatureTable,
    weights: [Double]?,
    encoding: LinearEncoding,
    threadCount: Int
  ) {
    self.init(
      rowCount: features.rowCount,
      columnCount: encoding.valueCount,
      weights: weights ?? []
    )
    let rows = self
    // A piece of some blocks is about as long as a huge page.
    let pieceLength = max(1, (1 << 21) / max(rows.blockSize * MemoryLayout<Float>.stride, 1))
    let pieceCount = (blockCount + pieceLength - 1) / pieceLength
    concurrentPerform(pieceCount: pieceCount, threadCount: threadCount) { piece in
      var cells = [Float](repeating: 0, count: Self.blockRowCount)
      for block in piece * pieceLength..<min((piece + 1) * pieceLength, rows.blockCount) {
        rows.fill(block, features, encoding, &cells)
      }
    }
  }

  /// The rows of a block.
  func rows(ofBlock block: Int) -> Range<Int> {
    block * Self.blockRowCount..<min((block + 1) * Self.blockRowCount, rowCount)
  }

  /// The number of values of a block.
  private var blockSize: Int { Self.blockRowCount * columnCount }

  /// The tiles of a block.
  func tiles(ofBlock block: Int) -> UnsafeMutableBufferPointer<Float> {
    let end = min((block + 1) * blockSize, values.count)
    return unsafe values.slice(block * blockSize..<end)
  }

  private func fill(
    _ block: Int,
    _ features: FeatureTable,
    _ encoding: LinearEncoding,
    _ cells: inout [Float]
  ) {
    let range = rows(ofBlock: block)
    let tiles = unsafe tiles(ofBlock: block)
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      var result = cells.mutableSpan
      var present = result._mutatingExtracting(0..<range.count)
      switch features.columns[index] {
      case .double(let values):
        Float.standardise(values.span.extracting(range), numeric, into: &present)
      case .float(let values):
        Float.standardise(values.span.extracting(range), numeric, into: &present)
      case .codes: preconditionFailure("a category among numbers")
      }
      for row in 0..<range.count {
        let (tile, lane) = row.quotientAndRemainder(dividingBy: Self.tileRowCount)
        unsafe tiles[(tile * columnCount + column) * Self.tileRowCount + lane] = cells[row]
      }
    }
  }

  /// One row's values.
  func row(_ index: Int) -> [Float] {
    let (tile, lane) = index.quotientAndRemainder(dividingBy: Self.tileRowCount)
    return (0..<columnCount).map { values[(tile * columnCount + $0) * Self.tileRowCount + lane] }
  }

  /// The rows at these places.
  ///
  /// - Complexity: O(`places.count` x columns).
  func gathered(_ places: [Int]) -> TiledRows {
    let chosen = TiledRows(
      rowCount: places.count,
      columnCount: columnCount,
      weights: weights.isEmpty ? [] : places.map { weights[$0] }
    )
    for (row, place) in places.enumerated() {
      let (tile, lane) = row.quotientAndRemainder(dividingBy: Self.tileRowCount)
      for (column, value) in self.row(place).enumerated() {
        chosen.values[(tile * columnCount + column) * Self.tileRowCount + lane] = value
      }
    }
    return chosen
  }

  /// The mean over the columns of their variance.
  ///
  /// - Complexity: O(rows x columns).
  var meanVariance: Double {
    var sums = [Double](repeating: 0, count: columnCount)
    var squares = sums
    var total = 0.0
    for index in 0..<rowCount {
      let weight = weights.isEmpty ? 1 : weights[index]
      total += weight
      for (column, value) in row(index).enumerated() {
        sums[column] += weight * Double(value)
        squares[column] += weight * Double(value) * Double(value)
      }
    }
    let variances = zip(sums, squares).map { max(0, $1 / total - $0 / total * ($0 / total)) }
    return variances.reduce(0, +) / Double(max(columnCount, 1))
  }
}
