import Synchronization
import TestSupport
import Testing

@testable import AutoML

/// Which stage a training says that it is in.
@Suite struct TrainingStageTests {
  private func progress(_ statement: String) throws -> [TrainingProgress] {
    let seen = Mutex<[TrainingProgress]>([])
    let session = try Session(
      configuration: SessionConfiguration(threadCount: 1),
      observer: SessionObserver(progress: { progress in seen.withLock { $0.append(progress) } })
    )
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range % 37 AS a, range % 37 > 17 AS y FROM range(300);"
        + "CREATE MODEL m FROM t TARGET y FUNCTION f \(statement)"
    )
    return seen.withLock { $0 }
  }

  @Test func `a search is one until the winner is trained on all rows`() throws {
    let steps = try progress("MODEL_TYPE XGBOOST").filter { $0.stage != .extract }
    let first = try #require(steps.firstIndex { $0.detail.hasSuffix("on all rows") })
    #expect(first > 0 && steps[..<first].allSatisfy { $0.stage == .search })
    #expect(steps[first].fraction == 0.85)
    #expect(steps[first..<steps.count - 1].allSatisfy { $0.stage == .refit })
    #expect(steps.last?.stage == .store)
  }

  @Test func `one candidate is trained and nothing else`() throws {
    let steps = try progress("AUTO OFF MODEL_TYPE XGBOOST").filter { $0.stage != .extract }
    #expect(steps.count > 1 && steps.dropLast().allSatisfy { $0.stage == .train })
    #expect(steps.last?.stage == .store)
  }
}
