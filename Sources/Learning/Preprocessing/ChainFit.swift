import Models

/// A chain of transformers being fitted: each one to what those before it make of the rows.
struct ChainFit {
  /// The encoding of the rows' inputs.
  let encoding: FeatureEncoding
  /// The weight of each row; nil for once.
  let weights: [Double]?
  /// Threads to use.
  let threadCount: Int
  /// The columns so far.
  private var columns: [FeatureColumn]
  /// Their traits.
  private var traits: [FeatureTrait]
  /// The steps so far.
  private(set) var steps: [Preprocessing.Step] = []

  /// No step yet.
  init(
    _ features: [Int],
    of table: FeatureTable,
    _ encoding: FeatureEncoding,
    weights: [Double]?,
    threadCount: Int
  ) {
    self.encoding = encoding
    self.weights = weights
    self.threadCount = threadCount
    columns = features.map { table.columns[$0] }
    let own = encoding.traits
    traits = features.map { own[$0] }
  }

  /// Fits one more transformer.
  ///
  /// - Throws: why the columns do not suit it.
  mutating func add(_ transformer: Transformer) throws(TransformerFault.Reason) {
    switch transformer {
    case .numericPassthrough: break
    case .imputer: fill()
    case .imputerWithIndicator:
      add(.columns(columns.map { $0.isMissingSomewhere ? .flagMissing : .keep }))
      fill()
    case .oneHotEncoder: try indicate()
    case .ordinalEncoder: add(.columns(columns.indices.map(order)))
    case .dateTimeVectorizer:
      add(
        .columns(
          traits.map { trait in
            let input = encoding.inputs[trait.input]
            // Beside a column there may be the one that tells where it is missing.
            guard trait.name == input.name else { return .keep }
            return input.kind.dateUnit.map { .dateFields($0) } ?? .keep
          }
        )
      )
    case .normalizer:
      fill()
      add(.unitLength)
    case .pca:
      guard columns.count <= TransformerChain.componentLimit else {
        throw .columns(count: columns.count)
      }
      fill()
      let numbers = columns.map { column in (0..<column.count).map { column.number($0) } }
      add(.components(PrincipalComponents(of: numbers, weights: weights, threadCount: threadCount)))
    case .standardScaler: scale { ($0.mean, $0.deviation) }
    case .minMax, .minMaxScaler: scale { ($0.lowest, $0.highest - $0.lowest) }
    case .maxAbsScaler: scale { (0, max($0.lowest.magnitude, $0.highest.magnitude)) }
    }
  }

  private mutating func add(_ step: Preprocessing.Step) {
    columns = step.columns(of: columns)
    traits = step.traits(of: traits, encoding)
    steps.append(step)
  }

  /// Replaces what is missing by the mean, or the most frequent level.
  private mutating func fill() {
    let moments = moments
    add(
      .columns(
        columns.indices.map { index in
          if let numbers = moments[index] {
            return .fill(with: numbers.mean, lowest: numbers.lowest, highest: numbers.highest)
          }
          return columns[index].mostFrequentLevel(weights).map { .fillLevel($0) } ?? .keep
        }
      )
    )
  }

  private mutating func indicate() throws(TransformerFault.Reason) {
    for (column, trait) in zip(columns, traits) {
      guard case .codes(_, let levelCount) = column else { continue }
      guard levelCount <= TransformerChain.levelLimit else {
        throw .levels(input: trait.input, count: levelCount)
      }
    }
    add(
      .columns(
        columns.map { column in
          guard case .codes(_, let levelCount) = column else { return .keep }
          return .indicate(levelCount: levelCount, missing: column.isMissingSomewhere)
        }
      )
    )
  }

  /// The order of a category's levels: of their numbers where all are numbers, else of their texts.
  private func order(_ index: Int) -> ColumnStep {
    guard case .codes(_, let levelCount) = columns[index] else { return .keep }
    let numbers = encoding.inputs[traits[index].input].levels.map { Double($0) ?? .nan }
    var places = (0..<UInt32(levelCount)).map(\.self)
    guard !numbers.contains(where: \.isNaN) else { return .order(places) }
    let ascending = places.sorted { a, b in (numbers[Int(a)], a) < (numbers[Int(b)], b) }
    for (place, level) in ascending.enumerated() { places[Int(level)] = UInt32(place) }
    return .order(places)
  }

  /// Scales each number to a centre and a width; where all are alike the width is 1.
  private mutating func scale(_ centred: (NumberMoments) -> (centre: Double, width: Double)) {
    add(
      .columns(
        moments.map { numbers in
          guard let numbers else { return .keep }
          let (centre, width) = centred(numbers)
          return .scale(centre: centre, factor: width > 0 && width.isFinite ? 1 / width : 1)
        }
      )
    )
  }

  /// For each column its moments; nil for a category.
  private var moments: [NumberMoments?] {
    let rowCount = columns.first?.count ?? 0
    let fitted = LinearEncoding.fit(
      TrainingData(
        features: FeatureTable(rowCount: rowCount, columns: columns),
        target: [Double](repeating: 0, count: rowCount),
        weights: weights
      ),
      rows: RowSelection(nil, rowCount: rowCount),
      minimumLevelWeight: 0,
      threadCount: threadCount
    )
    return fitted.features.map { feature in
      guard case .numeric(let numeric) = feature else { return nil }
      return NumberMoments(numeric)
    }
  }
}

/// The mean and the range of a column's finite numbers.
private struct NumberMoments {
  let mean: Double
  let deviation: Double
  let lowest: Double
  let highest: Double

  init(_ numeric: NumericEncoding) {
    let scale = numeric.isConstant ? 0 : 1 / numeric.inverseDeviation
    mean = numeric.mean / numeric.unit
    deviation = scale / numeric.unit
    lowest = (numeric.lowest * scale + numeric.mean) / numeric.unit
    highest = (numeric.highest * scale + numeric.mean) / numeric.unit
  }
}

extension InputKind {
  /// The unit of a date's or time's values; nil for all else.
  fileprivate var dateUnit: DateField.Unit? {
    switch ofValues {
    case .date: .days
    case .timestamp: .seconds
    case .time: .secondsOfDay
    default: nil
    }
  }
}

extension FeatureColumn {
  fileprivate var isMissingSomewhere: Bool {
    switch self {
    case .codes(let codes, _): codes.contains(FeatureColumn.missingCode)
    case .float(let values): values.contains(where: \.isNaN)
    case .double(let values): values.contains(where: \.isNaN)
    }
  }

  /// The level that has most weight, the first of those alike; nil for numbers, and without any level.
  fileprivate func mostFrequentLevel(_ weights: [Double]?) -> UInt32? {
    guard case .codes(let codes, let levelCount) = self, levelCount > 0 else { return nil }
    var sums = [Double](repeating: 0, count: levelCount)
    for (row, code) in codes.enumerated() where code < levelCount {
      sums[Int(code)] += weights?[row] ?? 1
    }
    let best = sums.indices.reduce(0) { sums[$1] > sums[$0] ? $1 : $0 }
    return UInt32(best)
  }
}
