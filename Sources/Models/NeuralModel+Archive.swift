extension NeuralModel {
  /// Layers of a file at most.
  private static let layerLimit = 64

  /// Appends the model.
  func write(to writer: inout ByteWriter) {
    writer.write(expansion != nil)
    expansion?.write(to: &writer)
    encoding.write(to: &writer)
    writer.write(activation.rawValue)
    writer.write(layers) { writer, layer in
      writer.write(layer.biases) { $0.write($1) }
      writer.write(layer.weights) { $0.write($1) }
    }
    writer.write(scale)
    writer.write(shifts)
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `corrupt` for bytes that no model has; what is returned predicts without a trap.
  init(from reader: inout ByteReader) throws(ModelError) {
    let isExpanded = try reader.readBool("network expansion")
    let expansion = isExpanded ? try FeatureExpansion(from: &reader) : nil
    let encoding = try LinearEncoding(from: &reader)
    guard let activation = NeuralActivation(rawValue: try reader.read(UInt8.self, "activation"))
    else { throw .corrupt(detail: "activation") }
    var inputCount = encoding.columnCount
    let layers = try reader.readArray("layers", elementBytes: 16) { reader throws(ModelError) in
      let layer = try Layer(from: &reader, inputCount: inputCount)
      inputCount = layer.outputCount
      return layer
    }
    let scale = try reader.readDouble("network scale")
    let shifts = try reader.readDoubles("network shifts")
    guard layers.count <= Self.layerLimit, scale.isFinite, shifts.allSatisfy(\.isFinite),
      Self.fit(layers, inputCount: encoding.columnCount, outputCount: shifts.count)
    else { throw .corrupt(detail: "layers") }
    self.init(
      expansion: expansion,
      encoding: encoding,
      activation: activation,
      layers: layers,
      scale: scale,
      shifts: shifts
    )
  }

  /// Throws unless every part fits the features: what a file says must fit together.
  func validate(isCategory: [Bool]) throws(ModelError) {
    try encoding.validate(
      isCategory: try expansion?.validatedKinds(isCategory: isCategory) ?? isCategory
    )
  }
}

extension NeuralModel.Layer {
  fileprivate init(from reader: inout ByteReader, inputCount: Int) throws(ModelError) {
    let biases = try reader.readFloats("biases")
    let weights = try reader.readFloats("weights")
    let (count, overflow) = inputCount.multipliedReportingOverflow(by: biases.count)
    guard !biases.isEmpty, !overflow, weights.count == count else {
      throw .corrupt(detail: "weights")
    }
    self.init(inputCount: inputCount, weights: weights, biases: biases)
  }
}

extension ByteReader {
  /// Reads a count and that many finite numbers.
  fileprivate mutating func readFloats(_ what: String) throws(ModelError) -> [Float] {
    let numbers = try readArray(what, elementBytes: 4) { reader throws(ModelError) in
      try reader.readFloat(what)
    }
    guard numbers.allSatisfy(\.isFinite) else { throw .corrupt(detail: what) }
    return numbers
  }
}
