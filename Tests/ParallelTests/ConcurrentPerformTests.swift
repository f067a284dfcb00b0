import Dispatch
import Parallel
import Synchronization
import Testing

@Suite struct ConcurrentPerformTests {
  @Test(arguments: [0, 1, 2, 3, 8], [1, 2, 5])
  func `each piece runs once`(pieceCount: Int, threadCount: Int) {
    for _ in 0..<200 {
      let counts = Mutex([Int](repeating: 0, count: pieceCount))
      concurrentPerform(pieceCount: pieceCount, threadCount: threadCount) { piece in
        counts.withLock { $0[piece] += 1 }
      }
      #expect(counts.withLock(\.self) == [Int](repeating: 1, count: pieceCount))
    }
  }

  @Test func `what pieces write is there when the call returns`() {
    let buffer = SharedBuffer<Int>(repeating: 0, count: 64)
    for round in 1...2000 {
      concurrentPerform(pieceCount: 64, threadCount: 4) { buffer[$0] = round + $0 }
      #expect((0..<64).allSatisfy { buffer[$0] == round + $0 })
    }
  }

  @Test(arguments: [0, 1, 7, 40], [1, 3])
  func `an array is filled stretch by stretch`(_ stretchCount: Int, _ threadCount: Int) {
    // Stretches of 0, 1, 2 ... elements.
    let stretches = (0..<stretchCount).map { $0 * ($0 - 1) / 2..<$0 * ($0 + 1) / 2 }
    let (elements, results) = concurrentArray(filling: stretches, threadCount: threadCount) {
      (index, stretch: inout MutableSpan<Int>) in
      for place in stretch.indices { stretch[place] = index }
      return index * 10
    }
    #expect(elements == (0..<stretchCount).flatMap { Array(repeating: $0, count: $0) })
    #expect(results == (0..<stretchCount).map { $0 * 10 })
  }

  @Test func `pieces may call again, and callers may be many`() {
    let total = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      for _ in 0..<50 {
        concurrentPerform(pieceCount: 5, threadCount: 3) { outer in
          concurrentPerform(pieceCount: 4, threadCount: 2) { inner in
            total.add(outer * 4 + inner, ordering: .relaxed)
          }
        }
      }
    }
    #expect(total.load(ordering: .relaxed) == 6 * 50 * 190)
  }

  @Test func `no more threads take part than were asked for`() {
    let running = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    for _ in 0..<100 {
      concurrentPerform(pieceCount: 40, threadCount: 2) { _ in
        let now = running.add(1, ordering: .relaxed).newValue
        most.max(now, ordering: .relaxed)
        running.subtract(1, ordering: .relaxed)
      }
    }
    #expect((1...2).contains(most.load(ordering: .relaxed)))
  }
}
