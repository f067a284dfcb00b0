import Parallel

/// By how much the area under the ROC curve and the average precision change without each row, summed over
/// several classes.
struct RowChanges {
  private let sums: SharedBuffer<SIMD2<Double>>

  /// No change of any row.
  init(rowCount: Int) { sums = SharedBuffer(zeroed: rowCount) }

  /// Adds a share of the changes of one class, and gives the class's own statistics.
  ///
  /// - Parameters:
  ///   - keys: the keys of all rows, in their order, in segments.
  ///   - share: the share.
  ///   - threadCount: threads to use; no result depends on it.
  /// - Returns: the statistics.
  func add(_ keys: [[UInt64]], share: Double, _ threadCount: Int) -> RankStatistics {
    let order = ProbabilityOrder<KeyedRow>(keys, threadCount: threadCount)
    let walks = order.blocks.map { RankWalk($0, positiveCount: order.positiveCount) }
    let blocks = order.sorted { block, rows in
      RankSums(rows, RankWalk(block, positiveCount: order.positiveCount))
    }
    let ranks = RankStatistics(
      blocks,
      positiveCount: order.positiveCount,
      negativeCount: order.negativeCount
    )
    order.forEach { [sums] index, rows in
      ranks.forEachChange(rows, ofBlock: index, walks[index]) { places, ofClass, ofOthers in
        let changes = (share * ofClass, share * ofOthers)
        for place in places {
          // Each row is in one block.
          unsafe sums.all[Int(rows[place].row)] +=
            rows[place].key & 1 == 1 ? changes.0 : changes.1
        }
      }
    }
    return ranks
  }

  /// The standard errors of both by the jackknife.
  func errors(threadCount: Int) -> [Double] {
    concurrentMap(count: 2, threadCount: threadCount) { [sums] index in
      let changes = unsafe sums.all.map { $0[index] }
      return standardErrorOfMean(changes) * Double(changes.count - 1)
    }
  }
}
