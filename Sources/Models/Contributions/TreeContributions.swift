import LinearAlgebra

/// The contributions of inputs to an ensemble's scores, exactly as path-dependent TreeSHAP has them
/// (Lundberg and others 2020, "From local explanations to global understanding with explainable AI
/// for trees", algorithm 2).
///
/// A feature that is not known is left to the training rows: at its splits both children count, by
/// their covers. Features are the columns that trees ask for; what they contribute is summed for
/// the input that they come from.
struct TreeContributions: Sendable {
  private let columns: RankedColumns
  private let words: [UInt64]
  private let baseValues: [Double]
  private let inputCount: Int
  /// For each output the trees with tables, and those without.
  private let outputs: [(tabulated: ContributionTables, walked: WalkedTrees)]

  /// Makes an ensemble ready; `featureInputs` has for each feature the index of its input.
  ///
  /// - Complexity: of a tree whose paths have few features, O(leaves x 2^bits x conditions^2).
  init(_ ensemble: TreeEnsemble, featureInputs: [Int], inputCount: Int) {
    self.init(
      ensemble,
      featureInputs: featureInputs,
      inputCount: inputCount,
      usesTables: true
    )
  }

  /// The same, for tests of trees without tables.
  init(_ ensemble: TreeEnsemble, featureInputs: [Int], inputCount: Int, usesTables: Bool) {
    let inputs = (0..<ensemble.inputCount).map { featureInputs[ensemble.feature(ofInput: $0)] }
    let columns = RankedColumns(ensemble)
    let rules = UnitQuadratures(limit: TabulatedTree.bitLimit)
    let none = (tabulated: ContributionTables(), walked: WalkedTrees(inputs: inputs))
    var outputs = [(tabulated: ContributionTables, walked: WalkedTrees)](
      repeating: none,
      count: ensemble.outputCount
    )
    var baseValues = ensemble.baseScores
    var words: [UInt64] = []
    for (index, tree) in ensemble.trees.enumerated() {
      let output = index % ensemble.outputCount
      let shares = shares(ofNodesOf: tree)
      baseValues[output] += meanValue(of: tree, shares: shares)
      if usesTables, let laidOut = TabulatedTree(tree),
        outputs.reduce(laidOut.tableCount, { $0 + $1.tabulated.numberCount })
          <= ContributionTables.numberLimit
      {
        outputs[output].tabulated.append(
          laidOut,
          columns: columns,
          inputs: inputs,
          shares: shares,
          rules: rules,
          firstWord: words.count
        )
      } else {
        outputs[output].walked
          .append(tree, columns: columns, shares: shares, firstWord: words.count)
      }
      words += tree.categoryWords
    }
    self.columns = columns
    self.words = words
    self.baseValues = baseValues
    self.inputCount = inputCount
    self.outputs = outputs
  }

  /// The contributions to one output's score.
  ///
  /// Shapes: a row for each row of `table`, a column for each input and one for the base value.
  func contributions(of table: FeatureTable, output: Int) -> Matrix {
    var sums = Matrix(rowCount: table.rowCount, columnCount: inputCount + 1)
    for index in sums.columnRange(inputCount) { sums.values[index] = baseValues[output] }
    let ranks = columns.ranks(of: table)
    var span = sums.values.mutableSpan
    let (tabulated, walked) = outputs[output]
    tabulated.add(ranks: ranks.span, words: words.span, rowCount: table.rowCount, to: &span)
    walked.add(ranks: ranks.span, words: words.span, rowCount: table.rowCount, to: &span)
    return sums
  }
}
