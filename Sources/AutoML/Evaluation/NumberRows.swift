import DuckDB
import Learning

/// The rows of an aggregate function that judges numbers: actual and predicted ones.
final class NumberRows: AggregateState {
  /// The types of the parameters.
  static let parameterTypes: [LogicalType] = [.double, .double]

  private let threadCount: Int
  private var actual: [Double] = []
  private var predicted: [Double] = []
  private var leftOutCount = 0

  /// No rows yet; they are judged on so many threads.
  init(threadCount: Int) { self.threadCount = threadCount }

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    var numbers: [Double] = []
    var guesses: [Double] = []
    try input.appendNumbers(ofColumn: 0, to: &numbers)
    try input.appendNumbers(ofColumn: 1, to: &guesses)
    for row in rows {
      guard !numbers[row].isNaN, !guesses[row].isNaN else {
        leftOutCount += 1
        continue
      }
      actual.append(numbers[row])
      predicted.append(guesses[row])
    }
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? NumberRows else { return }
    actual += other.actual
    predicted += other.predicted
    leftOutCount += other.leftOutCount
  }

  /// The rows.
  var judged: JudgedNumbers {
    JudgedNumbers(
      actual: actual,
      predicted: predicted,
      leftOutCount: leftOutCount,
      threadCount: threadCount
    )
  }
}
