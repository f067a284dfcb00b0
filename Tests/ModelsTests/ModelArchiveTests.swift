import Models
import TestSupport
import Testing

@Suite struct ModelArchiveTests {
  private let model = Model(
    encoding: FeatureEncoding(inputs: [
      InputColumn(name: "größe", kind: .number, typeName: "DECIMAL(9,2)"),
      InputColumn(name: "s", kind: .text, typeName: "VARCHAR", levels: ["a", "b\"c"]),
      InputColumn(name: "id", kind: .text, typeName: "UUID", isUsed: false),
    ]),
    target: TargetColumn(name: "y", typeName: "BOOLEAN", values: .classes(["f", "t"])),
    learner: .baseline(BaselineModel(scores: [-0.25])),
    link: .logistic,
    summary: "{}"
  )

  @Test func `a model comes back as it was`() throws {
    #expect(try ModelArchive.model(from: ModelArchive.bytes(of: model)) == model)
  }

  @Test func `the same model has the same bytes`() {
    #expect(ModelArchive.bytes(of: model) == ModelArchive.bytes(of: model))
  }

  @Test func `bytes that stop early are refused`() {
    let bytes = ModelArchive.bytes(of: model)
    for count in 0..<bytes.count {
      #expect(throws: ModelError.self) { try ModelArchive.model(from: Array(bytes[..<count])) }
    }
  }

  @Test func `a changed byte is found`() {
    let bytes = ModelArchive.bytes(of: model)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x10
      #expect(throws: ModelError.self, "byte \(index)") {
        try ModelArchive.model(from: changed)
      }
    }
  }

  @Test func `a newer version says which it is`() {
    var bytes = ModelArchive.bytes(of: model)
    bytes[8] = 9
    #expect(throws: ModelError.newerVersion(found: 9, supported: 1)) {
      try ModelArchive.model(from: bytes)
    }
  }

  @Test func `another file is not a model`() {
    #expect(throws: ModelError.notAModel) {
      try ModelArchive.model(from: Array("PAR1, not a model".utf8))
    }
  }

  @Test func `a payload of random bytes is refused, whatever its checksum`() {
    for seed in 0..<200 {
      var generator = SplitMix64(seed: UInt64(seed))
      let payload = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      var writer = ByteWriter()
      for byte in "AUTOML\r\n".utf8 { writer.write(byte) }
      writer.write(ModelArchive.version)
      writer.write(bytes: payload)
      writer.write(ModelArchive.checksum(payload[...]))
      #expect(throws: ModelError.self, "seed \(seed)") {
        try ModelArchive.model(from: writer.bytes)
      }
    }
  }
}
