import Testing

@testable import Forecasting

struct RollingOriginTests {
  @Test func `a long series has origins a horizon apart`() {
    let origins = RollingOrigins(count: 100, period: 12, horizon: 10, originCount: 3)
    #expect(origins == RollingOrigins(count: 100, period: 1, horizon: 10, originCount: 3))
    #expect(origins.counts == [70, 80, 90])
    #expect(origins.horizon == 10)
  }

  @Test func `half of a short series is left before the first origin`() {
    let origins = RollingOrigins(count: 20, period: 1, horizon: 8, originCount: 4)
    #expect(origins.horizon == 6)
    #expect(origins.counts == [11, 12, 13, 14])
  }

  @Test(arguments: 0..<4)
  func `a few values hold none out`(count: Int) {
    #expect(
      RollingOrigins(count: count, period: 1, horizon: 3, originCount: 3).counts.isEmpty
        == (count < 4)
    )
  }

  @Test func `nothing behind an origin is known before it`() {
    for count in 4..<60 {
      for horizon in [1, 5, 30] {
        let origins = RollingOrigins(count: count, period: 4, horizon: horizon, originCount: 5)
        #expect(origins.counts.last == count - origins.horizon)
        #expect(
          origins.counts == origins.counts.sorted()
            && Set(origins.counts).count == origins.counts.count
        )
        #expect(origins.counts.allSatisfy { $0 >= 3 })
      }
    }
  }
}
