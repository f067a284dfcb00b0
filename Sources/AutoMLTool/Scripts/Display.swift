import AutoML

/// The way in which a script shows results.
struct Display {
  /// The format of rows.
  var format: OutputFormat
  /// The format that `\x` goes back to.
  var plainFormat = OutputFormat.table
  /// The most rows that a screen shows; nil for all.
  var rowLimit: Int? = Screen.usualRowLimit
  /// Whether long results may go through a pager.
  var isPaged = true
  /// Whether the time of each statement is told.
  var isTimed = false

  /// Rows are printed in `format`.
  init(format: OutputFormat) { self.format = format }

  /// The room that a result has; without end where nobody watches.
  func screen(of output: Descriptor) -> Screen {
    guard output.kind == .terminal else { return Screen() }
    return Screen(columnCount: output.columnCount, rowLimit: rowLimit)
  }

  /// Writes rows value by value, or as before; nil changes it.
  mutating func expand(_ isExpanded: Bool?) {
    let isExpanded = isExpanded ?? (format != .expanded)
    if format != .expanded { plainFormat = format }
    format = isExpanded ? .expanded : plainFormat
  }
}
