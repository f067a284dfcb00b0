import DuckDB
import Learning

/// The losses of two models on the same rows.
///
/// Parameters: the actual value as text, the predictions of both as numbers and as probabilities, of which
/// one kind is NULL, and the settings of both, as JSON.
final class ComparedLosses: AggregateState {
  /// The types of the parameters.
  static let parameterTypes: [LogicalType] = [
    .varchar(), .double, .double, .double, .list(.double), .list(.double), .varchar(), .varchar(),
  ]
  /// The columns of the result.
  static let columns =
    [ReportColumn("metric", .varchar())]
    + ["model", "other", "difference", "standard_error"].map { ReportColumn($0, .double) }

  private var first = RowLosses()
  private var second = RowLosses()
  private var leftOutCount = 0

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    first.start(input.text(row: rows.lowerBound, column: 6))
    second.start(input.text(row: rows.lowerBound, column: 7))
    var numbers = [[Double]](repeating: [], count: 3)
    for column in 0..<3 { try input.appendNumbers(ofColumn: column + 1, to: &numbers[column]) }
    let lists = (PredictedLists(input, column: 4, rows), PredictedLists(input, column: 5, rows))
    for row in rows {
      let place = row - rows.lowerBound
      let label = input.text(row: row, column: 0)
      let losses = (
        first.losses(label, lists.0.row(place), numbers[0][row], numbers[1][row]),
        second.losses(label, lists.1.row(place), numbers[0][row], numbers[2][row])
      )
      guard let one = losses.0, let other = losses.1 else {
        leftOutCount += 1
        continue
      }
      first.take(one)
      second.take(other)
    }
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? ComparedLosses else { return }
    first.combine(other.first)
    second.combine(other.second)
    leftOutCount += other.leftOutCount
  }

  /// The means of both, and the mean of the difference of each row with its standard error.
  var rows: [[Value]] {
    let counts: [[Value]] = [
      ("rows", first.values.first?.count ?? 0), ("rows_left_out", leftOutCount),
    ].map { [.text($0), .double(Double($1)), .double(Double($1)), .null, .null] }
    return counts
      + zip(first.names, zip(first.values, second.values)).map { name, values in
        let paired = PairedMeans(values.0, values.1)
        return [
          .text(name), .double(paired.first), .double(paired.second), .double(paired.difference),
          .double(paired.standardError),
        ]
      }
  }
}

/// The lists of one column.
private struct PredictedLists {
  private var numbers: [Double] = []
  private var ends: [Int] = [0]

  init(_ input: borrowing DataChunk, column: Int, _ rows: Range<Int>) {
    var lengths: [Int] = []
    input.appendLists(ofColumn: column, rows: rows, to: &numbers, lengths: &lengths)
    for length in lengths { ends.append(ends[ends.count - 1] + length) }
  }

  func row(_ row: Int) -> ArraySlice<Double> { numbers[ends[row]..<ends[row + 1]] }
}

/// One model's losses on each row, by metric.
private struct RowLosses {
  private var settings: ClassSettings?
  private var places: [String: Int] = [:]
  /// By metric, the value of each row.
  private(set) var values: [[Double]] = []

  var names: [String] {
    settings?.labels == nil ? ["mse", "mae"] : ["accuracy", "log_loss", "brier_score"]
  }

  mutating func start(_ text: String?) {
    guard settings == nil else { return }
    let known = text.flatMap { JSON.value(ClassSettings.self, from: $0) } ?? ClassSettings()
    settings = known
    for (index, label) in (known.labels ?? []).enumerated() { places[label] = index }
    values = [[Double]](repeating: [], count: names.count)
  }

  /// The losses on a row; nil where a value is missing.
  func losses(
    _ label: String?,
    _ probabilities: ArraySlice<Double>,
    _ actual: Double,
    _ predicted: Double
  ) -> [Double]? {
    guard settings?.labels != nil else {
      let error = predicted - actual
      return error.isNaN ? nil : [error * error, error.magnitude]
    }
    guard let label, !probabilities.isEmpty, probabilities.allSatisfy({ !$0.isNaN }) else {
      return nil
    }
    return ClassLosses(
      probabilities: Array(probabilities),
      actual: places[label],
      threshold: settings?.threshold
    ).all
  }

  mutating func take(_ losses: [Double]) {
    for (index, loss) in losses.enumerated() { values[index].append(loss) }
  }

  mutating func combine(_ other: RowLosses) {
    guard other.settings != nil else { return }
    guard settings != nil else {
      self = other
      return
    }
    for index in values.indices { values[index] += other.values[index] }
  }
}
