/// Rows times columns of what a model is trained on: the unit that training is metered in.
package struct Cells: Sendable, Hashable, Comparable {
  /// The number of cells.
  package let count: Int

  /// A number of cells.
  package init(_ count: Int) { self.count = count }

  /// The cells of a table, target included.
  package init(rowCount: Int, columnCount: Int) { count = rowCount * columnCount }

  package static func < (a: Cells, b: Cells) -> Bool { a.count < b.count }
}
