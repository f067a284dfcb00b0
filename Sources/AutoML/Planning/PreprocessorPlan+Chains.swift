import Learning
import ModelSQL
import Models

/// A refusal, and the place of the transformer that it is about.
struct LocatedRefusal: Error {
  let refusal: PreprocessorRefusal
  let range: Range<Int>?
}

extension PreprocessorPlan {
  /// Takes one more chain: what learners do by themselves goes out of it.
  ///
  /// - Throws: where a transformer is not for a column of it.
  mutating func take(
    _ chain: Chain,
    _ columns: [CatalogColumn],
    findsClusters: Bool,
    _ types: [Int: ColumnType]
  ) throws(LocatedRefusal) {
    try chain.checkOrder()
    for index in chain.columns {
      try chain.check(columns[index], as: types[index], findsClusters: findsClusters)
    }
    let transformers = chain.transformers
    let encodes = transformers.contains(where: \.value.isEncoder)
    for index in chain.columns {
      if encodes { columnTypes[index] = .category }
      if transformers.contains(where: { $0.value == .ordinalEncoder }) { ordered.insert(index) }
    }
    var rest = transformers.filter { $0.value != .numericPassthrough }
    if findsClusters {
      let scaling = Self.takeLastScaling(of: &rest)
      for index in chain.columns { scalings[index] = scaling }
    } else {
      if let mixing = rest.first(where: { $0.value.mixesColumns }) {
        throw LocatedRefusal(refusal: .mixesColumns(mixing.value), range: mixing.range)
      }
      for transformer in rest.map(\.value)
      where transformer.scaling != nil && !idleScalers.contains(transformer) {
        idleScalers.append(transformer)
      }
      rest.removeAll { $0.value.scaling != nil || $0.value == .oneHotEncoder }
      for index in chain.columns where !encodes && columns[index].isNumber {
        columnTypes[index] = .number
      }
    }
    guard !rest.isEmpty else { return }
    chains.append(Chain(columns: chain.columns, transformers: rest))
  }

  /// Takes the scalers at the end, which K-means does by itself, and imputers, for it takes what is missing
  /// for the mean.
  ///
  /// Scales are affine: the last one counts. A largest magnitude depends on the centre that others give.
  private static func takeLastScaling(
    of transformers: inout [Located<Transformer>]
  ) -> ClusterScaling {
    var scaling = ClusterScaling.none
    while let last = transformers.last?.value,
      last == .imputer || last.scaling != nil && scaling != .maxAbs
    {
      if scaling == .none { scaling = last.scaling ?? .none }
      transformers.removeLast()
    }
    return scaling
  }
}

extension PreprocessorPlan.Chain {
  /// Refuses encoders behind what changes columns.
  fileprivate func checkOrder() throws(LocatedRefusal) {
    for (place, transformer) in transformers.enumerated()
    where transformer.value.isEncoder || transformer.value == .dateTimeVectorizer {
      guard !transformers[..<place].contains(where: { !$0.value.isImputer }) else {
        throw LocatedRefusal(refusal: .notFirst(transformer.value), range: transformer.range)
      }
    }
  }

  /// Refuses transformers that are not for a column.
  fileprivate func check(
    _ column: CatalogColumn,
    as type: ColumnType?,
    findsClusters: Bool
  ) throws(LocatedRefusal) {
    if let encoder = transformers.first(where: \.value.isEncoder) {
      guard let type, type != .category else { return }
      throw LocatedRefusal(
        refusal: .otherType(encoder.value, column: column.name, type),
        range: encoder.range
      )
    }
    if let vectorizer = transformers.first(where: { $0.value == .dateTimeVectorizer }) {
      guard column.kind.map({ [.date, .timestamp, .time].contains($0) }) != true else { return }
      throw LocatedRefusal(
        refusal: .takesDates(column: column.name, typeName: column.typeName),
        range: vectorizer.range
      )
    }
    let isNumeric = column.kind != nil && column.kind != .text && type != .category
    guard !isNumeric, type != .number, column.kind != nil else { return }
    let taker = transformers.first { !$0.value.isImputer }
    guard findsClusters || taker != nil, let place = taker ?? transformers.first else { return }
    throw LocatedRefusal(
      refusal: .takesNumbers(taker?.value, column: column.name, typeName: column.typeName),
      range: place.range
    )
  }
}

extension CatalogColumn {
  /// Whether its values are numbers, or as good as.
  fileprivate var isNumber: Bool { kind == .number || kind == .boolean }
}
