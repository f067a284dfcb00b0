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
    guard let rows else { return values[positions].map { Double($0) } }
    return rows[positions].map { Double(values[Int($0)]) }
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
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    var (presentWeight, missingWeight) = (0.0, 0.0)
    let blocks = rows.blocks(of: Self.blockRowCount)
    for block in blocks {
      let values = rows.gather(column, block)
      let weights = weights.map { rows.gather($0, block) }
      for (index, value) in values.enumerated() {
        let weight = weights?[index] ?? 1
        guard weight > 0 else { continue }
        if value.isNaN { missingWeight += weight } else { presentWeight += weight }
        guard value.isFinite else { continue }
        lowest = min(lowest, value)
        highest = max(highest, value)
      }
    }
    let hasMissingIndicator = missingWeight > 0 && presentWeight > 0
    let unit = Self.unit(of: max(abs(lowest), abs(highest)))
    guard lowest < highest else {
      self.init(
        unit: unit,
        mean: lowest.isFinite ? lowest * unit : 0,
        inverseDeviation: 0,
        lowest: 0,
        highest: 0,
        hasMissingIndicator: hasMissingIndicator
      )
      return
    }
    /// The sum over the rows of weight times `term` of the clipped value, in `unit`s.
    func sum(_ term: (Double) -> Double) -> Double {
      var sum = 0.0
      for block in blocks {
        let terms = rows.gather(column, block).map { value in
          value.isNaN ? 0 : term(min(max(value, lowest), highest) * unit)
        }
        let factors =
          weights.map { rows.gather($0, block) } ?? [Double](repeating: 1, count: terms.count)
        sum += BLAS.dot(terms.span, factors.span)
      }
      return sum
    }
    let mean = sum(\.self) / presentWeight
    let variance = sum { ($0 - mean) * ($0 - mean) } / (presentWeight + missingWeight)
    let inverseDeviation = variance > 0 ? 1 / variance.squareRoot() : 0
    self.init(
      unit: unit,
      mean: mean,
      inverseDeviation: inverseDeviation,
      lowest: (lowest * unit - mean) * inverseDeviation,
      highest: (highest * unit - mean) * inverseDeviation,
      hasMissingIndicator: hasMissingIndicator
    )
  }

  /// The power of two that brings `magnitude` near 1, as far as it and its inverse are normal
  /// numbers.
  private static func unit(of magnitude: Double) -> Double {
    guard magnitude.isFinite, magnitude > 0 else { return 1 }
    let exponent = min(max(-Int(magnitude.exponent), -1022), 1022)
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
