import LinearAlgebra

/// Minimises a linear objective plus `alpha` times the absolute coefficients: proximal Newton steps
/// (Lee, Sun & Saunders 2014) on the hessian of all rows or of a sample.
struct ProximalSolver {
  private var objective: LinearObjective
  private let settings: LinearSettings
  /// The absolute penalty, in the scale in which the objective sees the target.
  private let alpha: Double
  private let plan: HessianPlan

  /// The sums of the latest second derivatives, made here or by the fit before on a path.
  private var sums: HessianSums?

  init(
    _ objective: LinearObjective,
    settings: LinearSettings,
    alpha: Double,
    knowing sums: HessianSums? = nil
  ) {
    self.sums = sums
    self.objective = objective
    self.settings = settings
    self.alpha = alpha
    plan = HessianPlan(objective)
  }

  /// Steps from `start` until converged, stopped, out of iterations, or no step leads down.
  mutating func minimise(
    from start: LinearObjective.Evaluation,
    monitor: TrainingMonitor
  ) -> LinearSolver.Outcome {
    var point = start
    let lifetime = objective.loss == .squared ? Double.infinity : plan.passCost
    var hessian = sums.map { objective.hessian(from: $0, plan: plan, at: point) }
    var passesLeft = hessian == nil ? 0 : lifetime
    let largestAllowed = settings.tolerance * objective.gradientUnit
    var iteration = 0
    while iteration < settings.maxIterations && !monitor.shouldStop() {
      let norm = subgradientNorm(point)
      if norm <= largestAllowed { break }
      let isCurrent = passesLeft <= 0
      if isCurrent {
        let sums = objective.hessianSums(at: point, plan: plan)
        self.sums = sums
        hessian = objective.hessian(from: sums, plan: plan, at: point)
        passesLeft = lifetime
      }
      guard let model = hessian else { break }
      let step = ProximalStep.find(model, alpha: alpha, at: point, tolerance: 1e-4 * norm)
      let next = searchLine(from: point, along: step)
      passesLeft -= 1
      iteration += 1
      monitor.progress(iteration, settings.maxIterations)
      if let next, !isHiddenByRounding(from: point, to: next) {
        point = next
      } else if objective.isRough {
        objective.isWidened = true
        point = objective.evaluate(next?.parameters ?? point.parameters)
      } else if let next {
        point = next
      } else if isCurrent {
        break
      } else {
        passesLeft = 0
      }
    }
    let ending: LinearConvergence.Ending =
      if subgradientNorm(point) <= largestAllowed {
        .converged
      } else if monitor.shouldStop() {
        .stopped
      } else {
        iteration == settings.maxIterations ? .iterationLimit : .precisionLimit
      }
    return LinearSolver.Outcome(
      evaluation: point,
      value: penalisedValue(point),
      gradientNorm: subgradientNorm(point),
      iterations: iteration,
      ending: ending,
      remedies: objective.isWidened ? [.doublePrecision] : [],
      sums: sums
    )
  }

  /// Whether a step in single precision led nowhere: neither value nor gradients came down visibly.
  private func isHiddenByRounding(
    from old: LinearObjective.Evaluation,
    to new: LinearObjective.Evaluation
  ) -> Bool {
    let (oldValue, newValue) = (penalisedValue(old), penalisedValue(new))
    return objective.isRough
      && subgradientNorm(new) > subgradientNorm(old) / 2
      && newValue > oldValue - 1e-8 * abs(oldValue)
  }

  /// The value with the absolute penalty.
  private func penalisedValue(_ point: LinearObjective.Evaluation) -> Double {
    point.value + alpha * absoluteSum(point.parameters)
  }

  private func absoluteSum(_ parameters: [Double]) -> Double {
    parameters.indices.reduce(0) { sum, index in
      isFree(index) ? sum : sum + abs(parameters[index])
    }
  }

  private func isFree(_ index: Int) -> Bool {
    index % objective.stride == objective.stride - 1
  }

  /// The largest subgradient that is left: at a coefficient of 0, what of its gradient exceeds `alpha`.
  private func subgradientNorm(_ point: LinearObjective.Evaluation) -> Double {
    point.gradient.indices.reduce(0) { largest, index in
      let (value, gradient) = (point.parameters[index], point.gradient[index])
      if isFree(index) { return max(largest, abs(gradient)) }
      if value == 0 { return max(largest, abs(gradient) - alpha) }
      return max(largest, abs(gradient + (value > 0 ? alpha : -alpha)))
    }
  }

  /// The fall of value and penalty along the gradient at a point.
  ///
  /// Gradient and penalty of a coordinate nearly cancel at the optimum, so they are added before they
  /// are multiplied by its step.
  private func expectedChange(
    from point: LinearObjective.Evaluation,
    along step: [Double]
  ) -> Double {
    step.indices.reduce(0) { sum, index in
      let (value, move, gradient) = (point.parameters[index], step[index], point.gradient[index])
      if isFree(index) { return sum + gradient * move }
      if value > 0 && value + move >= 0 { return sum + (gradient + alpha) * move }
      if value < 0 && value + move <= 0 { return sum + (gradient - alpha) * move }
      return sum + gradient * move + alpha * (abs(value + move) - abs(value))
    }
  }

  /// The first step length, halving from 1, that decreases value and penalty enough.
  private func searchLine(
    from point: LinearObjective.Evaluation,
    along step: [Double]
  ) -> LinearObjective.Evaluation? {
    let penalty = alpha * absoluteSum(point.parameters)
    let expected = expectedChange(from: point, along: step)
    guard expected < 0 else { return nil }
    let rounding = (objective.isRough ? 1e-8 : 1e-12) * abs(point.value + penalty)
    var length = 1.0
    for _ in 0..<40 {
      let parameters = zip(point.parameters, step).map { $0 + length * $1 }
      let next = objective.evaluate(parameters)
      let change = next.value + alpha * absoluteSum(parameters) - point.value - penalty
      if change.isFinite && change <= 1e-4 * length * expected { return next }
      // Near the optimum rounding hides the decrease: the gradients decide.
      if change.isFinite && change <= rounding && subgradientNorm(next) < subgradientNorm(point) {
        return next
      }
      length /= 2
    }
    return nil
  }
}
