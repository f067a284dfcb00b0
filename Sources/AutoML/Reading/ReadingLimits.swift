import DuckDB
import Metering

/// The limits of reading rows: it ends early for the user, or where memory runs out.
final class ReadingLimits {
  /// Memory that is left for all else when reading ends for want of it, in bytes.
  private static let reservedBytes = 48 << 20
  /// Chunks between two looks at the memory.
  private static let chunksPerLook = 64

  private let interrupter: SessionInterrupter
  private var chunkCount = 0
  /// Whether memory has run out.
  private(set) var isOutOfMemory = false

  /// Limits of one reading.
  init(_ interrupter: SessionInterrupter) { self.interrupter = interrupter }

  /// Whether the reading is to end; asked for each chunk.
  func shouldStop() -> Bool {
    chunkCount += 1
    if chunkCount % Self.chunksPerLook == 1, let bytes = AvailableMemory.byteCount {
      isOutOfMemory = bytes < Self.reservedBytes
    }
    return isOutOfMemory || interrupter.interruptCount > 0
  }
}

extension AutoMLError {
  /// Memory ran out while rows were read.
  static let outOfMemoryWhileReading = AutoMLError(
    sqlState: SQLState.outOfMemory,
    message: "memory ran out while rows were read: nothing was trained",
    hint: "Give the process more memory, or read fewer rows or columns."
  )

  /// There is less memory than a training needs.
  init(needing byteCount: Int, available: Int) {
    self.init(
      sqlState: SQLState.outOfMemory,
      message: "the training needs \(grouped(byteCount >> 20)) MiB of memory at least, and there "
        + "are \(grouped(available >> 20)) MiB",
      hint: "Give the process more memory, or train on fewer rows or columns."
    )
  }
}
