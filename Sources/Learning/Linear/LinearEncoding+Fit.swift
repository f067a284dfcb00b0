import LinearAlgebra
import Models
import Parallel

/// Which rows of a table are meant: all of them, or those listed.
struct RowSelection: Sendable {
  /// Row numbers, or nil for all.
  let rows: [UInt32]?
  /// How many rows are meant.
  let count: Int

  /// All rows of a table of `rowCount`, or `rows`.
  init(_ rows: [UInt32]?, rowCount: Int) {
    self.rows = rows
    count = rows?.count ?? rowCount
  }

  /// The values of the rows at `positions` among those meant, as `Double`.
  func gather<T: BinaryFloatingPoint>(_ values: [T], _ positions: Range<Int>) -> [Double] {
    if let rows { return rows[positions].map { Double(values[Int($0)]) } }
    var gathered = [Double](repeating: 0, count: positions.count)
    var result = gathered.mutableSpan
    let source = values.span.extracting(positions)
    for index in source.indices { result[index] = Double(source[index]) }
    return gathered
  }

  /// The numbers of a numeric column.
  func gather(_ column: FeatureColumn, _ positions: Range<Int>) -> [Double] {
    switch column {
    case .float(let values): gather(values, positions)
    case .double(let values): gather(values, positions)
    case .codes: preconditionFailure("codes where numbers were expected")
    }
  }

  /// The codes of the rows at `positions` among those meant.
  func gather(_ codes: [UInt32], _ positions: Range<Int>) -> [UInt32] {
    guard let rows else { return Array(codes[positions]) }
    return rows[positions].map { codes[Int($0)] }
  }

