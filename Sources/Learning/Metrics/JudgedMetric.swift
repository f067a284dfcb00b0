/// A metric of predictions, how uncertain it is, and what it is without a model.
package struct JudgedMetric: Sendable, Equatable {
  /// The metric's name.
  package let name: String
  /// Its value; NaN where the rows do not define it.
  package let value: Double
  /// The standard error of the value; NaN where it is not known.
  package let standardError: Double
  /// The value of the prediction that knows no more than the share of each class, or the mean, of the same
  /// rows; NaN where there is none.
  package let baseline: Double

  init(_ name: String, _ value: Double, error: Double = .nan, baseline: Double = .nan) {
    self.name = name
    self.value = value
    standardError = error
    self.baseline = baseline
  }

  /// A metric that is the mean of a value of each row.
  init(_ name: String, meanOf values: [Double], baseline: Double) {
    let value = mean(values)
    self.init(name, value, error: errorOfMean(value, of: values), baseline: baseline)
  }
}

/// The metrics that tell the number of rows.
func rowCounts(judged: Int, leftOut: Int) -> [JudgedMetric] {
  [JudgedMetric("rows", Double(judged)), JudgedMetric("rows_left_out", Double(leftOut))]
}
