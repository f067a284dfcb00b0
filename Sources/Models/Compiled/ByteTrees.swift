internal import CKernels
import LinearAlgebra

/// Trees whose splits each compare one byte of many rows at once, from the leaves upwards.
///
/// A split costs the same on any level, and few of a processor's instructions for 16 to 64 rows, so that
/// this is much faster than a walk unless trees have very many leaves. `ByteTreeCompiler` makes them.
struct ByteTrees: Sendable {
  /// Rows of a block: their bytes are in the L1 cache while all trees look at them.
  static let blockRowCount = Int(AUTOML_BYTE_TREE_ROWS)
  /// Columns where a step finds which rows a set of levels takes, behind those of the features.
  static let setPlaceCount = 8

  private let columns: [ByteColumn]
  private let placeCount: Int
  private let steps: [UInt8]
  private let splits: [automl_byte_split]
  private let sets: [UInt8]
  private let values: [Double]
  private let places: [automl_byte_tree]
  /// The trees of each output, which lie one after another.
  private let outputTrees: [Range<Int>]
  private let machine: Int32

  /// The best instructions that the machine has for these trees; those of less, down to 0, work too.
  static let machine = automl_byte_tree_machine()

  /// Compiles an ensemble; nil where it is of a kind that a walk is faster for.
  ///
  /// - Complexity: O(nodes x log(nodes)).
  init?(_ ensemble: TreeEnsemble, machine: Int32 = Self.machine) {
    guard var compiler = ByteTreeCompiler(ensemble), compiler.compile(ensemble) else { return nil }
    columns = compiler.columns
    placeCount = compiler.placeCount + Self.setPlaceCount
    steps = compiler.steps
    splits = compiler.splits
    sets = compiler.sets
    values = compiler.values
    places = compiler.places
    outputTrees = compiler.outputTrees
    self.machine = machine
  }

  /// Adds all trees' values to the scores of the rows of some columns.
  func add(to scores: inout Matrix, _ inputs: [FeatureColumn]) {
    let byteCount = placeCount * Self.blockRowCount
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    defer { unsafe room.deallocate() }
    let bytes = unsafe room.initializeMemory(as: Int8.self, repeating: 0)
    let rowCount = scores.rowCount
    unsafe withTrees { trees in
      for start in stride(from: 0, to: rowCount, by: Self.blockRowCount) {
        let rows = start..<min(start + Self.blockRowCount, rowCount)
        var span = unsafe bytes.mutableSpan
        for column in columns {
          column.fill(
            &span,
            rowCount: Self.blockRowCount,
            from: inputs[column.feature],
            rows: rows
          )
        }
        unsafe scores.values.withUnsafeMutableBufferPointer { values in
          for (output, range) in outputTrees.enumerated() {
            unsafe automl_add_byte_trees(
              machine,
              trees,
              Int64(range.lowerBound),
              Int64(range.count),
              bytes.baseAddress,
              Int64(rows.count),
              values.baseAddress.map { unsafe $0 + output * rowCount + start }
            )
          }
        }
      }
    }
  }

  private func withTrees(_ body: (UnsafePointer<automl_byte_trees>) -> Void) {
    unsafe places.withUnsafeBufferPointer { places in
      unsafe steps.withUnsafeBufferPointer { steps in
        unsafe splits.withUnsafeBufferPointer { splits in
          unsafe sets.withUnsafeBufferPointer { sets in
            unsafe values.withUnsafeBufferPointer { values in
              var trees = unsafe automl_byte_trees(
                places: places.baseAddress,
                steps: steps.baseAddress,
                splits: splits.baseAddress,
                sets: sets.baseAddress,
                values: values.baseAddress
              )
              unsafe body(&trees)
            }
          }
        }
      }
    }
  }
}
