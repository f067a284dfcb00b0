import CKernels
import Parallel

/// Numbers and predictions of them, as they come.
package struct NumberPairs: Sendable {
  /// Some rows.
  private struct Segment: Sendable {
    var actual: [Double] = []
    var predicted: [Double] = []
  }

  private var segments: [Segment] = []
  private var latest = Segment()
  /// The bounds of the rows.
  private(set) var range = automl_error_range(
    low: .infinity,
    high: -.infinity,
    least: .infinity,
    error: 0,
    share: 0,
    is_infinite: 0
  )
  /// Rows that were left out because a value is missing.
  private(set) var leftOutCount = 0

  /// So many rows are kept together, so that a growing number of them is not copied.
  private static let segmentCount = 32_768

  /// No rows.
  package init() {}

  /// The number of rows.
  var count: Int { segments.reduce(latest.actual.count) { $0 + $1.actual.count } }

  /// Takes rows; those of which a number is NaN are left out.
  ///
  /// - Precondition: as many predicted as actual numbers.
  package mutating func add(actual: ArraySlice<Double>, predicted: ArraySlice<Double>) {
    precondition(actual.count == predicted.count, "numbers and predictions differ in length")
    guard !actual.isEmpty else { return }
    if latest.actual.count >= Self.segmentCount {
      segments.append(latest)
      latest = Segment()
    }
    if latest.actual.isEmpty {
      latest.actual.reserveCapacity(Self.segmentCount + actual.count)
      latest.predicted.reserveCapacity(Self.segmentCount + actual.count)
    }
    var kept = 0
    latest.actual.append(addingCapacity: actual.count) { first in
      unsafe first.withUnsafeMutableBufferPointer { ownActual, actualCount in
        latest.predicted.append(addingCapacity: actual.count) { second in
          unsafe second.withUnsafeMutableBufferPointer { ownPredicted, predictedCount in
            unsafe Self.pointers(actual, predicted) { actual, predicted, count in
              kept = unsafe Int(
                automl_keep_pairs(
                  actual,
                  predicted,
                  count,
                  ownActual.baseAddress,
                  ownPredicted.baseAddress
                )
              )
              unsafe automl_extend_errors(
                ownActual.baseAddress,
                ownPredicted.baseAddress,
                Int64(kept),
                &range
              )
            }
            predictedCount = kept
          }
        }
        actualCount = kept
      }
    }
    leftOutCount += actual.count - kept
  }

  /// Takes the rows of others.
  package mutating func add(_ others: NumberPairs) {
    segments += others.all
    leftOutCount += others.leftOutCount
    range.low = min(range.low, others.range.low)
    range.high = max(range.high, others.range.high)
    range.least = min(range.least, others.range.least)
    range.error = max(range.error, others.range.error)
    range.share = max(range.share, others.range.share)
    range.is_infinite |= others.range.is_infinite
  }

  private var all: [Segment] { latest.actual.isEmpty ? segments : segments + [latest] }

  /// All numbers, and all predictions.
  var arrays: (actual: [Double], predicted: [Double]) {
    (all.flatMap(\.actual), all.flatMap(\.predicted))
  }

  /// The results of `body` for the parts of the rows, on so many threads.
  func map<Result: Sendable>(
    threadCount: Int,
    _ body:
      @Sendable (
        _ actual: UnsafePointer<Double>?, _ predicted: UnsafePointer<Double>?, _ count: Int64
      ) -> Result
  ) -> [Result] {
    let all = all
    return concurrentMap(count: all.count, threadCount: threadCount) { index in
      unsafe Self.pointers(all[index].actual[...], all[index].predicted[...], body)
    }
  }

  private static func pointers<Result>(
    _ actual: ArraySlice<Double>,
    _ predicted: ArraySlice<Double>,
    _ body: (UnsafePointer<Double>?, UnsafePointer<Double>?, Int64) -> Result
  ) -> Result {
    unsafe actual.withUnsafeBufferPointer { actual in
      unsafe predicted.withUnsafeBufferPointer { predicted in
        unsafe body(actual.baseAddress, predicted.baseAddress, Int64(actual.count))
      }
    }
  }
}
