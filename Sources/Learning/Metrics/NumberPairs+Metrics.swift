import CKernels

extension NumberPairs {
  /// All metrics, as those of `JudgedNumbers`, computed on so many threads.
  ///
  /// No result depends on these, nor on the order of the rows.
  package func metrics(threadCount: Int) -> [JudgedMetric] {
    guard let sums = NumberSums(self, threadCount: threadCount) else {
      let (actual, predicted) = arrays
      return JudgedNumbers(
        actual: actual,
        predicted: predicted,
        leftOutCount: leftOutCount,
        threadCount: threadCount
      ).metrics()
    }
    return rowCounts(judged: count, leftOut: leftOutCount) + sums.metrics
  }
}

/// The sums over rows that the metrics of numbers are made of.
private struct NumberSums {
  private let rows: NumberPairs
  private let threadCount: Int
  private let count: Double
  private let means: automl_error_means
  /// Of the prediction that is the mean of the numbers always: the means of the errors.
  private let base: automl_error_means
  private let centred: [Double]

  /// The numbers whose squares are added up.
  private static let ordinary = 0x1p-200...0x1p200

  /// The sums; nil of no rows, and of numbers whose squares are not numbers any more.
  init?(_ rows: NumberPairs, threadCount: Int) {
    let range = rows.range
    let largest = max(range.high.magnitude, range.low.magnitude)
    let distance = range.high - range.low
    let bounds = [largest, range.error, range.share, distance]
    guard rows.count > 0, range.is_infinite == 0,
      bounds.allSatisfy({ $0 == 0 || Self.ordinary.contains($0) })
    else { return nil }
    self.rows = rows
    self.threadCount = threadCount
    count = Double(rows.count)
    let own = unsafe Self.sums(
      rows,
      threadCount,
      bounds: [largest, range.error * range.error, range.error, range.share],
      automl_add_errors
    )
    let means = automl_error_means(
      actual: own[0] / count,
      square: own[1] / count,
      magnitude: own[2] / count,
      share: own[3] / count
    )
    self.means = means
    let farthest = max(range.high - means.actual, means.actual - range.low, 0)
    let share = farthest / max(range.least, AUTOML_LEAST_TARGET)
    let square = range.error * range.error
    let all = unsafe Self.sums(
      rows,
      threadCount,
      bounds: [
        farthest * farthest, farthest, share, square * square, square, range.share * range.share,
      ]
    ) { actual, predicted, count, sums in
      unsafe withUnsafePointer(to: means) {
        unsafe automl_add_spreads(actual, predicted, count, $0, sums)
      }
    }
    base = automl_error_means(
      actual: means.actual,
      square: all[0] / count,
      magnitude: all[1] / count,
      share: all[2] / count
    )
    centred = Array(all[3...])
  }

  private typealias Addition =
    @Sendable (
      UnsafePointer<Double>?, UnsafePointer<Double>?, Int64, UnsafeMutablePointer<automl_exact_sum>?
    ) -> Void

  /// Sums of numbers with some bounds, the same in whatever order the rows come.
  private static func sums(
    _ rows: NumberPairs,
    _ threadCount: Int,
    bounds: [Double],
    _ add: Addition
  ) -> [Double] {
    let empty = bounds.map { automl_exact_sum(largest: $0, count: rows.count) }
    let parts = unsafe rows.map(threadCount: threadCount) { actual, predicted, count in
      var sums = empty
      unsafe add(actual, predicted, count, &sums)
      return sums
    }
    return empty.indices.map { index in
      var sum = empty[index]
      for part in parts { sum.add(part[index]) }
      return sum.value
    }
  }

