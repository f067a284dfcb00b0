import LinearAlgebra
import Models

/// Consecutive rows of a design: few enough to stay in the second-level cache while a pass works on
/// them.
struct DesignBlock: Sendable {
  /// Where the standardised values are.
  enum Source: Sendable {
    /// In memory.
    case kept(DenseCells)
    /// In the rows of a table, encoded whenever they are asked for.
    case encoded(BlockBuilder, Range<Int>)
  }

  /// The number of rows.
  let rowCount: Int
  private let source: Source
  /// For each indicator group of the design, each row's slot; the group's slot count where it has
  /// none.
  let slots: [[UInt32]]
  /// The targets, as the learner was given them: a part of its array where that has all rows.
  let targets: ArraySlice<Double>
  /// The weight of each row; empty when all count once.
  let weights: [Double]

  init(
    rowCount: Int,
    source: Source,
    slots: [[UInt32]],
    targets: ArraySlice<Double>,
    weights: [Double]
  ) {
    self.rowCount = rowCount
    self.source = source
    self.slots = slots
    self.targets = targets
    self.weights = weights
  }

  /// The standardised values.
  var cells: DenseCells {
    switch source {
    case .kept(let cells): cells
    case .encoded(let builder, let rows): builder.cells(of: rows)
    }
  }

  /// Writes the standardised values in double precision, column by column.
  func copyCells(to result: inout MutableSpan<Double>) {
    switch source {
    case .kept(let cells): cells.copy(to: &result)
    case .encoded(let builder, let rows): builder.fill(&result, rows)
    }
  }

  /// Writes all columns of the rows, those of 0 and 1 written out.
  func fillColumns(_ columns: inout MutableSpan<Double>, of design: LinearDesign) {
    var values = columns._mutatingExtracting(0..<design.encoding.valueCount * rowCount)
    copyCells(to: &values)
    for (group, slots) in zip(design.groups, slots) {
      for index in 0..<group.columns.count {
        for row in 0..<rowCount {
          columns[(group.columns.lowerBound + index) * rowCount + row] = slots[row] == index ? 1 : 0
        }
      }
    }
  }

  /// The same with cells of double precision.
  var inDouble: DesignBlock { with(cells.inDouble, slots: slots) }

  /// The same rows with other columns.
  func with(_ cells: DenseCells, slots: [[UInt32]]) -> DesignBlock {
    DesignBlock(
      rowCount: rowCount,
      source: .kept(cells),
      slots: slots,
      targets: targets,
      weights: weights
    )
  }
}

/// Standardised values of some rows, column by column, in the precision that the design was given.
///
/// Blocks share arrays, of which each has a stretch: large arrays lie in huge pages, and cost a tenth
/// of what small ones do when they are first touched.
enum DenseCells: Sendable {
  /// Half the memory and twice the speed; each cell is exact to 6e-8 of itself.
  case float([Float], Range<Int>)
  /// For small designs, where exactness is cheap.
  case double([Double], Range<Int>)

  /// The same values in double precision.
  var inDouble: DenseCells {
    switch self {
    case .float(_, let range):
      var cells = [Double](repeating: 0, count: range.count)
      var result = cells.mutableSpan
      copy(to: &result)
      return .double(cells, 0..<cells.count)
    case .double: return self
    }
  }

  /// Writes the values in double precision.
  func copy(to result: inout MutableSpan<Double>) {
    switch self {
    case .float(let cells, let range):
      let cells = cells.span.extracting(range)
      for index in cells.indices { result[index] = Double(cells[index]) }
    case .double(let cells, let range):
      let cells = cells.span.extracting(range)
      for index in cells.indices { result[index] = cells[index] }
    }
  }

  /// Only some columns, in their order.
  func keeping(_ columns: [Int], rowCount: Int) -> DenseCells {
    func kept<Cell>(_ cells: [Cell], _ range: Range<Int>) -> [Cell] {
      var kept: [Cell] = []
      kept.reserveCapacity(columns.count * rowCount)
      for column in columns {
        let first = range.lowerBound + column * rowCount
        kept += cells[first..<first + rowCount]
      }
      return kept
    }
    let range = 0..<columns.count * rowCount
    return switch self {
    case .float(let cells, let old): .float(kept(cells, old), range)
    case .double(let cells, let old): .double(kept(cells, old), range)
    }
  }

