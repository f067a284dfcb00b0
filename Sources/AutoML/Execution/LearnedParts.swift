import Learning
import LinearAlgebra
import Models

/// What a model has learnt, in the words of its columns.
struct LearnedParts {
  /// The most features or coefficients of a report.
  ///
  /// It is read whenever models are looked up. The text of
  /// `automl export` has all coefficients.
  static let reportLimit = 1_000

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
  /// for other models, and for one whose columns are not the features themselves.
  func coefficients(standardErrors: LinearStandardErrors? = nil) -> [Coefficient]? {
    let names = model.encoding.featureNames
    guard case .linear(let linear) = model.learner, linear.encoding.features.count == names.count
    else { return nil }
    let ownScale = linear.ownScale
    let inputs = model.encoding.featureInputs.map { model.encoding.inputs[$0] }
    let indicators = names.indices.map {
      Self.indicatorNames(linear.encoding.features[$0], names[$0], levels: inputs[$0].levels)
    }
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
      for (index, name) in names.enumerated() {
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
        coefficients += indicators[index].enumerated().map {
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
  private static func indicatorNames(
    _ feature: LinearEncoding.Feature,
    _ name: String,
    levels: [String]
  ) -> [String] {
    switch feature {
    case .numeric(let numeric): return numeric.hasMissingIndicator ? ["\(name) is NULL"] : []
    case .category(let category):
      var names = [String](repeating: "\(name) = (any other)", count: category.slotCount)
      for (level, slot) in zip(levels, category.slots)
      where slot != category.unseenSlot && Int(slot) < names.count {
        names[Int(slot)] = "\(name) = \(level)"
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

extension Array {
  /// As many as a report has.
  var firstOfReport: [Element] { Array(prefix(LearnedParts.reportLimit)) }
}
