/// The price of training a model in Amazon Redshift ML, by cells, in US dollars.
///
/// Marginal tiers: 20 dollars a million for the first 10 million cells, 15 for the next 90 million,
/// 7 above. Training here costs nothing; the figure is what it would have cost there. Source:
/// "Amazon Redshift: The Definitive Guide" (O'Reilly 2023), chapter 6.
package enum CloudPrice {
  private static let tiers: [(upTo: Double, dollarsPerMillion: Double)] = [
    (10e6, 20), (100e6, 15), (.infinity, 7),
  ]

  /// The price of training on `cells`, 0 or more.
  package static func dollars(for cells: Cells) -> Double {
    var price = 0.0
    var floor = 0.0
    for tier in tiers {
      let inTier = min(Double(cells.count), tier.upTo) - floor
      guard inTier > 0 else { break }
      price += inTier / 1e6 * tier.dollarsPerMillion
      floor = tier.upTo
    }
    return price
  }
}
