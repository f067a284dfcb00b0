import Parallel

/// Makes room for a column that is about to be filled.
package enum ColumnRoom {
  /// An empty array with room for `count` elements, in huge pages where it is large.
  package static func array<Element: BitwiseCopyable>(for count: Int) -> [Element] {
    var array: [Element] = []
    array.reserveCapacity(count)
    let byteCount = array.capacity * MemoryLayout<Element>.stride
    unsafe array.withUnsafeMutableBufferPointer {
      unsafe HugePages.advise($0.baseAddress, byteCount: byteCount)
    }
    return array
  }
}
