import LinearAlgebra

/// Minimises a linear objective: L-BFGS steps (Nocedal & Wright 2006, algorithm 7.4) around an
/// approximate inverse of the second derivatives, which is what makes one method good on every
/// shape of data.
///
/// The rule, in units of one pass over the design (`HessianPlan.passCost`):
///
/// - Where second derivatives cost at most `HessianPlan.cheapCost` passes they are found before
///   the first step; elsewhere steps start from their diagonal, and they are found once the passes
///   made have cost as much. Nearly independent columns have converged by then; for correlated ones
///   the time is at most doubled.
/// - They are found again once the passes since have cost as much as they do, unless another step like
///   the last would end it. With few columns that is every step: Newton's method. Where they are those
///   of a sample of rows, or leave columns uncoupled, the wait doubles each time: the steps before
///   correct what they lack (subsampled Newton), and near the optimum they no longer change.
///
/// A path's first fit starts from the optimum over the sample of rows (`LinearPath`). The squared loss of
/// few columns needs none of it (`LeastSquares`).
struct LinearSolver {
  private static let historyLimit = 12

  private var objective: LinearObjective
  private let settings: LinearSettings
  private let plan: HessianPlan
  private var history: [Correction] = []
  private var passCount = 0.0
  /// Whether the latest pass began with the last rows.
  private var isBackward = false
  /// The sums of the latest second derivatives, made here or by the fit before on a path.
  private var sums: HessianSums?
  private var isCollinear = false

  /// The outcome of a fit.
  struct Outcome: Sendable {
    /// Where it ended, without the absolute penalty.
    let evaluation: LinearObjective.Evaluation
    /// The value there, with it.
    let value: Double
    /// The largest gradient that is left.
    let gradientNorm: Double
    let iterations: Int
    let ending: LinearConvergence.Ending
    let remedies: [LinearConvergence.Remedy]
    /// The sums that the next fit on a path can start from.
    let sums: HessianSums?

    /// The convergence, as a report tells it; `gradientUnit` is the objective's.
    func convergence(gradientUnit: Double) -> LinearConvergence {
      LinearConvergence(
        ending: ending,
        iterations: iterations,
        gradientNorm: gradientNorm / gradientUnit,
        objective: value,
        remedies: remedies
      )
    }
  }

  /// One step and how the gradient changed over it.
  private struct Correction {
    let step: [Double]
    let change: [Double]
    let inverseProduct: Double
  }

  /// A solver that starts with what an earlier fit of the same design and loss knew of the second
  /// derivatives; nil for nothing.
  init(_ objective: LinearObjective, settings: LinearSettings, knowing sums: HessianSums? = nil) {
    self.objective = objective
    self.settings = settings
    self.sums = sums
    plan = HessianPlan(objective)
  }

  /// Steps from `start` until converged, stopped, out of iterations, or no step leads down.
  mutating func minimise(
    from start: LinearObjective.Evaluation,
    monitor: TrainingMonitor
  ) -> Outcome {
    var point = start
    let isSquared = objective.loss == .squared
    var isHessianCurrent = isSquared && sums != nil
    var found: Preconditioner?
    var wait = max(1, plan.passCost)
    var nextHessian = plan.passCost <= HessianPlan.cheapCost ? 0 : plan.passCost
    if sums != nil { nextHessian = isSquared ? .infinity : wait }
    let largestAllowed = settings.tolerance * objective.gradientUnit
    var reduction = 1.0
    for iteration in 0..<settings.maxIterations {
      if point.gradientNorm <= largestAllowed {
        return outcome(point, iteration, .converged)
      }
      if monitor.shouldStop() { return outcome(point, iteration, .stopped) }
      // Not for a last step: one like the one before would do.
      if passCount >= nextHessian && reduction * point.gradientNorm > largestAllowed {
        let sums = objective.hessianSums(at: point, plan: plan)
        self.sums = sums
        found = nil
        isHessianCurrent = true
        if plan.isComplete { history = [] }
        nextHessian = isSquared ? .infinity : passCount + wait
        if !plan.isComplete { wait *= 2 }
      }
      let preconditioner = found ?? self.preconditioner(at: point)
      found = preconditioner
      let direction = stepDirection(point.gradient, preconditioner)
      if let next = searchLine(from: point, along: direction) {
        let isHidden = isHiddenByRounding(from: point, to: next)
        remember(from: point, to: next)
        reduction = min(1, next.gradientNorm / point.gradientNorm)
        point = next
        isHessianCurrent = false
        if isHidden { point = widen(at: point) }
      } else if objective.isRough {
        point = widen(at: point)
      } else if isHessianCurrent && history.isEmpty {
        guard let next = descended(from: point) else {
          return outcome(point, iteration, .precisionLimit)
        }
        point = next
        isHessianCurrent = false
        nextHessian = passCount
      } else {
        history = []
        nextHessian = passCount
        reduction = 1
      }
      monitor.progress(iteration + 1, settings.maxIterations)
    }
    let isConverged = point.gradientNorm <= largestAllowed
    return outcome(point, settings.maxIterations, isConverged ? .converged : .iterationLimit)
  }

