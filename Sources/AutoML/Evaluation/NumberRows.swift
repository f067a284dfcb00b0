import DuckDB
import Learning

/// The rows of an aggregate function that judges numbers.
///
/// Parameters: the actual and the predicted number.
final class NumberRows: AggregateState {
  /// The types of the parameters.
  static let parameterTypes: [LogicalType] = [.double, .double]

  private var pairs = NumberPairs()
  private var actual: [Double] = []
  private var predicted: [Double] = []

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    actual.removeAll(keepingCapacity: true)
    predicted.removeAll(keepingCapacity: true)
    try input.appendNumbers(ofColumn: 0, to: &actual)
    try input.appendNumbers(ofColumn: 1, to: &predicted)
    pairs.add(actual: actual[rows], predicted: predicted[rows])
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? NumberRows else { return }
    pairs.add(other.pairs)
  }

  /// All metrics, computed on so many threads.
  func metrics(threadCount: Int) -> [JudgedMetric] { pairs.metrics(threadCount: threadCount) }
}
