import LinearAlgebra
import TestSupport
import Testing

@testable import Models

/// Linear models on expanded features: compiled, stored, and read back.
@Suite struct FeatureExpansionTests {
  /// The reference has its columns in single precision, as they are trained on.
  private static let rounding = 1e-5

  private let aNumber = ColumnProduct.Factor(
    column: 2,
    kind: .number(mean: 0.25, inverseDeviation: 3)
  )
  private let anotherNumber = ColumnProduct.Factor(
    column: 12 + 1,
    kind: .number(mean: -1, inverseDeviation: 0.25)
  )
  private let aLevel = ColumnProduct.Factor(column: 11, kind: .level(1))

  /// Two numbers and a category, with every transform among the parts.
  private func random(seed: UInt64) -> (model: LinearModel, table: FeatureTable) {
    var generator = SplitMix64(seed: seed)
    let expansion = FeatureExpansion(parts: [
      .init(source: 0, transform: .curve(curve(.plain, knots: [-2, 0, 3]))),
      .init(source: 1, transform: .curve(curve(.log(centre: 1, unit: 0.5), knots: [1]))),
      .init(source: 1, transform: .curve(curve(.rank(quantiles: [-9, -1, 0, 4, 9]), knots: []))),
      .init(source: 0, transform: .cycle(CyclePosition(period: 7, harmonicCount: 2))),
      .init(source: 2, transform: .same),
      .init(source: 2, transform: .targetMeans(TargetMeans(values: [[1, -1, 2, 0, 0.5]]))),
      .init(source: 0, transform: .same),
      .init(source: 0, transform: product(aNumber, anotherNumber)),
      .init(source: 2, transform: product(aLevel, aNumber)),
      .init(source: 2, transform: product(aLevel, aLevel)),
    ])
    let features = expansion.sources.indices.map { column in
      column == 11 ? LinearEncoding.Feature.category(category) : .numeric(numeric(&generator))
    }
    let encoding = LinearEncoding(features: features)
    let outputCount = Int.random(in: 1..<4, using: &generator)
    let coefficients = (0..<encoding.columnCount * outputCount).map { _ in
      Double.random(in: -2..<2, using: &generator)
    }
    let model = LinearModel(
      expansion: expansion,
      encoding: encoding,
      coefficients: Matrix(
        rowCount: encoding.columnCount,
        columnCount: outputCount,
        values: coefficients
      ),
      intercepts: [Double](repeating: 1, count: outputCount)
    )
    return (model, table(rowCount: Int.random(in: 0..<5000, using: &generator), &generator))
  }

  private func product(
    _ left: ColumnProduct.Factor,
    _ right: ColumnProduct.Factor
  ) -> FeatureExpansion.Transform {
    .product(ColumnProduct(left: left, right: right))
  }

  private func curve(_ scale: NumericScale, knots: [Double]) -> NumericCurve {
    let (lowest, highest) = (scale.scaled(-8), scale.scaled(8))
    let median = scale.scaled(0.5)
    return NumericCurve(
      scale: scale,
      lowest: lowest,
      highest: highest,
      median: median,
      knots: knots
    )
  }

  private func numeric(_ generator: inout SplitMix64) -> NumericEncoding {
    NumericEncoding(
      unit: 1,
      mean: Double.random(in: -1..<1, using: &generator),
      inverseDeviation: 2,
      lowest: -4,
      highest: 5,
      hasMissingIndicator: Bool.random(using: &generator)
    )
  }

  private let category = CategoryEncoding(
    slots: [0, 1, 1],
    slotCount: 2,
    missingSlot: 2,
    unseenSlot: 1
  )

