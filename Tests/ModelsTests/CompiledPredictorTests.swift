import LinearAlgebra
import Models
import Testing

@Suite struct CompiledPredictorTests {
  private func model(labels: [String], scores: [Double], link: LinkFunction) -> Model {
    Model(
      encoding: FeatureEncoding(inputs: [
        InputColumn(name: "x", kind: .number, typeName: "DOUBLE")
      ]),
      predicted: PredictedColumn(name: "y", typeName: "VARCHAR", values: .classes(labels)),
      learner: Learner(.baseline(BaselineModel(scores: scores)), link: link),
      summary: ""
    )
  }
  private let rows = FeatureTable(rowCount: 2, columns: [.double([1, .nan])])

  @Test func `compiled and reference give the same`() {
    let model = model(labels: ["a", "b", "c"], scores: [1, 3, -2], link: .softmax)
    #expect(
      CompiledPredictor(model).predictions(of: rows)
        == ReferencePredictor(model).predictions(of: rows)
    )
  }

  @Test func `of two classes alike the lower one is predicted`() {
    let predictor = CompiledPredictor(model(labels: ["a", "b"], scores: [0], link: .logistic))
    let predictions = predictor.predictions(of: rows)
    #expect(predictor.classes(of: predictions) == [0, 0])
    #expect(predictor.probabilities(of: predictions).values == [0.5, 0.5, 0.5, 0.5])
  }

  @Test func `the likeliest of several classes is predicted`() {
    let predictor = CompiledPredictor(
      model(labels: ["a", "b", "c"], scores: [1, 3, 3], link: .softmax)
    )
    #expect(predictor.classes(of: predictor.predictions(of: rows)) == [1, 1])
  }

  @Test func `links hold at the ends of the range`() {
    for (link, score, prediction) in [
      (LinkFunction.logistic, 1e4, 1.0), (.logistic, -1e4, 0), (.exponential, -1e4, 0),
      (.sign, 0, 0), (.identity, 1e300, 1e300),
    ] {
      var scores = Matrix(rowCount: 1, columnCount: 1, values: [score])
      link.apply(to: &scores)
      #expect(scores.values == [prediction])
    }
    var scores = Matrix(rowCount: 1, columnCount: 3, values: [1e4, -1e4, 1e4])
    LinkFunction.softmax.apply(to: &scores)
    #expect(scores.values == [0.5, 0, 0.5])
  }
}
