#if canImport(Glibc)
  import Glibc
#endif

/// Makes room for a column that is about to be filled.
package enum ColumnRoom {
  /// Below this a column is filled faster than the system is asked.
  private static let largeBytes = 4 << 20

  /// An empty array with room for `count` elements.
  ///
  /// A large one is put into huge pages where the system has them: touching 160 MB for the first time
  /// took 45 ms then and 110 ms without (Linux 6, pages of 4 KB, one thread).
  package static func array<Element: BitwiseCopyable>(for count: Int) -> [Element] {
    var array: [Element] = []
    array.reserveCapacity(count)
    #if os(Linux)
      let byteCount = array.capacity * MemoryLayout<Element>.stride
      if byteCount >= largeBytes {
        unsafe array.withUnsafeMutableBufferPointer { unsafe advise($0.baseAddress, byteCount) }
      }
    #endif
    return array
  }

  #if os(Linux)
    /// Asks for huge pages in the whole pages of a piece of memory; a refusal costs nothing but speed.
    private static func advise(_ start: UnsafeMutableRawPointer?, _ byteCount: Int) {
      let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
      guard let start = unsafe start, pageSize > 0 else { return }
      let skipped = (pageSize - Int(bitPattern: start) % pageSize) % pageSize
      let length = (byteCount - skipped) / pageSize * pageSize
      guard length > 0 else { return }
      _ = unsafe madvise(start + skipped, length, MADV_HUGEPAGE)
    }
  #endif
}
