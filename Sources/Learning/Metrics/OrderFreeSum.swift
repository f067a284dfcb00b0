/// The sum of numbers, the same in whatever order they come.
///
/// Each is cut into two integers by one unit for all, and integers add up exactly: the sum is that of
/// numbers rounded to `2^-60` of the largest, or closer.
///
/// - Complexity: O(n).
func orderFreeSum(_ numbers: [Double]) -> Double {
  let (largest, plain) = largestAndSum(numbers.span)
  guard plain.isFinite, largest > 0 else { return plain }
  // So many bits that no sum of all overflows.
  let bits = Double.Exponent(numbers.count.leadingZeroBitCount) - 3
  let unit = Double(sign: .plus, exponent: max(largest.exponent - bits, -1074), significand: 1)
  let fraction = Double(sign: .plus, exponent: bits, significand: 1)
  // Powers of two: but for the least units a product is the quotient, to the last bit, and quicker.
  let inverse = 1 / unit
  var whole: Int64 = 0
  var rest: Int64 = 0
  for number in numbers {
    let scaled = inverse.isFinite ? number * inverse : number / unit
    let cut = Int64(scaled)
    whole &+= cut
    rest &+= Int64((scaled - Double(cut)) * fraction)
  }
  return (Double(whole) + Double(rest) / fraction) * unit
}

/// The largest magnitude, which passes NaN over, and a plain sum, which tells of infinities and NaN.
private func largestAndSum(_ numbers: Span<Double>) -> (largest: Double, sum: Double) {
  var (largest, sum) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
  let laneEnd = numbers.count / 8 * 8
  for start in stride(from: 0, to: laneEnd, by: 8) {
    var lanes = SIMD8<Double>.zero
    for lane in 0..<8 { lanes[lane] = numbers[start + lane] }
    let magnitudes = lanes.replacing(with: -lanes, where: lanes .< 0)
    largest = largest.replacing(with: magnitudes, where: magnitudes .> largest)
    sum += lanes
  }
  var (greatest, total) = (largest.max(), sum.sum())
  for index in laneEnd..<numbers.count {
    greatest = max(greatest, numbers[index].magnitude)
    total += numbers[index]
  }
  return (greatest, total)
}

/// The mean, the same in whatever order the numbers come; NaN of none.
func mean(_ numbers: [Double]) -> Double { orderFreeSum(numbers) / Double(numbers.count) }

/// The standard error of the mean of numbers that are drawn independently; NaN of less than two.
func standardErrorOfMean(_ numbers: [Double]) -> Double {
  errorOfMean(mean(numbers), of: numbers)
}

/// The standard error of the mean of numbers, which is known; NaN of less than two.
func errorOfMean(_ center: Double, of numbers: [Double]) -> Double {
  guard numbers.count > 1 else { return .nan }
  let count = Double(numbers.count)
  let squares = orderFreeSum(numbers.map { ($0 - center) * ($0 - center) })
  return (squares / (count - 1) / count).squareRoot()
}

/// The jackknife: the standard error of a statistic by its values without each of the rows.
///
/// After Efron and Tibshirani, An Introduction to the Bootstrap (1993), 11.2: exact for means, and for
/// smooth statistics what the bootstrap comes to, with nothing drawn by chance.
struct Jackknife {
  private let whole: Double
  private var rows = 0.0
  private var sum = 0.0
  private var squares = 0.0

  /// The jackknife of a statistic whose value of all rows is `whole`.
  init(of whole: Double) { self.whole = whole }

  /// Takes the value without one row, and how many rows have it.
  mutating func add(_ value: Double, rows: Double) {
    guard rows > 0 else { return }
    let change = value - whole
    self.rows += rows
    sum += rows * change
    squares += rows * (change * change)
  }

  /// The standard error; NaN where the statistic is not defined without some row.
  var standardError: Double {
    guard rows > 1 else { return .nan }
    return (max(squares - sum * sum / rows, 0) * (rows - 1) / rows).squareRoot()
  }
}
