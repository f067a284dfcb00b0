/// The attributes of a step of an ONNX graph, read when they are asked for.
struct ONNXAttributes {
  private let messages: [String: Range<Int>]
  private let reader: ProtobufReader

  init(_ node: ONNXGraph.Node, of graph: ONNXGraph) {
    messages = node.attributes
    reader = graph.reader
  }

  /// Asks whether to stop.
  func ask() throws(ForeignModelError) { try reader.ask() }

  /// A whole number; nil where there is no such attribute.
  func integer(_ name: String) throws(ForeignModelError) -> Int? {
    var integer: Int?
    try fields(name) { _, number, value throws(ForeignModelError) in
      if number == 3 { integer = try value.signed }
    }
    return integer
  }

  /// A text; nil where there is no such attribute.
  func text(_ name: String) throws(ForeignModelError) -> String? {
    var text: String?
    try fields(name) { reader, number, value throws(ForeignModelError) in
      if number == 4 { text = try reader.text(value.range) }
    }
    return text
  }

  /// Whole numbers; none where there is no such attribute.
  func integers(_ name: String) throws(ForeignModelError) -> [Int] {
    var integers: [Int] = []
    try fields(name) { reader, number, value throws(ForeignModelError) in
      guard number == 8 else { return }
      if case .bytes(let range) = value {
        var packed = reader.reader(of: range)
        while !packed.isAtEnd {
          try append(Int(Int64(bitPattern: try packed.integer())), to: &integers)
        }
      } else {
        try append(try value.signed, to: &integers)
      }
    }
    return integers
  }

  /// Texts; none where there is no such attribute.
  func texts(_ name: String) throws(ForeignModelError) -> [String] {
    var texts: [String] = []
    try fields(name) { reader, number, value throws(ForeignModelError) in
      if number == 9 { try append(try reader.text(value.range), to: &texts) }
    }
    return texts
  }

  /// Numbers in single precision, or those of the tensor `name_as_tensor`; none where there is neither.
  func numbers(_ name: String) throws(ForeignModelError) -> [Double] {
    var numbers: [Double] = []
    try fields(name) { reader, number, value throws(ForeignModelError) in
      if number == 7 { try appendFloats(value, reader, to: &numbers) }
    }
    try fields("\(name)_as_tensor") { reader, number, value throws(ForeignModelError) in
      if number == 5 { numbers = try tensor(value.range, name: name) }
    }
    return numbers
  }

  /// The numbers of a tensor of floats or doubles.
  private func tensor(
    _ range: Range<Int>,
    name: String
  ) throws(ForeignModelError) -> [Double] {
    var type = 0
    var numbers: [Double] = []
    var raw: Range<Int>?
    var tensor = reader.reader(of: range)
    while let (number, value) = try tensor.next() {
      switch number {
      case 2: type = try value.signed
      case 4: try appendFloats(value, tensor, to: &numbers)
      case 9: raw = try value.range
      case 10: try appendDoubles(value, tensor, to: &numbers)
      default: break
      }
    }
    switch (type, raw) {
    case (ONNXElementType.float, .some(let raw)):
      try appendFloats(.bytes(raw), reader, to: &numbers)
    case (ONNXElementType.double, .some(let raw)):
      try appendDoubles(.bytes(raw), reader, to: &numbers)
    case (ONNXElementType.float, nil), (ONNXElementType.double, nil): break
    default: throw .malformed(path: "\(name)_as_tensor")
    }
    return numbers
  }

  private func appendFloats(
    _ value: ProtobufReader.Value,
    _ reader: ProtobufReader,
    to numbers: inout [Double]
  ) throws(ForeignModelError) {
    if case .four(let bits) = value {
      return try append(Double(Float(bitPattern: bits)), to: &numbers)
    }
    var packed = reader.reader(of: try value.range)
    while !packed.isAtEnd {
      let bits = try packed.fixed(UInt32.self)
      try append(Double(Float(bitPattern: bits)), to: &numbers)
    }
  }

  private func appendDoubles(
    _ value: ProtobufReader.Value,
    _ reader: ProtobufReader,
    to numbers: inout [Double]
  ) throws(ForeignModelError) {
    if case .eight(let bits) = value { return try append(Double(bitPattern: bits), to: &numbers) }
    var packed = reader.reader(of: try value.range)
    while !packed.isAtEnd {
      try append(Double(bitPattern: try packed.fixed(UInt64.self)), to: &numbers)
    }
  }

  private func append<Element>(
    _ element: Element,
    to list: inout [Element]
  ) throws(ForeignModelError) {
    guard list.count < ForeignModel.nodeLimit else {
      throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit)
    }
    list.append(element)
  }

  private func fields(
    _ name: String,
    _ body: (ProtobufReader, Int, ProtobufReader.Value) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError) {
    guard let range = messages[name] else { return }
    var message = reader.reader(of: range)
    while let (number, value) = try message.next() { try body(message, number, value) }
  }
}

/// The types of a tensor's elements that mean something here (`TensorProto.DataType`).
enum ONNXElementType {
  static let float = 1
  static let int32 = 6
  static let int64 = 7
  static let boolean = 9
  static let double = 11
}
