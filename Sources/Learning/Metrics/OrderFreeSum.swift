/// The sum of numbers, the same in whatever order they come.
///
/// Each is cut into two integers by one unit for all, and integers add up exactly: the sum is that of
/// numbers rounded to `2^-60` of the largest, or closer.
///
/// - Complexity: O(n).
func orderFreeSum(_ numbers: [Double]) -> Double {
  let largest = numbers.reduce(0) { max($0, $1.magnitude) }
  // Infinities and NaN: max passes NaN over, the plain sum does not.
  let plain = numbers.reduce(0, +)
  guard plain.isFinite, largest > 0 else { return plain }
  // So many bits that no sum of all overflows.
  let bits = Double.Exponent(numbers.count.leadingZeroBitCount) - 3
  let unit = Double(sign: .plus, exponent: max(largest.exponent - bits, -1074), significand: 1)
  let fraction = Double(sign: .plus, exponent: bits, significand: 1)
  var whole: Int64 = 0
  var rest: Int64 = 0
  for number in numbers {
    let scaled = number / unit
    let cut = Int64(scaled)
    whole &+= cut
    rest &+= Int64((scaled - Double(cut)) * fraction)
  }
  return (Double(whole) + Double(rest) / fraction) * unit
}

/// The mean, the same in whatever order the numbers come; NaN of none.
func mean(_ numbers: [Double]) -> Double { orderFreeSum(numbers) / Double(numbers.count) }

/// The standard error of the mean of numbers that are drawn independently; NaN of less than two.
func standardErrorOfMean(_ numbers: [Double]) -> Double {
  guard numbers.count > 1 else { return .nan }
  let center = mean(numbers)
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
