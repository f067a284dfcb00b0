import LinearAlgebra

/// First centroids that lie far from each other: greedy k-means++ (Arthur and Vassilvitskii, 2007, section
/// 2.2; several tries each as in their closing remark).
struct SpreadStart {
  /// The rows to choose among.
  let rows: ClusterRows

  /// So many rows, columns x clusters; fewer where there are no more different ones, or it is to stop.
  ///
  /// - Complexity: O(rows x columns x count x log(count)).
  func centroids(
    _ count: Int,
    _ generator: inout SeededGenerator,
    _ shouldStop: () -> Bool
  ) -> Matrix {
    let weights = rows.blocks.flatMap(\.weights)
    let tries = 2 + Int.bitWidth - count.leadingZeroBitCount
    var chosen = [rows.row(place(in: weights, &generator))]
    var distances = squaredDistances(to: chosen[0])
    while chosen.count < count, !shouldStop() {
      let mass = zip(distances, weights).map { $0 * $1 }
      guard mass.contains(where: { $0 > 0 }) else { break }
      var best: (row: [Double], distances: [Double], inertia: Double)?
      for _ in 0..<tries {
        let row = rows.row(place(in: mass, &generator))
        let nearer = zip(distances, squaredDistances(to: row)).map { min($0, $1) }
        let inertia = zip(nearer, weights).reduce(0) { $0 + $1.0 * $1.1 }
        if inertia < best?.inertia ?? .infinity { best = (row, nearer, inertia) }
      }
      guard let best else { break }
      chosen.append(best.row)
      distances = best.distances
    }
    return Matrix(
      rowCount: rows.columnCount,
      columnCount: chosen.count,
      values: chosen.flatMap(\.self)
    )
  }

  /// A row drawn by its share of the mass.
  private func place(in mass: [Double], _ generator: inout SeededGenerator) -> Int {
    let total = mass.reduce(0, +)
    var rest = Double(generator.next() >> 11) * 0x1p-53 * total
    for (place, share) in mass.enumerated() {
      rest -= share
      if rest < 0, share > 0 { return place }
    }
    return mass.lastIndex { $0 > 0 } ?? 0
  }

  private func squaredDistances(to row: [Double]) -> [Double] {
    rows.blocks.flatMap { block in
      var distances = [Double](repeating: 0, count: block.values.rowCount)
      for (column, value) in row.enumerated() {
        for place in distances.indices {
          let difference = block.values[place, column] - value
          distances[place] += difference * difference
        }
      }
      return distances
    }
  }
}
