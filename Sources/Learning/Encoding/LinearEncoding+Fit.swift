import Models
import Parallel

extension LinearEncoding {
  /// Fits the encoding's rules on some rows of a table.
  ///
  /// Levels whose rows weigh less than `minimumLevelWeight` together are pooled. Rows of weight 0
  /// count for nothing. Each column is one piece of work, so the result does not depend on
  /// `threadCount`.
  ///
  /// - Complexity: O(rows * features); one pass over numeric columns whose moments are not known.
  static func fit(
    _ data: TrainingData,
    rows: RowSelection,
    minimumLevelWeight: Double,
    threadCount: Int
  ) -> LinearEncoding {
    let (columns, weights) = (data.features.columns, data.weights)
    let areMomentsKnown = !data.moments.isEmpty && rows.rows == nil && weights == nil
    return LinearEncoding(
      features: concurrentMap(count: columns.count, threadCount: threadCount) { index in
        if areMomentsKnown, let moments = data.moments[index] {
          return .numeric(NumericEncoding(moments))
        }
        return switch columns[index] {
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
          .numeric(NumericEncoding(fitting: columns[index], rows: rows, weights: weights))
        }
      }
    )
  }
}
