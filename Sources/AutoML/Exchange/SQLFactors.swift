import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The columns that an expansion multiplies, and the positions of its curves: each made once.
struct SQLFactors {
  private struct Key: Hashable {
    let column: Int
    let numbers: [Double]
  }

  private let parts: [FeatureExpansion.Part]
  private var positions: [Int: String] = [:]
  private var cells: [Int: String] = [:]
  private var factors: [Key: String] = [:]

  /// The factors among the columns of `parts`.
  init(parts: [FeatureExpansion.Part]) { self.parts = parts }

  /// A number on a curve's scale, between its ends; NULL where it is missing.
  ///
  /// - Throws: where the input has no form that all engines share.
  mutating func position(
    _ curve: NumericCurve,
    of feature: Int,
    _ inputs: inout SQLInputs
  ) throws -> String {
    if let known = positions[feature] { return known }
    let number = try inputs.number(feature)
    let name = inputs.levels.add(curve.position(of: number), to: .positions, letter: "c")
    positions[feature] = name
    return name
  }

  /// The column of a product, in single precision.
  ///
  /// - Throws: where an input has no form that all engines share.
  mutating func product(_ product: ColumnProduct, _ inputs: inout SQLInputs) throws -> String {
    let (left, right) = (
      try factor(product.left, &inputs), try factor(product.right, &inputs)
    )
    return inputs.levels.add(
      PortableSQL.single("\(left) * \(right)"),
      to: .products,
      letter: "p"
    )
  }

  private mutating func factor(
    _ factor: ColumnProduct.Factor,
    _ inputs: inout SQLInputs
  ) throws -> String {
    let key =
      switch factor.kind {
      case .number(let mean, let inverse): Key(column: factor.column, numbers: [mean, inverse])
      case .level(let level): Key(column: factor.column, numbers: [Double(level)])
      }
    if let known = factors[key] { return known }
    let expression: String
    switch factor.kind {
    case .level(let level):
      let (part, _) = part(ofColumn: factor.column)
      let text = try inputs.levelTexts(part.source)[Int(level)]
      expression =
        "CASE WHEN \(try inputs.text(part.source)) = \(text) THEN \(PortableSQL.number(1)) "
        + "ELSE \(PortableSQL.zero) END"
    case .number(let mean, let inverse):
      let cell = try cell(factor.column, &inputs)
      expression = Self.scaled(cell, mean: mean, inverse: inverse)
    }
    let name = inputs.levels.add(expression, to: .factors, letter: "f")
    factors[key] = name
    return name
  }

  /// The distance of a cell from its mean, in deviations; 0 where it is missing or infinite.
  private static func scaled(_ cell: String, mean: Double, inverse: Double) -> String {
    let limit = ColumnProduct.Factor.limit
    let reach = min(limit / inverse, .greatestFiniteMagnitude)
    let largest = PortableSQL.number(.greatestFiniteMagnitude)
    return PortableSQL.cases(
      [
        ("\(cell) IS NULL OR \(cell) > \(largest) OR \(cell) < -\(largest)", PortableSQL.zero),
        (
          "\(cell) > \(PortableSQL.number(min(mean + reach, .greatestFiniteMagnitude)))",
          PortableSQL.number(limit)
        ),
        (
          "\(cell) < \(PortableSQL.number(max(mean - reach, -.greatestFiniteMagnitude)))",
          PortableSQL.number(-limit)
        ),
      ],
      otherwise: "(\(cell) - \(PortableSQL.number(mean))) * \(PortableSQL.number(inverse))"
    )
  }

  /// A column that the expansion makes, which is a number.
  private mutating func cell(_ column: Int, _ inputs: inout SQLInputs) throws -> String {
    if let known = cells[column] { return known }
    let (part, place) = part(ofColumn: column)
    let expression: String
    switch part.transform {
    case .curve(let curve):
      let position = try position(curve, of: part.source, &inputs)
      expression = curve.cell(place, of: position)
    case .cycle(let cycle):
      expression = cycle.lookUp(try inputs.number(part.source)) {
        Double(Float(cycle.cell(place, of: $0)))
      }
    case .targetMeans(let means):
      let numbers = means.values[place].map { PortableSQL.number(Double(Float($0))) }
      expression = try inputs.lookUp(
        part.source,
        levels: Array(numbers.dropLast(2)),
        missing: numbers[numbers.count - 2],
        unseen: numbers[numbers.count - 1]
      )
    case .same, .product: return try inputs.number(part.source)
    }
    let name = inputs.levels.add(expression, to: .cells, letter: "e")
    cells[column] = name
    return name
  }

