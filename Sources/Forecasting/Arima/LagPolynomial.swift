#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Coefficients of earlier values: those of neighbours and of a season multiplied out, zeros left out.
struct LagPolynomial {
  /// Distances in time, 1 and up, and what the values there are multiplied by.
  private(set) var lags: [Int] = []
  private(set) var coefficients: [Double] = []

  /// The coefficients `c` of `1 - (1 - near) (1 - far B^period)`.
  init(near: [Double], far: [Double], period: Int) {
    for (place, value) in near.enumerated() { append(place + 1, value) }
    for (season, factor) in far.enumerated() {
      append((season + 1) * period, factor)
      for (place, value) in near.enumerated() {
        append((season + 1) * period + place + 1, -factor * value)
      }
    }
  }

  private mutating func append(_ lag: Int, _ coefficient: Double) {
    if let place = lags.firstIndex(of: lag) {
      coefficients[place] += coefficient
    } else {
      lags.append(lag)
      coefficients.append(coefficient)
    }
  }

  var longest: Int { lags.max() ?? 0 }

  /// Coefficients of a stationary autoregression from its partial autocorrelations, each within -1 and 1
  /// (Durbin 1960; Monahan 1984).
  static func stationary(_ partial: ArraySlice<Double>) -> [Double] {
    var coefficients: [Double] = []
    for value in partial {
      let old = coefficients
      for place in old.indices { coefficients[place] -= value * old[old.count - 1 - place] }
      coefficients.append(value)
    }
    return coefficients
  }
}
