import LinearAlgebra
import Models

/// A linear model as expressions: for each output a sum of one term for each part.
struct SQLLinear {
  private let model: LinearModel
  private let parts: [FeatureExpansion.Part]
  /// For each output the summands of its score.
  private var terms: [[String]]
  private var factors: SQLFactors

  /// The terms of a model.
  init(_ model: LinearModel) {
    self.model = model
    parts =
      model.expansion?.parts
      ?? model.encoding.features.indices.map { .init(source: $0, transform: .same) }
    terms = model.intercepts.map { [PortableSQL.number($0)] }
    factors = SQLFactors(parts: parts)
  }

  /// The score of each output.
  ///
  /// - Throws: where an input has no form that all engines share.
  mutating func scores(_ inputs: inout SQLInputs) throws -> [String] {
    var column = 0
    for part in parts {
      try add(part, at: column, &inputs)
      column += part.transform.columnCount
    }
    // Each position is asked for by each segment of its curve, and each cell by each product.
    if model.expansion != nil {
      for stage in [SQLLevels.Stage.parts, .positions, .cells, .factors, .products] {
        inputs.levels.fence(stage)
      }
    }
    return terms.map(PortableSQL.sum)
  }

  private mutating func add(
    _ part: FeatureExpansion.Part,
    at column: Int,
    _ inputs: inout SQLInputs
  ) throws {
    switch (part.transform, model.encoding.features[column]) {
    case (.same, .numeric(let numeric)):
      guard uses(column) else { return }
      add(number: try inputs.number(part.source), numeric, at: column, &inputs)
    case (.same, .category(let category)):
      let missing = FeatureColumn.missingCode
      let codes = Array(0..<UInt32(category.slots.count)) + [missing, FeatureColumn.unseenCode]
      let model = model
      try addLevels(of: part.source, inputs) { output in
        codes.map { model.contribution(ofCode: $0, to: output, at: column) }
      }
    case (.targetMeans(let means), _):
      let model = model
      try addLevels(of: part.source, inputs) { output in
        means.values[0].indices.map { place in
          model.sum(means.columnCount, output, from: column) { means.values[$0][place] }
        }
      }
    case (.curve(let curve), _):
      let position = try factors.position(curve, of: part.source, &inputs)
      add(curve, at: column, position)
    case (.cycle(let cycle), _):
      add(cycle, at: column, try inputs.number(part.source))
    case (.product(let product), .numeric(let numeric)):
      guard uses(column) else { return }
      add(number: try factors.product(product, &inputs), numeric, at: column, &inputs)
    case (.product, .category): break
    }
  }

  /// Whether a feature of the encoding, which is a number, adds anything to a score.
  private func uses(_ index: Int) -> Bool {
    let columns = [
      model.encoding.valueColumns[index],
      model.encoding.features[index].indicatorCount > 0
        ? model.encoding.firstIndicatorColumns[index] : nil,
    ].compactMap(\.self)
    return columns.contains { column in
      (0..<model.outputCount).contains { model.coefficients[column, $0] != 0 }
    }
  }
}

extension SQLLinear {
  /// Adds a slope for each output, and what a missing number adds.
  private mutating func add(
    number: String,
    _ numeric: NumericEncoding,
    at index: Int,
    _ inputs: inout SQLInputs
  ) {
    if let column = model.encoding.valueColumns[index] {
      let distance = inputs.levels.add(
        Self.distance(of: number, numeric),
        to: .terms,
        letter: "z"
      )
      for output in terms.indices {
        let slope = model.coefficients[column, output] * numeric.inverseDeviation * numeric.unit
        if slope != 0 { terms[output].append("\(PortableSQL.number(slope)) * \(distance)") }
      }
    }
    guard numeric.hasMissingIndicator else { return }
    let indicator = model.encoding.firstIndicatorColumns[index]
    for output in terms.indices {
      let coefficient = PortableSQL.number(model.coefficients[indicator, output])
      terms[output].append("CASE WHEN \(number) IS NULL THEN \(coefficient) ELSE 0 END")
    }
  }

