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
    predicted: PredictedColumn(name: "y", typeName: "BOOLEAN", values: .classes(["f", "t"])),
    learner: Learner(.baseline(BaselineModel(scores: [-0.25])), link: .logistic),
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
    #expect(throws: ModelError.newerVersion(found: 9, supported: 5)) {
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
      #expect(throws: ModelError.self, "seed \(seed)") {
        try ModelArchive.model(from: ModelArchive.archive(ofPayload: payload))
      }
    }
  }

  @Test func `an archive of version 1 is read, whose checksum was that of its payload`() throws {
    let content = try ModelArchive.content(of: ModelArchive.bytes(of: model))
    let payload = Array(content.payload.dropLast(MemoryLayout<Double>.size + 1))
    var writer = ByteWriter()
    for byte in "AUTOML\r\n".utf8 { writer.write(byte) }
    writer.write(UInt32(1))
    writer.write(bytes: payload)
    writer.write(ModelArchive.checksum(payload[...]))
    #expect(try ModelArchive.model(from: writer.bytes) == model)
    #expect(throws: ModelError.corrupt(detail: "checksum")) {
      try ModelArchive.model(from: writer.bytes + [0])
    }
  }

  @Test func `bytes behind the checksum, and another version, are refused`() {
    var bytes = ModelArchive.bytes(of: model)
    #expect(throws: ModelError.corrupt(detail: "checksum")) {
      try ModelArchive.model(from: bytes + [0])
    }
    bytes[8] = 1
    #expect(throws: ModelError.corrupt(detail: "checksum")) { try ModelArchive.model(from: bytes) }
    bytes[8] = 0
    #expect(throws: ModelError.corrupt(detail: "version")) { try ModelArchive.model(from: bytes) }
  }

  @Test(arguments: [
    (levels: ["a", "a"], detail: "levels"), (["b", "a"], "levels"), (["a", "b"], nil),
    // The same to a reader, but not to the engine: e with an acute accent, as two scalars and one.
    (["e\u{301}", "\u{E9}"], nil), (["\u{E9}", "e\u{301}"], "levels"),
  ])
  func `levels ascend byte by byte`(levels: [String], detail: String?) throws {
    let input = InputColumn(name: "s", kind: .text, typeName: "VARCHAR", levels: levels)
    try expect(detail) { changed(inputs: [input]) }
  }

  @Test func `a profile is read as it was written, and fits the inputs`() throws {
    let inputs = [
      InputColumn(name: "n", kind: .number, typeName: "DOUBLE"),
      InputColumn(name: "s", kind: .text, typeName: "VARCHAR", levels: ["a", "b"]),
    ]
    let numbers = NumberDistribution(
      minimum: -1,
      maximum: 3,
      mean: 0.5,
      standardDeviation: 2,
      steps: [-1, 0, 3],
      shares: [0.25, 0.5, 1]
    )
    func profile(_ values: ColumnDistribution.Values...) -> TrainingProfile {
      TrainingProfile(
        rowCount: 4,
        inputs: values.map { ColumnDistribution(missingShare: 0.25, values: $0) },
        predictions: ColumnDistribution(missingShare: 0, values: .numbers(numbers))
      )
    }
    func read(_ profile: TrainingProfile) throws -> TrainingProfile? {
      var changed = changed(inputs: inputs)
      changed.profile = profile
      return try ModelArchive.model(from: ModelArchive.bytes(of: changed)).profile
    }
    let whole = profile(.numbers(numbers), .levels([3, 1]))
    #expect(try read(whole) == whole)
    #expect(try read(profile(.none, .none)) == profile(.none, .none))
    for wrong in [
      profile(.numbers(numbers)), profile(.levels([3, 1]), .levels([3, 1])),
      profile(.numbers(numbers), .levels([3])), profile(.numbers(numbers), .numbers(numbers)),
    ] {
      #expect(throws: ModelError.corrupt(detail: "profile")) { try read(wrong) }
    }
    for (steps, shares) in [
      ([0, 0], [0.5, 1]), ([0, 1], [1, 0.5]), ([0, 1], [0.5]), ([], []), ([0, .nan], [0.5, 1]),
      ([0, 1], [0.5, 0.9]),
    ] as [([Double], [Double])] {
      let wrong = NumberDistribution(
        minimum: 0,
        maximum: 1,
        mean: 0,
        standardDeviation: 1,
        steps: steps,
        shares: shares
      )
      #expect(throws: ModelError.corrupt(detail: "profile")) {
        try read(profile(.numbers(wrong), .none))
      }
    }
  }

  @Test func `a spread is read as it was written, and is of numbers`() throws {
    func read(
      _ spread: PredictionSpread,
      _ values: PredictedColumn.Values = .number
    ) throws -> PredictionSpread? {
      var changed = Model(
        encoding: FeatureEncoding(inputs: [
          InputColumn(name: "n", kind: .number, typeName: "DOUBLE")
        ]),
        predicted: PredictedColumn(name: "y", typeName: "DOUBLE", values: values),
        learner: Learner(
          .baseline(BaselineModel(scores: [1])),
          link: values == .number ? .identity : .logistic
        ),
        summary: ""
      )
      changed.spread = spread
      return try ModelArchive.model(from: ModelArchive.bytes(of: changed)).spread
    }
    let leaf = Tree(
      nodes: [.leaf(0.5)],
      statistics: [NodeStatistics(gain: 0, cover: 3)],
      categoryWords: []
    )
    let trees = TreeEnsemble(trees: [leaf], baseScores: [0], featureCount: 1)
    for whole in [
      PredictionSpread(magnitudes: trees, ratios: [0, 1, 1]),
      PredictionSpread(magnitudes: nil, ratios: [2]),
    ] {
      #expect(try read(whole) == whole)
      #expect(throws: ModelError.corrupt(detail: "spread")) {
        try read(whole, .classes(["no", "yes"]))
      }
    }
    for ratios in [[], [1, 0], [-1], [.nan], [.infinity]] as [[Double]] {
      #expect(throws: ModelError.corrupt(detail: "spread")) {
        try read(PredictionSpread(magnitudes: nil, ratios: ratios))
      }
    }
  }

  @Test func `levels are kept of categories whatever their type is`() throws {
    let input = InputColumn(
      name: "n",
      kind: .category,
      typeName: "INTEGER",
      levels: ["1", "10", "2"]
    )
    let model = changed(inputs: [input])
    #expect(try ModelArchive.model(from: ModelArchive.bytes(of: model)) == model)
  }

  @Test func `parts that do not fit together are refused`() throws {
    func column(_ name: String, _ kind: InputKind, levels: [String] = []) -> InputColumn {
      InputColumn(name: name, kind: kind, typeName: "VARCHAR", levels: levels)
    }
    try expect("levels") { changed(inputs: [column("x", .number, levels: ["a"])]) }
    for kind in [InputKind.numberText, .dateText, .timestampText, .timeText] {
      try expect(nil) { changed(inputs: [column("x", kind)]) }
      try expect("levels") { changed(inputs: [column("x", kind, levels: ["1"])]) }
    }
    try expect("input names") { changed(inputs: [column("x", .number), column("X", .number)]) }
    try expect("input names") { changed(inputs: [column("x\0", .number)]) }
    try expect("labels") { changed(labels: ["a", "a"]) }
    try expect(nil) { changed(labels: ["e\u{301}", "\u{E9}"]) }
    try expect("outputs") { changed(labels: ["a", "b", "c"]) }
    try expect("outputs") { changed(link: .softmax) }
    for score in [Double.nan, .infinity] {
      try expect("baseline scores") { changed(scorer: .baseline(BaselineModel(scores: [score]))) }
      try expect("base scores") { changed(scorer: trees([.leaf(1)], baseScore: score)) }
      try expect("tree node") { changed(scorer: trees([.leaf(score)])) }
    }
    let levels = TreeNode.split(
      feature: 0,
      firstWord: 0,
      levelCount: 3,
      missingGoesLeft: true,
      leftChild: 1
    )
    // The first feature is a number.
    try expect("tree node") { changed(scorer: trees([levels, .leaf(1), .leaf(2)])) }
  }

  /// The model with other parts.
  private func changed(
    inputs: [InputColumn]? = nil,
    labels: [String] = ["f", "t"],
    scorer: Learner.Scorer? = nil,
    link: LinkFunction = .logistic
  ) -> Model {
    Model(
      encoding: inputs.map { FeatureEncoding(inputs: $0) } ?? model.encoding,
      predicted: PredictedColumn(name: "y", typeName: "VARCHAR", values: .classes(labels)),
      learner: Learner(scorer ?? model.learner.scorer, link: link),
      summary: "{}"
    )
  }

  private func trees(_ nodes: [TreeNode], baseScore: Double = 0) -> Learner.Scorer {
    let tree = Tree(
      nodes: nodes,
      statistics: nodes.map { _ in NodeStatistics(gain: 1, cover: 1) },
      categoryWords: [1]
    )
    return .trees(TreeEnsemble(trees: [tree], baseScores: [baseScore], featureCount: 2))
  }

  /// Expects that reading the model's bytes fails at `detail`, or with nil that it gives the model.
  private func expect(_ detail: String?, _ model: () -> Model) throws {
    let model = model()
    let bytes = ModelArchive.bytes(of: model)
    guard let detail else {
      #expect(try ModelArchive.model(from: bytes) == model)
      return
    }
    #expect(throws: ModelError.corrupt(detail: detail)) { try ModelArchive.model(from: bytes) }
  }
}
