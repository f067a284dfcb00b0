import Metering

/// Time and resources since a training began.
struct TrainingClock: Sendable {
  private let start = ContinuousClock.now
  private let before = ResourceUsage.current

  /// Seconds by the clock on the wall.
  var seconds: Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
  }

  /// Processor time of the training, and the process's peak of memory.
  var usage: ResourceUsage { ResourceUsage.current.since(before) }
}

extension UsageRecord {
  /// Notes the time and the memory that a training has taken so far.
  mutating func take(_ clock: TrainingClock) {
    let usage = clock.usage
    seconds = clock.seconds
    cpuSeconds = usage.cpuSeconds
    peakBytes = usage.peakBytes
  }
}
