import Learning
import LinearAlgebra
import Models

/// What a model has learnt, in the words of its columns.
struct LearnedParts {
  /// The model.
  let model: Model

  /// How much trees use each feature, most gain first; nil for other models.
  var importance: [FeatureImportance]? {
    guard case .trees(let ensemble) = model.learner else { return nil }
    let importance = ensemble.importance
    return model.encoding.featureNames.enumerated().map { index, name in
      FeatureImportance(
        feature: name,
        gain: importance.gain[index],
        cover: importance.cover[index],
        splits: importance.splitCount[index]
      )
    }.enumerated().sorted { a, b in
      a.element.gain == b.element.gain ? a.offset < b.offset : a.element.gain > b.element.gain
    }.map(\.element)
  }

  /// A linear model's numbers in the units of the columns, the intercept of each output first; nil
  /// for other models.
  func coefficients(standardErrors: LinearStandardErrors? = nil) -> [Coefficient]? {
    guard case .linear(let linear) = model.learner else { return nil }
    let ownScale = linear.ownScale
    return (0..<linear.outputCount).flatMap { output in
      let label = linear.outputCount > 1 ? model.labels[output] : nil
      var coefficients = [
        Coefficient(
          feature: "(intercept)",
          label: label,
          value: ownScale.intercepts[output],
          standardError: standardErrors?.intercept
        )
      ]
      for (index, name) in model.encoding.featureNames.enumerated() {
        if linear.encoding.valueColumns[index] != nil {
          coefficients.append(
            Coefficient(
              feature: name,
              label: label,
              value: ownScale.slopes[index, output],
              standardError: standardErrors?.slopes[index]
            )
          )
        }
        let first = linear.encoding.firstIndicatorColumns[index]
        coefficients += indicatorNames(of: index, name, linear.encoding).enumerated().map {
          Coefficient(
            feature: $0.element,
            label: label,
            value: linear.coefficients[first + $0.offset, output]
          )
        }
      }
      return coefficients
    }
  }

  /// What each 0/1 column of a feature stands for.
  private func indicatorNames(
    of feature: Int,
    _ name: String,
    _ encoding: LinearEncoding
  ) -> [String] {
    switch encoding.features[feature] {
    case .numeric(let numeric): return numeric.hasMissingIndicator ? ["\(name) is NULL"] : []
    case .category(let category):
      let levels = model.encoding.inputs[model.encoding.featureInputs[feature]].levels
      var names = [String](repeating: "\(name) = (any other)", count: category.slotCount)
      for (code, slot) in category.slots.enumerated()
      where slot != category.unseenSlot && Int(slot) < names.count && code < levels.count {
        names[Int(slot)] = "\(name) = \(levels[code])"
      }
      if Int(category.missingSlot) < names.count, category.missingSlot != category.unseenSlot {
        names[Int(category.missingSlot)] = "\(name) is NULL"
      }
      return names
    }
  }
}

extension Convergence {
  /// How a fit ended.
  init(_ fit: LinearFit) {
    let convergence = fit.convergence
    self.init(
      isConverged: convergence.isConverged,
      summary: convergence.summary,
      iterations: convergence.iterations,
      gradientNorm: convergence.gradientNorm,
      objective: convergence.objective
    )
  }
}
