#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The standard normal distribution.
enum NormalDistribution {
  /// The value below which a share of the distribution is, above 0 and below 1.
  ///
  /// Acklam's rational approximation is not needed to be exact: two steps of Halley's method on the
  /// complementary error function make it so.
  static func quantile(_ share: Double) -> Double {
    let tail = min(share, 1 - share)
    guard tail > 0 else { return share < 0.5 ? -.infinity : .infinity }
    // Abramowitz and Stegun 26.2.23, within 4.5e-4.
    let t = (-2 * log(tail)).squareRoot()
    let top = 2.515517 + t * (0.802853 + t * 0.010328)
    let bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = t - top / bottom
    for _ in 0..<2 {
      let error = 0.5 * erfc(x / 2.0.squareRoot()) - tail
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let step = error / max(density, .leastNormalMagnitude)
      x += step / (1 - x * step / 2)
    }
    return share < 0.5 ? -x : x
  }
}
