import LinearAlgebra
import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds products of two columns that go with what the columns by themselves leave of the target.
///
/// On a sample of rows a least-squares fit of all columns leaves residuals; with those each product
/// is compared by itself (a score test of one more coefficient), all pairs in one matrix product for
/// each output. Better than chance alone would make the best of so many, the strongest are taken.
struct ProductScreening {
  /// Rows that are looked at.
  private static let rowLimit = 4096
  /// Multiplications that the pairs may take: about half a second.
  private static let workLimit = 4e9
  /// Products of the columns of the same two features.
  private static let limitOfPair = 8
  /// Rows that a level must have, and lack, to be multiplied.
  private static let leastLevelRows = 20
  /// The strength of the penalty of the fit.
  private static let lambda = 5.0

  /// A column that may be multiplied.
  private struct Candidate {
    let factor: ColumnProduct.Factor
    let feature: Int
    /// A hinge is not multiplied by another.
    let isHinge: Bool
    /// Standardised, for each sampled row.
    let cells: [Double]
  }

  private let data: TrainingData
  private let task: LearningTask
  private let rows: [UInt32]

  /// A screening by the targets of `data`.
  init(_ data: TrainingData, task: LearningTask, seed: UInt64) {
    self.data = data
    self.task = task
    rows = sampledRows(of: data.rowCount, limit: Self.rowLimit, seed: seed)
      .filter { row in data.weights.map { $0[Int(row)] > 0 } ?? true }
  }

  /// At most `limit` products of the columns that `parts` made, the strongest first.
  ///
  /// - Complexity: O(sampled rows * columns^2 * outputs).
  func products(
    of parts: [FeatureExpansion.Part],
    columns: [FeatureColumn],
    limit: Int
  ) -> [FeatureExpansion.Part] {
    let candidates = candidates(parts, columns)
    guard limit > 0, candidates.count > 1, (try? BLAS.load()) != nil else { return [] }
    let cells = candidates.flatMap(\.cells)
    guard let residuals = residuals(of: cells, count: candidates.count) else { return [] }
    let strengths = strengths(of: cells, count: candidates.count, residuals)
    let chosen = strongest(strengths, candidates, outputCount: residuals.count, limit: limit)
    return chosen.map { left, right in
      FeatureExpansion.Part(
        source: candidates[left].feature,
        transform: .product(
          ColumnProduct(left: candidates[left].factor, right: candidates[right].factor)
        )
      )
    }
  }

  private func candidates(
    _ parts: [FeatureExpansion.Part],
    _ columns: [FeatureColumn]
  ) -> [Candidate] {
    var candidates: [Candidate] = []
    var first = 0
    for part in parts {
      switch (part.transform, columns[first]) {
      case (.same, .codes(_, let levelCount)) where levelCount <= ExpandedRows.levelLimit:
        candidates += (0..<UInt32(levelCount)).compactMap { level in
          self.level(level, part.source, columns[first], at: first)
        }
      case (.same, .codes), (.cycle, _), (.targetMeans, _), (.product, _): break
      case (.same, _), (.curve, _):
        for column in 0..<part.transform.columnCount {
          number(part.source, columns[first + column], at: first + column, isHinge: column > 0)
            .map { candidates.append($0) }
        }
      }
      first += part.transform.columnCount
    }
    let work = Double(rows.count) * Double(task.outputCount + 2)
    let limit = Int((Self.workLimit / max(work, 1)).squareRoot())
    if candidates.count > limit { candidates.removeAll(where: \.isHinge) }
    return candidates.count > limit ? [] : candidates
  }

