package import Models

extension Preprocessing {
  /// The changes that chains of transformers come to on the rows of training.
  ///
  /// Columns of no chain stay as they are, behind all others.
  ///
  /// - Parameters:
  ///   - chains: Transformers by columns, of which each is in one chain at most.
  ///   - table: The rows' features.
  ///   - encoding: The encoding that made them.
  ///   - weights: How often each row counts; nil for once.
  ///   - threadCount: How many threads may work: the result is the same on any number of them.
  /// - Returns: The changes.
  /// - Throws: why the rows do not suit a transformer.
  package static func fit(
    _ chains: [TransformerChain],
    to table: FeatureTable,
    of encoding: FeatureEncoding,
    weights: [Double]? = nil,
    threadCount: Int
  ) throws(TransformerFault) -> Preprocessing {
    let traits = encoding.traits
    var sets: [ColumnSet] = []
    for (index, chain) in chains.enumerated() {
      let readsDates = chain.transformers.contains(.dateTimeVectorizer)
      // The fields of dates take the place of the parts that they have otherwise.
      let features = chain.inputs.flatMap { input in
        traits.indices.filter { traits[$0].input == input && (!readsDates || traits[$0].isInput) }
      }
      guard !features.isEmpty else { continue }
      var fit = ChainFit(features, of: table, encoding, weights: weights, threadCount: threadCount)
      for (place, transformer) in chain.transformers.enumerated() {
        do throws(TransformerFault.Reason) { try fit.add(transformer) } catch {
          throw TransformerFault(reason: error, chain: index, transformer: place)
        }
      }
      sets.append(ColumnSet(features: features, steps: fit.steps))
    }
    let changed = Set(chains.flatMap(\.inputs))
    let others = traits.indices.filter { !changed.contains(traits[$0].input) }
    if !others.isEmpty { sets.append(ColumnSet(features: others, steps: [])) }
    return Preprocessing(sets: sets)
  }
}