  /// A number less its mean, 0 where it is missing: what is out of bounds takes an end of the training's.
  private static func distance(of number: String, _ numeric: NumericEncoding) -> String {
    let deviation = 1 / numeric.inverseDeviation
    func own(_ value: Double) -> Double {
      let own = value / numeric.unit
      return min(max(own, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
    let limit = NumericEncoding.limit * deviation
    return PortableSQL.cases(
      [
        ("\(number) IS NULL", PortableSQL.zero),
        (
          "\(number) > \(PortableSQL.operand(own(numeric.mean + limit)))",
          PortableSQL.number(own(numeric.highest * deviation))
        ),
        (
          "\(number) < \(PortableSQL.operand(own(numeric.mean - limit)))",
          PortableSQL.number(own(numeric.lowest * deviation))
        ),
      ],
      otherwise: "\(number) - \(PortableSQL.number(own(numeric.mean)))"
    )
  }

  /// Adds for each output a number for each text, for NULL and for any other text, from `values`.
  private mutating func addLevels(
    of feature: Int,
    _ inputs: SQLInputs,
    values: (Int) -> [Double]
  ) throws {
    for output in terms.indices {
      let values = values(output)
      guard values.contains(where: { $0 != 0 }) else { continue }
      let numbers = values.map(PortableSQL.number)
      terms[output].append(
        try inputs.lookUp(
          feature,
          levels: Array(numbers.dropLast(2)),
          missing: numbers[numbers.count - 2],
          unseen: numbers[numbers.count - 1]
        )
      )
    }
  }

  /// Adds for each output a line for each segment between knots, as `CurveTerm` does.
  private mutating func add(_ curve: NumericCurve, at first: Int, _ position: String) {
    let ends = [curve.lowest] + curve.knots + [curve.highest]
    for output in terms.indices {
      func height(_ position: Double) -> Double {
        model.sum(curve.columnCount, output, from: first) { curve.cell($0, at: position) }
      }
      let heights = ends.map(height)
      let lines = zip(zip(ends, ends.dropFirst()), zip(heights, heights.dropFirst())).map {
        let slope = ($1.1 - $1.0) / ($0.1 - $0.0)
        return slope == 0
          ? PortableSQL.number($1.0)
          : "\(PortableSQL.number($1.0)) + \(PortableSQL.number(slope)) * "
            + "(\(position) - \(PortableSQL.number($0.0)))"
      }
      let segments = zip(curve.knots, lines).map {
        (condition: "\(position) <= \(PortableSQL.operand($0))", value: $1)
      }
      let missing = (
        condition: "\(position) IS NULL", value: PortableSQL.number(height(.nan))
      )
      terms[output].append(
        PortableSQL.cases([missing] + segments, otherwise: lines[lines.count - 1])
      )
    }
  }

  /// Adds for each output a number for each month, weekday or hour.
  private mutating func add(_ cycle: CyclePosition, at first: Int, _ number: String) {
    for output in terms.indices {
      terms[output].append(
        cycle.lookUp(number) { value in
          model.sum(cycle.columnCount, output, from: first) { cycle.cell($0, of: value) }
        }
      )
    }
  }
}

extension CyclePosition {
  /// The heights of each whole number up to the period, and of one that is missing.
  func lookUp(_ number: String, height: (Double) -> Double) -> String {
    PortableSQL.cases(
      (0...Int(period)).map {
        (condition: "\(number) = \($0)", value: PortableSQL.number(height(Double($0))))
      },
      otherwise: PortableSQL.number(height(.nan))
    )
  }
}

extension LinearModel {
  /// The sum of what the columns of a part add to an output.
  fileprivate func sum(
    _ columnCount: Int,
    _ output: Int,
    from first: Int,
    cell: (Int) -> Double
  ) -> Double {
    (0..<columnCount).reduce(0) {
      $0 + contribution(of: cell($1), to: output, at: first + $1)
    }
  }
}
