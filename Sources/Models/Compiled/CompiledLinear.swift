package import LinearAlgebra

/// A linear model as flat tables: one pass over each feature of a batch for each thing made of it,
/// no branch inside a row.
///
/// Agrees with `LinearModel.scores` up to rounding: deviations are folded into the coefficients,
/// each category code has its coefficient in a table, and so has each segment of a curve. Means are
/// not folded into the intercept, which would lose the digits of a column whose mean is large beside
/// its deviation.
package struct CompiledLinear: Sendable {
  /// The contribution of one part of the model to the scores.
  private enum Term: Sendable {
    case number(NumberTerm)
    case curve(CurveTerm)
    case cycle(CycleTerm)
    case level(LevelTerm)
  }

  /// Rows that are scored together: their values stay in the first-level cache.
  private static let blockRowCount = 2048

  private let terms: [(source: Int, column: Int, term: Term)]
  private let products: ProductTerms
  private let intercepts: [Double]

  /// Lays out `model` for scoring.
  ///
  /// - Complexity: O(columns * outputs), times the knots of each curve.
  package init(_ model: LinearModel) {
    intercepts = model.intercepts
    let parts =
      model.expansion?.parts
      ?? model.encoding.features.indices.map { .init(source: $0, transform: .same) }
    var column = 0
    terms = parts.compactMap { part in
      defer { column += part.transform.columnCount }
      return Self.term(part.transform, of: model, at: column).map { (part.source, column, $0) }
    }
    products = ProductTerms(model)
  }

  /// The term of a transform whose columns are features of the encoding from `column` on; nil for a
  /// product, which has two sources.
  private static func term(
    _ transform: FeatureExpansion.Transform,
    of model: LinearModel,
    at column: Int
  ) -> Term? {
    switch (transform, model.encoding.features[column]) {
    case (.same, .numeric(let numeric)): .number(NumberTerm(numeric, of: model, at: column))
    case (.same, .category(let category)): .level(LevelTerm(category, of: model, at: column))
    case (.curve(let curve), _): .curve(CurveTerm(curve, of: model, at: column))
    case (.cycle(let cycle), _): .cycle(CycleTerm(cycle, of: model, at: column))
    case (.targetMeans(let means), _): .level(LevelTerm(means, of: model, at: column))
    case (.product, _): nil
    }
  }

  /// The scores of each row, before the link.
  ///
  /// Shapes: the result has `table.rowCount` rows and a column for each output.
  ///
  /// - Precondition: `table` has the features that the model was trained on.
  /// - Complexity: O(rows * features * outputs).
  package func scores(of table: FeatureTable) -> Matrix {
    var scores = Matrix(rowCount: table.rowCount, columnCount: intercepts.count)
    for (output, intercept) in intercepts.enumerated() {
      for index in scores.columnRange(output) { scores.values[index] = intercept }
    }
    var room = TermRoom(rowCount: min(Self.blockRowCount, table.rowCount))
    for start in stride(from: 0, to: table.rowCount, by: Self.blockRowCount) {
      let rows = start..<min(start + Self.blockRowCount, table.rowCount)
      for (source, _, term) in terms {
        Self.add(term, table.columns[source], rows: rows, to: &scores, at: start, &room)
      }
      products.add(table, rows: rows, to: &scores, &room)
    }
    return scores
  }

  /// Adds a term of some rows of its feature to the scores from `first` on.
  private static func add(
    _ term: Term,
    _ column: FeatureColumn,
    rows: Range<Int>,
    to scores: inout Matrix,
    at first: Int,
    _ room: inout TermRoom
  ) {
    switch (term, column) {
    case (.number(let term), .float(let values)):
      term.add(values.span.extracting(rows), to: &scores, at: first, &room)
    case (.number(let term), .double(let values)):
      term.add(values.span.extracting(rows), to: &scores, at: first, &room)
    case (.curve(let term), .float(let values)):
      term.add(values.span.extracting(rows), to: &scores, at: first, &room)
    case (.curve(let term), .double(let values)):
      term.add(values.span.extracting(rows), to: &scores, at: first, &room)
    case (.cycle(let term), .float(let values)):
      term.add(values.span.extracting(rows), to: &scores, at: first)
    case (.cycle(let term), .double(let values)):
      term.add(values.span.extracting(rows), to: &scores, at: first)
    case (.level(let term), .codes(let codes, _)):
      term.add(codes.span.extracting(rows), to: &scores, at: first)
    default: preconditionFailure("a column is not of the kind that the model was trained on")
    }
  }

  /// Calls `body` with each term's part of the scores of a block of rows, before the link.
  ///
  /// `sources` are the features that the term is of: two of a product; `column` is the first of the
  /// encoding's features that it is made of, nil of a product.
  ///
  /// Shapes: `scores` has a row for each row of the block and a column for each output.
  func forEachTerm(
    of table: FeatureTable,
    _ body: (_ sources: [Int], _ column: Int?, _ rows: Range<Int>, _ scores: Matrix) -> Void
  ) {
    var room = TermRoom(rowCount: min(Self.blockRowCount, table.rowCount))
    for start in stride(from: 0, to: table.rowCount, by: Self.blockRowCount) {
      let rows = start..<min(start + Self.blockRowCount, table.rowCount)
      for (source, column, term) in terms {
        var scores = Matrix(rowCount: rows.count, columnCount: intercepts.count)
        Self.add(term, table.columns[source], rows: rows, to: &scores, at: 0, &room)
        body([source], column, rows, scores)
      }
      products.forEach(table, rows: rows) { sources, values, term in
        var scores = Matrix(rowCount: rows.count, columnCount: intercepts.count)
        term.add(values.span, to: &scores, at: 0, &room)
        body([sources.0, sources.1], nil, rows, scores)
      }
    }
  }
}

/// Where the numbers of a block of rows are worked on.
struct TermRoom {
  /// A number for each row.
  var numbers: [Double]
  /// A place in a table for each row.
  var ranks: [UInt8]

  /// Room for so many rows.
  init(rowCount: Int) {
    numbers = [Double](repeating: 0, count: rowCount)
    ranks = [UInt8](repeating: 0, count: rowCount)
  }
}
