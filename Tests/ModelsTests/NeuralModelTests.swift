import Foundation
import LinearAlgebra
import Models
import TestSupport
import Testing

@Suite struct NeuralModelTests {
  /// A network of random weights over a number, a category of three levels and a number that may be
  /// missing.
  private static func model(activation: NeuralActivation = .selu, outputCount: Int = 3) -> Model {
    var generator = SplitMix64(seed: UInt64(outputCount))
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
    }
    let encoding = LinearEncoding(features: [
      .numeric(
        NumericEncoding(
          unit: 0.5,
          mean: 1,
          inverseDeviation: 0.25,
          lowest: -2,
          highest: 40,
          hasMissingIndicator: false
        )
      ),
      .category(CategoryEncoding(slots: [0, 1, 2], slotCount: 4, missingSlot: 3, unseenSlot: 2)),
      .numeric(
        NumericEncoding(
          unit: 1,
          mean: 0,
          inverseDeviation: 1,
          lowest: -1,
          highest: 1,
          hasMissingIndicator: true
        )
      ),
    ])
    let widths = [encoding.columnCount, 9, 5, outputCount]
    return Model(
      encoding: FeatureEncoding(inputs: [
        InputColumn(name: "a", kind: .number, typeName: "DOUBLE"),
        InputColumn(name: "b", kind: .text, typeName: "VARCHAR", levels: ["x", "y", "z"]),
        InputColumn(name: "c", kind: .number, typeName: "DOUBLE"),
      ]),
      predicted: PredictedColumn(
        name: "y",
        typeName: outputCount > 1 ? "VARCHAR" : "DOUBLE",
        values: outputCount > 1 ? .classes((0..<outputCount).map { "\($0)" }) : .number
      ),
      learner: Learner(
        .neural(
          NeuralModel(
            encoding: encoding,
            activation: activation,
            layers: zip(widths, widths.dropFirst()).map { inputs, outputs in
              NeuralModel.Layer(
                inputCount: inputs,
                weights: numbers(inputs * outputs),
                biases: numbers(outputs)
              )
            },
            scale: 1.5,
            shifts: (0..<outputCount).map { Double($0) }
          )
        ),
        link: outputCount > 1 ? .softmax : .identity
      ),
      summary: ""
    )
  }

  private static func rows(_ count: Int) -> FeatureTable {
    var generator = SplitMix64(seed: 2)
    let odd: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300, 0]
    func numbers() -> [Double] {
      (0..<count).map {
        $0 % 5 == 0 ? odd[$0 / 5 % 6] : Double.random(in: -9...9, using: &generator)
      }
    }
    let codes = (0..<count).map { row -> UInt32 in
      switch row % 5 {
      case 3: FeatureColumn.missingCode
      case 4: FeatureColumn.unseenCode
      default: UInt32(row % 5)
      }
    }
    return FeatureTable(
      rowCount: count,
      columns: [
        .double(numbers()), .codes(codes, levelCount: 3), .float(numbers().map { Float($0) }),
      ]
    )
  }

  @Test(arguments: NeuralActivation.allCases, [1, 3])
  func `batches of any size have the bits of the reference`(
    activation: NeuralActivation,
    outputCount: Int
  ) {
    let model = Self.model(activation: activation, outputCount: outputCount)
    for count in [0, 1, 15, 16, 17, 100] {
      let table = Self.rows(count)
      let found = CompiledPredictor(model).predictions(of: table)
      #expect(found == ReferencePredictor(model).predictions(of: table))
      #expect(found.values.allSatisfy { $0.isFinite })
    }
  }

  @Test func `activations and their slopes are those of their definitions`() {
    let definitions: [(NeuralActivation, (Double) -> Double)] = [
      (.selu, { $0 > 0 ? 1.0507009873554805 * $0 : 1.7580993408473766 * (exp($0) - 1) }),
      (.mish, { $0 * tanh(log(1 + exp($0))) }), (.relu, { max($0, 0) }), (.tanh, { tanh($0) }),
    ]
    for (activation, definition) in definitions {
      let points: [Float] = [-90, -20, -3, -1, -0.01, 0.01, 0.5, 2, 9, 30, 90]
      var (values, slopes) = (points, points)
      var span = values.mutableSpan
      var slopeSpan = slopes.mutableSpan
      activation.apply(to: &span, slopes: &slopeSpan)
      for (index, point) in points.enumerated() {
        let x = Double(point)
        let slope = (definition(x + 1e-5) - definition(x - 1e-5)) / 2e-5
        #expect(abs(Double(values[index]) - definition(x)) < 1e-6 * (1 + abs(x)), "\(activation)")
        #expect(abs(Double(slopes[index]) - slope) < 1e-5, "\(activation) at \(x)")
      }
    }
  }

  @Test func `numbers near the middle stay, and none goes beyond 3`() {
    #expect(NeuralModel.clipped(0) == 0)
    #expect(abs(NeuralModel.clipped(0.1) - 0.1) < 1e-3)
    #expect(NeuralModel.clipped(1e300) == 3 && NeuralModel.clipped(-.infinity) == -3)
  }

  @Test func `a network comes back as it was`() throws {
    for outputCount in [1, 3] {
      let model = Self.model(outputCount: outputCount)
      #expect(try ModelArchive.model(from: ModelArchive.bytes(of: model)) == model)
    }
  }

  @Test func `a damaged network is refused or predicts without a trap`() throws {
    let archive = ModelArchive.bytes(of: Self.model())
    let payload = try ModelArchive.content(of: archive).payload
    let table = Self.rows(20)
    for index in payload.indices {
      for bit in [UInt8(1), 0x40, 0x80] {
        var changed = payload
        changed[index] ^= bit
        let bytes = ModelArchive.archive(ofPayload: changed)
        guard let model = try? ModelArchive.model(from: bytes) else { continue }
        #expect(model.learner.predictions(of: table).rowCount == 20)
      }
      #expect(throws: ModelError.self) {
        try ModelArchive.model(from: ModelArchive.archive(ofPayload: Array(payload[..<index])))
      }
    }
  }

  @Test func `a change of scores is one of the last layer's factor`() {
    let model = Self.model()
    let map = ScoreMap(slope: 0.5, shift: 0)
    let table = Self.rows(10)
    let changed = model.learner.mapped(by: map).predictions(of: table)
    let wanted = map.predictions(model.learner.predictions(of: table))
    #expect(zip(changed.values, wanted.values).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(ModelContributions(model).map(\.inputCount) == nil)
  }
}
