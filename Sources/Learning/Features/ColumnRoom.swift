import Parallel

/// Makes room for a column that is about to be filled.
package enum ColumnRoom {
  /// An empty array with room for `count` elements; a large one is in huge pages.
  package static func array<Element: BitwiseCopyable>(for count: Int) -> [Element] {
    var array: [Element] = []
    array.reserveCapacity(count)
    let byteCount = array.capacity * MemoryLayout<Element>.stride
    unsafe array.withUnsafeMutableBufferPointer { elements in
      unsafe HugePages.advise(
        UnsafeMutableRawBufferPointer(start: elements.baseAddress, count: byteCount)
      )
    }
    return array
  }
}
