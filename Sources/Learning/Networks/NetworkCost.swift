package import Models

/// The work of training networks, from what is known before any: an order of magnitude.
package enum NetworkCost {
  /// Operations a second that are counted on, on however many threads: what is tried must not depend on
  /// the machine.
  private static let operationsPerSecond = 40e9
  /// Operations of a weight and a row: there, back to the inputs, and to the weights.
  private static let operationsPerWeight = 6.0

  /// Seconds that a network takes on all rows of a table, as often as `passCount` says.
  ///
  /// - Complexity: O(features).
  package static func seconds(
    _ settings: NeuralSettings,
    on features: FeatureTable,
    rowCount: Int,
    outputCount: Int,
    passCount: Double = 1
  ) -> Double {
    let columnCount = features.columns.reduce(0) { sum, column in
      if case .codes(_, let levelCount) = column {
        sum + min(levelCount, LinearEncoding.networkLevelLimit)
      } else {
        sum + 1
      }
    }
    let widths = [columnCount] + settings.hiddenLayers + [outputCount]
    let weights = zip(widths, widths.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return weights * operationsPerWeight * Double(rowCount) * Double(settings.epochCount)
      * passCount / operationsPerSecond
  }
}
