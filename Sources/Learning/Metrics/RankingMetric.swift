#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The metrics of an order within groups: the mean over the groups, 1 being best.
///
/// Both as XGBoost's metrics of these names: a group without anything relevant counts 1.
package enum RankingMetric: String, Sendable, CaseIterable {
  /// The discounted cumulative gain `sum((2^relevance - 1) / log2(place + 1))`, over that of the best order.
  case ndcg
  /// The mean precision at the place of each relevant row; relevant are rows above 0.
  case meanAveragePrecision = "map"

  /// The metric's value.
  ///
  /// Shapes: `scores` and `relevances` have an element for each row, `groups` its group's code.
  ///
  /// - Precondition: as many scores as relevances and groups, at least one.
  /// - Complexity: O(rows log rows).
  package func value(scores: [Double], relevances: [Double], groups: [UInt32]) -> Double {
    precondition(scores.count == relevances.count && scores.count == groups.count)
    let groups = RowGroups(codes: groups, rows: Array(0..<UInt32(scores.count)))
    return value(of: groups, score: { scores[$0] }, relevance: { relevances[$0] })
  }

  /// The same over grouped rows.
  func value(
    of groups: RowGroups,
    hasExponentialGain: Bool = true,
    score: (Int) -> Double,
    relevance: (Int) -> Double
  ) -> Double {
    precondition(!groups.ranges.isEmpty, "no group")
    let sum = groups.ranges.reduce(0.0) { sum, range in
      let rows = groups.rows[range].map { Int($0) }
      let ranked = descendingOrder(rows.map(score)).map { relevance(rows[$0]) }
      switch self {
      case .ndcg:
        let best = discountedGain(ranked.sorted(by: >), hasExponentialGain)
        return sum + (best > 0 ? discountedGain(ranked, hasExponentialGain) / best : 1)
      case .meanAveragePrecision: return sum + averagePrecision(ranked)
      }
    }
    return sum / Double(groups.ranges.count)
  }
}

/// The gain of a relevance at the head of a list.
func rankingGain(_ relevance: Double, isExponential: Bool) -> Double {
  isExponential ? exp2(relevance) - 1 : relevance
}

/// The discount of a place of a list, from 0.
func rankingDiscount(_ place: Int) -> Double { 1 / log2(Double(place) + 2) }

/// Places by falling score; those of one score in their own order.
func descendingOrder(_ scores: [Double]) -> [Int] {
  scores.indices.sorted { scores[$0] > scores[$1] || (scores[$0] == scores[$1] && $0 < $1) }
}

/// The discounted cumulative gain of relevances in the order of a list.
func discountedGain(_ relevances: some Sequence<Double>, _ isExponential: Bool) -> Double {
  relevances.enumerated().reduce(0) {
    $0 + rankingGain($1.element, isExponential: isExponential) * rankingDiscount($1.offset)
  }
}

private func averagePrecision(_ relevances: [Double]) -> Double {
  var hits = 0.0
  var sum = 0.0
  for (place, relevance) in relevances.enumerated() where relevance > 0 {
    hits += 1
    sum += hits / Double(place + 1)
  }
  return hits > 0 ? sum / hits : 1
}
