#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory of a fixed size that the pieces of a concurrent step fill together.
///
/// A step may hand ranges of it to several threads at once, so the one rule is the caller's to keep:
/// while a piece writes an element, no other piece touches that element. `concurrentPerform` returns
/// when all pieces are done, which orders one step's writes before the next step's reads.
@safe
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {  // See above.
  private let elements: UnsafeMutableBufferPointer<Element>

  /// The number of elements.
  package var count: Int { unsafe elements.count }

  /// A buffer of `count` elements whose bits are all 0; the system gives the memory where it is first
  /// written.
  package init(zeroed count: Int) {
    let stride = MemoryLayout<Element>.stride
    guard let memory = unsafe calloc(max(count, 1), stride) else {
      preconditionFailure("no memory for \(count) elements of \(stride) bytes")
    }
    unsafe HugePages.advise(UnsafeMutableRawBufferPointer(start: memory, count: count * stride))
    unsafe elements = UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: Element.self, capacity: count),
      count: count
    )
  }

  /// A buffer of `count` times `value`.
  package convenience init(repeating value: Element, count: Int) {
    self.init(zeroed: count)
    guard count > 0, let start = unsafe UnsafeMutableRawPointer(elements.baseAddress) else {
      return
    }
    let stride = MemoryLayout<Element>.stride
    unsafe start.storeBytes(of: value, as: Element.self)
    if unsafe UnsafeRawBufferPointer(start: start, count: stride).allSatisfy({ $0 == 0 }) { return }
    // What is there is copied behind itself: this module does not know the element's type, and would
    // ask for its size each time.
    var filled = 1
    while filled < count {
      let copied = min(filled, count - filled)
      unsafe memcpy(start + filled * stride, start, copied * stride)
      filled += copied
    }
  }

  deinit { unsafe free(elements.baseAddress) }

  /// All elements, for as long as the buffer lives.
  package var all: UnsafeMutableBufferPointer<Element> { unsafe elements }

  /// The elements of `range`, for as long as the buffer lives.
  package func slice(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    unsafe UnsafeMutableBufferPointer(rebasing: elements[range])
  }

  /// One element; the index is checked.
  package subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "\(index) of \(count)")
      return unsafe elements[index]
    }
    set {
      precondition(index >= 0 && index < count, "\(index) of \(count)")
      unsafe elements[index] = newValue
    }
  }
}
