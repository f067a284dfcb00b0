/// The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub and Van Loan, Matrix
/// Computations, 8.5).
struct SymmetricEigen {
  /// The eigenvalues, the largest first.
  let values: [Double]
  /// For each the eigenvector, of length 1.
  let vectors: [[Double]]

  /// Sweeps at most; ten are enough for what comes.
  private static let sweepLimit = 60

  /// Solves a matrix, of which the rows are given up to the diagonal.
  ///
  /// - Complexity: O(order^3) a sweep.
  init(lowerRows: [[Double]]) {
    let order = lowerRows.count
    var matrix = (0..<order).map { i in
      (0..<order).map { j in j <= i ? lowerRows[i][j] : lowerRows[j][i] }
    }
    var vectors = (0..<order).map { i in (0..<order).map { i == $0 ? 1.0 : 0 } }
    for _ in 0..<Self.sweepLimit {
      var rotated = false
      for p in 0..<max(order - 1, 0) {
        for q in p + 1..<order {
          let (a, b, c) = (matrix[p][p], matrix[p][q], matrix[q][q])
          guard b.magnitude > 1e-17 * (a.magnitude * c.magnitude).squareRoot(), b != 0 else {
            continue
          }
          rotated = true
          let theta = (c - a) / (2 * b)
          let tangent =
            (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          Self.rotate(&matrix, p, q, cosine, sine)
          for k in 0..<order {
            let (x, y) = (matrix[k][p], matrix[k][q])
            matrix[k][p] = cosine * x - sine * y
            matrix[k][q] = sine * x + cosine * y
          }
          (matrix[p][q], matrix[q][p]) = (0, 0)
          Self.rotate(&vectors, p, q, cosine, sine)
        }
      }
      if !rotated { break }
    }
    let diagonal: [Double] = (0..<order).map { matrix[$0][$0] }
    let ranked = diagonal.indices.sorted { a, b in
      diagonal[a] == diagonal[b] ? a < b : diagonal[a] > diagonal[b]
    }
    values = ranked.map { diagonal[$0] }
    self.vectors = ranked.map { vectors[$0] }
  }

  /// Turns two rows into each other.
  private static func rotate(
    _ rows: inout [[Double]],
    _ p: Int,
    _ q: Int,
    _ cosine: Double,
    _ sine: Double
  ) {
    for k in rows[p].indices {
      let (x, y) = (rows[p][k], rows[q][k])
      rows[p][k] = cosine * x - sine * y
      rows[q][k] = sine * x + cosine * y
    }
  }
}
