import Foundation
import Synchronization
import Testing

@testable import AutoML

/// A deadline has a thread even where those that all share are busy.
@Suite struct DeadlineTests {
  @Test func `a deadline passes while every shared thread works`() {
    let isOver = Atomic(false)
    let stopped = DispatchSemaphore(value: 0)
    // Far longer than the deadline: without a thread of its own it would come after these.
    let end = ContinuousClock.now + .seconds(20)
    let work = DispatchGroup()
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
      DispatchQueue.global().async(group: work) {
        while !isOver.load(ordering: .relaxed), ContinuousClock.now < end {}
      }
    }
    let deadline = Deadline(seconds: 0.05) { stopped.signal() }
    #expect(stopped.wait(timeout: .now() + 10) == .success)
    isOver.store(true, ordering: .relaxed)
    deadline.cancel()
    work.wait()
    #expect(deadline.isOver)
  }
}
