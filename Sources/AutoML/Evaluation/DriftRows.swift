import DuckDB
import Learning
import Models

/// A column of a model as drift is measured of it: the distribution that it had in training.
struct DriftColumn: Codable {
  /// The column's name, `(prediction)` for what the model predicts.
  var column: String
  /// The kind of its values as they are stored; nil for numbers that are counted as they are.
  var kind: UInt8?
  /// Rows of training that the distribution is of.
  var trainingRows: Int
  /// The share of these without a value.
  var missingShare: Double
  /// The numbers' distribution.
  var minimum: Double?
  var maximum: Double?
  var steps: [Double]?
  var shares: [Double]?
  /// The levels, and the rows of training of each.
  var levels: [String]?
  var levelRows: [UInt32]?
}

extension DriftColumn {
  /// A column with its distribution; nil where there is none.
  init?(
    _ column: String,
    kind: InputKind?,
    levels: [String],
    _ distribution: ColumnDistribution,
    trainingRows: Int
  ) {
    self.column = column
    self.kind = kind?.rawValue
    self.trainingRows = trainingRows
    missingShare = distribution.missingShare
    switch distribution.values {
    case .none: return nil
    case .numbers(let numbers):
      (minimum, maximum) = (numbers.minimum, numbers.maximum)
      (steps, shares) = (numbers.steps, numbers.shares)
    case .levels(let counts):
      self.levels = levels
      levelRows = counts
    }
  }

  /// The distribution.
  fileprivate var distribution: ColumnDistribution {
    if let levelRows {
      return ColumnDistribution(missingShare: missingShare, values: .levels(levelRows))
    }
    let numbers = NumberDistribution(
      minimum: minimum ?? 0,
      maximum: maximum ?? 0,
      mean: 0,
      standardDeviation: 0,
      steps: steps ?? [0],
      shares: shares ?? [1]
    )
    return ColumnDistribution(missingShare: missingShare, values: .numbers(numbers))
  }

  /// Whether its values stand in texts.
  var isReadFromText: Bool { textKind != nil }

  /// The kind of its texts that values are read from; nil of others.
  fileprivate var textKind: InputKind? {
    kind.flatMap { InputKind(rawValue: $0) }.flatMap { $0.isReadFromText ? $0 : nil }
  }
}

/// The rows of an aggregate function that measures a column's drift from training.
///
/// Parameters: the value as a number, or as text where the column has levels or values in texts; the
/// column, as JSON.
final class DriftRows: AggregateState {
  /// The types of the parameters.
  static let parameterTypes: [LogicalType] = [.double, .varchar(), .varchar()]
  /// The columns of the result.
  static let columns = [
    ReportColumn("feature", .varchar()), ReportColumn("rows", .bigint),
    ReportColumn("psi", .double), ReportColumn("ks", .double),
    ReportColumn("missing_share", .double), ReportColumn("missing_share_in_training", .double),
    ReportColumn("unseen_share", .double), ReportColumn("psi_by_chance", .double),
    ReportColumn("variance", .double), ReportColumn("verdict", .varchar()),
  ]

  private var column: DriftColumn?
  private var counts: ColumnCounts?
  private var dictionary = StringDictionary(limit: 0)

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    if column == nil {
      guard let text = input.text(row: rows.lowerBound, column: 2),
        let column = JSON.value(DriftColumn.self, from: text)
      else { throw FunctionRefusal("a column's distribution in training is damaged") }
      self.column = column
      counts = ColumnCounts(column.distribution)
      if let levels = column.levels { dictionary = StringDictionary(levels) }
    }
    guard let column, var counts else { return }
    self.counts = nil
    if column.levels != nil {
      var codes: [UInt32] = []
      input.appendCodes(ofColumn: 1, from: dictionary, to: &codes)
      for row in rows { counts.add(code: codes[row]) }
    } else {
      let numbers = try numbers(of: input, column)
      for row in rows { counts.add(numbers[row]) }
    }
    self.counts = counts
  }

  private func numbers(
    of input: borrowing DataChunk,
    _ column: DriftColumn
  ) throws -> [Double] {
    var numbers: [Double] = []
    guard let kind = column.textKind else {
      try input.appendNumbers(ofColumn: 0, to: &numbers)
      return numbers
    }
    var dictionary = StringDictionary(limit: input.rowCount)
    var codes: [UInt32] = []
    input.appendCodes(ofColumn: 1, insertingInto: &dictionary, to: &codes)
    return kind.values(of: codes, levelCount: dictionary.count) { dictionary.string($0) }
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? DriftRows, let more = other.counts else { return }
    guard counts != nil else {
      (column, counts) = (other.column, more)
      return
    }
    counts?.add(more)
  }

  /// The row of the result; none where there are no rows.
  var rows: [[Value]] {
    guard let column, let counts,
      let drift = ColumnDrift(counts, trainingRowCount: column.trainingRows)
    else { return [] }
    let total = Double(counts.rowCount)
    let missing = Double(counts.missing) / total
    let unseen = Double(counts.unseen) / total
    let variances = drift.logRatioVariances
    return [
      [
        .text(column.column), .integer(Int64(counts.rowCount)), .double(drift.stabilityIndex),
        drift.distributionDistance.map { .double($0) } ?? .null, .double(missing),
        .double(column.missingShare), .double(unseen), .double(drift.stabilityIndexByChance),
        .double(variances.training + variances.now),
        .text(
          verdict(drift, missing: missing, unseen: unseen, trainingMissing: column.missingShare)
        ),
      ]
    ]
  }

  /// The shares of rows from which on missing and unseen values are told of.
  private static let tellingShare = 0.01

  /// A word on the column: the usual bounds of the index, 0.1 and 0.25, above what chance gives.
  private func verdict(
    _ drift: ColumnDrift,
    missing: Double,
    unseen: Double,
    trainingMissing: Double
  ) -> String {
    var words: [String] = []
    let index = drift.stabilityIndex - drift.stabilityIndexByChance
    if drift.isBeyondChance, index >= 0.1 { words.append(index >= 0.25 ? "drifted" : "moved") }
    if unseen > Self.tellingShare { words.append("unseen values") }
    if missing > trainingMissing + Self.tellingShare { words.append("more missing values") }
    return words.isEmpty ? "stable" : words.joined(separator: ", ")
  }
}
