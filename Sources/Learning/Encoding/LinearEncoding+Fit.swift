import Models
import Parallel

extension LinearEncoding {
  /// Fits the encoding's rules on some rows of a table.
  ///
  /// Levels whose rows weigh less than `minimumLevelWeight` together are pooled. Rows of weight 0
  /// count for nothing. Each column is one piece of work, so the result does not depend on
  /// `threadCount`.
  ///
  /// - Complexity: O(rows * features), three passes over numeric columns.
  static func fit(
    _ table: FeatureTable,
    rows: RowSelection,
    weights: [Double]?,
    minimumLevelWeight: Double,
    threadCount: Int
  ) -> LinearEncoding {
    LinearEncoding(
      features: concurrentMap(count: table.columns.count, threadCount: threadCount) { index in
        switch table.columns[index] {
        case .codes(let codes, let levelCount):
          .category(
            CategoryEncoding(
              fitting: codes,
              levelCount: levelCount,
              rows: rows,
              weights: weights,
              minimumLevelWeight: minimumLevelWeight
            )
          )
        case .float, .double:
          .numeric(NumericEncoding(fitting: table.columns[index], rows: rows, weights: weights))
        }
      }
    )
  }
}
