internal import CKernels
import Models

/// A hash of rows that does not depend on their order: the sum of the rows' hashes.
///
/// It shows whether data has changed, by chance or by work on it; it is no proof against intent.
package struct RowFingerprint: Sendable {
  /// A column's share in the hash of a row.
  private struct Column {
    let seed: UInt64
    let factor: UInt64

    init(_ index: Int) {
      seed = SeededGenerator.mixed(UInt64(2 * index + 1))
      factor = SeededGenerator.mixed(UInt64(2 * index + 2)) | 1
    }

    func hash(of bits: UInt64) -> UInt64 {
      let product = (bits ^ seed) &* factor
      return product ^ product >> 32
    }
  }

  private let columns: [Column]
  /// The hashes of the rows that are being added.
  private var rows: [UInt64] = []
  private var sum: UInt64 = 0
  private var count: UInt64 = 0

  /// The fingerprint of no row of so many columns.
  package init(columnCount: Int) { columns = (0..<columnCount).map { Column($0) } }

  /// Begins to add `count` rows, whose columns are added next.
  package mutating func beginRows(_ count: Int) {
    rows.removeAll(keepingCapacity: true)
    rows.append(contentsOf: repeatElement(0, count: count))
  }

  /// Adds the rows' values of a column.
  package mutating func add<Value: HashedNumber>(_ values: Span<Value>, ofColumn index: Int) {
    let (column, count) = (columns[index], min(values.count, rows.count))
    unsafe values.withUnsafeBufferPointer { values in
      unsafe rows.withUnsafeMutableBufferPointer { rows in
        guard let values = values.baseAddress, let rows = rows.baseAddress else { return }
        unsafe Value.addHashes(values, count, column.seed, column.factor, rows)
      }
    }
  }

  /// Adds the rows' values of a column of text, by the hash of each one's bytes.
  package mutating func add(ofColumn index: Int, textHash: (_ row: Int) -> UInt64) {
    let column = columns[index]
    for row in rows.indices { rows[row] &+= column.hash(of: textHash(row)) }
  }

  /// Ends the adding of rows.
  package mutating func endRows() {
    for row in rows { sum &+= SeededGenerator.mixed(row) }
    count += UInt64(rows.count)
  }

  /// The fingerprint of all rows so far, in 16 hexadecimal digits.
  package var text: String {
    let digits = String(SeededGenerator.mixed(sum ^ SeededGenerator.mixed(count)), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The hash of a text: FNV-1a over 64 bits (Fowler, Noll, Vo).
  package static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}

/// A number whose bits are hashed.
package protocol HashedNumber: BitwiseCopyable {
  /// Adds to each row's hash that of its value; `count` values and hashes are there.
  static func addHashes(
    _ values: UnsafePointer<Self>,
    _ count: Int,
    _ seed: UInt64,
    _ factor: UInt64,
    _ hashes: UnsafeMutablePointer<UInt64>
  )
}

extension Float: HashedNumber {
  package static func addHashes(
    _ values: UnsafePointer<Float>,
    _ count: Int,
    _ seed: UInt64,
    _ factor: UInt64,
    _ hashes: UnsafeMutablePointer<UInt64>
  ) { unsafe automl_hash_floats(values, Int64(count), seed, factor, hashes) }
}

extension Double: HashedNumber {
  package static func addHashes(
    _ values: UnsafePointer<Double>,
    _ count: Int,
    _ seed: UInt64,
    _ factor: UInt64,
    _ hashes: UnsafeMutablePointer<UInt64>
  ) { unsafe automl_hash_doubles(values, Int64(count), seed, factor, hashes) }
}
