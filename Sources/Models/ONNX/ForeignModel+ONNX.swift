extension ForeignModel {
  /// Reads a model in ONNX whose graph is one TreeEnsembleClassifier or TreeEnsembleRegressor of
  /// `ai.onnx.ml`, as the converters of scikit-learn, LightGBM and XGBoost write it.
  ///
  /// Values are rounded to `Float` before they are compared, unless the graph takes doubles.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - shouldStop: asked every few milliseconds.
  /// - Throws: what the file has that is no model here; `interrupted`.
  /// - Complexity: O(`bytes.count` + nodes x classes).
  package init(
    onnx bytes: [UInt8],
    shouldStop: @escaping () -> Bool = { false }
  ) throws(ForeignModelError) {
    let graph = try ONNXGraph(bytes, shouldStop: shouldStop)
    let path = try ONNXPath(graph)
    let attributes = ONNXAttributes(path.ensemble, of: graph)
    let predictor = try ONNXPredictor(
      attributes,
      isClassifier: path.isClassifier,
      isDouble: path.isDouble
    )
    var link = predictor.link
    if path.isExponential {
      guard link == .identity else {
        throw .unsupported(what: "a step Exp", advice: ONNXPath.advice)
      }
      link = .exponential
    }
    let featureCount = path.featureCount ?? predictor.featureCount
    guard predictor.featureCount <= featureCount else { throw .malformed(path: "nodes_featureids") }
    self.init(
      program: .onnx,
      objective: path.ensemble.operation,
      features: (0..<featureCount).map {
        ForeignFeature(name: path.featureNames.isEmpty ? "" : path.featureNames[$0])
      },
      learner: Learner(
        .trees(
          try TreeEnsemble.ofOutputs(
            predictor.trees,
            baseScores: predictor.baseScores,
            featureCount: featureCount
          )
        ),
        link: link
      ),
      classLabels: predictor.labels,
      settings: graph.producer.isEmpty ? [:] : ["producer": graph.producer]
    )
  }
}
