import Learning
import LinearAlgebra
import Models

extension LinearModelParts {
  /// The parts of a model; nil unless it is linear.
  ///
  /// - Complexity: O(coefficients).
  init?(_ model: Model) {
    guard let linear = model.learner.linearModel else { return nil }
    let terms = LinearTerms(model: model, linear: linear)
    link = model.learner.link.reportName
    let labels = model.printedLabels
    outputs = linear.outputCount > 1 ? labels : labels.count == 2 ? [labels[1]] : []
    threshold = linear.outputCount == 1 && labels.count == 2 ? model.threshold : nil
    intercepts = linear.intercepts
    self.terms = terms.terms
  }
}

extension LinkFunction {
  fileprivate var reportName: String {
    switch self {
    case .identity: "identity"
    case .logistic: "logistic"
    case .softmax: "softmax"
    case .exponential: "exponential"
    case .sign: "sign"
    case .shares: "shares"
    }
  }
}

/// The terms of a linear model, one for each column that it sees.
private struct LinearTerms {
  let model: Model
  let linear: LinearModel
  let names: [String]
  private let traits: [FeatureTrait]
  /// For each column the feature that it comes from.
  let sources: [Int]
  /// For each column the transform that makes it; nil where it is the feature itself.
  private let transforms: [LinearModelParts.Transform?]

  init(model: Model, linear: LinearModel) {
    self.model = model
    self.linear = linear
    traits = model.traits
    names = LearnedParts(model: model).linearColumns(of: linear).names
    sources = linear.expansion?.sources ?? Array(model.traits.indices)
    guard let expansion = linear.expansion else {
      transforms = names.map { _ in nil }
      return
    }
    let inputs = model.traits.map { model.encoding.inputs[$0.input] }
    let columnSources = expansion.sources
    transforms = expansion.parts.flatMap { part in
      (0..<part.transform.columnCount).map { column in
        LinearModelParts.Transform(
          part.transform,
          column: column,
          levels: inputs[part.source].levels,
          levelsOfColumn: { inputs[columnSources[$0]].levels }
        )
      }
    }
  }

  var terms: [LinearModelParts.Term] { names.indices.map(term) }

  private func term(_ index: Int) -> LinearModelParts.Term {
    let source = sources[index]
    let trait = traits[source]
    let input = model.encoding.inputs[trait.input]
    let part = trait.name.dropFirst(input.name.count + 1)
    var term = LinearModelParts.Term(
      name: names[index],
      column: input.name,
      part: part.isEmpty ? nil : String(part),
      transform: transforms[index]
    )
    let first = linear.encoding.firstIndicatorColumns[index]
    switch linear.encoding.features[index] {
    case .numeric(let numeric):
      term.centre = numeric.mean / numeric.unit
      if numeric.hasMissingIndicator { term.missing = numbers(first) }
      guard let column = linear.encoding.valueColumns[index] else { return term }
      term.scale = 1 / (numeric.inverseDeviation * numeric.unit)
      term.limit = NumericEncoding.limit
      (term.lowest, term.highest) = (numeric.lowest, numeric.highest)
      term.coefficients = numbers(column)
    case .category(let category):
      func slot(_ slot: UInt32) -> [Double]? {
        Int(slot) < category.slotCount ? numbers(first + Int(slot)) : nil
      }
      let nothing = [Double](repeating: 0, count: linear.outputCount)
      term.levels = zip(input.levels, category.slots).map {
        LinearModelParts.Level(text: $0, coefficients: slot($1) ?? nothing)
      }
      term.missing = slot(category.missingSlot)
      term.unseen = slot(category.unseenSlot)
    }
    return term
  }

  /// A column's coefficient for each score.
  private func numbers(_ column: Int) -> [Double] {
    (0..<linear.outputCount).map { linear.coefficients[column, $0] }
  }
}

extension LinearModelParts.Transform {
  /// A column of a transform; nil where it is the feature itself.
  fileprivate init?(
    _ transform: FeatureExpansion.Transform,
    column: Int,
    levels: [String],
    levelsOfColumn: (Int) -> [String]
  ) {
    switch transform {
    case .same: return nil
    case .curve(let curve):
      self.init(kind: "curve")
      set(curve.scale)
      (lowest, highest, median) = (curve.lowest, curve.highest, curve.median)
      knot = column == 0 ? nil : curve.knots[column - 1]
    case .cycle(let cycle):
      self.init(kind: column % 2 == 0 ? "sine" : "cosine")
      period = cycle.period
      wave = column / 2 + 1
    case .targetMeans(let means):
      self.init(kind: "target_mean")
      let values = means.values[column]
      self.levels = zip(levels, values).map { LinearModelParts.Mean(text: $0, mean: $1) }
      (missing, unseen) = (values[values.count - 2], values[values.count - 1])
    case .product(let product):
      self.init(kind: "product")
      factors = [product.left, product.right].map {
        LinearModelParts.Factor($0, levels: levelsOfColumn($0.column))
      }
    }
  }

  private mutating func set(_ numericScale: NumericScale) {
    switch numericScale {
    case .plain: scale = "plain"
    case .log(let centre, let unit):
      scale = "log"
      (self.centre, self.unit) = (centre, unit)
    case .rank(let quantiles):
      scale = "rank"
      self.quantiles = quantiles
    }
  }
}

extension LinearModelParts.Factor {
  fileprivate init(_ factor: ColumnProduct.Factor, levels: [String]) {
    self.init(term: factor.column)
    switch factor.kind {
    case .number(let mean, let inverseDeviation):
      (centre, scale) = (mean, 1 / inverseDeviation)
    case .level(let level):
      self.level = levels.indices.contains(Int(level)) ? levels[Int(level)] : nil
    }
  }
}
