extension FeatureExpansion {
  /// Appends the expansion.
  package func write(to writer: inout ByteWriter) {
    writer.write(parts) { writer, part in
      writer.write(UInt32(part.source))
      switch part.transform {
      case .same: writer.write(UInt8(0))
      case .curve(let curve):
        writer.write(UInt8(1))
        curve.write(to: &writer)
      case .cycle(let cycle):
        writer.write(UInt8(2))
        writer.write(cycle.period)
        writer.write(UInt8(cycle.harmonicCount))
      case .targetMeans(let means):
        writer.write(UInt8(3))
        writer.write(means.values) { $0.write($1) }
      case .product(let product):
        writer.write(UInt8(4))
        product.left.write(to: &writer)
        product.right.write(to: &writer)
      }
    }
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no expansion has.
  package init(from reader: inout ByteReader) throws(ModelError) {
    let parts = try reader.readArray("linear parts", elementBytes: 5) {
      reader throws(ModelError) -> Part in
      let source = Int(try reader.read(UInt32.self, "linear part"))
      return Part(source: source, transform: try Transform(from: &reader))
    }
    self.init(parts: parts)
  }
}

extension FeatureExpansion.Transform {
  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    let isValid: Bool
    switch try reader.read(UInt8.self, "linear part kind") {
    case 0:
      self = .same
      isValid = true
    case 1:
      let curve = try NumericCurve(from: &reader)
      self = .curve(curve)
      isValid = curve.isValid
    case 2:
      let period = try reader.readDouble("cycle")
      let cycle = CyclePosition(
        period: period,
        harmonicCount: Int(try reader.read(UInt8.self, "cycle"))
      )
      self = .cycle(cycle)
      isValid = cycle.isValid
    case 3:
      let means = TargetMeans(
        values: try reader.readArray("target means", elementBytes: 8) {
          reader throws(ModelError) in try reader.readDoubles("target means")
        }
      )
      self = .targetMeans(means)
      isValid = means.isValid
    case 4:
      let product = ColumnProduct(
        left: try ColumnProduct.Factor(from: &reader),
        right: try ColumnProduct.Factor(from: &reader)
      )
      self = .product(product)
      isValid = product.left.isValid && product.right.isValid
    default: throw .corrupt(detail: "linear part kind")
    }
    guard isValid else { throw .corrupt(detail: "linear part") }
  }
}

extension NumericCurve {
  fileprivate func write(to writer: inout ByteWriter) {
    scale.write(to: &writer)
    for number in [lowest, highest, median] { writer.write(number) }
    writer.write(knots)
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    self.init(
      scale: try NumericScale(from: &reader),
      lowest: try reader.readDouble("curve"),
      highest: try reader.readDouble("curve"),
      median: try reader.readDouble("curve"),
      knots: try reader.readDoubles("curve")
    )
  }
}

extension ColumnProduct.Factor {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(UInt32(column))
    switch kind {
    case .number(let mean, let inverseDeviation):
      writer.write(UInt8(0))
      writer.write(mean)
      writer.write(inverseDeviation)
    case .level(let level):
      writer.write(UInt8(1))
      writer.write(level)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    let column = Int(try reader.read(UInt32.self, "factor"))
    switch try reader.read(UInt8.self, "factor kind") {
    case 0:
      let mean = try reader.readDouble("factor")
      let inverseDeviation = try reader.readDouble("factor")
      self.init(column: column, kind: .number(mean: mean, inverseDeviation: inverseDeviation))
    case 1: self.init(column: column, kind: .level(try reader.read(UInt32.self, "factor")))
    default: throw .corrupt(detail: "factor kind")
    }
  }
}

extension NumericScale {
  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .plain: writer.write(UInt8(0))
    case .log(let centre, let unit):
      writer.write(UInt8(1))
      writer.write(centre)
      writer.write(unit)
    case .rank(let quantiles):
      writer.write(UInt8(2))
      writer.write(quantiles)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    switch try reader.read(UInt8.self, "scale") {
    case 0: self = .plain
    case 1:
      self = .log(
        centre: try reader.readDouble("scale"),
        unit: try reader.readDouble("scale")
      )
    case 2: self = .rank(quantiles: try reader.readDoubles("scale"))
    default: throw .corrupt(detail: "scale")
    }
  }
}
