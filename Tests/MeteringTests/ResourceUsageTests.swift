import Metering
import Testing

@Suite struct ResourceUsageTests {
  @Test func `work adds processor time`() {
    let before = ResourceUsage.current
    var generator = SystemRandomNumberGenerator()
    var mixed: UInt64 = 0
    for _ in 0..<200_000 { mixed ^= generator.next() }
    #expect(mixed != 0)
    #expect(ResourceUsage.current.since(before).cpuSeconds > 0)
    #expect(before.peakBytes > 1_000_000)
  }

  @Test func `the peak grows with what is held, and stays`() {
    let before = ResourceUsage.current
    let size = 64 << 20
    // More than has been held so far: what the process had once counts as its peak.
    let room = [UInt8](repeating: 1, count: before.peakBytes + size)
    let during = ResourceUsage.current
    #expect(room.last == 1)
    #expect(during.peakBytes >= before.peakBytes + size)
    // The kernel counts pages by processor, and adds these up now and then: 79 KB were missing once.
    let slack = 1 << 20
    #expect(ResourceUsage.current.since(before).peakBytes >= during.peakBytes - slack)
  }
}
