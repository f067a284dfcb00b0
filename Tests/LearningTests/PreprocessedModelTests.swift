import Learning
import LinearAlgebra
import Models
import TestSupport
import Testing

/// Models whose features are preprocessed: their predictions against the definitions, row by row.
struct PreprocessedModelTests {
  private static let encoding = FeatureEncoding(inputs: [
    InputColumn(
      name: "colour",
      kind: .text,
      typeName: "VARCHAR",
      levels: ["blue", "green", "red"]
    ),
    InputColumn(name: "size", kind: .category, typeName: "INTEGER", levels: ["10", "100", "9"]),
    InputColumn(name: "x", kind: .number, typeName: "DOUBLE"),
    InputColumn(name: "y", kind: .number, typeName: "DOUBLE"),
  ])
  private static let chains = [
    TransformerChain(inputs: [2, 3], transformers: [.imputer, .standardScaler, .normalizer]),
    TransformerChain(inputs: [0], transformers: [.oneHotEncoder]),
    TransformerChain(inputs: [1], transformers: [.imputerWithIndicator, .ordinalEncoder]),
  ]

  /// Random rows; of later ones some have levels that training did not see.
  private static func rows(_ count: Int, seed: UInt64, hasUnseen: Bool) -> FeatureTable {
    var generator = SplitMix64(seed: seed)
    func codes() -> FeatureColumn {
      .codes(
        (0..<count).map { _ in
          switch Int.random(in: 0..<12, using: &generator) {
          case 0: FeatureColumn.missingCode
          case 1 where hasUnseen: FeatureColumn.unseenCode
          case let drawn: UInt32(drawn % 3)
          }
        },
        levelCount: 3
      )
    }
    func numbers(_ values: [Double]) -> FeatureColumn {
      .double(
        (0..<count).map { _ in
          Int.random(in: 0..<10, using: &generator) == 0
            ? values[0] : Double.random(in: -5...20, using: &generator)
        }
      )
    }
    return FeatureTable(
      rowCount: count,
      columns: [codes(), codes(), numbers([.nan]), numbers([hasUnseen ? .infinity : .nan])]
    )
  }

  private static func model(seed: UInt64) throws -> (Model, training: FeatureTable) {
    let table = rows(300, seed: seed, hasUnseen: false)
    let preprocessing = try Preprocessing.fit(chains, to: table, of: encoding, threadCount: 2)
    let fit = try ClusterLearner.fit(
      preprocessing.features(of: table),
      settings: ClusterSettings(clusterCount: 5),
      seed: seed,
      threadCount: 2
    )
    var model = Model(
      encoding: encoding,
      predicted: PredictedColumn(name: "cluster", typeName: "INTEGER", values: .clusters(count: 5)),
      learner: Learner(.clusters(fit.model), link: .identity),
      summary: ""
    )
    model.preprocessing = preprocessing
    return (model, table)
  }

  /// One column of a table by the definitions: mean and deviation of what is there.
  private static func moments(_ column: FeatureColumn) -> (
    mean: Double, deviation: Double, greatest: Double
  ) {
    let values = (0..<column.count).map { column.number($0) }.filter { !$0.isNaN }
    let mean = values.reduce(0, +) / Double(values.count)
    // Scaled after what was missing is replaced.
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(column.count)).squareRoot(), values.max() ?? 0)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the function is what the definitions say`(seed: UInt64) throws {
    let (model, training) = try Self.model(seed: seed)
    let later = Self.rows(500, seed: seed + 100, hasUnseen: true)
    let clusters = try #require(model.learner.clusterModel)
    let found = clusters.distances(of: model.learnerFeatures(of: later))
    let predictor = CompiledPredictor(model)
    let predicted = predictor.values(of: predictor.predictions(of: later))
    let reference = predictor.values(of: ReferencePredictor(model).predictions(of: later))
    let moments = [2, 3].map { Self.moments(training.columns[$0]) }
    guard case .codes(let colours, _) = later.columns[0],
      case .codes(let sizes, _) = later.columns[1],
      case .codes(let trainingSizes, _) = training.columns[1]
    else { return }
    let order = [1.0, 2, 0]
    let counts = (0..<3).map { level in trainingSizes.count { $0 == level } }
    let usual = order[counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }]
    let ordered = trainingSizes.map { $0 < 3 ? order[Int($0)] : usual }
    let meanOrder = ordered.reduce(0, +) / Double(ordered.count)
    for row in 0..<later.rowCount {
      let scaled = zip([2, 3], moments).map { column, moments in
        let value = later.columns[column].number(row)
        let filled = value.isNaN ? moments.mean : value == .infinity ? moments.greatest : value
        return (filled - moments.mean) / moments.deviation
      }
      let length = (scaled[0] * scaled[0] + scaled[1] * scaled[1]).squareRoot()
      let features =
        scaled.map { length > 0 ? $0 / length : 0 }
        + [0, 1, 2, FeatureColumn.missingCode].map { colours[row] == $0 ? 1 : 0 }
        + [
          sizes[row] < 3
            ? order[Int(sizes[row])] : sizes[row] == FeatureColumn.missingCode ? usual : meanOrder,
          sizes[row] == FeatureColumn.missingCode ? 1 : 0,
        ]
      let distances = (0..<5).map { cluster in
        features.indices.reduce(0.0) { sum, feature in
          let difference = features[feature] - clusters.mean(ofFeature: feature, in: cluster)
          return sum + difference * difference
        }.squareRoot()
      }
      for cluster in 0..<5 { #expect(abs(distances[cluster] - found[row, cluster]) < 1e-9) }
      let nearest = distances.indices.min { distances[$0] < distances[$1] }
      let second = distances.sorted()[1]
      if let nearest, second - distances[nearest] > 1e-9 {
        #expect(predicted[row] == Double(nearest))
      }
      #expect(predicted[row] == reference[row])
    }
  }

  @Test func `the archive keeps what was learnt`() throws {
    let (model, _) = try Self.model(seed: 9)
    let bytes = ModelArchive.bytes(of: model)
    let read = try ModelArchive.model(from: bytes)
    #expect(read == model)
    #expect(ModelArchive.bytes(of: read) == bytes)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: ModelError.self) { try ModelArchive.model(from: Array(bytes[..<count])) }
    }
  }

  @Test func `damage under a right checksum never traps`() throws {
    let (model, _) = try Self.model(seed: 9)
    let payload = try ModelArchive.content(of: ModelArchive.bytes(of: model)).payload
    let rows = Self.rows(20, seed: 1, hasUnseen: true)
    var generator = SplitMix64(seed: 3)
    for _ in 0..<2_000 {
      var damaged = payload
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        damaged[Int.random(in: damaged.indices, using: &generator)] = UInt8.random(
          in: 0...255,
          using: &generator
        )
      }
      guard let read = try? ModelArchive.model(from: ModelArchive.archive(ofPayload: damaged)),
        read.encoding.isCategory == [true, true, false, false]
      else { continue }
      _ = CompiledPredictor(read).predictions(of: rows)
    }
  }
}
