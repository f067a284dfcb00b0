import Learning
import LinearAlgebra
import Models

/// The parts that a model has learnt, in the words of its columns.
struct LearnedParts {
  /// The most features or coefficients of a report.
  ///
  /// It is read whenever models are looked up. The text of
  /// `automl export` has all coefficients.
  static let reportLimit = 1_000

  /// The model.
  let model: Model

  /// The importance of each feature to trees, most gain first; nil for other models.
  var importance: [FeatureImportance]? {
    guard let ensemble = model.learner.ensemble else { return nil }
    let importance = ensemble.importance
    return model.traits.map(\.name).enumerated().map { index, name in
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
    guard let linear = model.learner.linearModel else { return nil }
    let ownScale = linear.ownScale
    let (names, units) = linearColumns(of: linear)
    let features = linear.expansion?.sources ?? Array(names.indices)
    let traits = model.traits
    let indicators = names.indices.map {
      let input = model.encoding.inputs[traits[features[$0]].input]
      return Self.indicatorNames(linear.encoding.features[$0], names[$0], levels: input.levels)
    }
    return (0..<linear.outputCount).flatMap { output in
      let label = linear.outputCount > 1 ? model.labels[output] : nil
      var coefficients = [
        Coefficient(
          feature: "(intercept)",
          label: label,
          value: ownScale.intercepts[output],
          standardError: standardErrors?.intercepts[output]
        )
      ]
      for (index, name) in names.enumerated() {
        if linear.encoding.valueColumns[index] != nil {
          coefficients.append(
            Coefficient(
              feature: name,
              label: label,
              value: ownScale.slopes[index, output] / units[index],
              standardError: standardErrors?.slopes[output][index].map { $0 / units[index] }
            )
          )
        }
        let first = linear.encoding.firstIndicatorColumns[index]
        coefficients += indicators[index].enumerated().map {
          Coefficient(
            feature: $0.element,
            label: label,
            value: linear.coefficients[first + $0.offset, output],
            standardError: standardErrors?.indicators[output][
              first + $0.offset - linear.encoding.valueCount
            ]
          )
        }
      }
      return coefficients
    }
  }

  /// The clusters, with their means in the units of the columns; nil for other models.
  func clusters(_ fit: ClusterFit?) -> [Cluster]? {
    guard let found = model.learner.clusterModel else { return nil }
    let names = model.traits.map(\.name)
    return (0..<found.clusterCount).map { cluster in
      Cluster(
        cluster: cluster,
        rows: found.sizes[cluster],
        centroid: names.enumerated().map { index, name in
          Cluster.ColumnMean(
            feature: name,
            mean: found.mean(ofFeature: index, in: cluster),
            distinction: fit?.distinction(ofFeature: index, in: cluster)
          )
        }
      )
    }
  }

  /// For each feature of a linear model's encoding its name, and what one of its units is in the name's.
  func linearColumns(of linear: LinearModel) -> (names: [String], units: [Double]) {
    let names = model.traits.map(\.name)
    guard let expansion = linear.expansion else { return (names, names.map { _ in 1 }) }
    var columns: [(String, Double)] = []
    for part in expansion.parts {
      if case .product(let product) = part.transform {
        columns.append(self.product(product, of: columns, expansion))
        continue
      }
      columns += (0..<part.transform.columnCount).map { column in
        (part.transform.name(of: column, names[part.source], model.labels), part.transform.unit)
      }
    }
    return (columns.map(\.0), columns.map(\.1))
  }

  /// A product's name, and what one of its units is in the name's: of distances from the means.
  private func product(
    _ product: ColumnProduct,
    of columns: [(name: String, unit: Double)],
    _ expansion: FeatureExpansion
  ) -> (String, Double) {
    let factors = [product.left, product.right].map { factor -> (name: String, unit: Double) in
      let (name, unit) = columns[factor.column]
      switch factor.kind {
      case .number(_, let inverseDeviation): return (name, unit / inverseDeviation)
      case .level(let level):
        let input = model.traits[expansion.sources[factor.column]].input
        let levels = model.encoding.inputs[input].levels
        let label = levels.indices.contains(Int(level)) ? levels[Int(level)] : "\(level)"
        return ("\(name) = \(label)", 1)
      }
    }
    return ("\(factors[0].name) * \(factors[1].name)", factors[0].unit * factors[1].unit)
  }

  /// The names of a feature's 0/1 columns, each with the value that it stands for.
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

extension FeatureExpansion.Transform {
  /// The name of a column that is made of a feature.
  fileprivate func name(of column: Int, _ feature: String, _ labels: [String]) -> String {
    switch self {
    case .same: feature
    case .curve(let curve):
      column == 0
        ? curve.scale.name(of: feature)
        : "\(curve.scale.name(of: feature)) above \(significant(curve.knots[column - 1]))"
    case .cycle: "\(column % 2 == 0 ? "sine" : "cosine") \(column / 2 + 1) of \(feature)"
    case .targetMeans(let means):
      means.columnCount == 1 || column >= labels.count
        ? "mean target of \(feature)" : "mean target of \(feature): \(labels[column])"
    case .product: feature
    }
  }

  /// One unit of its columns: a curve's are shares of the range of training.
  fileprivate var unit: Double {
    if case .curve(let curve) = self { curve.highest - curve.lowest } else { 1 }
  }
}

extension NumericScale {
  fileprivate func name(of feature: String) -> String {
    switch self {
    case .plain: feature
    case .log: "log(\(feature))"
    case .rank: "rank(\(feature))"
    }
  }
}

extension Convergence {
  /// The convergence of a fit.
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

extension Clustering {
  /// The worth of clusters that were found.
  init(_ fit: ClusterFit) {
    self.init(
      inertia: fit.inertia,
      silhouette: fit.silhouette,
      iterations: fit.iterationCount,
      isConverged: fit.isConverged
    )
  }
}

extension Array {
  /// As many as a report has.
  var firstOfReport: [Element] { Array(prefix(LearnedParts.reportLimit)) }
}
