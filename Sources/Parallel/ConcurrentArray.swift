import Synchronization

/// An array whose stretches, which follow each other from 0 on, are filled on up to `threadCount`
/// threads, and what `fill` returned for each; a large array is in huge pages.
///
/// `fill` is called with each stretch's index and its elements, of which it sets every one.
package func concurrentArray<Element: BitwiseCopyable, Result: Sendable>(
  filling stretches: [Range<Int>],
  threadCount: Int,
  _ fill: @Sendable (Int, inout MutableSpan<Element>) -> Result
) -> (elements: [Element], results: [Result]) {
  let count = stretches.last?.upperBound ?? 0
  var results: [Result] = []
  let elements = unsafe [Element](unsafeUninitializedCapacity: count) { memory, filledCount in
    let shared = unsafe SharedMemory(memory)
    results = concurrentMap(count: stretches.count, threadCount: threadCount) { index in
      shared.withStretch(stretches[index]) { fill(index, &$0) }
    }
    filledCount = count
  }
  return (elements, results)
}

/// Memory of which each thread writes stretches of its own.
@safe
private struct SharedMemory<Element: BitwiseCopyable>: @unchecked Sendable {  // See above.
  private let elements: UnsafeMutableBufferPointer<Element>

  init(_ elements: UnsafeMutableBufferPointer<Element>) {
    unsafe self.elements = unsafe elements
    unsafe HugePages.advise(UnsafeMutableRawBufferPointer(elements))
  }

  func withStretch<Result>(
    _ stretch: Range<Int>,
    _ body: (inout MutableSpan<Element>) -> Result
  ) -> Result {
    var span = unsafe MutableSpan(
      _unsafeElements: UnsafeMutableBufferPointer(rebasing: elements[stretch])
    )
    return body(&span)
  }
}
