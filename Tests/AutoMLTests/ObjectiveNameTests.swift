import Learning
import ModelSQL
import Testing

@testable import AutoML

@Suite struct ObjectiveNameTests {
  @Test func `names are known in any case and printed as they are listed`() throws {
    for name in ObjectiveName.all {
      #expect(try #require(ObjectiveName(name.uppercased())).text == name)
    }
    #expect(ObjectiveName("f1macro")?.text == "F1_Macro")
    #expect(ObjectiveName("rank:map") == nil)
  }

  @Test func `an old name of XGBoost's is the new one`() {
    #expect(ObjectiveName("Reg:Linear")?.text == "reg:squarederror")
    #expect(ObjectiveName.formerName("Reg:Linear") == "Reg:Linear")
    #expect(ObjectiveName.formerName("reg:squarederror") == nil)
    #expect(!ObjectiveName.all.contains("reg:linear"))
  }

  @Test(arguments: ObjectiveName.all)
  func `the names of the same sort fit the problem`(name: String) throws {
    let objective = try #require(ObjectiveName(name))
    for problem in [
      ProblemType.regression, .binaryClassification, .multiclassClassification,
    ] {
      let others = objective.others(for: problem).compactMap { ObjectiveName($0) }
      #expect(!others.isEmpty)
      #expect(others.allSatisfy { $0.fits(problem) && ($0.loss == nil) == (objective.loss == nil) })
    }
  }

  @Test func `the names of losses are listed in this order`() {
    #expect(
      ObjectiveName.lossNames == [
        "reg:squarederror", "reg:squaredlogerror", "reg:logistic", "reg:pseudohubererror",
        "reg:tweedie", "binary:logistic", "binary:hinge", "multi:softmax", "multi:softprob",
        "count:poisson", "reg:gamma", "reg:absoluteerror", "reg:quantileerror", "rank:pairwise",
        "rank:ndcg",
      ]
    )
  }

  @Test(arguments: [
    ("MSE", "regression"), ("Accuracy", "binary multiclass"), ("F1", "binary"),
    ("reg:tweedie", "regression"), ("count:poisson", "regression"), ("rank:ndcg", "regression"),
    ("reg:logistic", "regression"), ("binary:hinge", "binary"),
    ("multi:softmax", "binary multiclass"),
  ])
  func `an objective fits the problems that it is for`(name: String, problems: String) throws {
    let objective = try #require(ObjectiveName(name))
    let names: [(ProblemType, String)] = [
      (.regression, "regression"), (.binaryClassification, "binary"),
      (.multiclassClassification, "multiclass"),
    ]
    let fitting = names.filter { objective.fits($0.0) }.map(\.1).joined(separator: " ")
    #expect(fitting == problems)
    #expect(objective.isRanking == name.contains("rank"))
  }

  @Test func `an objective alone asks for a problem that it fits`() throws {
    for name in ObjectiveName.all {
      let objective = try #require(ObjectiveName(name))
      if let problem = objective.problem { #expect(objective.fits(problem)) }
    }
    #expect(ObjectiveName("multi:softprob")?.problem == .multiclassClassification)
    #expect(ObjectiveName("rank:ndcg")?.problem == .regression)
    #expect(ObjectiveName("AUC")?.problem == nil)
  }

  @Test func `linear models take the losses that they have of themselves`() {
    #expect(
      Objective.Kind.allCases.filter { Family.linear.refusal(of: $0) == nil }.map(\.rawValue)
        == ["reg:squarederror", "binary:logistic", "multi:softmax", "multi:softprob"]
    )
    #expect(Objective.Kind.allCases.allSatisfy { Family.trees.refusal(of: $0) == nil })
  }

  @Test func `a program's words are those of the dialect`() {
    #expect(TrainingRequest.Objective.allCases.map(\.rawValue) == ObjectiveName.all)
    #expect(
      TrainingRequest.ProblemType.allCases.map(\.rawValue)
        == ModelSQL.ProblemType.allCases.map(\.rawValue)
    )
    #expect(
      TrainingRequest.ModelType.allCases.map(\.rawValue)
        == ModelSQL.ModelType.allCases.map(\.rawValue)
    )
    #expect(TrainingRequest.Objective("f1macro") == .f1Macro)
    #expect(TrainingRequest.Objective("reg:linear") == .squaredError)
    #expect(TrainingRequest.Objective("mse ") == nil)
  }
}
