import Models
import Parallel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// LambdaMART (Burges 2010) with XGBoost's pairs and scales.
///
/// A group's rows are put in the order of their scores. Of each pair of them with different relevance, one
/// of which is among the first `pairCount`, the better row is pushed up and the other down:
///
///     lambda = -weight / (1 + exp(better - worse))
///     hessian = 2 * weight * p * (1 - p), p = 1 / (1 + exp(worse - better))
///
/// The weight is 1 for pairs and for NDCG what swapping the two would change, divided by
/// `0.01 + |better - worse|` once scores differ. A group's gradients are then scaled by
/// `log2(1 + sum) / sum` of all its pushes, so that long groups do not outweigh short ones. The derivatives
/// are those of `weight * log(1 + exp(worse - better))` with order and weights held still.
package struct RankingLoss: Sendable, Equatable {
  /// The ways to weigh a pair.
  package enum Weighting: Sendable {
    /// The same for all: fewer pairs in the wrong order.
    case pairwise
    /// By its effect on the normalised discounted cumulative gain: the head of the list counts
    /// most.
    case ndcg
  }

  /// The way in which a pair is weighed.
  package let weighting: Weighting
  /// `lambdarank_num_pair_per_sample`, 1 or more: of each pair one is among so many first rows.
  package let pairCount: Int
  /// `ndcg_exp_gain`: whether relevance `y` gains `2^y - 1`, or `y` itself.
  package let hasExponentialGain: Bool

  /// From scores to predictions: only their order means something.
  static var link: LinkFunction { .identity }

  /// The largest relevance; XGBoost's limit where it is an exponent.
  var largestRelevance: Double { hasExponentialGain ? 31 : 1e30 }

  /// Writes the gradients of one group's rows; returns their sums.
  ///
  /// Shapes: `group` are rows of `rows`; `gradients` has an element for each row of the matrix.
  ///
  /// - Complexity: O(`min(pairCount, n) x n + n log n`) for n rows.
  func fillGradients(
    of group: ArraySlice<UInt32>,
    in rows: BoostingRows,
    into gradients: SharedBuffer<Int64>
  ) -> GradientMagnitude {
    let scores = group.map { rows.scores[0][Int($0)] }
    let relevances = group.map { rows.target[Int($0)] }
    let derivatives = derivatives(scores: scores, relevances: relevances)
    var magnitude = GradientMagnitude()
    for (row, (gradient, hessian)) in zip(group, derivatives) {
      let weight = rows.weights?[Int(row)] ?? 1
      magnitude.gradient += abs(gradient * weight)
      magnitude.hessian += hessian * weight
      magnitude.squaredGradient += gradient * gradient * weight
      gradients[Int(row)] = pack(Float(gradient * weight), Float(hessian * weight))
    }
    return magnitude
  }

  /// Gradient and hessian of each row of a group.
  func derivatives(
    scores: [Double],
    relevances: [Double]
  ) -> [(gradient: Double, hessian: Double)] {
    let order = descendingOrder(scores)
    let list = RankedList(self, scores: scores, relevances: relevances, order: order)
    var pushes = 0.0
    var ranked = [(gradient: Double, hessian: Double)](repeating: (0, 0), count: order.count)
    for first in 0..<min(pairCount, order.count) {
      for second in first + 1..<max(order.count, first + 1) {
        let isFirstBetter = list.relevances[first] > list.relevances[second]
        if !isFirstBetter && list.relevances[first] == list.relevances[second] { continue }
        let (better, worse) = isFirstBetter ? (first, second) : (second, first)
        let weight = list.weight(first, second)
        let p = 1 / (1 + exp(list.scores[worse] - list.scores[better]))
        let lambda = (p - 1) * weight
        let hessian = 2 * max(p * (1 - p), 1e-16) * weight
        ranked[better].gradient += lambda
        ranked[worse].gradient -= lambda
        ranked[better].hessian += hessian
        ranked[worse].hessian += hessian
        pushes -= 2 * lambda
      }
    }
    let scale = pushes > 0 ? log2(1 + pushes) / pushes : 1
    var derivatives = ranked
    for (place, row) in order.enumerated() {
      derivatives[row] = (ranked[place].gradient * scale, ranked[place].hessian * scale)
    }
    return derivatives
  }
}

/// A group in the order of its scores; everything by place.
private struct RankedList {
  let scores: [Double]
  let relevances: [Double]
  /// Each place's gain as a share of the best order's; nil where pairs weigh the same.
  private let gains: [Double]?
  private let discounts: [Double]
  private let hasSpread: Bool

  init(_ loss: RankingLoss, scores: [Double], relevances: [Double], order: [Int]) {
    self.scores = order.map { scores[$0] }
    self.relevances = order.map { relevances[$0] }
    hasSpread = self.scores.first != self.scores.last
    discounts = order.indices.map(rankingDiscount)
    guard loss.weighting == .ndcg else {
      gains = nil
      return
    }
    let best = relevances.sorted(by: >).prefix(loss.pairCount)
    let ideal = discountedGain(best, loss.hasExponentialGain)
    gains = self.relevances.map {
      ideal > 0 ? rankingGain($0, isExponential: loss.hasExponentialGain) / ideal : 0
    }
  }

  /// The weight of a pair, before the group's scale.
  func weight(_ first: Int, _ second: Int) -> Double {
    let change =
      gains.map { abs($0[first] - $0[second]) * (discounts[first] - discounts[second]) } ?? 1
    return hasSpread ? change / (abs(scores[first] - scores[second]) + 0.01) : change
  }
}
