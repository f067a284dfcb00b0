import Metering
import Testing

@Suite struct CloudPriceTests {
  // The tiers' own arithmetic: 10 x 20 + 90 x 15 + 25 x 7 for 125 million cells.
  @Test(arguments: [
    (0, 0.0), (50_000, 1.0), (1_000_000, 20.0), (10_000_000, 200.0), (100_000_000, 1_550.0),
    (125_000_000, 1_725.0),
  ])
  func `each tier is charged for the cells within it`(cells: Int, dollars: Double) {
    #expect(CloudPrice.dollars(for: Cells(cells)) == dollars)
  }
}