  /// All metrics but the numbers of rows.
  var metrics: [JudgedMetric] {
    let (loss, spread) = (means.square, base.square)
    let errors = centred.map { count > 1 ? ($0 / (count - 1) / count).squareRoot() : .nan }
    return [
      JudgedMetric(
        "rmse",
        loss.squareRoot(),
        error: loss > 0 ? errors[0] / (2 * loss.squareRoot()) : 0,
        baseline: spread.squareRoot()
      ),
      JudgedMetric("mae", means.magnitude, error: errors[1], baseline: base.magnitude),
      JudgedMetric(
        "r2",
        spread > 0 ? 1 - loss / spread : .nan,
        error: shareError,
        baseline: 0
      ),
      JudgedMetric("mape", means.share, error: errors[2], baseline: base.share),
      median,
    ]
  }

  /// The standard error of R2: each row's part in the change of 1 - loss / spread, to the first order, whose
  /// mean is 0.
  private var shareError: Double {
    let (loss, spread, centre) = (means.square, base.square, means.actual)
    guard spread > 0, count > 1 else { return .nan }
    let ratio = loss / spread
    let range = rows.range
    let farthest = max(range.high - centre, centre - range.low)
    let bound = max(range.error * range.error, ratio * (farthest * farthest))
    let squares = unsafe Self.sums(rows, threadCount, bounds: [bound * bound]) {
      actual,
      predicted,
      count,
      sum in
      unsafe automl_add_excesses(actual, predicted, count, centre, ratio, sum)
    }
    return (squares[0] / (count - 1) / count).squareRoot() / spread
  }

  private var median: JudgedMetric {
    let own = medianMagnitude(of: nil)
    return JudgedMetric(
      "median_absolute_error",
      own.value,
      error: own.error,
      baseline: medianMagnitude(of: means.actual).value
    )
  }

  /// The median of the magnitudes of errors, of the predictions or of a number that is predicted always.
  private func medianMagnitude(of centre: Double?) -> MedianEstimate {
    let centreOrZero = centre ?? 0
    let counts = unsafe rows.map(threadCount: threadCount) { actual, predicted, count in
      var counts = [UInt32](repeating: 0, count: Int(AUTOML_MAGNITUDE_COUNTS))
      let predicted = unsafe centre == nil ? predicted : nil
      unsafe automl_count_magnitudes(actual, predicted, centreOrZero, count, &counts)
      return counts
    }
    var all = [Int](repeating: 0, count: Int(AUTOML_MAGNITUDE_COUNTS))
    for counts in counts {
      for (prefix, count) in counts.enumerated() { all[prefix] += Int(count) }
    }
    return MedianEstimate(count: rows.count, counts: all) { prefixes in
      let parts = unsafe rows.map(threadCount: threadCount) { actual, predicted, count in
        let predicted = unsafe centre == nil ? predicted : nil
        return unsafe [UInt64](unsafeUninitializedCapacity: Int(count)) { kept, keptCount in
          keptCount = unsafe Int(
            automl_keep_magnitudes(
              actual,
              predicted,
              centreOrZero,
              count,
              UInt64(prefixes.lowerBound),
              UInt64(prefixes.upperBound),
              kept.baseAddress
            )
          )
        }
      }
      return FallingKey.sorted(parts.flatMap(\.self)).map { Double(bitPattern: $0) }
    }
  }
}

extension automl_exact_sum {
  /// No numbers yet: there will be so many, of which none is larger.
  fileprivate init(largest: Double, count: Int) {
    // So many bits that no sum of all overflows.
    let bits = min(Double.Exponent(count.leadingZeroBitCount) - 3, 49)
    func power(_ exponent: Double.Exponent) -> Double {
      Double(sign: .plus, exponent: exponent, significand: 1)
    }
    self.init(
      inverse_unit: power(largest > 0 ? bits - largest.exponent : 0),
      fraction: power(bits),
      whole: 0,
      rest: 0
    )
  }

  fileprivate mutating func add(_ other: automl_exact_sum) {
    whole &+= other.whole
    rest &+= other.rest
  }

  fileprivate var value: Double { (Double(whole) + Double(rest) / fraction) / inverse_unit }
}
