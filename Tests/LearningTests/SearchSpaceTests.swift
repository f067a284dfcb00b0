import Models
import Testing

@testable import Learning

@Suite struct SearchSpaceTests {
  /// Every candidate as leaderboards print it, groups with an empty line between them.
  private static let printed = """
    baseline

    linear_learner features plain, lambda 1000
    linear_learner features plain, lambda 100
    linear_learner features plain, lambda 10
    linear_learner features plain, lambda 1
    linear_learner features plain, lambda 0.1
    linear_learner features plain, lambda 0.01

    linear_learner features scaled, lambda 1000
    linear_learner features scaled, lambda 100
    linear_learner features scaled, lambda 10
    linear_learner features scaled, lambda 1
    linear_learner features scaled, lambda 0.1
    linear_learner features scaled, lambda 0.01

    linear_learner features enriched, lambda 1000
    linear_learner features enriched, lambda 100
    linear_learner features enriched, lambda 10
    linear_learner features enriched, lambda 1
    linear_learner features enriched, lambda 0.1
    linear_learner features enriched, lambda 0.01

    linear_learner features crossed, lambda 1000
    linear_learner features crossed, lambda 100
    linear_learner features crossed, lambda 10
    linear_learner features crossed, lambda 1
    linear_learner features crossed, lambda 0.1
    linear_learner features crossed, lambda 0.01

    linear_learner features enriched, lambda 1000, loss poisson
    linear_learner features enriched, lambda 100, loss poisson
    linear_learner features enriched, lambda 10, loss poisson
    linear_learner features enriched, lambda 1, loss poisson
    linear_learner features enriched, lambda 0.1, loss poisson
    linear_learner features enriched, lambda 0.01, loss poisson

    linear_learner features crossed, lambda 1000, loss poisson
    linear_learner features crossed, lambda 100, loss poisson
    linear_learner features crossed, lambda 10, loss poisson
    linear_learner features crossed, lambda 1, loss poisson
    linear_learner features crossed, lambda 0.1, loss poisson
    linear_learner features crossed, lambda 0.01, loss poisson

    xgboost eta 0.1, max_depth 4, min_child_weight 3

    xgboost eta 0.1, max_depth 6, subsample 0.8, colsample_bytree 0.8

    xgboost eta 0.05, max_depth 3, min_child_weight 5, subsample 0.8, colsample_bytree 0.6

    xgboost eta 0.1, max_depth 8, min_child_weight 2, subsample 0.8, colsample_bytree 0.6, lambda 5

    xgboost eta 0.1, max_depth 6, grow_policy symmetric, colsample_bytree 0.8
    """

  @Test func `candidates are printed with what tells them apart`() {
    let groups = SearchSpace.candidates(families: Family.predicting, task: .regression).map {
      group in
      group.map { candidate in
        let settings = candidate.shown.map { " \($0.name) \($0.text)" }.joined(separator: ",")
        return candidate.family.rawValue + settings
      }.joined(separator: "\n")
    }
    #expect(groups.joined(separator: "\n\n") == Self.printed)
  }

  @Test(arguments: Family.predicting)
  func `what is printed of a candidate reads as it`(family: Family) throws {
    for candidate in SearchSpace.candidates(families: [family], task: .regression).joined() {
      let read = try Candidate(
        family,
        hyperparameters: candidate.shown.map { ($0.name, $0.text) },
        objective: nil
      )
      #expect(read == candidate)
      #expect(read.family == family)
    }
  }

  @Test func `the winner is fitted closely, and printed as it was tried`() {
    for candidate in SearchSpace.candidates(families: Family.predicting, task: .regression).joined()
    {
      let refitted = SearchSpace.refitted(candidate)
      #expect(refitted.shown == candidate.shown)
      switch refitted {
      case .baseline, .trees, .forest, .clusters, .neural: #expect(refitted == candidate)
      case .linear(let settings): #expect(settings.tolerance == 1e-5)
      }
    }
  }

  @Test func `rounds that were kept are printed of trees alone`() {
    let settings = TreeSettings(learningRate: 0.1, maxDepth: 4).shownAsCandidate()
    let kept = Candidate.trees(settings).with(rounds: 100)
    #expect(kept.shown.map(\.name) == ["eta", "max_depth", "num_round"])
    #expect(kept.shown.last == ShownSetting("num_round", "100"))
    #expect(Candidate.trees(settings).with(rounds: nil).shown == settings.shown)
    #expect(Candidate.baseline.with(rounds: 3).shown.isEmpty)
  }

  @Test(arguments: [2, 29, 30, 900])
  func `of many classes what takes long is tried last`(classCount: Int) {
    let groups = SearchSpace.candidates(
      families: Family.predicting,
      task: classCount == 2 ? .binary : .multiclass(classCount: classCount)
    )
    var order: [String] = []
    for candidate in groups.compactMap(\.first) {
      let method = candidate.shown.first { $0.name == "method" }?.text
      let name = method ?? candidate.family.rawValue
      if order.last != name { order.append(name) }
    }
    let few = ["baseline", "linear_learner", "xgboost"]
    let many = ["baseline", "discriminant", "xgboost", "linear_learner"]
    #expect(order == (classCount < 30 ? few : many))
  }
}
