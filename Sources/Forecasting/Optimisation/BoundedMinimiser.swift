/// Minimises a smooth function within bounds: a quasi-Newton method of limited memory, projected.
///
/// Directions are those of L-BFGS (Nocedal 1980) in the variables that no bound holds (Bertsekas 1982,
/// SIAM J. Control Optim. 20), steps are halved until the value falls as its slope promises (Armijo).
struct BoundedMinimiser {
  /// Least and greatest value of each variable.
  let lower: [Double]
  let upper: [Double]
  /// Steps at the most.
  var iterationLimit = 60
  /// It ends after two steps that lower the value by less than this.
  var tolerance = 1e-7

  private static let memory = 8

  /// A point, its value, and how that changes with each variable.
  struct Point {
    var variables: [Double]
    var gradient: [Double]
    var value: Double
  }

  /// A step and the change of the gradient along it.
  private struct Change {
    let step: [Double]
    let gradient: [Double]
    let product: Double
  }

  /// Follows the function downhill.
  ///
  /// - Parameters:
  ///   - start: Where to begin, moved within the bounds.
  ///   - evaluate: The value at a point, infinite where there is none; sets the gradient.
  /// - Returns: The lowest point found.
  /// - Complexity: about one evaluation for each step.
  func minimum(
    from start: [Double],
    _ evaluate: (_ variables: [Double], _ gradient: inout [Double]) -> Double
  ) -> Point {
    var current = Point(
      variables: projected(start),
      gradient: [Double](repeating: 0, count: start.count),
      value: .infinity
    )
    current.value = evaluate(current.variables, &current.gradient)
    guard current.value.isFinite else { return current }
    var changes: [Change] = []
    var shortSteps = 0
    for _ in 0..<iterationLimit {
      let direction = direction(from: current, changes)
      guard let direction, let next = step(from: current, along: direction, changes, evaluate)
      else {
        if changes.isEmpty { break }
        changes = []
        continue
      }
      remember(&changes, from: current, to: next)
      shortSteps = current.value - next.value < tolerance ? shortSteps + 1 : 0
      current = next
      if shortSteps == 2 { break }
    }
    return current
  }

  private func projected(_ variables: [Double]) -> [Double] {
    variables.indices.map { min(max(variables[$0], lower[$0]), upper[$0]) }
  }

  /// Whether a bound keeps a variable from going downhill.
  private func isHeld(_ point: Point, _ place: Int) -> Bool {
    let slope = point.gradient[place]
    return slope > 0
      ? point.variables[place] <= lower[place] : point.variables[place] >= upper[place]
  }

  /// The direction of the next step; nil where the point is stationary.
  private func direction(from point: Point, _ changes: [Change]) -> [Double]? {
    let held = point.gradient.indices.map { isHeld(point, $0) }
    var direction = point.gradient
    for place in direction.indices where held[place] { direction[place] = 0 }
    let steepest = direction
    let square = dot(steepest, steepest)
    guard square > 0, square.isFinite else { return nil }
    var weights = [Double](repeating: 0, count: changes.count)
    for index in changes.indices.reversed() {
      weights[index] = dot(changes[index].step, direction) / changes[index].product
      add(&direction, changes[index].gradient, times: -weights[index])
    }
    if let last = changes.last {
      scale(&direction, by: last.product / dot(last.gradient, last.gradient))
    }
    for index in changes.indices {
      let weight = dot(changes[index].gradient, direction) / changes[index].product
      add(&direction, changes[index].step, times: weights[index] - weight)
    }
    for place in direction.indices { direction[place] = held[place] ? 0 : -direction[place] }
    let slope = dot(direction, point.gradient)
    if slope < -1e-12 * (square * dot(direction, direction)).squareRoot() { return direction }
    return steepest.map { -$0 }
  }

  /// The point after a step that lowers the value; nil where there is none.
  private func step(
    from point: Point,
    along direction: [Double],
    _ changes: [Change],
    _ evaluate: ([Double], inout [Double]) -> Double
  ) -> Point? {
    // Nothing is known yet of the function's curvature: a step of a tenth is short for what is scaled.
    var length = changes.isEmpty ? 0.1 / dot(direction, direction).squareRoot() : 1
    var next = point
    for _ in 0..<25 {
      for place in direction.indices {
        let moved = point.variables[place] + length * direction[place]
        next.variables[place] = min(max(moved, lower[place]), upper[place])
      }
      var promised = 0.0
      for place in direction.indices {
        promised += point.gradient[place] * (next.variables[place] - point.variables[place])
      }
      next.value = evaluate(next.variables, &next.gradient)
      if next.value <= point.value + 1e-4 * promised && promised < 0 { return next }
      // The lowest point of the parabola through what is known, within reason.
      let rise = next.value - point.value - promised
      let shorter = rise.isFinite && rise > 0 ? -promised / (2 * rise) : 0.1
      length *= min(max(shorter, 0.1), 0.5)
    }
    return nil
  }

  private func remember(_ changes: inout [Change], from old: Point, to new: Point) {
    let step = zip(new.variables, old.variables).map { $0 - $1 }
    let gradient = zip(new.gradient, old.gradient).map { $0 - $1 }
    let product = dot(step, gradient)
    guard product > 1e-10 * (dot(step, step) * dot(gradient, gradient)).squareRoot() else { return }
    if changes.count == Self.memory { changes.removeFirst() }
    changes.append(Change(step: step, gradient: gradient, product: product))
  }

  private func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for place in left.indices { sum += left[place] * right[place] }
    return sum
  }

  private func add(_ sum: inout [Double], _ values: [Double], times factor: Double) {
    for place in sum.indices { sum[place] += factor * values[place] }
  }

  private func scale(_ values: inout [Double], by factor: Double) {
    for place in values.indices { values[place] *= factor }
  }
}

extension BoundedMinimiser {
  /// The same of a function without a gradient, by differences on that side of a point which lies
  /// within the bounds.
  ///
  /// - Complexity: for each step an evaluation for each variable, and one.
  func minimum(from start: [Double], _ value: ([Double]) -> Double) -> Point {
    minimum(from: start) { variables, gradient in
      let here = value(variables)
      guard here.isFinite else { return .infinity }
      var moved = variables
      for place in variables.indices {
        // The cube root of the precision would be for two sides; the square root is for one.
        let room = 1.5e-8 * max(1, abs(variables[place]))
        let isLow = variables[place] + room <= upper[place]
        moved[place] = variables[place] + (isLow ? room : -room)
        let slope = (value(moved) - here) / (moved[place] - variables[place])
        gradient[place] = slope.isFinite ? slope : 0
        moved[place] = variables[place]
      }
      return here
    }
  }
}