  /// The part that makes a column, and which of its columns it is.
  private func part(ofColumn column: Int) -> (part: FeatureExpansion.Part, place: Int) {
    var first = 0
    for part in parts {
      let count = part.transform.columnCount
      if column < first + count { return (part, column - first) }
      first += count
    }
    preconditionFailure("column \(column) of \(first)")
  }
}

extension NumericCurve {
  /// A number on the scale, between the ends; NULL where it is.
  fileprivate func position(of number: String) -> String {
    switch scale {
    case .plain:
      PortableSQL.cases(
        [
          ("\(number) > \(PortableSQL.operand(highest))", PortableSQL.number(highest)),
          ("\(number) < \(PortableSQL.operand(lowest))", PortableSQL.number(lowest)),
        ],
        otherwise: number
      )
    case .log(let centre, let unit): logarithm(of: number, centre: centre, unit: unit)
    case .rank(let quantiles): rank(of: number, among: quantiles)
    }
  }

  private func logarithm(of number: String, centre: Double, unit: Double) -> String {
    // The ends as numbers: a logarithm of what is far beyond them would overflow.
    func own(_ position: Double) -> Double {
      let size = unit * expm1(position.magnitude)
      return centre + (position < 0 ? -size : size)
    }
    let distance = "(\(number) - \(PortableSQL.number(centre))) / \(PortableSQL.number(unit))"
    return PortableSQL.cases(
      [
        ("\(number) >= \(PortableSQL.number(own(highest)))", PortableSQL.number(highest)),
        ("\(number) <= \(PortableSQL.number(own(lowest)))", PortableSQL.number(lowest)),
        (
          "\(number) < \(PortableSQL.number(centre))",
          "-LN(\(PortableSQL.number(1)) - \(distance))"
        ),
      ],
      otherwise: "LN(\(PortableSQL.number(1)) + \(distance))"
    )
  }

  private func rank(of number: String, among quantiles: [Double]) -> String {
    let last = Double(quantiles.count - 1)
    let pieces = zip(quantiles, quantiles.dropFirst()).enumerated().map { index, ends in
      let (low, high) = ends
      let share =
        "(\(number) - \(PortableSQL.number(low))) / \(PortableSQL.number(high - low))"
      return (
        condition: "\(number) <= \(PortableSQL.operand(high))",
        value: "(\(index) + \(share)) / \(PortableSQL.number(last))"
      )
    }
    let start = (
      condition: "\(number) <= \(PortableSQL.operand(quantiles[0]))", value: PortableSQL.zero
    )
    let missing = (condition: "\(number) IS NULL", value: "NULL")
    return between(
      PortableSQL.cases([missing, start] + pieces, otherwise: PortableSQL.number(1))
    )
  }

  /// A position between the ends of the curve, which may be within those of its ranks.
  private func between(_ position: String) -> String {
    guard lowest > 0 || highest < 1 else { return position }
    return PortableSQL.cases(
      [
        ("\(position) > \(PortableSQL.number(highest))", PortableSQL.number(highest)),
        ("\(position) < \(PortableSQL.number(lowest))", PortableSQL.number(lowest)),
      ],
      otherwise: position
    )
  }

  /// The cell of a column at a position, in single precision: `cell(_:at:)`.
  fileprivate func cell(_ column: Int, of position: String) -> String {
    let range = PortableSQL.number(highest - lowest)
    guard column > 0 else {
      return PortableSQL.single("(\(position) - \(PortableSQL.number(median))) / \(range)")
    }
    let knot = PortableSQL.number(knots[column - 1])
    let missing = Double(Float(cell(column, at: .nan)))
    return PortableSQL.cases(
      [
        ("\(position) IS NULL", PortableSQL.number(missing)),
        ("\(position) > \(knot)", PortableSQL.single("(\(position) - \(knot)) / \(range)")),
      ],
      otherwise: PortableSQL.zero
    )
  }
}