  private func table(rowCount: Int, _ generator: inout SplitMix64) -> FeatureTable {
    let odd: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, 1e-300]
    func numbers() -> [Double] {
      (0..<rowCount).map { row in
        row % 9 == 0
          ? odd[row / 9 % odd.count] : Double.random(in: -10..<10, using: &generator)
      }
    }
    let codes = (0..<rowCount).map { row -> UInt32 in
      switch row % 7 {
      case 0: FeatureColumn.missingCode
      case 1: FeatureColumn.unseenCode
      default: UInt32(row % 3)
      }
    }
    return FeatureTable(
      rowCount: rowCount,
      columns: [
        .double(numbers()), .float(numbers().map { Float($0) }), .codes(codes, levelCount: 3),
      ]
    )
  }

  private func bytes(_ model: LinearModel) -> [UInt8] {
    var writer = ByteWriter()
    model.write(to: &writer)
    return writer.bytes
  }

  private func read(_ bytes: [UInt8]) throws(ModelError) -> LinearModel {
    var reader = ByteReader(bytes[...])
    let model = try LinearModel(from: &reader, isExpanded: true)
    try model.validate(isCategory: [false, false, true])
    return model
  }

  @Test func `compiled scores equal the reference's`() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let (model, table) = random(seed: seed)
      let reference = model.scores(of: table)
      let compiled = CompiledLinear(model).scores(of: table)
      for (left, right) in zip(compiled.values, reference.values) {
        #expect(right.isFinite)
        #expect(abs(left - right) <= Self.rounding * max(1, abs(right)), "seed \(seed)")
      }
    }
  }

  @Test func `a model survives its archive byte for byte`() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      let model = random(seed: seed).model
      let bytes = bytes(model)
      let other = try read(bytes)
      #expect(other == model)
      #expect(self.bytes(other) == bytes)
    }
  }

  @Test func `a whole model with an expansion survives its archive`() throws {
    let (linear, table) = random(seed: 5)
    let model = Model(
      encoding: FeatureEncoding(inputs: [
        InputColumn(name: "a", kind: .number, typeName: "DOUBLE"),
        InputColumn(name: "b", kind: .number, typeName: "REAL"),
        InputColumn(name: "c", kind: .text, typeName: "VARCHAR", levels: ["x", "y", "z"]),
      ]),
      predicted: PredictedColumn(
        name: "t",
        typeName: "DOUBLE",
        values: linear.outputCount == 1
          ? .number : .classes((0..<linear.outputCount).map { "\($0)" })
      ),
      learner: Learner(.linear(linear), link: linear.outputCount == 1 ? .identity : .softmax),
      summary: ""
    )
    let bytes = ModelArchive.bytes(of: model)
    let other = try ModelArchive.model(from: bytes)
    #expect(ModelArchive.bytes(of: other) == bytes)
    let predictions = CompiledPredictor(model).predictions(of: table)
    #expect(CompiledPredictor(other).predictions(of: table) == predictions)
  }

  @Test func `a truncated or damaged archive is refused or still predicts`() throws {
    let (model, table) = random(seed: 3)
    let bytes = bytes(model)
    for count in 0..<bytes.count {
      #expect(throws: ModelError.self) { try read(Array(bytes[..<count])) }
    }
    var generator = SplitMix64(seed: 3)
    let few = FeatureTable(rowCount: 0, columns: table.columns.map(emptied))
    for _ in 0..<400 {
      var damaged = bytes
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      damaged[index] = UInt8.random(in: 0...255, using: &generator)
      guard let other = try? read(damaged) else { continue }
      _ = CompiledLinear(other).scores(of: few)
      _ = CompiledLinear(other).scores(of: table)
    }
  }

  private func emptied(_ column: FeatureColumn) -> FeatureColumn {
    switch column {
    case .float: .float([])
    case .double: .double([])
    case .codes(_, let levelCount): .codes([], levelCount: levelCount)
    }
  }

  @Test func `a part that does not fit its feature is refused`() {
    let means = FeatureExpansion.Transform.targetMeans(TargetMeans(values: [[1, 2, 3]]))
    let cycle = FeatureExpansion.Transform.cycle(CyclePosition(period: 7, harmonicCount: 1))
    for (part, isCategory) in [
      (FeatureExpansion.Part(source: 0, transform: means), [false]),
      (.init(source: 0, transform: cycle), [true]),
      (.init(source: 1, transform: .same), [true]),
    ] {
      #expect(throws: ModelError.self) {
        try FeatureExpansion(parts: [part]).validatedKinds(isCategory: isCategory)
      }
    }
  }

  @Test func `a product multiplies columns of features, each of its kind`() {
    let far = ColumnProduct.Factor(column: 3, kind: .number(mean: 0, inverseDeviation: 1))
    let number = ColumnProduct.Factor(column: 0, kind: .number(mean: 0, inverseDeviation: 1))
    let level = ColumnProduct.Factor(column: 1, kind: .level(0))
    let other = ColumnProduct.Factor(column: 2, kind: .number(mean: 0, inverseDeviation: 1))
    let same = (0..<2).map { FeatureExpansion.Part(source: $0, transform: .same) }
    for (left, right, isRefused) in [
      (number, level, false), (number, far, true), (level, other, true),
      (ColumnProduct.Factor(column: 0, kind: .level(0)), level, true),
      (ColumnProduct.Factor(column: 1, kind: number.kind), number, true),
    ] {
      let parts =
        same + [.init(source: 0, transform: product(number, level))]
        + [.init(source: 0, transform: product(left, right))]
      let expansion = FeatureExpansion(parts: parts)
      let kinds = try? expansion.validatedKinds(isCategory: [false, true])
      #expect(kinds == (isRefused ? nil : [false, true, false, false]))
    }
  }

  @Test func `a product is of distances from the means, and 0 where one is missing`() {
    let expansion = FeatureExpansion(parts: [
      .init(source: 0, transform: .same), .init(source: 1, transform: .same),
      .init(
        source: 0,
        transform: product(
          ColumnProduct.Factor(column: 0, kind: .number(mean: 2, inverseDeviation: 0.5)),
          ColumnProduct.Factor(column: 1, kind: .level(1))
        )
      ),
    ])
    let table = FeatureTable(
      rowCount: 6,
      columns: [
        .double([6, 6, .nan, .infinity, 1, 1e300]),
        .codes([1, 0, 1, 1, FeatureColumn.missingCode, 1], levelCount: 2),
      ]
    )
    let columns = expansion.columns(of: table, rows: 0..<6).columns
    #expect(columns[2] == .float([2, 0, 0, 0, 0, 1e18]))
  }

  @Test func `scales keep the order, and ends are ends`() {
    let scales: [NumericScale] = [
      .plain, .log(centre: 2, unit: 3), .log(centre: -1e300, unit: 1e299),
      .rank(quantiles: [-1.7e308, -5, 0, 1, 1.7e308]),
    ]
    let values = [-1e300, -7, -1, 0, 0.5, 1, 6, 1e300]
    for scale in scales {
      let scaled = values.map { scale.scaled($0) }
      #expect(zip(scaled, scaled.dropFirst()).allSatisfy { $0 <= $1 }, "\(scale)")
      #expect(scale.scaled(.nan).isNaN)
    }
    #expect(NumericScale.rank(quantiles: [0, 1, 3]).scaled(2) == 0.75)
    #expect(NumericScale.rank(quantiles: [0, 1, 3]).scaled(.infinity) == 1)
    #expect(NumericScale.rank(quantiles: [0, 1, 3]).scaled(-4) == 0)
  }
}
