import LinearAlgebra
import Models
import TestSupport
import Testing

@Suite struct LinearModelTests {
  /// Sums of a few dozen terms in another order, with deviations folded in.
  private static let rounding = 1e-12

  /// A model of random features, and rows with everything that a column may hold.
  private func random(seed: UInt64) -> (model: LinearModel, table: FeatureTable) {
    var generator = SplitMix64(seed: seed)
    var features: [LinearEncoding.Feature] = []
    var columns: [FeatureColumn] = []
    let rowCount = Int.random(in: 0..<5000, using: &generator)
    for _ in 0..<Int.random(in: 0..<7, using: &generator) {
      switch Int.random(in: 0..<3, using: &generator) {
      case 0:
        features.append(.category(category(&generator)))
        columns.append(.codes(codes(rowCount, &generator), levelCount: 9))
      case 1:
        features.append(.numeric(numeric(&generator)))
        columns.append(.double(numbers(rowCount, &generator)))
      default:
        features.append(.numeric(numeric(&generator)))
        columns.append(.float(numbers(rowCount, &generator).map { Float($0) }))
      }
    }
    let encoding = LinearEncoding(features: features)
    let outputCount = Int.random(in: 1..<4, using: &generator)
    let coefficients = (0..<encoding.columnCount * outputCount).map { _ in
      Double.random(in: -2..<2, using: &generator)
    }
    return (
      LinearModel(
        encoding: encoding,
        coefficients: Matrix(
          rowCount: encoding.columnCount,
          columnCount: outputCount,
          values: coefficients
        ),
        intercepts: (0..<outputCount).map { _ in Double.random(in: -1..<1, using: &generator) }
      ),
      FeatureTable(rowCount: rowCount, columns: columns)
    )
  }

  private func numeric(_ generator: inout SplitMix64) -> NumericEncoding {
    NumericEncoding(
      unit: 0.25,
      mean: Double.random(in: -1..<1, using: &generator),
      inverseDeviation: Bool.random(using: &generator) ? 0 : 2.5,
      lowest: -4,
      highest: 5,
      hasMissingIndicator: Bool.random(using: &generator)
    )
  }

  private func category(_ generator: inout SplitMix64) -> CategoryEncoding {
    CategoryEncoding(
      slots: (0..<9).map { _ in UInt32.random(in: 0...6, using: &generator) },
      slotCount: 6,
      missingSlot: UInt32.random(in: 0...6, using: &generator),
      unseenSlot: UInt32.random(in: 0...6, using: &generator)
    )
  }

  private func codes(_ rowCount: Int, _ generator: inout SplitMix64) -> [UInt32] {
    (0..<rowCount).map { _ in
      let code = UInt32.random(in: 0..<12, using: &generator)
      return code == 9 ? FeatureColumn.missingCode : code == 10 ? FeatureColumn.unseenCode : code
    }
  }

  private func numbers(_ rowCount: Int, _ generator: inout SplitMix64) -> [Double] {
    (0..<rowCount).map { _ in
      switch Int.random(in: 0..<20, using: &generator) {
      case 0: .nan
      case 1: .infinity
      case 2: -.infinity
      case 3: 1e30
      default: Double.random(in: -10..<10, using: &generator)
      }
    }
  }

  private func bytes(_ model: LinearModel) -> [UInt8] {
    var writer = ByteWriter()
    model.write(to: &writer)
    return writer.bytes
  }

  @Test func `compiled scores equal the reference's`() {
    for seed in 1...40 as ClosedRange<UInt64> {
      let (model, table) = random(seed: seed)
      let reference = model.scores(of: table)
      let compiled = CompiledLinear(model).scores(of: table)
      #expect(compiled.rowCount == reference.rowCount)
      #expect(compiled.columnCount == reference.columnCount)
      for (left, right) in zip(compiled.values, reference.values) {
        #expect(abs(left - right) <= Self.rounding * max(1, abs(right)), "seed \(seed)")
      }
    }
  }

  @Test func `a model survives its archive`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let model = random(seed: seed).model
      var reader = ByteReader(bytes(model)[...])
      #expect(try LinearModel(from: &reader) == model, "seed \(seed)")
      #expect(reader.remainingCount == 0)
    }
  }

  @Test func `a truncated archive is refused`() {
    for seed in 1...6 as ClosedRange<UInt64> {
      let bytes = bytes(random(seed: seed).model)
      for count in 0..<bytes.count {
        var reader = ByteReader(bytes[..<count])
        #expect(throws: ModelError.self) { try LinearModel(from: &reader) }
      }
    }
  }

  @Test func `a damaged archive is refused or still predicts`() {
    for seed in 1...6 as ClosedRange<UInt64> {
      let (model, table) = random(seed: seed)
      let bytes = bytes(model)
      var generator = SplitMix64(seed: seed)
      let few = FeatureTable(rowCount: 0, columns: table.columns.map(emptied))
      for _ in 0..<500 {
        var damaged = bytes
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        damaged[index] = UInt8.random(in: 0...255, using: &generator)
        var reader = ByteReader(damaged[...])
        guard let other = try? LinearModel(from: &reader),
          (try? other.encoding.validate(isCategory: model.encoding.features.map(\.isCategory)))
            != nil
        else { continue }
        _ = CompiledLinear(other).scores(of: few)
        _ = CompiledLinear(other).scores(of: table)
      }
    }
  }

  private func emptied(_ column: FeatureColumn) -> FeatureColumn {
    switch column {
    case .float: .float([])
    case .double: .double([])
    case .codes(_, let levelCount): .codes([], levelCount: levelCount)
    }
  }
}