  /// The inverse of what is known of the second derivatives; of an estimate of their diagonal where nothing
  /// is.
  private mutating func preconditioner(at point: LinearObjective.Evaluation) -> Preconditioner {
    guard let sums else { return Preconditioner(objective.diagonalHessian(at: point)) }
    let found = Preconditioner(objective.hessian(from: sums, plan: plan, at: point))
    // The scores of several classes may all be moved alike: that is not the columns' doing.
    isCollinear = isCollinear || (found.isHeldBack && objective.outputCount == 1)
    return found
  }

  private func outcome(
    _ point: LinearObjective.Evaluation,
    _ iterations: Int,
    _ ending: LinearConvergence.Ending
  ) -> Outcome {
    Outcome(
      evaluation: point,
      value: point.value,
      gradientNorm: point.gradientNorm,
      iterations: iterations,
      ending: ending,
      remedies: (objective.isWidened ? [.doublePrecision] : [])
        + (isCollinear ? [.collinearColumns] : []),
      sums: sums
    )
  }

  /// Whether a step in single precision led nowhere: neither value nor gradient came down visibly.
  private func isHiddenByRounding(
    from old: LinearObjective.Evaluation,
    to new: LinearObjective.Evaluation
  ) -> Bool {
    objective.isRough && new.gradientNorm > old.gradientNorm / 2
      && new.value > old.value - 1e-8 * abs(old.value)
  }

  /// The same point in double precision, without what was learnt from rounded gradients.
  private mutating func widen(
    at point: LinearObjective.Evaluation
  ) -> LinearObjective.Evaluation {
    objective.isWidened = true
    history = []
    passCount += 2
    return objective.evaluate(point.parameters)
  }

  /// The two-loop recursion, with the preconditioner between the loops.
  private func stepDirection(
    _ gradient: [Double],
    _ preconditioner: Preconditioner
  ) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for correction in history.reversed() {
      let share = correction.inverseProduct * BLAS.dot(correction.step.span, direction.span)
      add(-share, correction.change, to: &direction)
      shares.append(share)
    }
    preconditioner.apply(to: &direction)
    for (correction, share) in zip(history, shares.reversed()) {
      let other = correction.inverseProduct * BLAS.dot(correction.change.span, direction.span)
      add(share - other, correction.step, to: &direction)
    }
    return direction
  }

  private mutating func remember(
    from old: LinearObjective.Evaluation,
    to new: LinearObjective.Evaluation
  ) {
    let step = zip(new.parameters, old.parameters).map { $0 - $1 }
    let change = zip(new.gradient, old.gradient).map { $0 - $1 }
    let product = BLAS.dot(step.span, change.span)
    // Rounding alone can make the product of a convex objective this small.
    let smallest =
      1e-14 * BLAS.dot(change.span, change.span).squareRoot()
      * BLAS.dot(step.span, step.span).squareRoot()
    guard product > smallest else { return }
    if history.count == Self.historyLimit { history.removeFirst() }
    history.append(Correction(step: step, change: change, inverseProduct: 1 / product))
  }

  /// A point further down the gradient, where second derivatives say nothing; nil where that leads no further
  /// down either.
  ///
  /// Of rows that are on the wrong side for certain they vanish while gradients do not.
  private mutating func descended(
    from point: LinearObjective.Evaluation
  ) -> LinearObjective.Evaluation? {
    let largest = point.gradientNorm
    guard largest > 0, largest.isFinite else { return nil }
    let direction = point.gradient.map { -$0 / largest }
    guard let next = searchLine(from: point, along: direction) else { return nil }
    return next.value < point.value - 1e-9 * abs(point.value) ? next : nil
  }

  /// The first step length, from 1 down, that decreases the objective enough; nil when there is
  /// none.
  ///
  /// Near the optimum rounding hides the decrease: a step is then accepted by its derivatives along
  /// the line (the approximate Wolfe condition of Hager & Zhang 2005, eq. 23).
  private mutating func searchLine(
    from point: LinearObjective.Evaluation,
    along direction: [Double]
  ) -> LinearObjective.Evaluation? {
    let enough = 1e-4
    let derivative = BLAS.dot(point.gradient.span, direction.span)
    guard derivative < 0 else { return nil }
    let rounding = (objective.isRough ? 1e-8 : 1e-12) * abs(point.value)
    var length = 1.0
    for _ in 0..<40 {
      var parameters = point.parameters
      add(length, direction, to: &parameters)
      isBackward.toggle()
      let next = objective.evaluate(parameters, isBackward: isBackward)
      passCount += 1
      let nextDerivative = BLAS.dot(next.gradient.span, direction.span)
      guard next.value.isFinite, nextDerivative.isFinite else {
        length *= 0.1
        continue
      }
      if next.value <= point.value + enough * length * derivative { return next }
      let isLevel = next.value <= point.value + rounding
      if isLevel && nextDerivative <= (2 * enough - 1) * derivative
        && abs(nextDerivative) < abs(derivative)
      {
        return next
      }
      // Where a straight line through the two derivatives is 0, kept inside the interval.
      let root = nextDerivative > 0 ? derivative / (derivative - nextDerivative) : 0.5
      length *= min(max(root, 0.1), 0.7)
    }
    return nil
  }
}

/// `result += factor * vector`.
private func add(_ factor: Double, _ vector: [Double], to result: inout [Double]) {
  for index in result.indices { result[index] += factor * vector[index] }
}
