extension Objective {
  /// Every name that `init(name:settings:classCount:)` knows, in the order of the documentation.
  package static let names = [
    "reg:squarederror", "reg:squaredlogerror", "reg:logistic", "reg:pseudohubererror",
    "reg:absoluteerror", "reg:quantileerror", "reg:tweedie", "reg:gamma", "count:poisson",
    "binary:logistic", "binary:hinge", "multi:softmax", "multi:softprob", "rank:pairwise",
    "rank:ndcg",
  ]

  /// The objective of a name, with the parameters that `settings` has for it.
  ///
  /// - Parameters:
  ///   - name: in any case; `reg:linear` is XGBoost's old name of `reg:squarederror`.
  ///   - settings: slope, variance power, quantile and `num_class`.
  ///   - classCount: how many classes the target has, where `settings` does not say.
  /// - Throws: `unknownObjective`; `invalidHyperparameter` where the number of classes is missing or
  ///   the objective is one of XGBoost's that is not built.
  package init(
    name: String,
    settings: TreeSettings,
    classCount: Int? = nil
  ) throws(LearningError) {
    switch name.lowercased() {
    case "reg:squarederror", "reg:linear": self = .squaredError
    case "reg:squaredlogerror": self = .squaredLogError
    case "reg:logistic": self = .logisticRegression
    case "reg:pseudohubererror": self = .pseudoHuber(slope: settings.huberSlope)
    case "reg:absoluteerror": self = .absoluteError
    case "reg:quantileerror": self = .quantile(level: settings.quantileLevel)
    case "reg:tweedie": self = .tweedie(variancePower: settings.tweedieVariancePower)
    case "reg:gamma": self = .gamma
    case "count:poisson":
      self = .poisson(maxDeltaStep: settings.maxDeltaStep ?? Self.poissonMaxDeltaStep)
    case "binary:logistic": self = .binaryLogistic
    case "binary:hinge": self = .hinge
    case "multi:softmax":
      self = .softmax(classCount: try Self.classCount(settings.classCount ?? classCount))
    case "multi:softprob":
      self = .softprob(classCount: try Self.classCount(settings.classCount ?? classCount))
    case "rank:pairwise": self = .ranking(RankingLoss(.pairwise, settings))
    case "rank:ndcg": self = .ranking(RankingLoss(.ndcg, settings))
    case let known where Self.unbuiltNames.contains(known):
      throw .invalidHyperparameter(
        key: "objective",
        value: name,
        requirement: "one of \(Self.names.joined(separator: ", ")) (this one is not built yet)"
      )
    default:
      throw .unknownObjective(name: name, suggestion: nearest(to: name, among: Self.names))
    }
  }

  /// XGBoost's other objectives: survival needs intervals.
  private static let unbuiltNames = [
    "rank:map", "binary:logitraw", "survival:cox", "survival:aft",
  ]

  /// XGBoost's limit of a Poisson leaf, unless the user gives one.
  private static let poissonMaxDeltaStep = 0.7

  private static func classCount(_ count: Int?) throws(LearningError) -> Int {
    guard let count, count >= 2 else {
      throw .invalidHyperparameter(
        key: "num_class",
        value: count.map(String.init) ?? "",
        requirement: "an integer of 2 or more"
      )
    }
    return count
  }
}

extension RankingLoss {
  fileprivate init(_ weighting: Weighting, _ settings: TreeSettings) {
    self.init(
      weighting: weighting,
      pairCount: settings.rankingPairCount,
      hasExponentialGain: settings.hasExponentialGain
    )
  }
}

/// The candidate with the fewest edits from `name`, if that is few enough to be a slip of the hand.
func nearest(to name: String, among candidates: [String]) -> String? {
  let name = name.lowercased()
  let ranked = candidates.map { (distance: editDistance(name, $0), candidate: $0) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(2, name.count / 3) ? best.candidate : nil
}

/// How many characters to insert, delete or replace (Wagner and Fischer 1974).
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let replaced = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
