/// The features of a model changed, before its learner sees them, as PREPROCESSORS asks for: fitted on the
/// rows of training, the same ever after.
package struct Preprocessing: Sendable, Equatable {
  /// One change of all columns of a set.
  package enum Step: Sendable, Equatable {
    /// Each column for itself.
    case columns([ColumnStep])
    /// Each row divided by its length (Normalizer); a row of zeros stays.
    case unitLength
    /// Principal components.
    case components(PrincipalComponents)
  }
  /// Features that are changed together.
  package struct ColumnSet: Sendable, Equatable {
    /// The features, as indices into the encoding's.
    package let features: [Int]
    /// The changes, in order.
    package let steps: [Step]

    /// A set of these.
    package init(features: [Int], steps: [Step]) {
      self.features = features
      self.steps = steps
    }
  }

  /// The sets, in the order in which their columns come; a feature is in one of them at most.
  package let sets: [ColumnSet]

  /// A change of these sets.
  package init(sets: [ColumnSet]) { self.sets = sets }

  /// The features that a learner sees.
  ///
  /// - Precondition: the features are those of the encoding that it was fitted to.
  /// - Complexity: O(rows x columns), times the components of a set.
  package func features(of table: FeatureTable) -> FeatureTable {
    FeatureTable(
      rowCount: table.rowCount,
      columns: sets.flatMap { set in
        set.steps.reduce(set.features.map { table.columns[$0] }) { $1.columns(of: $0) }
      }
    )
  }

  /// The traits of the features that a learner sees.
  package func traits(of encoding: FeatureEncoding) -> [FeatureTrait] {
    let own = encoding.traits
    return sets.flatMap { set in
      set.steps.reduce(set.features.map { own[$0] }) { $1.traits(of: $0, encoding) }
    }
  }

  /// The features that are mixed with each other.
  package var mixedFeatures: [Int] {
    sets.filter { $0.steps.contains(where: \.mixesColumns) }.flatMap(\.features)
  }

  /// Throws unless it fits an encoding: what a file says must fit together.
  func validate(_ encoding: FeatureEncoding) throws(ModelError) {
    let own = encoding.traits
    let features = sets.flatMap(\.features)
    guard Set(features).count == features.count, features.allSatisfy(own.indices.contains) else {
      throw .corrupt(detail: "preprocessed columns")
    }
    for set in sets {
      var traits = set.features.map { own[$0] }
      for step in set.steps {
        guard step.fits(traits, encoding) else { throw .corrupt(detail: "preprocessing") }
        traits = step.traits(of: traits, encoding)
      }
    }
  }
}

extension Preprocessing.Step {
  /// Whether a column that is made comes from several.
  fileprivate var mixesColumns: Bool {
    switch self {
    case .columns: false
    case .unitLength, .components: true
    }
  }

  /// The columns that columns become.
  package func columns(of columns: [FeatureColumn]) -> [FeatureColumn] {
    switch self {
    case .columns(let steps): zip(steps, columns).flatMap { $0.columns(of: $1) }
    case .unitLength: Self.atUnitLength(columns.map(\.numbers)).map { .double($0) }
    case .components(let components):
      components.columns(of: columns.map(\.numbers)).map { .double($0) }
    }
  }

  /// The traits of the columns that columns become.
  package func traits(of traits: [FeatureTrait], _ encoding: FeatureEncoding) -> [FeatureTrait] {
    switch self {
    case .columns(let steps):
      zip(steps, traits).flatMap { $0.traits(of: $1, levels: encoding.inputs[$1.input].levels) }
    case .unitLength: traits.map { $0.made(".normalized") }
    case .components(let components):
      components.axes.indices.map { index in
        FeatureTrait(
          name: "\(encoding.inputs[traits[0].input].name).pca\(index + 1)",
          input: traits[0].input
        )
      }
    }
  }

  /// Whether the step takes columns of these traits without a trap.
  fileprivate func fits(_ traits: [FeatureTrait], _ encoding: FeatureEncoding) -> Bool {
    switch self {
    case .columns(let steps):
      steps.count == traits.count
        && zip(steps, traits).allSatisfy {
          $0.fits($1, levelCount: encoding.inputs[$1.input].levels.count)
        }
    case .unitLength: traits.allSatisfy { !$0.isCategory }
    case .components(let components):
      !traits.isEmpty && traits.allSatisfy { !$0.isCategory }
        && components.fits(columnCount: traits.count)
    }
  }

  /// Rows of length 1, as columns; the largest magnitude is taken out first, so that no square overflows.
  private static func atUnitLength(_ columns: [[Double]]) -> [[Double]] {
    let rowCount = columns.first?.count ?? 0
    var largest = [Double](repeating: 0, count: rowCount)
    for column in columns {
      for row in largest.indices { largest[row] = max(largest[row], column[row].magnitude) }
    }
    var squares = [Double](repeating: 0, count: rowCount)
    for column in columns {
      for row in squares.indices where largest[row] > 0 {
        let share = column[row] / largest[row]
        squares[row] += share * share
      }
    }
    return columns.map { column in
      column.indices.map { row in
        largest[row] > 0 ? column[row] / largest[row] / squares[row].squareRoot() : 0
      }
    }
  }
}
