import DuckDB
import Learning
import Models

/// The rows of an aggregate function that judges a model of two classes.
///
/// Parameters: the actual label; the probability of the second label; the model's `ClassSettings`, as JSON,
/// which are the same for all rows.
final class TwoClassState: AggregateState {
  private var labels = LabelDictionary([])
  private var rows = TwoClassRows(threshold: Model.evenThreshold)
  private var settingsText: String?
  private var probabilities: [Double] = []

  /// The types of the parameters.
  static func parameterTypes(_ label: LabelType) -> [LogicalType] {
    [label.type, .double, .varchar()]
  }

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    if settingsText == nil { try start(input.text(row: rows.lowerBound, column: 2)) }
    let codes = try labels.codes(ofColumn: 0, of: input)
    probabilities.removeAll(keepingCapacity: true)
    try input.appendNumbers(ofColumn: 1, to: &probabilities)
    self.rows.add(
      classes: codes[rows],
      probabilities: probabilities[rows],
      classCount: labels.count
    )
  }

  private func start(_ text: String?) throws {
    let settings = try ClassSettings(judging: text) { $0 == 2 }
    settingsText = text
    labels = LabelDictionary(settings.labels ?? [])
    rows = TwoClassRows(threshold: settings.threshold ?? Model.evenThreshold)
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? TwoClassState, let text = other.settingsText else { return }
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
