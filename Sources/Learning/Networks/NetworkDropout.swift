/// Outputs of hidden layers that a step does without, in some rows each (Srivastava and others 2014).
struct NetworkDropout: Sendable {
  /// The share that is left out, above 0.
  let share: Double
  /// A seed of the step and the slice.
  let seed: UInt64

  /// Sets what is left out to 0 and makes up for it in the rest.
  func apply(to values: inout MutableSpan<Float>, _ slopes: inout MutableSpan<Float>, layer: Int) {
    var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ UInt64(layer)))
    let limit = UInt64(share * 0x1p32)
    let factor = Float(1 / (1 - share))
    var bits: UInt64 = 0
    for index in values.indices {
      bits = index & 1 == 0 ? generator.next() : bits >> 32
      let kept = bits & 0xFFFF_FFFF >= limit ? factor : 0
      values[index] *= kept
      slopes[index] *= kept
    }
  }
}
