package import LinearAlgebra

/// The contributions of a model's inputs to a row's score, made ready for batches: they add up to
/// the score.
///
/// The score is that before the link: log-odds of class 1 of two, of more classes one score for
/// each, the logarithm of the prediction under an exponential link, and else the prediction.
package struct ModelContributions: Sendable {
  private enum Scorer: Sendable {
    case baseline(BaselineModel)
    case linear(LinearContributions)
    case trees(TreeContributions)
  }

  /// The number of the function's arguments.
  package let inputCount: Int
  private let preprocessing: Preprocessing?
  private let scorer: Scorer

  /// The contributions to a model's scores; nil for clusters and networks, which have none
  /// that could be told exactly.
  ///
  /// - Complexity: see `TreeContributions`; tables of 64 MB at most.
  package init?(_ model: Model) {
    inputCount = model.encoding.inputs.count
    preprocessing = model.preprocessing
    let featureInputs = model.traits.map(\.input)
    switch model.learner.scorer {
    case .baseline(let baseline): scorer = .baseline(baseline)
    case .linear(let linear):
      scorer = .linear(
        LinearContributions(linear, featureInputs: featureInputs, inputCount: inputCount)
      )
    case .trees(let ensemble):
      scorer = .trees(
        TreeContributions(ensemble, featureInputs: featureInputs, inputCount: inputCount)
      )
    case .clusters, .neural: return nil
    }
  }

  /// The contributions of each row's inputs to the score of an output.
  ///
  /// Shapes: a row for each row of `features`, a column for each input and a last one for the base
  /// value.
  ///
  /// - Complexity: O(rows x size of the model).
  package func contributions(of features: FeatureTable, output: Int) -> Matrix {
    let features = preprocessing?.features(of: features) ?? features
    switch scorer {
    case .baseline(let baseline):
      var sums = Matrix(rowCount: features.rowCount, columnCount: inputCount + 1)
      for index in sums.columnRange(inputCount) { sums.values[index] = baseline.scores[output] }
      return sums
    case .linear(let linear): return linear.contributions(of: features, output: output)
    case .trees(let trees): return trees.contributions(of: features, output: output)
    }
  }
}
