/// Memory of a fixed size that the pieces of a concurrent step fill together.
///
/// A step may hand ranges of it to several threads at once, so the one rule is the caller's to keep:
/// while a piece writes an element, no other piece touches that element. `concurrentPerform` returns
/// when all pieces are done, which orders one step's writes before the next step's reads.
@safe
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {  // See above.
  private let elements: UnsafeMutableBufferPointer<Element>

  /// How many elements there are.
  package var count: Int { unsafe elements.count }

  /// A buffer of `count` times `value`.
  package init(repeating value: Element, count: Int) {
    unsafe elements = .allocate(capacity: count)
    unsafe HugePages.advise(UnsafeMutableRawBufferPointer(elements))
    unsafe elements.initialize(repeating: value)
  }

  deinit { unsafe elements.deallocate() }

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
