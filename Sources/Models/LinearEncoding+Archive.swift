extension LinearEncoding {
  /// Appends the encoding.
  package func write(to writer: inout ByteWriter) {
    writer.write(features) { writer, feature in
      switch feature {
      case .numeric(let numeric):
        writer.write(UInt8(0))
        numeric.write(to: &writer)
      case .category(let category):
        writer.write(UInt8(1))
        category.write(to: &writer)
      }
    }
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no encoding has.
  package init(from reader: inout ByteReader) throws(ModelError) {
    let features = try reader.readArray("linear features") { reader throws(ModelError) -> Feature in
      switch try reader.read(UInt8.self, "linear feature kind") {
      case 0: .numeric(try NumericEncoding(from: &reader))
      case 1: .category(try CategoryEncoding(from: &reader))
      default: throw .corrupt(detail: "linear feature kind")
      }
    }
    self.init(features: features)
  }
}

extension NumericEncoding {
  fileprivate func write(to writer: inout ByteWriter) {
    for number in [unit, mean, inverseDeviation, lowest, highest] { writer.write(number) }
    writer.write(hasMissingIndicator)
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    var numbers: [Double] = []
    for _ in 0..<5 {
      let number = try reader.readDouble("numeric encoding")
      guard number.isFinite else { throw .corrupt(detail: "numeric encoding") }
      numbers.append(number)
    }
    self.init(
      unit: numbers[0],
      mean: numbers[1],
      inverseDeviation: numbers[2],
      lowest: numbers[3],
      highest: numbers[4],
      hasMissingIndicator: try reader.readBool("missing indicator")
    )
  }
}

extension CategoryEncoding {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(slots) { $0.write($1) }
    writer.write(UInt32(slotCount))
    writer.write(missingSlot)
    writer.write(unseenSlot)
  }

  fileprivate init(from reader: inout ByteReader) throws(ModelError) {
    let slots = try reader.readArray("category slots", elementBytes: 4) {
      reader throws(ModelError) in try reader.read(UInt32.self, "category slot")
    }
    let slotCount = try reader.read(UInt32.self, "category columns")
    let missingSlot = try reader.read(UInt32.self, "missing slot")
    let unseenSlot = try reader.read(UInt32.self, "unseen slot")
    // Every column but those of NULL and "other" is some level's.
    guard max(slots.max() ?? 0, missingSlot, unseenSlot) <= slotCount,
      slotCount <= slots.count + 2
    else { throw .corrupt(detail: "category slot") }
    self.init(
      slots: slots,
      slotCount: Int(slotCount),
      missingSlot: missingSlot,
      unseenSlot: unseenSlot
    )
  }
}
