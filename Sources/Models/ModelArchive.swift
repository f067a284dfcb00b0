/// A model as bytes, and back: what the database and model files hold.
///
/// Layout, all little-endian: the eight bytes `AUTOML\r\n`, the version (4 bytes), the payload's
/// length (8 bytes), the payload, and the FNV-1a checksum of all before it (8 bytes), with which
/// the archive ends. In version 1 the checksum is that of the payload alone; before version 3 there
/// was no threshold, before version 4 there were no clusters, and before version 5 there were no parts
/// that a model may do without, each marked by a bit of one byte. Before the learner's kind there may be
/// a kind of its own, and the preprocessing of features. The line ends in the first bytes
/// show a file that went through a text conversion. The same model gives the same bytes.
package enum ModelArchive {
  /// The newest version that is read, and the one that is written.
  package static let version: UInt32 = 5

  private static let magic: [UInt8] = Array("AUTOML\r\n".utf8)

  /// Whether bytes begin as an archive, whole or damaged, does.
  package static func isArchive(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic.prefix(6)) }

  /// The bytes of `model`.
  package static func bytes(of model: Model) -> [UInt8] {
    var payload = ByteWriter()
    write(model, to: &payload)
    return archive(ofPayload: payload.bytes)
  }

  /// The archive that has these bytes for its payload.
  package static func archive(ofPayload payload: [UInt8]) -> [UInt8] {
    var archive = ByteWriter()
    for byte in magic { archive.write(byte) }
    archive.write(version)
    archive.write(bytes: payload)
    archive.write(checksum(archive.bytes[...]))
    return archive.bytes
  }

  /// The model of `bytes`, of which every part has been checked: what is returned predicts without
  /// a trap.
  ///
  /// - Throws: when they are not a model, are of a newer version, or are damaged.
  /// - Complexity: O(bytes x log(bytes)).
  package static func model(from bytes: [UInt8]) throws(ModelError) -> Model {
    let (version, payload) = try content(of: bytes)
    var reader = ByteReader(payload[...])
    let model = try readModel(&reader, version: version)
    guard reader.remainingCount == 0 else { throw .corrupt(detail: "end") }
    try model.validate()
    return model
  }

  /// The version and the payload of an archive whose checksum is right.
  package static func content(
    of bytes: [UInt8]
  ) throws(ModelError) -> (version: UInt32, payload: [UInt8]) {
    guard bytes.starts(with: magic) else { throw .notAModel }
    var reader = ByteReader(bytes[magic.count...])
    let found = try reader.read(UInt32.self, "version")
    guard found <= version else { throw .newerVersion(found: Int(found), supported: Int(version)) }
    guard found > 0 else { throw .corrupt(detail: "version") }
    let payload = try reader.readBytes("payload")
    let checked = found == 1 ? payload[...] : bytes[..<(bytes.count - reader.remainingCount)]
    guard try reader.read(UInt64.self, "checksum") == checksum(checked),
      reader.remainingCount == 0
    else { throw .corrupt(detail: "checksum") }
    return (found, payload)
  }

  /// FNV-1a over 64 bits (Fowler, Noll, Vo): finds damage, proves nothing about intent.
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }

  /// Digits of a checksum's text.
  package static let checksumDigits = 16

  /// The checksum of a whole archive in hexadecimal digits, `checksumDigits` of them.
  package static func checksumText(_ archive: [UInt8]) -> String {
    let digits = String(checksum(archive[...]), radix: 16)
    return String(repeating: "0", count: checksumDigits - digits.count) + digits
  }

  /// Whether a text has the form of a checksum's.
  package static func isChecksumText(_ text: String) -> Bool {
    text.utf8.count == checksumDigits
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }

  private static func write(_ model: Model, to writer: inout ByteWriter) {
    writer.write(model.encoding.inputs) { writer, input in
      writer.write(input.name)
      writer.write(input.kind.rawValue)
      writer.write(input.typeName)
      writer.write(input.levels) { $0.write($1) }
      writer.write(input.isUsed)
    }
    writer.write(model.predicted.name)
    writer.write(model.predicted.typeName)
    switch model.predicted.values {
    case .number: writer.write(UInt8(0))
    case .classes(let labels):
      writer.write(UInt8(1))
      writer.write(labels) { $0.write($1) }
    case .clusters(let count):
      writer.write(UInt8(2))
      writer.write(UInt64(count))
    }
    writer.write(model.learner.link.rawValue)
    writer.write(model.summary)
    if let preprocessing = model.preprocessing {
      writer.write(preprocessedKind)
      preprocessing.write(to: &writer)
    }
    switch model.learner.scorer {
    case .baseline(let baseline):
      writer.write(UInt8(0))
      writer.write(baseline.scores)
    case .linear(let linear):
      writer.write(UInt8(linear.expansion == nil ? 1 : 3))
      linear.write(to: &writer)
    case .trees(let ensemble):
      writer.write(UInt8(2))
      ensemble.write(to: &writer)
    case .clusters(let clusters):
      writer.write(UInt8(4))
      clusters.write(to: &writer)
    case .neural(let network):
      writer.write(neuralKind)
      network.write(to: &writer)
    }
    writer.write(model.threshold)
    writer.write(
      (model.profile == nil ? 0 : profileBit) | (model.spread == nil ? 0 : spreadBit)
        | model.unseenRule.rawValue << unseenRuleShift
    )
    model.profile?.write(to: &writer)
    model.spread?.write(to: &writer)
  }

  private static let neuralKind: UInt8 = 6
  private static let preprocessedKind: UInt8 = 7
  private static let profileBit: UInt8 = 1
  private static let spreadBit: UInt8 = 2
  private static let unseenRuleShift: UInt8 = 2

  private static func readModel(
    _ reader: inout ByteReader,
    version: UInt32
  ) throws(ModelError) -> Model {
    let encoding = FeatureEncoding(
      inputs: try reader.readArray("inputs", elementBytes: 26, readInput)
    )
    let target = try readTarget(&reader)
    guard let link = LinkFunction(rawValue: try reader.read(UInt8.self, "link")) else {
      throw .corrupt(detail: "link")
    }
    let summary = try reader.readString("summary")
    var kind = try reader.read(UInt8.self, "learner")
    var preprocessing: Preprocessing?
    if kind == preprocessedKind {
      preprocessing = try Preprocessing(from: &reader)
      try preprocessing?.validate(encoding)
      kind = try reader.read(UInt8.self, "learner")
    }
    let isCategory = encoding.traits(after: preprocessing).map(\.isCategory)
    let scorer = try readScorer(&reader, kind, isCategory: isCategory)
    var model = Model(
      encoding: encoding,
      predicted: target,
      learner: Learner(scorer, link: link),
      threshold: version < 3 ? Model.evenThreshold : try reader.readDouble("threshold"),
      summary: summary
    )
    model.preprocessing = preprocessing
    guard version >= 5 else { return model }
    let parts = try reader.read(UInt8.self, "parts")
    guard let rule = UnseenRule(rawValue: parts >> unseenRuleShift) else {
      throw .corrupt(detail: "parts")
    }
    model.unseenRule = rule
    if parts & profileBit != 0 { model.profile = try TrainingProfile(from: &reader) }
    if parts & spreadBit != 0 {
      model.spread = try PredictionSpread(from: &reader, isCategory: isCategory)
    }
    return model
  }

  private static func readInput(_ reader: inout ByteReader) throws(ModelError) -> InputColumn {
    let name = try reader.readString("input name")
    guard let kind = InputKind(rawValue: try reader.read(UInt8.self, "input kind")) else {
      throw .corrupt(detail: "input kind")
    }
    let typeName = try reader.readString("input type")
    let levels = try reader.readArray("levels", elementBytes: 8) { reader throws(ModelError) in
      try reader.readString("level")
    }
    return InputColumn(
      name: name,
      kind: kind,
      typeName: typeName,
      levels: levels,
      isUsed: try reader.readBool("input use")
    )
  }

  private static func readTarget(_ reader: inout ByteReader) throws(ModelError) -> PredictedColumn {
    let name = try reader.readString("target name")
    let typeName = try reader.readString("target type")
    return PredictedColumn(name: name, typeName: typeName, values: try readValues(&reader))
  }

  private static func readValues(
    _ reader: inout ByteReader
  ) throws(ModelError) -> PredictedColumn.Values {
    switch try reader.read(UInt8.self, "target kind") {
    case 0: return .number
    case 1:
      return .classes(
        try reader.readArray("labels", elementBytes: 8) { reader throws(ModelError) in
          try reader.readString("label")
        }
      )
    case 2:
      let count = try reader.read(UInt64.self, "cluster count")
      guard let count = Int(exactly: count) else { throw .corrupt(detail: "cluster count") }
      return .clusters(count: count)
    default: throw .corrupt(detail: "target kind")
    }
  }

  private static func readScorer(
    _ reader: inout ByteReader,
    _ kind: UInt8,
    isCategory: [Bool]
  ) throws(ModelError) -> Learner.Scorer {
    switch kind {
    case 0:
      let scores = try reader.readDoubles("baseline scores")
      guard !scores.isEmpty, scores.allSatisfy(\.isFinite) else {
        throw .corrupt(detail: "baseline scores")
      }
      return .baseline(BaselineModel(scores: scores))
    case 1, 3:
      let linear = try LinearModel(from: &reader, isExpanded: kind == 3)
      try linear.validate(isCategory: isCategory)
      return .linear(linear)
    case 2: return .trees(try TreeEnsemble(from: &reader, isCategory: isCategory))
    case 4:
      let clusters = try ClusterModel(from: &reader)
      try clusters.encoding.validate(isCategory: isCategory)
      return .clusters(clusters)
    case neuralKind:
      let network = try NeuralModel(from: &reader)
      try network.validate(isCategory: isCategory)
      return .neural(network)
    default: throw .corrupt(detail: "learner")
    }
  }
}
