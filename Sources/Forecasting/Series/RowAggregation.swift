/// The value of a period that has several rows.
package enum RowAggregation: String, Sendable, CaseIterable {
  /// Their sum: amounts that were sold, counted or used.
  case sum
  /// Their mean: prices, temperatures and other levels.
  case mean
}