  private func number(
    _ feature: Int,
    _ column: FeatureColumn,
    at index: Int,
    isHinge: Bool
  ) -> Candidate? {
    let values = rows.map { column.number(Int($0)) }.filter(\.isFinite)
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0) { $0 + $1 / count }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
    let factor = ColumnProduct.Factor(
      column: index,
      kind: .number(mean: mean, inverseDeviation: 1 / variance.squareRoot())
    )
    guard variance > 0, variance.isFinite, mean.isFinite, (1 / variance).isFinite else {
      return nil
    }
    let cells = factor.values(of: column.gathered(rows.map { Int($0) }))
    return Candidate(factor: factor, feature: feature, isHinge: isHinge, cells: cells)
  }

  private func level(
    _ level: UInt32,
    _ feature: Int,
    _ column: FeatureColumn,
    at index: Int
  ) -> Candidate? {
    let factor = ColumnProduct.Factor(column: index, kind: .level(level))
    let cells = factor.values(of: column.gathered(rows.map { Int($0) }))
    let count = cells.reduce(0, +)
    let share = count / Double(max(rows.count, 1))
    guard min(count, Double(rows.count) - count) >= Double(Self.leastLevelRows) else { return nil }
    let inverseDeviation = 1 / (share * (1 - share)).squareRoot()
    return Candidate(
      factor: factor,
      feature: feature,
      isHinge: false,
      cells: cells.map { ($0 - share) * inverseDeviation }
    )
  }

  /// For each output what a fit of the columns leaves of it, in units of its deviation; nil where
  /// there is no fit.
  private func residuals(of cells: [Double], count: Int) -> [[Double]]? {
    var gram = Matrix(rowCount: count, columnCount: count)
    var sums = gram.values.mutableSpan
    BLAS.addGram(cells.span, rowCount: rows.count, columnCount: count, to: &sums)
    for index in 0..<count { gram[index, index] += Self.lambda }
    guard let factor = try? Cholesky(gram) else { return nil }
    return targets.map { target in
      var coefficients = [Double](repeating: 0, count: count)
      var products = coefficients.mutableSpan
      BLAS.addTransposedProduct(
        cells.span,
        target.span,
        rowCount: rows.count,
        leftColumnCount: count,
        rightColumnCount: 1,
        to: &products
      )
      factor.solve(&coefficients)
      var residuals = target.map { -$0 }
      var span = residuals.mutableSpan
      BLAS.addProduct(
        cells.span,
        coefficients.span,
        rowCount: rows.count,
        innerCount: count,
        columnCount: 1,
        to: &span
      )
      return standardised(residuals)
    }
  }

  /// For each output the sampled rows' targets, or indicators of the class, standardised.
  private var targets: [[Double]] {
    let target = rows.map { data.target[Int($0)] }
    guard case .multiclass(let classCount) = task else { return [standardised(target)] }
    return (0..<classCount).map { label in
      standardised(target.map { Int($0) == label ? 1 : 0 })
    }
  }

  /// For each pair of columns how much of the residuals goes with their product, as a sum of
  /// chi-squares with one degree of freedom for each output.
  private func strengths(
    of cells: [Double],
    count: Int,
    _ residuals: [[Double]]
  ) -> [Double] {
    let rowCount = rows.count
    let inverse = 1 / Double(rowCount)
    func product(_ left: [Double], _ right: [Double]) -> [Double] {
      var product = [Double](repeating: 0, count: count * count)
      var span = product.mutableSpan
      BLAS.addTransposedProduct(
        left.span,
        right.span,
        rowCount: rowCount,
        leftColumnCount: count,
        rightColumnCount: count,
        to: &span
      )
      return product
    }
    let squares = cells.map { $0 * $0 }
    let means = product(cells, cells)
    let variances = zip(product(squares, squares), means).map {
      $0 * inverse - ($1 * inverse) * ($1 * inverse)
    }
    var strengths = [Double](repeating: 0, count: count * count)
    for residuals in residuals {
      let weighted = cells.indices.map { cells[$0] * residuals[$0 % rowCount] }
      let sums = product(cells, weighted)
      for pair in strengths.indices where variances[pair] > 1e-6 {
        strengths[pair] += sums[pair] * sums[pair] * inverse / variances[pair]
      }
    }
    return strengths
  }

  /// The strength that the largest of the pairs reaches once in thirty times where there is nothing
  /// to find: a quantile of chi-square (Wilson & Hilferty 1931) at one in thirty pairs' worth.
  ///
  /// Hinges go with their number, and count as one with it.
  private static func strengthByChance(_ candidates: [Candidate], outputCount: Int) -> Double {
    let count = candidates.count { !$0.isHinge }
    let pairCount = Double(max(1, count * (count - 1) / 2))
    let deviations = (2 * log(4 * pairCount)).squareRoot()
    let spread = 2 / (9 * Double(outputCount))
    return Double(outputCount) * pow(1 - spread + deviations * spread.squareRoot(), 3)
  }

  private func strongest(
    _ strengths: [Double],
    _ candidates: [Candidate],
    outputCount: Int,
    limit: Int
  ) -> [(left: Int, right: Int)] {
    let count = candidates.count
    let chance = Self.strengthByChance(candidates, outputCount: outputCount)
    var pairs: [(strength: Double, left: Int, right: Int)] = []
    for right in 1..<count {
      for left in 0..<right {
        let strength = strengths[right * count + left]
        guard strength > chance, candidates[left].feature != candidates[right].feature,
          !(candidates[left].isHinge && candidates[right].isHinge)
        else { continue }
        pairs.append((strength, left, right))
      }
    }
    pairs.sort { ($1.strength, $0.right, $0.left) < ($0.strength, $1.right, $1.left) }
    var countOfPair: [Int: Int] = [:]
    var chosen: [(left: Int, right: Int)] = []
    for (_, left, right) in pairs where chosen.count < limit {
      let pair = candidates[left].feature << 32 | candidates[right].feature
      guard countOfPair[pair, default: 0] < Self.limitOfPair else { continue }
      countOfPair[pair, default: 0] += 1
      chosen.append((left, right))
    }
    return chosen
  }
}

/// Values brought to mean 0 and deviation 1; zeros where they are all alike.
private func standardised(_ values: [Double]) -> [Double] {
  let unit = values.reduce(0) { max($0, $1.magnitude) }
  let count = Double(max(values.count, 1))
  let mean = values.reduce(0) { $0 + $1 / unit / count }
  let variance = values.reduce(0) { $0 + ($1 / unit - mean) * ($1 / unit - mean) / count }
  let inverse = 1 / variance.squareRoot()
  return values.map { inverse.isFinite ? ($0 / unit - mean) * inverse : 0 }
}
