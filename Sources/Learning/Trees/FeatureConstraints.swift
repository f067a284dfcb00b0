/// A feature as a user names it.
package enum FeatureReference: Sendable, Equatable {
  /// By its place among the features, from 0.
  case position(Int)
  /// By its name, in any case.
  case name(String)
}

/// A feature and the only direction that the score may take as it rises.
package struct MonotoneConstraint: Sendable, Equatable {
  /// The feature.
  package let feature: FeatureReference
  /// 1 up, -1 down, 0 either.
  package let direction: Int

  /// A constraint; `direction` is -1, 0 or 1.
  package init(feature: FeatureReference, direction: Int) {
    precondition((-1...1).contains(direction), "direction \(direction)")
    self.feature = feature
    self.direction = direction
  }
}

/// The limits of trees on single features, and on several on one way to a leaf, as in XGBoost.
///
/// A monotone constraint refuses splits whose sides are in the wrong order, and keeps all leaves of a
/// side on their side of the middle of the two (XGBoost's "bounds"). An interaction constraint lets a
/// way to a leaf ask for features of one group only; the root may ask for any.
struct FeatureConstraints: Sendable {
  /// For each feature 1 where the score may only rise with it, -1 where it may only fall, else 0;
  /// empty where that is so for none.
  private let directions: [Int]
  /// Features that may be together; none where all may.
  private let groups: [Set<Int>]
  /// For each input of the trees the feature that it is made of.
  private let features: [Int]

  private init(directions: [Int], groups: [Set<Int>], features: [Int]) {
    self.directions = directions
    self.groups = groups
    self.features = features
  }

  /// No constraints.
  static let none = FeatureConstraints(directions: [], groups: [], features: [])

  /// Whether any feature has a direction.
  var isMonotone: Bool { !directions.isEmpty }

  /// 1, -1, or 0 for either.
  func direction(of input: Int) -> Int { input < directions.count ? directions[input] : 0 }

  /// The same where inputs behind the features are made of some of these.
  func appending(_ more: [Int]) -> FeatureConstraints {
    FeatureConstraints(directions: directions, groups: groups, features: features + more)
  }

  /// Whether each input may split a node below splits on the inputs of `path`; nil when all may.
  func allowed(below path: Set<Int>) -> [Bool]? {
    guard !groups.isEmpty, !path.isEmpty else { return nil }
    let used = Set(path.map { features[$0] })
    let allowed = groups.filter { used.isSubset(of: $0) }.reduce(used) { $0.union($1) }
    return features.map { allowed.contains($0) }
  }
}

extension FeatureConstraints {
  /// The settings' constraints on the features of `mappers`.
  ///
  /// `featureNames` has a name for each feature, or none.
  ///
  /// - Throws: `invalidHyperparameter` where a feature is not there, has no order, or the trees cannot
  ///   keep to a direction.
  init(
    _ settings: TreeSettings,
    mappers: [BinMapper],
    featureNames: [String],
    objective: Objective
  ) throws(LearningError) {
    var directions = [Int](repeating: 0, count: mappers.count)
    for constraint in settings.monotoneConstraints where constraint.direction != 0 {
      let feature = try Self.index(
        of: constraint.feature,
        of: mappers.count,
        featureNames,
        key: "monotone_constraints"
      )
      guard case .numeric = mappers[feature] else {
        throw .invalidHyperparameter(
          key: "monotone_constraints",
          value: Self.text(of: constraint.feature),
          requirement: "on numbers and dates, as text has no order"
        )
      }
      directions[feature] = constraint.direction
    }
    let isMonotone = directions.contains { $0 != 0 }
    if isMonotone, objective.leafQuantile != nil {
      throw .invalidHyperparameter(
        key: "monotone_constraints",
        value: settings.monotoneConstraints.map { Self.text(of: $0.feature) }
          .joined(separator: ","),
        requirement: "left out with \(objective.name), whose leaves are quantiles"
      )
    }
    var groups: [Set<Int>] = []
    for group in settings.interactionConstraints {
      var indices: Set<Int> = []
      for reference in group {
        indices.insert(
          try Self.index(
            of: reference,
            of: mappers.count,
            featureNames,
            key: "interaction_constraints"
          )
        )
      }
      groups.append(indices)
    }
    self.init(
      directions: isMonotone ? directions : [],
      groups: groups,
      features: Array(mappers.indices)
    )
  }

  private static func index(
    of reference: FeatureReference,
    of featureCount: Int,
    _ featureNames: [String],
    key: String
  ) throws(LearningError) -> Int {
    switch reference {
    case .position(let position) where position < featureCount: return position
    case .position:
      throw .invalidHyperparameter(
        key: key,
        value: text(of: reference),
        requirement: "on features from 0 to \(featureCount - 1)"
      )
    case .name(let name):
      // By bytes: texts that Unicode holds for the same are different names.
      let lowercased = Array(name.lowercased().utf8)
      if let index = featureNames.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) })
        ?? featureNames.firstIndex(where: { $0.lowercased().utf8.elementsEqual(lowercased) })
      {
        return index
      }
      throw .invalidHyperparameter(
        key: key,
        value: name,
        requirement: nearest(to: name, among: featureNames)
          .map { "on features by their names, such as '\($0)'" } ?? "on features by their names"
      )
    }
  }

  private static func text(of reference: FeatureReference) -> String {
    switch reference {
    case .position(let position): "\(position)"
    case .name(let name): name
    }
  }
}
