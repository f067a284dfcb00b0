import LinearAlgebra

/// The contribution of the products of columns to each output: each factor is found once for a
/// block of rows, however many products it is in.
struct ProductTerms: Sendable {
  /// A part that has factors among its columns.
  private struct Origin: Sendable {
    let part: FeatureExpansion.Part
    let firstColumn: Int
    var factors: [ColumnProduct.Factor] = []
  }

  private let origins: [Origin]
  /// For each product where its factors are among those of all origins, the features that these are
  /// of, and its term.
  private let products: [(left: Int, right: Int, sources: (Int, Int), term: NumberTerm)]

  /// The terms of all products of a model's expansion.
  init(_ model: LinearModel) {
    var firstColumn = 0
    var origins: [Origin] = []
    var products: [(product: ColumnProduct, column: Int)] = []
    for part in model.expansion?.parts ?? [] {
      if case .product(let product) = part.transform {
        products.append((product, firstColumn))
      } else {
        origins.append(Origin(part: part, firstColumn: firstColumn))
      }
      firstColumn += part.transform.columnCount
    }
    for factor in products.flatMap({ [$0.product.left, $0.product.right] }) {
      let origin = origins.lastIndex { $0.firstColumn <= factor.column }
      guard let origin, !origins[origin].factors.contains(factor) else { continue }
      origins[origin].factors.append(factor)
    }
    self.origins = origins.filter { !$0.factors.isEmpty }
    let factors = self.origins.flatMap(\.factors)
    let sources = self.origins.flatMap { origin in origin.factors.map { _ in origin.part.source } }
    self.products = products.compactMap { product, column in
      guard let left = factors.firstIndex(of: product.left),
        let right = factors.firstIndex(of: product.right),
        case .numeric(let numeric) = model.encoding.features[column]
      else { return nil }
      let term = NumberTerm(numeric, of: model, at: column)
      return (left, right, (sources[left], sources[right]), term)
    }
  }

  /// Adds the terms to each output of a block of rows, of which the first is `rows.lowerBound`.
  func add(
    _ table: FeatureTable,
    rows: Range<Int>,
    to scores: inout Matrix,
    _ room: inout TermRoom
  ) {
    forEach(table, rows: rows) { _, column, term in
      term.add(column.span, to: &scores, at: rows.lowerBound, &room)
    }
  }

  /// Calls `body` with each product: the two features that it is of, its values in a block of rows,
  /// and its term.
  func forEach(
    _ table: FeatureTable,
    rows: Range<Int>,
    _ body: (_ sources: (Int, Int), _ column: [Float], _ term: NumberTerm) -> Void
  ) {
    guard !products.isEmpty else { return }
    let factors = origins.flatMap { origin in
      let columns = origin.part.transform.columns(
        of: table.columns[origin.part.source],
        rows: rows
      )
      return origin.factors.map { $0.values(of: columns[$0.column - origin.firstColumn]) }
    }
    var column = [Float](repeating: 0, count: rows.count)
    for (left, right, sources, term) in products {
      let (left, right) = (factors[left], factors[right])
      var cells = column.mutableSpan
      for row in cells.indices { cells[row] = Float(left[row] * right[row]) }
      body(sources, column, term)
    }
  }
}
