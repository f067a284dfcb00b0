/// The end of a linear fit, as a report tells it.
package struct LinearConvergence: Sendable, Equatable {
  /// Why no further step was made.
  package enum Ending: String, Sendable, Equatable {
    /// The gradient is within the tolerance.
    case converged
    /// No step led further down: what is left of the gradient is rounding.
    case precisionLimit = "precision_limit"
    /// `max_iterations` steps were made.
    case iterationLimit = "iteration_limit"
    /// The monitor ended it.
    case stopped
  }

  /// The remedies that the data ask of the solver beyond its usual steps.
  package enum Remedy: String, Sendable, Equatable, CaseIterable {
    /// Cells of single precision were multiplied and added in double, for the last steps.
    case doublePrecision = "double_precision"
    /// Some columns are combinations of others, or nearly: steps were held back along them. Without
    /// a penalty the coefficients are one choice of many that predict alike.
    case collinearColumns = "collinear_columns"
  }

  /// Why no further step was made.
  package let ending: Ending
  /// The number of steps made.
  package let iterations: Int
  /// The largest element of the gradient, divided by the rows' total weight, in a unit that goes with
  /// the target's; what `tolerance` is compared with.
  package let gradientNorm: Double
  /// The sum of the losses plus the penalties; for the squared loss, of the target brought to unit
  /// variance.
  package let objective: Double
  /// The remedies that were taken, each once, in the order of `Remedy.allCases`.
  package let remedies: [Remedy]

  /// Whether the gradient is within the tolerance.
  package var isConverged: Bool { ending == .converged }

  /// Whether the monitor ended it.
  package var wasStopped: Bool { ending == .stopped }

  /// One sentence for people, without its full stop.
  package var summary: String {
    let steps = "\(iterations) \(iterations == 1 ? "step" : "steps")"
    let end =
      switch ending {
      case .converged: "converged in \(steps)"
      case .precisionLimit: "as near the optimum as rounding allows after \(steps)"
      case .iterationLimit: "not converged in \(steps): raise max_iterations"
      case .stopped: "stopped after \(steps)"
      }
    return remedies.contains(.collinearColumns)
      ? end + "; some columns are combinations of others" : end
  }
}
