/// The transformers of a set of columns, in the order in which they are taken.
package struct TransformerChain: Sendable, Equatable {
  /// The columns, as indices into the encoding's inputs.
  package let inputs: [Int]
  /// The transformers.
  package let transformers: [Transformer]

  /// A chain of these.
  package init(inputs: [Int], transformers: [Transformer]) {
    self.inputs = inputs
    self.transformers = transformers
  }

  /// The most levels that OneHotEncoder makes columns of.
  package static let levelLimit = 1_000
  /// The most columns that PCA takes.
  package static let componentLimit = 500
}

/// Why the rows of training do not suit a chain.
package struct TransformerFault: Error, Equatable {
  /// The reasons.
  package enum Reason: Error, Equatable {
    /// A column has more levels than OneHotEncoder makes columns of.
    case levels(input: Int, count: Int)
    /// PCA is given more columns than it takes.
    case columns(count: Int)
  }
  /// The reason.
  package let reason: Reason
  /// Which of the chains it is.
  package let chain: Int
  /// Which of its transformers it is.
  package let transformer: Int

  /// A fault at a transformer of a chain.
  package init(reason: Reason, chain: Int, transformer: Int) {
    self.reason = reason
    self.chain = chain
    self.transformer = transformer
  }
}
