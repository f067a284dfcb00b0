import DuckDB
import Learning

/// The rows of an aggregate function that judges a model of more than two classes.
///
/// Parameters: the actual label; the probabilities of the model's labels; its `ClassSettings`, as JSON, which
/// are the same for all rows.
final class ManyClassState: AggregateState {
  private var labels = LabelDictionary([])
  private var rows = ManyClassRows(scoredCount: 0)
  private var scoredCount = 0
  private var settingsText: String?
  private var numbers: [Double] = []
  private var lengths: [Int] = []

  /// The types of the parameters.
  static func parameterTypes(_ label: LabelType) -> [LogicalType] {
    [label.type, .list(.double), .varchar()]
  }

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    if settingsText == nil { try start(input.text(row: rows.lowerBound, column: 2)) }
    let codes = try labels.codes(ofColumn: 0, of: input)
    self.rows.add(
      classes: codes[rows],
      probabilities: try probabilities(of: rows, input),
      classCount: labels.count
    )
  }

  /// The probabilities row by row, NaN where a row has none.
  private func probabilities(
    of rows: Range<Int>,
    _ input: borrowing DataChunk
  ) throws -> [Double] {
    numbers.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    input.appendLists(ofColumn: 1, rows: rows, to: &numbers, lengths: &lengths)
    if let other = lengths.first(where: { $0 != scoredCount && $0 != 0 }) {
      throw FunctionRefusal("\(other) probabilities of \(scoredCount) labels")
    }
    guard lengths.contains(0) else { return numbers }
    var all: [Double] = []
    var next = 0
    for length in lengths {
      all += numbers[next..<next + length]
      if length == 0 { all += [Double](repeating: .nan, count: scoredCount) }
      next += length
    }
    return all
  }

  private func start(_ text: String?) throws {
    let settings = try ClassSettings(judging: text) { $0 > 2 }
    let known = settings.labels ?? []
    settingsText = text
    scoredCount = known.count
    labels = LabelDictionary(known)
    rows = ManyClassRows(scoredCount: known.count)
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? ManyClassState, let text = other.settingsText else { return }
    if settingsText == nil { try start(text) }
    guard text == settingsText else { throw ClassSettings.differ }
    rows.add(other.rows, classes: try labels.codes(of: other.labels))
  }

  /// All metrics, computed on so many threads.
  func metrics(threadCount: Int) -> [JudgedMetric] {
    let (labels, places) = labels.ordered
    return rows.metrics(labels: labels, places: places, threadCount: threadCount)
  }
}
