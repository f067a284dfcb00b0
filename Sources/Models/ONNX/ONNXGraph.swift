/// The graph of a model in ONNX (onnx.proto3 of IR versions 3 to 13): what goes in, and what is computed.
struct ONNXGraph {
  /// An input of the model.
  struct Input {
    var name = ""
    /// The type of its elements, as `TensorProto.DataType`.
    var elementType = 0
    /// The columns; nil where the file does not say.
    var width: Int?
    var dimensionCount = 0
  }

  /// A step of the computation.
  struct Node {
    var operation = ""
    var inputs: [String] = []
    var outputs: [String] = []
    /// The messages of its attributes, by their names.
    var attributes: [String: Range<Int>] = [:]
  }

  /// The program that wrote the file.
  private(set) var producer = ""
  private(set) var nodes: [Node] = []
  /// The inputs; an initial value among them is none.
  private(set) var inputs: [Input] = []
  /// Reads the attributes of the nodes.
  let reader: ProtobufReader

  /// The most steps, inputs, and names of one step; a model of trees has some ten.
  private static let limit = 100_000

  /// Reads a file.
  init(_ bytes: [UInt8], shouldStop: @escaping () -> Bool) throws(ForeignModelError) {
    reader = ProtobufReader(bytes, 0..<bytes.count, shouldStop: shouldStop)
    try reader.ask()
    var model = reader
    var hasGraph = false
    while let (number, value) = try model.next() {
      switch number {
      case 2: producer = try model.text(value.range)
      case 7:
        hasGraph = true
        try readGraph(value.range)
      default: break
      }
    }
    guard hasGraph else { throw .malformed(path: "graph") }
  }

  private mutating func readGraph(_ range: Range<Int>) throws(ForeignModelError) {
    (nodes, inputs) = ([], [])
    var constants: Set<String> = []
    var graph = reader.reader(of: range)
    while let (number, value) = try graph.next() {
      guard nodes.count + inputs.count + constants.count < Self.limit else {
        throw .tooMany(what: "steps", limit: Self.limit)
      }
      switch number {
      case 1: nodes.append(try node(value.range))
      case 5: constants.insert(try constantName(value.range))
      case 11: inputs.append(try input(value.range))
      default: break
      }
    }
    inputs.removeAll { constants.contains($0.name) }
  }

  private func node(_ range: Range<Int>) throws(ForeignModelError) -> Node {
    var node = Node()
    var message = reader.reader(of: range)
    while let (number, value) = try message.next() {
      guard node.inputs.count + node.outputs.count + node.attributes.count < Self.limit else {
        throw .tooMany(what: "names of a step", limit: Self.limit)
      }
      switch number {
      case 1: node.inputs.append(try message.text(value.range))
      case 2: node.outputs.append(try message.text(value.range))
      case 4: node.operation = try message.text(value.range)
      case 5:
        let range = try value.range
        var attribute = reader.reader(of: range)
        while let (number, value) = try attribute.next() {
          guard number == 1 else { continue }
          node.attributes[try attribute.text(value.range)] = range
          break
        }
      default: break
      }
    }
    return node
  }

  /// The name of a constant tensor.
  private func constantName(_ range: Range<Int>) throws(ForeignModelError) -> String {
    var name = ""
    var message = reader.reader(of: range)
    while let (number, value) = try message.next() {
      if number == 8 { name = try message.text(value.range) }
    }
    return name
  }

  private func input(_ range: Range<Int>) throws(ForeignModelError) -> Input {
    var input = Input()
    var message = reader.reader(of: range)
    while let (number, value) = try message.next() {
      switch number {
      case 1: input.name = try message.text(value.range)
      case 2: try readType(value.range, &input)
      default: break
      }
    }
    return input
  }

  /// Takes the type of a tensor; other types leave the element type at 0.
  private func readType(_ range: Range<Int>, _ input: inout Input) throws(ForeignModelError) {
    var type = reader.reader(of: range)
    while let (number, value) = try type.next() {
      guard number == 1 else { continue }
      var tensor = reader.reader(of: try value.range)
      while let (number, value) = try tensor.next() {
        switch number {
        case 1: input.elementType = try value.signed
        case 2: try readShape(value.range, &input)
        default: break
        }
      }
    }
  }

  /// Takes the dimensions, of which the last is the number of columns.
  private func readShape(_ range: Range<Int>, _ input: inout Input) throws(ForeignModelError) {
    var shape = reader.reader(of: range)
    while let (number, value) = try shape.next() {
      guard number == 1 else { continue }
      input.dimensionCount += 1
      input.width = nil
      var dimension = reader.reader(of: try value.range)
      while let (number, value) = try dimension.next() {
        if number == 1 { input.width = try value.signed }
      }
    }
  }
}