  /// `scores += cells * coefficients`.
  ///
  /// Shapes: the cells are `rowCount` x `columnCount`, `coefficients` `columnCount` x outputs,
  /// `scores` `rowCount` x outputs. Coefficients are rounded to the precision of the cells, up or down by
  /// `rounding`: block after block, each with its own, they are right in the mean, and sums over
  /// blocks do not have their rounding.
  func addProduct(
    _ coefficients: [Double],
    rowCount: Int,
    columnCount: Int,
    outputCount: Int,
    rounding: Int,
    to scores: inout [Double]
  ) {
    switch self {
    case .double(let cells, let range):
      var result = scores.mutableSpan
      BLAS.addProduct(
        cells.span.extracting(range),
        coefficients.span,
        rowCount: rowCount,
        innerCount: columnCount,
        columnCount: outputCount,
        to: &result
      )
    case .float(let cells, let range):
      // Multiples of the golden ratio spread evenly between 0 and 1.
      let shift = (Double(rounding) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
      let single = coefficients.map { rounded($0, shift: shift) }
      var products = [Float](repeating: 0, count: scores.count)
      var result = products.mutableSpan
      BLAS.addProduct(
        cells.span.extracting(range),
        single.span,
        rowCount: rowCount,
        innerCount: columnCount,
        columnCount: outputCount,
        to: &result
      )
      add(products.span, to: &scores)
    }
  }

  /// `gradient += transpose(cells) * residuals`.
  ///
  /// Shapes: as in `addProduct`; the sums of one block are single precision where the cells are,
  /// those over blocks never.
  func addTransposedProduct(
    _ residuals: [Double],
    rowCount: Int,
    columnCount: Int,
    outputCount: Int,
    to gradient: inout [Double]
  ) {
    switch self {
    case .double(let cells, let range):
      var result = gradient.mutableSpan
      BLAS.addTransposedProduct(
        cells.span.extracting(range),
        residuals.span,
        rowCount: rowCount,
        leftColumnCount: columnCount,
        rightColumnCount: outputCount,
        to: &result
      )
    case .float(let cells, let range):
      let single = narrowed(residuals.span)
      var products = [Float](repeating: 0, count: gradient.count)
      var result = products.mutableSpan
      BLAS.addTransposedProduct(
        cells.span.extracting(range),
        single.span,
        rowCount: rowCount,
        leftColumnCount: columnCount,
        rightColumnCount: outputCount,
        to: &result
      )
      add(products.span, to: &gradient)
    }
  }

  /// For each slot and each column, adds the weighted sum of the cells of the rows that are in the
  /// slot.
  ///
  /// Shapes: `slots` and `weights` have an element for each row; `sums` is `width` x `columnCount`.
  func addSums(
    bySlot slots: [UInt32],
    width: Int,
    _ weights: [Double],
    columnCount: Int,
    to sums: inout [Double]
  ) {
    for column in 0..<columnCount {
      let rows = column * slots.count..<(column + 1) * slots.count
      let start = column * width
      switch self {
      case .double(let cells, let range):
        let cells = cells.span.extracting(range).extracting(rows)
        for row in cells.indices { sums[start + Int(slots[row])] += weights[row] * cells[row] }
      case .float(let cells, let range):
        let cells = cells.span.extracting(range).extracting(rows)
        for row in cells.indices {
          sums[start + Int(slots[row])] += weights[row] * Double(cells[row])
        }
      }
    }
  }
}

/// `result += values`.
private func add(_ values: Span<Float>, to result: inout [Double]) {
  var result = result.mutableSpan
  for index in values.indices { result[index] += Double(values[index]) }
}

/// The single-precision number above or below a number; for all `shift` from 0 to 1 the number in the mean.
private func rounded(_ value: Double, shift: Double) -> Float {
  let nearest = Float(value)
  let lower = Double(nearest) > value ? nearest.nextDown : nearest
  let share = (value - Double(lower)) / (Double(lower.nextUp) - Double(lower))
  return shift < share ? lower.nextUp : lower
}

/// The nearest single-precision numbers.
private func narrowed(_ values: Span<Double>) -> [Float] {
  var narrowed = [Float](repeating: 0, count: values.count)
  var result = narrowed.mutableSpan
  for index in values.indices { result[index] = Float(values[index]) }
  return narrowed
}
