import Testing

@testable import Learning

@Suite struct PathPatienceTests {
  /// The number of losses that are taken in before the path ends.
  private func length(_ losses: [Double]) -> Int {
    var patience = PathPatience()
    return losses.firstIndex { !patience.goesOn(after: $0) }.map { $0 + 1 } ?? losses.count
  }

  @Test func `a path ends once the loss has not come down twice in a row`() {
    #expect(length([5, 4, 3, 2, 1]) == 5)
    #expect(length([5, 4, 4.5, 4.6, 1]) == 4)
    #expect(length([5, 4, 4.5, 3, 3.5, 3.6, 1]) == 6)
  }

  @Test func `a loss that comes down by nearly nothing has not come down`() {
    #expect(length([5, 4, 4 * (1 - 1e-5), 4 * (1 - 2e-5), 1]) == 4)
    #expect(length([5, 4, 4 * (1 - 1e-3), 4 * (1 - 2e-3), 1]) == 5)
  }

  @Test func `a loss that is no number has not come down`() {
    #expect(length([5, .nan, .nan, 1]) == 3)
    #expect(length([0, 0, 0]) == 3)
  }
}
