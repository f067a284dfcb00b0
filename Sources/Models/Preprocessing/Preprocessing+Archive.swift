extension Preprocessing {
  /// Appends the changes.
  func write(to writer: inout ByteWriter) {
    writer.write(sets) { writer, set in
      writer.write(set.features) { $0.write(UInt64($1)) }
      writer.write(set.steps) { writer, step in
        switch step {
        case .columns(let steps):
          writer.write(UInt8(0))
          writer.write(steps) { $1.write(to: &$0) }
        case .unitLength: writer.write(UInt8(1))
        case .components(let components):
          writer.write(UInt8(2))
          writer.write(components.means)
          writer.write(components.axes) { $0.write($1) }
        }
      }
    }
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no changes have; `validate` has the rest.
  init(from reader: inout ByteReader) throws(ModelError) {
    sets = try reader.readArray("preprocessed sets", elementBytes: 16) {
      reader throws(ModelError) -> ColumnSet in
      let features = try reader.readArray("preprocessed columns", elementBytes: 8) {
        reader throws(ModelError) in
        guard let index = Int(exactly: try reader.read(UInt64.self, "preprocessed column")) else {
          throw .corrupt(detail: "preprocessed column")
        }
        return index
      }
      let steps = try reader.readArray("preprocessing steps") {
        reader throws(ModelError) in try Step(from: &reader)
      }
      return ColumnSet(features: features, steps: steps)
    }
  }
}

extension Preprocessing.Step {
  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    switch try reader.read(UInt8.self, "preprocessing step") {
    case 0:
      self = .columns(
        try reader.readArray("column steps") { reader throws(ModelError) in
          try ColumnStep(from: &reader)
        }
      )
    case 1: self = .unitLength
    case 2:
      self = .components(
        PrincipalComponents(
          means: try reader.readDoubles("means of columns"),
          axes: try reader.readArray("components", elementBytes: 8) { reader throws(ModelError) in
            try reader.readDoubles("component")
          }
        )
      )
    default: throw .corrupt(detail: "preprocessing step")
    }
  }
}

extension ColumnStep {
  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .keep: writer.write(UInt8(0))
    case .fill(let value, let lowest, let highest):
      writer.write(UInt8(1))
      for number in [value, lowest, highest] { writer.write(number) }
    case .fillLevel(let level):
      writer.write(UInt8(2))
      writer.write(level)
    case .flagMissing: writer.write(UInt8(3))
    case .indicate(let levelCount, let missing):
      writer.write(UInt8(4))
      writer.write(UInt64(levelCount))
      writer.write(missing)
    case .order(let places):
      writer.write(UInt8(5))
      writer.write(places) { $0.write($1) }
    case .dateFields(let unit):
      writer.write(UInt8(6))
      writer.write(unit.rawValue)
    case .scale(let centre, let factor):
      writer.write(UInt8(7))
      for number in [centre, factor] { writer.write(number) }
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    switch try reader.read(UInt8.self, "column step") {
    case 0: self = .keep
    case 1:
      self = .fill(
        with: try reader.readDouble("replacement"),
        lowest: try reader.readDouble("replacement"),
        highest: try reader.readDouble("replacement")
      )
    case 2: self = .fillLevel(try reader.read(UInt32.self, "replacement"))
    case 3: self = .flagMissing
    case 4:
      guard let count = Int(exactly: try reader.read(UInt64.self, "level count")) else {
        throw .corrupt(detail: "level count")
      }
      self = .indicate(levelCount: count, missing: try reader.readBool("level of NULL"))
    case 5:
      self = .order(
        try reader.readArray("places of levels", elementBytes: 4) { reader throws(ModelError) in
          try reader.read(UInt32.self, "place of a level")
        }
      )
    case 6:
      guard let unit = DateField.Unit(rawValue: try reader.read(UInt8.self, "date unit")) else {
        throw .corrupt(detail: "date unit")
      }
      self = .dateFields(unit)
    case 7:
      self = .scale(
        centre: try reader.readDouble("scale"),
        factor: try reader.readDouble("scale")
      )
    default: throw .corrupt(detail: "column step")
    }
  }
}
