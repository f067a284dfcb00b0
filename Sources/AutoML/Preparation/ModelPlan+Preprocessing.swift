import Learning
import ModelSQL
import Models

extension ModelPlan {
  /// The change of features that PREPROCESSORS comes to on the rows; nil where it changes none.
  ///
  /// - Throws: why the rows do not suit a transformer.
  func preprocessing(
    of features: FeatureTable,
    _ encoding: FeatureEncoding,
    _ weights: [Double]?,
    _ threadCount: Int
  ) throws(DataError) -> Preprocessing? {
    guard let chains = preprocessors?.chains, !chains.isEmpty else { return nil }
    let places = Dictionary(uniqueKeysWithValues: inputIndices.enumerated().map { ($1, $0) })
    do throws(TransformerFault) {
      return try Preprocessing.fit(
        chains.map { chain in
          TransformerChain(
            inputs: chain.columns.compactMap { places[$0] },
            transformers: chain.transformers.map(\.value)
          )
        },
        to: features,
        of: encoding,
        weights: weights,
        threadCount: threadCount
      )
    } catch {
      let refusal: PreprocessorRefusal =
        switch error.reason {
        case .levels(let input, let count):
          .tooManyLevels(column: encoding.inputs[input].name, count: count)
        case .columns(let count): .tooManyColumns(count: count)
        }
      throw DataError(
        cause: .preprocessors(refusal, chain: error.chain, transformer: error.transformer)
      )
    }
  }
}