  /// Ranges of positions that are read together.
  func blocks(of size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

extension LinearEncoding {
  /// Fits the encoding's rules on some rows of a table.
  ///
  /// Levels whose rows weigh less than `minimumLevelWeight` together are pooled. Rows of weight 0
  /// count for nothing. Each column is one piece of work, so the result does not depend on
  /// `threadCount`.
  ///
  /// - Complexity: O(rows * features), three passes over numeric columns.
  static func fit(
    _ table: FeatureTable,
    rows: RowSelection,
    weights: [Double]?,
    minimumLevelWeight: Double,
    threadCount: Int
  ) -> LinearEncoding {
    LinearEncoding(
      features: concurrentMap(count: table.columns.count, threadCount: threadCount) { index in
        switch table.columns[index] {
        case .codes(let codes, let levelCount):
          .category(
            CategoryEncoding(
              codes,
              levelCount: levelCount,
              rows: rows,
              weights: weights,
              minimumLevelWeight: minimumLevelWeight
            )
          )
        case .float, .double:
          .numeric(NumericEncoding(fitting: table.columns[index], rows: rows, weights: weights))
        }
      }
    )
  }
}

extension CategoryEncoding {
  fileprivate init(
    _ codes: [UInt32],
    levelCount: Int,
    rows: RowSelection,
    weights: [Double]?,
    minimumLevelWeight: Double
  ) {
    var levelWeights = [Double](repeating: 0, count: levelCount)
    var missingWeight = 0.0
    for position in 0..<rows.count {
      let row = rows.rows.map { Int($0[position]) } ?? position
      let weight = weights?[row] ?? 1
      let code = codes[row]
      if code < levelCount {
        levelWeights[Int(code)] += weight
      } else if code == FeatureColumn.missingCode {
        missingWeight += weight
      }
    }
    self.init(
      levelWeights: levelWeights,
      missingWeight: missingWeight,
      minimumLevelWeight: minimumLevelWeight
    )
  }

  /// A column for each level that weighs enough, then "other" if any does not, then NULL if there
  /// was one.
  private init(levelWeights: [Double], missingWeight: Double, minimumLevelWeight: Double) {
    let keptCount = levelWeights.count { $0 > 0 && $0 >= minimumLevelWeight }
    let hasOther = levelWeights.contains { $0 > 0 && $0 < minimumLevelWeight }
    let slotCount = keptCount + (hasOther ? 1 : 0) + (missingWeight > 0 ? 1 : 0)
    guard slotCount > 1 else {
      // One column would be 1 in every row.
      self.init(
        slots: levelWeights.map { _ in 0 },
        slotCount: 0,
        missingSlot: 0,
        unseenSlot: 0
      )
      return
    }
    let otherSlot = UInt32(hasOther ? keptCount : slotCount)
    var nextSlot: UInt32 = 0
    let slots = levelWeights.map { weight in
      guard weight > 0, weight >= minimumLevelWeight else { return otherSlot }
      defer { nextSlot += 1 }
      return nextSlot
    }
    self.init(
      slots: slots,
      slotCount: slotCount,
      missingSlot: UInt32(missingWeight > 0 ? slotCount - 1 : slotCount),
      unseenSlot: otherSlot
    )
  }
}

extension NumericEncoding {
  private static let blockRowCount = 4096

  /// Finds the mean and deviation of a column's rows, in units of its largest magnitude.
  init(fitting column: FeatureColumn, rows: RowSelection, weights: [Double]?) {
    if let moments = ColumnMoments(column, rows: rows, weights: weights) {
      self.init(moments)
      return
    }
    // Infinities, or magnitudes whose squares need the column's unit: three passes.
    var extent = Extent()
    let blocks = rows.blocks(of: Self.blockRowCount)
    for block in blocks {
      let factors = weights.map { rows.gather($0, block) } ?? []
      let values = rows.gather(column, block)
      extent.add(values.span, weights: factors.span)
    }
    let unit = Self.unit(of: max(abs(extent.lowest), abs(extent.highest)))
    guard extent.lowest < extent.highest else {
      self.init(
        unit: unit,
        mean: extent.lowest.isFinite ? extent.lowest * unit : 0,
        inverseDeviation: 0,
        lowest: 0,
        highest: 0,
        hasMissingIndicator: extent.hasBoth
      )
      return
    }
    var sum = 0.0
    for block in blocks {
      let values = rows.gather(column, block)
      let centred = extent.centred(values.span, unit: unit, at: 0)
      let factors = weights.map { rows.gather($0, block) } ?? centred.map { _ in 1 }
      sum += BLAS.dot(centred.span, factors.span)
    }
    let mean = sum / extent.presentWeight
    var squares = 0.0
    for block in blocks {
      let values = rows.gather(column, block)
      let centred = extent.centred(values.span, unit: unit, at: mean)
      let weighted =
        weights.map { zip(centred, rows.gather($0, block)).map { $0 * $1 } } ?? centred
      squares += BLAS.dot(centred.span, weighted.span)
    }
    let variance = squares / (extent.presentWeight + extent.missingWeight)
    let inverseDeviation = variance > 0 ? 1 / variance.squareRoot() : 0
    self.init(
      unit: unit,
      mean: mean,
      inverseDeviation: inverseDeviation,
      lowest: (extent.lowest * unit - mean) * inverseDeviation,
      highest: (extent.highest * unit - mean) * inverseDeviation,
      hasMissingIndicator: extent.hasBoth
    )
  }

  private init(_ moments: ColumnMoments) {
    let (lowest, highest) = (moments.lowest, moments.highest)
    let unit = Self.unit(of: max(abs(lowest), abs(highest)))
    let variance = moments.squares / (moments.presentWeight + moments.missingWeight)
    let isConstant = lowest == highest || variance == 0
    let mean = (lowest == highest ? lowest : moments.mean) * unit
    let inverseDeviation = isConstant ? 0 : 1 / (variance.squareRoot() * unit)
    self.init(
      unit: unit,
      mean: mean,
      inverseDeviation: inverseDeviation,
      lowest: isConstant ? 0 : (lowest * unit - mean) * inverseDeviation,
      highest: isConstant ? 0 : (highest * unit - mean) * inverseDeviation,
      hasMissingIndicator: moments.presentWeight > 0 && moments.missingWeight > 0
    )
  }

  /// The power of two that brings `magnitude` near 1, as far as it and its inverse are normal.
  private static func unit(of magnitude: Double) -> Double {
    guard magnitude.isFinite, magnitude > 0 else { return 1 }
    let exponent = min(max(-Int(magnitude.exponent), -1022), 1022)
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }
}

/// What a column's rows of positive weight hold.
private struct Extent {
  /// The ends of the finite values; the wrong way round where there are none.
  var (lowest, highest) = (Double.infinity, -Double.infinity)
  /// The weight of the rows that have a value, infinite ones included.
  var presentWeight = 0.0
  /// The weight of the rows that have none.
  var missingWeight = 0.0

  /// Whether some rows have a value and others do not.
  var hasBoth: Bool { presentWeight > 0 && missingWeight > 0 }

  /// Takes in rows; no weights when all count once.
  mutating func add(_ values: Span<Double>, weights: Span<Double>) {
    var (lowest, highest) = (lowest, highest)
    var missing = 0.0
    var present = 0.0
    for row in values.indices {
      let (value, weight) = (values[row], weights.isEmpty ? 1 : weights[row])
      let isCounted = weight > 0
      missing += isCounted && value.isNaN ? weight : 0
      present += isCounted && !value.isNaN ? weight : 0
      guard isCounted && value.isFinite else { continue }
      lowest = value < lowest ? value : lowest
      highest = value > highest ? value : highest
    }
    (self.lowest, self.highest) = (lowest, highest)
    missingWeight += missing
    presentWeight += present
  }

  /// Each value, brought into the extent, in `unit`s from `centre`; 0 where it is missing.
  func centred(_ values: Span<Double>, unit: Double, at centre: Double) -> [Double] {
    var centred = [Double](repeating: 0, count: values.count)
    var result = centred.mutableSpan
    for row in values.indices {
      let value = values[row]
      let clipped = value < lowest ? lowest : value > highest ? highest : value
      let distance = clipped * unit - centre
      result[row] = distance == distance ? distance : 0
    }
    return centred
  }
}
