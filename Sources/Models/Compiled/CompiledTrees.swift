package import LinearAlgebra

/// An ensemble ready to score batches: the same scores as `TreeEnsemble.scores`, bit by bit.
///
/// A feature's value only matters by which of the ensemble's thresholds it is above. So each batch's
/// values become ranks among those first, and splits compare small integers.
package struct CompiledTrees: Sendable {
  private enum Form {
    case bytes(ByteTrees)
    case nodes(NodeTrees)
  }

  private let form: Form
  private let baseScores: [Double]
  private let encodings: [LevelEncoding]

  /// Compiles an ensemble.
  ///
  /// - Complexity: O(nodes x log(nodes)).
  package init(_ ensemble: TreeEnsemble) {
    self.init(
      ensemble,
      form: ByteTrees(ensemble).map { .bytes($0) } ?? .nodes(NodeTrees(ensemble))
    )
  }

  /// The same in a form of its own, for tests.
  init(_ ensemble: TreeEnsemble, bytes: ByteTrees) { self.init(ensemble, form: .bytes(bytes)) }

  /// The same in a form of its own, for tests.
  init(_ ensemble: TreeEnsemble, nodes: NodeTrees) { self.init(ensemble, form: .nodes(nodes)) }

  private init(_ ensemble: TreeEnsemble, form: Form) {
    self.form = form
    baseScores = ensemble.baseScores
    encodings = ensemble.encodings
  }

  /// The scores of a batch: a row for each row of `table`, a column for each output.
  ///
  /// - Complexity: O(rows x (columns x log(thresholds) + nodes)).
  package func scores(of table: FeatureTable) -> Matrix {
    var scores = Matrix(rowCount: table.rowCount, columnCount: baseScores.count)
    for (output, base) in baseScores.enumerated() {
      for index in scores.columnRange(output) { scores.values[index] = base }
    }
    let inputs = table.columns + encodings.map { .double($0.column(of: table)) }
    switch form {
    case .bytes(let trees): trees.add(to: &scores, inputs)
    case .nodes(let trees): trees.add(to: &scores, inputs)
    }
    return scores
  }
}
