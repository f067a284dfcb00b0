import Models

/// A model as text for people.
struct ModelText {
  /// The model.
  let model: Model

  /// Trees node by node, coefficients line by line, layers output by output, or the constant.
  ///
  /// Lines end with a line break.
  var text: String {
    switch model.learner.scorer {
    case .trees(let ensemble):
      return ensemble.text(
        featureNames: model.traits.map(\.name),
        levels: model.traits.map { model.encoding.inputs[$0.input].levels }
      )
    case .linear:
      return (LearnedParts(model: model).coefficients() ?? []).map { coefficient in
        let label = coefficient.label.map { "\($0): " } ?? ""
        return "\(label)\(coefficient.feature): \(coefficient.value)\n"
      }.joined()
    case .clusters:
      return (LearnedParts(model: model).clusters(nil) ?? []).map { cluster in
        cluster.centroid.map { "\(cluster.cluster): \($0.feature): \($0.mean)\n" }.joined()
      }.joined()
    case .neural(let network):
      return network.layers.enumerated().map { index, layer in
        let end = index == network.layers.count - 1
        let head =
          "layer \(index + 1): \(layer.inputCount) inputs, \(layer.outputCount) outputs"
          + (end ? "" : ", \(network.activation.name)") + "\n"
        return head
          + layer.biases.enumerated().map { output, bias in
            let weights = layer.weights[
              output * layer.inputCount..<(output + 1) * layer.inputCount
            ]
            return "  \(output): \(bias): \(weights.map(\.description).joined(separator: " "))\n"
          }.joined()
      }.joined()
    case .baseline(let baseline):
      return "score: " + baseline.scores.map(\.description).joined(separator: ", ") + "\n"
    }
  }
}
